"""What columns are taken for: names that people give them, what stands above them, and what is left out."""

import numpy as np
import pytest
from files.examples import CLASSES, DATA, FLOWERS, opened, written

from xentgui.files.open_file import read_file
from xentgui.losses.batch import DataError

ONE_HOT = np.eye(3)[CLASSES].tolist()
OF_PANDAS = {
    "pandas_index.json": "logits",
    "pandas_table.json": "logits",
    "pandas_lines.json": "logits",
    "pandas_dates.parquet": "logits",
    "pandas_sheets.xlsx": "logits",
    "pandas_title.xlsx": "logits",
    "pandas_loss.csv": "probabilities",
}


@pytest.mark.parametrize("name", OF_PANDAS)
def test_what_pandas_writes_needs_no_question(name):
    found = opened(name)
    assert found.outputs.shape == (13, 3)
    assert found.labels.tolist() == ONE_HOT
    assert found.class_names == FLOWERS
    assert found.outputs_are == OF_PANDAS[name]
    assert not found.ambiguous


class TestWhatPandasAdds:
    def test_an_index_that_was_shuffled_names_the_rows_and_is_no_output(self):
        found = opened("pandas_shuffled_index.csv")
        assert found.class_names == FLOWERS
        assert sorted(map(int, found.sample_names)) == list(range(13))
        assert found.outputs[found.sample_names.index("3")].tolist() == opened("pandas_index.json").outputs[3].tolist()

    def test_numbers_as_names_of_columns_beside_a_target(self):
        found = opened("pandas_numbered.csv")
        assert found.outputs.shape == (13, 3)
        assert found.labels.tolist() == ONE_HOT
        assert found.outputs_are == "probabilities"
        assert not found.ambiguous

    def test_dates_name_the_samples(self, tmp_path):
        assert opened("pandas_dates.parquet").sample_names[:2] == ("2024-01-01", "2024-01-02")
        found = written(tmp_path, "day,a,b\n2024-01-01,0.5,0.5\n2024-01-02,0.25,0.75\n")
        assert found.sample_names == ("2024-01-01", "2024-01-02")

    def test_lists_in_a_column_are_the_outputs(self):
        found = opened("pandas_lists.parquet")
        assert found.outputs.shape == (13, 3)
        assert found.ambiguous, "the outputs have no names, the classes have"

    def test_bfloat16_is_read_exactly(self):
        found, exact = opened("torch_bfloat16.safetensors"), opened("pandas_index.json").outputs
        np.testing.assert_allclose(found.outputs, exact, rtol=2**-8)
        assert (found.outputs.astype(np.float32).view(np.uint32) & 0xFFFF == 0).all()
        assert found.labels.tolist() == ONE_HOT


