"""Files that other programs wrote are taken for what they are; tests/files/data/make.py wrote the examples."""

import sys
from pathlib import Path

import numpy as np
import pytest
from files import test_bad_input, test_nasty
from files.examples import CLASSES, DATA, FLOWERS, NEEDS, opened, written

from xentgui.files.assemble import assemble
from xentgui.files.open_file import SUFFIXES, read_file
from xentgui.losses.batch import DataError

WITH_LABELS = {
    "sklearn_predict_proba.csv": ("probabilities", FLOWERS),
    "torch_logits.npz": ("logits", ("0", "1", "2")),
    "torch_logits.safetensors": ("logits", ("0", "1", "2")),
    "keras_predict.npz": ("probabilities", ("0", "1", "2")),
    "spreadsheet.xlsx": ("logits", FLOWERS),
    "spreadsheet.xls": ("logits", FLOWERS),
    "spreadsheet.ods": ("logits", FLOWERS),
    "spreadsheet_german.csv": ("logits", FLOWERS),
    "table.parquet": ("logits", FLOWERS),
    "table.feather": ("logits", FLOWERS),
    "table_records.json": ("logits", FLOWERS),
    "table_split.json": ("logits", FLOWERS),
}


@pytest.mark.parametrize("name", WITH_LABELS)
def test_outputs_with_labels_need_no_question(name):
    found = opened(name)
    assert found.outputs.shape == (13, 3)
    assert found.labels.tolist() == np.eye(3)[CLASSES].tolist()
    assert (found.outputs_are, found.class_names) == WITH_LABELS[name]
    assert found.mode == "softmax"
    assert not found.ambiguous
    assert found.reasons


@pytest.mark.parametrize(
    "name", ["sklearn_savetxt.txt", "keras_predict.csv", "kaggle_submission.csv", "torch_logits.npy"]
)
def test_outputs_without_labels(name):
    found = opened(name)
    assert found.labels is None
    assert found.outputs.shape == (13, 3)
    assert found.outputs_are == ("logits" if "logits" in name else "probabilities")
    assert not found.ambiguous
    assert any("no labels" in reason for reason in found.reasons)


def test_the_same_numbers_come_from_every_format():
    assert np.array_equal(opened("torch_logits.npz").outputs, opened("torch_logits.npy").outputs)
    for name in ("table_records.json", "spreadsheet.xlsx", "spreadsheet.xls", "spreadsheet.ods"):
        assert np.array_equal(opened("spreadsheet_german.csv").outputs, opened(name).outputs)
    kaggle, sklearn = opened("kaggle_submission.csv"), opened("sklearn_predict_proba.csv")
    np.testing.assert_allclose(kaggle.outputs, sklearn.outputs, rtol=1e-15)
    assert kaggle.sample_names[:2] == ("flower_000", "flower_001")
    assert opened("spreadsheet_german.csv").sample_names[0] == "flower 1"


def test_a_yes_no_question():
    found = opened("sklearn_binary.csv")
    assert found.mode == "binary"
    assert found.outputs.shape == found.labels.shape == (15, 1)
    assert set(found.labels[:, 0]) == {0.0, 1.0}


def test_a_pickled_export_is_refused_with_the_safe_way():
    with pytest.raises(DataError, match=r"torch_save\.pt.*can run any program.*numpy\.savez.*safetensors"):
        read_file(DATA / "torch_save.pt")


@pytest.mark.parametrize(("suffix", "library"), NEEDS.items())
def test_a_missing_library_is_named_with_the_command_that_installs_it(suffix, library, monkeypatch, tmp_path):
    for name in [name for name in sys.modules if name.split(".")[0] == library] + [library]:
        monkeypatch.setitem(sys.modules, name, None)
    path = tmp_path / f"table{suffix}"
    path.write_bytes(next(DATA.glob(f"*{suffix}"), DATA / "table.feather").read_bytes())
    with pytest.raises(DataError, match=f"pip install {library.replace('_', '-')} "):
        read_file(path)