class TestNames:
    @pytest.mark.parametrize("name", ["y_score", "y_prob", "y_proba", "y_pred", "score", "proba"])
    @pytest.mark.parametrize("label", ["y_true", "y_test", "target"])
    def test_the_two_columns_of_a_yes_no_question(self, tmp_path, name, label):
        rows = "".join(f"{k % 2},{0.05 * k + 0.02}\n" for k in range(12))
        found = written(tmp_path, f"{label},{name}\n{rows}")
        assert found.mode == "binary"
        assert found.labels[:3, 0].tolist() == [0, 1, 0]
        assert found.outputs_are == "probabilities"
        assert not found.ambiguous

    def test_scores_within_0_and_1_beside_classes_are_logits_unless_they_sum_to_1(self, tmp_path):
        found = written(tmp_path, "score_a,score_b,label\n0.5,0.25,a\n0.5,0.75,b\n")
        assert found.outputs_are == "logits"
        assert [offer.words for offer in found.offers] == ["probabilities"]
        assert found.offers[0].read().outputs_are == "probabilities"
        assert not written(tmp_path, "score_a,score_b,label\n0.5,0.5,a\n0.25,0.75,b\n").ambiguous

    def test_columns_called_logits_are_logits_whatever_the_file_is_called(self, tmp_path):
        assert written(tmp_path, "logit_a,logit_b,label\n0.5,0.25,a\n0.5,0.75,b\n").outputs_are == "logits"

    def test_predicted_classes_beside_logits_are_left_out_and_said(self, tmp_path):
        np.savez(tmp_path / "a.npz", preds=[1, 1], labels=[0, 1], logits=[[2.0, -1.0, 0.5], [0.5, 3.0, 1.0]])
        found = read_file(tmp_path / "a.npz")
        assert found.outputs.shape == (2, 3)
        assert any('"preds" is read as predicted classes (left out)' in reason for reason in found.reasons)

    def test_a_submission_of_fractions_holds_outputs(self, tmp_path):
        found = written(tmp_path, "id,target\n00a7,0.25\n0001,0.75\n0002,0.5\n")
        assert found.outputs[:, 0].tolist() == [0.25, 0.75, 0.5]
        assert found.sample_names == ("00a7", "0001", "0002")
        assert found.labels is None
        assert found.ambiguous

    def test_names_that_come_again_are_the_names_of_classes(self, tmp_path):
        np.savez(tmp_path / "a.npz", logits=np.ones((4, 2)), names=["cat", "dog", "dog", "cat"])
        assert read_file(tmp_path / "a.npz").labels.tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]
        found = written(tmp_path, "name,a,b\nx,0.5,0.5\ny,0.5,0.5\ny,0.25,0.75\n")
        assert found.sample_names == ("x", "y", "y")

    def test_an_identity_is_text_where_it_is_not_all_numbers(self, tmp_path):
        found = written(tmp_path, "id,a,b\n00000001,0.5,0.5\n00000002,0.5,0.5\n0000000a,0.25,0.75\n")
        assert found.sample_names == ("00000001", "00000002", "0000000a")

    def test_true_and_false_are_labels_beside_a_score(self, tmp_path):
        found = written(tmp_path, "p,is_spam\n0.25,FALSE\n0.75,TRUE\n0.5,TRUE\n")
        assert found.mode == "binary"
        assert found.labels[:, 0].tolist() == [0, 1, 1]

    def test_whole_numbers_under_another_name_are_asked_about(self, tmp_path):
        found = written(tmp_path, "cat,dog,bird,visits\n0.9,0.05,0.05,2\n0.2,0.7,0.1,1\n")
        assert found.ambiguous
        assert not written(tmp_path, "0.9,0.05,0.05,2\n0.2,0.7,0.1,1\n").ambiguous

    def test_a_column_of_0_and_1_alone_is_asked_about(self, tmp_path):
        assert written(tmp_path, "PassengerId,Survived\n892,0\n893,1\n").ambiguous

    @pytest.mark.parametrize("text", ["a,b\n0x1F,2.5\n0x2F,3\n", "a,b\n1_000,2.5\n2_000,4\n"])
    def test_numbers_written_in_a_way_of_their_own_are_not_taken_for_names_in_silence(self, tmp_path, text):
        assert written(tmp_path, text).ambiguous

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("a,b,label\n1.5,2,a\n0.5,3,b\n", "a class name in each row"),
            ("a,b,label\n1.5,2,0\n0.5,3,1\n", "a class number in each row"),
            ("p,label\n0.5,0\n0.25,1\n", "yes or no in each row"),
            ("y_a,y_b,p_a,p_b\n1,0,0.5,0.5\n0,1,0.25,0.75\n", "one-hot columns, one class in each row"),
            ("y_a,y_b,p_a,p_b\n1,1,0.5,0.5\n0,1,0.25,0.75\n", "a column for each class, several or none in a row"),
            ("y_a,y_b,p_a,p_b\n0.9,0.1,0.5,0.5\n0,1,0.25,0.75\n", "shares of each class"),
            ("a,b\n1.5,2\n0.5,3\n", ""),
        ],
    )
    def test_how_labels_are_written_is_told(self, tmp_path, text, told):
        assert written(tmp_path, text).labels_are == told


class TestLosses:
    def test_a_loss_for_each_row_goes_to_my_number_and_is_no_output(self):
        found = opened("pandas_loss.csv")
        assert len(found.number_text.split()) == 13
        assert float(found.number_text.split()[0]) == pytest.approx(-np.log(found.outputs[0, 0]), rel=1e-3)
        assert any("numbers asked about" in reason for reason in found.reasons)

    def test_of_many_rows_the_mean_does(self, tmp_path):
        losses = np.linspace(0.1, 2, 300)
        rows = "".join(f"0.5,0.5,a,{loss}\n" for loss in losses)
        found = written(tmp_path, f"a,b,label,loss\n{rows}")
        assert float(found.number_text) == pytest.approx(losses.mean(), rel=1e-6)

    def test_losses_alone_are_a_number_and_no_table(self, tmp_path):
        found = written(tmp_path, "loss\n0.25\n0.5\n")
        assert found.labels is found.outputs is None
        assert found.number_text == "0.25 0.5"

    def test_a_single_loss_among_arrays(self, tmp_path):
        np.savez(tmp_path / "a.npz", logits=np.ones((2, 3)), labels=[0, 1], loss=np.float32(0.45), epoch=3)
        found = read_file(tmp_path / "a.npz")
        assert found.number_text == "0.45"
        assert any('"epoch" is a single value' in reason for reason in found.reasons)
        assert not found.ambiguous

    def test_losses_of_ignored_rows_stay_beside_their_rows(self, tmp_path):
        found = written(tmp_path, "label,a,b,loss\n0,0.25,0.75,1.5\n-100,0.5,0.5,0\n1,0.5,0.5,0.75\n")
        assert found.number_text == "1.5 0 0.75"


class TestWholeNumbersWrittenAsFractions:
    def test_class_numbers_as_numpy_savetxt_writes_them_are_asked_about(self, tmp_path):
        table = np.array([[0, 1.5, 2.5], [1, 0.5, -1], [1, 0.25, 3]])
        np.savetxt(tmp_path / "a.csv", table, delimiter=",")
        found = read_file(tmp_path / "a.csv")
        assert found.labels.tolist() == [[1, 0], [0, 1], [0, 1]]
        assert found.outputs.tolist() == table[:, 1:].tolist()
        assert found.ambiguous

    def test_one_hot_rows_beside_logits(self, tmp_path):
        table = np.column_stack([np.eye(3)[[0, 2]], [[1.5, 2, 0.5], [0.25, -1, 3]]])
        np.savetxt(tmp_path / "a.csv", table, delimiter=",")
        found = read_file(tmp_path / "a.csv")
        assert found.labels.tolist() == [[1, 0, 0], [0, 0, 1]]
        assert not found.ambiguous

    def test_several_labels_in_a_row_are_asked_about(self, tmp_path):
        found = written(tmp_path, "1,1,0.75,0.5\n0,0,0.25,0.5\n")
        assert found.mode == "multi-sigmoid"
        assert found.labels.tolist() == [[1, 1], [0, 0]]
        assert found.ambiguous

    def test_one_hot_rows_alone_are_labels(self, tmp_path):
        found = written(tmp_path, "1,0,0\n0,1,0\n0,0,1\n")
        assert found.outputs is None
        assert found.labels.tolist() == np.eye(3).tolist()
        assert found.ambiguous


class TestPercent:
    def test_cells_in_percent_are_shares(self, tmp_path):
        found = written(tmp_path, "a,b,label\n72 %,28 %,a\n50.5%,49.5%,b\n")
        np.testing.assert_allclose(found.outputs, [[0.72, 0.28], [0.505, 0.495]], rtol=1e-15)
        assert found.outputs_are == "probabilities"
        assert any("72 % is 0.72" in reason for reason in found.reasons)

    def test_rows_that_sum_to_100_are_asked_about_and_can_be_logits(self, tmp_path):
        found = written(tmp_path, "a,b,label\n72,28,a\n50.5,49.5,b\n")
        np.testing.assert_allclose(found.outputs, [[0.72, 0.28], [0.505, 0.495]], rtol=1e-15)
        assert found.ambiguous
        assert found.with_roles(found.roles, "logits").outputs.tolist() == [[72, 28], [50.5, 49.5]]

    def test_more_than_100_is_no_percentage(self, tmp_path):
        found = written(tmp_path, "a,b,label\n100.05,0,a\n50,50,b\n")
        assert found.outputs_are == "logits"
        assert found.outputs.tolist() == [[100.05, 0], [50, 50]]