class TestColumns:
    def test_a_header_that_pandas_numbered(self, tmp_path):
        found = written(tmp_path, ",0,1\n0,0.25,0.75\n1,0.5,0.5\n")
        assert found.outputs.tolist() == [[0.25, 0.75], [0.5, 0.5]]

    def test_one_hot_labels_and_logits_by_their_prefix(self, tmp_path):
        found = written(tmp_path, "y_cat,y_dog,logit_cat,logit_dog\n1,0,2.5,-1\n0,1,0.5,3\n")
        assert found.labels.tolist() == [[1, 0], [0, 1]]
        assert found.class_names == ("cat", "dog")
        assert not found.ambiguous

    def test_several_labels_a_row_are_the_multi_sigmoid_mode(self, tmp_path):
        found = written(tmp_path, "label_a,label_b,score_a,score_b\n1,1,2.5,-1\n0,0,0.5,3\n")
        assert found.mode == "multi-sigmoid"

    def test_class_numbers_from_one(self, tmp_path):
        found = written(tmp_path, "label,a,b\n1,0.25,0.75\n2,0.5,0.5\n")
        assert found.labels.tolist() == [[1, 0], [0, 1]]
        assert any("from 1 to 2" in reason for reason in found.reasons)

    def test_names_weights_and_a_predicted_class(self, tmp_path):
        text = "image,a,b,label,pred,weight\nx.png,0.25,0.75,b,b,2\ny.png,0.5,0.5,a,b,1\n"
        found = written(tmp_path, text)
        assert found.sample_names == ("x.png", "y.png")
        assert found.sample_weights.tolist() == [[2], [1]]
        assert found.outputs.shape == (2, 2)
        assert found.labels.tolist() == [[0, 1], [1, 0]]

    @pytest.mark.parametrize("name", ["group", "batch", "batch_id", "sequence_id", "micro-batch"])
    def test_groups_of_rows_by_their_name(self, tmp_path, name):
        found = written(tmp_path, f"{name},logit_a,logit_b,label\n1,0.25,1.5,1\n2,0.5,2.5,0\n2,0.5,-1,0\n")
        assert found.groups == ("1", "2", "2")
        assert found.outputs.shape == (3, 2)
        assert not found.ambiguous

    def test_names_for_one_output(self, tmp_path):
        found = written(tmp_path, "label,score\nspam,2.5\nham,-1\n")
        assert found.labels.tolist() == [[1], [0]]
        assert found.mode == "binary"

    def test_unnamed_outputs_with_named_labels_ask(self, tmp_path):
        found = written(tmp_path, "0.25,0.75,dog\n0.5,0.5,cat\n")
        assert found.class_names == ("cat", "dog")
        assert found.ambiguous

    @pytest.mark.parametrize("mark", [-100, -1, 255])
    def test_rows_marked_as_ignored_are_kept_and_said(self, tmp_path, mark):
        found = written(tmp_path, f"label,a,b\n0,0.25,0.75\n{mark},0.5,0.5\n1,0.5,0.5\n")
        assert found.labels.tolist() == [[1, 0], [0, 0], [0, 1]]
        assert found.outputs.tolist() == [[0.25, 0.75], [0.5, 0.5], [0.5, 0.5]]
        assert (found.ignored.tolist(), found.ignore_index) == ([False, True, False], mark)
        assert found.class_indices.tolist() == [0, mark, 1]
        assert any(f"1 row with the label {mark}, which is no class" in reason for reason in found.reasons)

    def test_log_probabilities_are_logits_with_a_reason(self, tmp_path):
        rows = np.log([[0.25, 0.75], [0.5, 0.5]])
        found = written(tmp_path, "\n".join(",".join(map(repr, row)) for row in rows.tolist()))
        assert found.outputs_are == "logits"
        assert any("log-probabilities" in reason for reason in found.reasons)

    def test_other_roles_are_chosen_by_hand(self, tmp_path):
        found = written(tmp_path, "a,b,c\n0.25,0.75,1\n0.5,0.5,0\n")
        chosen = found.with_roles(("outputs", "outputs", "labels"), "logits")
        assert chosen.labels.tolist() == [[0, 1], [1, 0]]
        assert chosen.outputs.shape == (2, 2)
        assert chosen.outputs_are == "logits"
        assert not chosen.ambiguous
        with pytest.raises(DataError, match="say what each column is"):
            found.with_roles(("nothing",) * 3)

    def test_two_tables_that_could_both_be_labels_ask(self, tmp_path):
        np.savez(tmp_path / "two.npz", np.full((2, 2), 0.5), np.full((2, 2), 0.5))
        assert read_file(tmp_path / "two.npz").ambiguous

    def test_an_array_beside_labels_and_outputs_is_left_out_and_said(self, tmp_path):
        np.savez(tmp_path / "a.npz", logits=np.ones((2, 3)), labels=[0, 1], embeddings=np.ones((2, 8)))
        found = read_file(tmp_path / "a.npz")
        assert found.outputs.shape == (2, 3)
        assert found.ambiguous

    def test_class_names_in_an_array_of_their_own(self, tmp_path):
        np.savez(tmp_path / "a.npz", logits=np.ones((3, 2)), labels=["dog", "cat", "dog"], class_names=["cat", "dog"])
        found = read_file(tmp_path / "a.npz")
        assert found.class_names == ("cat", "dog")
        assert found.labels.tolist() == [[0, 1], [1, 0], [0, 1]]
        assert not found.ambiguous