class TestAboveTheNumbers:
    @pytest.mark.parametrize(
        "above",
        ["Results of run 7\n", "Results of run 7,,\n", "Results,,\nof run 7,,\n", "Outputs,,Truth\n", "# made today\n"],
    )
    def test_titles_above_a_header_are_passed_over(self, tmp_path, above):
        found = written(tmp_path, f"{above}a,b,label\n0.25,0.75,a\n0.5,0.5,b\n")
        assert found.class_names == ("a", "b")
        assert found.labels.tolist() == [[1, 0], [0, 1]]
        assert not found.ambiguous

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("a,b\nx,0.5\n0.5,0.5\n0.25,0.75\n", 'line 2, column 1 .*"x" is not a number'),
            ("a,b\nnan,\n0.5,0.5\n0.25,0.75\n", "line 2, column 1"),
            ("72%,28%\n0.5,0.5\n", "line 1, column 1: .* percentage"),
            ("1,x2\n0.5,0.5\n", 'line 1, column 2: "x2" is not a number'),
            ("a,b\n0.5,0.5\nmean,0.5\n", "line 3, column 1"),
        ],
    )
    def test_a_row_of_data_with_a_mistake_is_not_passed_over(self, tmp_path, text, told):
        with pytest.raises(DataError, match=told):
            written(tmp_path, text)

    def test_a_total_below_the_table_is_named(self, tmp_path):
        with pytest.raises(DataError, match=r"line 4, column 3 \(label\): this cell is empty: name the class"):
            written(tmp_path, "a,b,label\n0.5,0.5,a\n0.25,0.75,b\n0.375,0.625,\n")


class TestJson:
    def test_the_scores_of_a_pipeline_of_transformers(self, tmp_path):
        text = (
            '[[{"label": "b", "score": 0.75}, {"label": "a", "score": 0.25}],'
            ' [{"label": "a", "score": 0.5}, {"label": "b", "score": 0.5}]]'
        )
        found = written(tmp_path, text, "scores.json")
        assert found.class_names == ("b", "a")
        assert found.outputs.tolist() == [[0.75, 0.25], [0.5, 0.5]]
        assert found.outputs_are == "probabilities"

    def test_what_is_said_about_the_whole_is_left_out(self, tmp_path):
        text = '{"model": "resnet", "epoch": 3, "data": {"logits": [[1.5, 2], [3, 4]], "labels": [0, 1]}}'
        found = written(tmp_path, text, "a.json")
        assert found.labels.tolist() == [[1, 0], [0, 1]]
        assert found.sample_names is None
        assert not found.ambiguous

    def test_names_of_rows_are_kept(self, tmp_path):
        found = written(tmp_path, '{"a": {"x": 0.5, "y": 0.25}, "b": {"x": 0.5, "y": 0.75}}', "a.json")
        assert found.outputs.tolist() == [[0.5, 0.5], [0.25, 0.75]]
        assert found.sample_names == ("x", "y")

    def test_a_mistake_in_lines_of_json_is_named(self, tmp_path):
        with pytest.raises(DataError, match="line 2, column"):
            written(tmp_path, '{"a": 1.5, "b": 2}\n{"a": 1.5, "b": }\n', "a.json")


def test_a_formula_without_its_value_is_named_with_the_way_out(tmp_path):
    pytest.importorskip("python_calamine")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["a", "b"], [0.25, "=1-A2"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match=r"row 2, column 2: the value of the formula =1-A2.*save it"):
        read_file(tmp_path / "a.xlsx")


def test_a_sheet_of_words_before_the_data_is_passed_over(tmp_path):
    pytest.importorskip("python_calamine")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(DATA / "spreadsheet.xlsx")
    book.create_sheet("About", 0).append(["The results of run 7"])
    book.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx").class_names == FLOWERS