class TestText:
    def test_encodings(self, tmp_path):
        text = "chien é,chat,label\n0.25,0.75,chat\n0.5,0.5,chien é\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            found = written(tmp_path, text, encoding=encoding)
            assert found.class_names == ("chien é", "chat")
            assert found.labels.tolist() == [[0, 1], [1, 0]]
        assert any("Windows-1252" in reason for reason in found.reasons)

    def test_line_ends_blank_lines_comments_and_the_separator_line_of_excel(self, tmp_path):
        for text in ("# made today\r\na,b\r\n0.25,0.75\r\n\r\n", "a;b\r0.25;0.75\r", "sep=;\na;b\n0,25;0,75\n"):
            found = written(tmp_path, text)
            assert found.outputs.tolist() == [[0.25, 0.75]]
            assert found.class_names == ("a", "b")

    def test_quoted_cells_with_separators_and_line_breaks(self, tmp_path):
        found = written(tmp_path, '"a, or b","c ""d"""\n0.25,0.75\n')
        assert found.class_names == ("a, or b", 'c "d"')

    def test_json_lines_and_a_loss_in_json(self, tmp_path):
        lines = '{"logits": [1.5, 2], "label": 1}\n{"logits": [0.5, -2], "label": 0}\n'
        found = written(tmp_path, lines, "a.jsonl")
        assert found.labels.tolist() == [[0, 1], [1, 0]]
        found = written(tmp_path, '{"logits": [[1.5, 2]], "label": 1, "loss": 0.25}', "a.json")
        assert found.number_text == "0.25"

    def test_a_text_is_read_as_a_paste(self, tmp_path):
        found = written(tmp_path, "logits = tensor([[1.5, 2.0]])\nlabels = tensor([1])\nloss: 0.47", "log.txt")
        assert found.labels.tolist() == [[0, 1]]
        assert found.number_text == "0.47"


def test_arrays_of_every_layout_and_number(tmp_path):
    table = np.arange(6).reshape(2, 3)
    for k, array in enumerate(
        (table.astype(">f4"), np.asfortranarray(table * 1.0), table.astype(np.int8), table[::1] > 2)
    ):
        np.save(tmp_path / f"{k}.npy", array)
        assert read_file(tmp_path / f"{k}.npy").outputs.tolist() == array.astype(float).tolist()
    named = np.array([(0.25, 0.75, b"dog")], dtype=[("cat", "f8"), ("dog", "f8"), ("label", "S5")])
    np.save(tmp_path / "named.npy", named)
    assert read_file(tmp_path / "named.npy").labels.tolist() == [[0, 1]]


def test_nothing_to_choose_from_is_told():
    with pytest.raises(DataError, match="no column"):
        assemble(())


def test_every_suffix_is_promised_documented_and_tried_with_damaged_files():
    assert set(SUFFIXES) >= {path.suffix for path in DATA.iterdir()} - {".py", ".pt"}
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in page] == []
    damaged = {Path(name).suffix for name in (*test_bad_input.FILES, *test_nasty.FILES)}
    assert set(SUFFIXES) <= damaged


class TestNames:
    def test_columns_called_class_are_outputs_where_there_are_no_others(self, tmp_path):
        found = written(tmp_path, "id,Class_1,Class_2\n1,0.25,0.75\n2,0.5,0.5\n")
        assert found.outputs.tolist() == [[0.25, 0.75], [0.5, 0.5]]
        assert found.labels is None
        assert found.sample_names == ("1", "2")

    def test_columns_called_class_beside_a_label(self, tmp_path):
        found = written(tmp_path, "class A,class B,label\n0.25,0.75,B\n0.5,0.5,A\n")
        assert found.labels.tolist() == [[0, 1], [1, 0]]
        assert found.class_names == ("A", "B")

    def test_a_predicted_class_is_left_out(self, tmp_path):
        found = written(tmp_path, "true_label,pred_label,prob_0,prob_1\n1,0,0.75,0.25\n0,0,0.5,0.5\n")
        assert found.outputs.shape == (2, 2)
        assert found.labels.tolist() == [[0, 1], [1, 0]]
        assert not found.ambiguous

    def test_features_beside_probabilities_are_left_out_and_asked_about(self, tmp_path):
        found = written(tmp_path, "age,height,label,prob_a,prob_b\n40,1.75,a,0.75,0.25\n50,1.5,b,0.5,0.5\n")
        assert found.outputs.tolist() == [[0.75, 0.25], [0.5, 0.5]]
        assert found.ambiguous

    def test_class_numbers_beside_an_identity(self, tmp_path):
        found = written(tmp_path, "PassengerId,Survived\n11,0\n12,1\n15,2\n")
        assert found.outputs is None
        assert found.labels.tolist() == np.eye(3).tolist()

    def test_a_score_and_a_true_value_for_each_row(self, tmp_path):
        found = written(tmp_path, "y_true,y_pred\n1,0.75\n0,0.5\n")
        assert found.mode == "binary"
        assert found.outputs.tolist() == [[0.75], [0.5]]
        assert found.labels.tolist() == [[1], [0]]
