"""What a file is opened as: an entry, a question, or a refusal where nobody can be asked."""

from dataclasses import replace

import numpy as np
import pytest

from xentgui import evaluate
from xentgui.analysis import Analysis
from xentgui.beside_sheet import beside_sheet
from xentgui.entry import Entry, Focus
from xentgui.files.open_file import read_file
from xentgui.opening import (
    Ahead,
    UnreadableError,
    arguments,
    complete,
    import_of,
    of_data,
    of_example,
    of_file,
    of_files,
    read_text,
)

LOGITS = np.array([[2.0, -1.0, 0.5], [0.5, 3.0, 1.0]])


class TestWhereNobodyCanBeAsked:
    def test_outputs_without_labels_have_no_loss(self, tmp_path):
        np.save(tmp_path / "logits.npy", LOGITS)
        with pytest.raises(UnreadableError, match=r"logits\.npy: there are no labels in it") as refused:
            complete(of_file(tmp_path / "logits.npy"))
        assert str(refused.value).count("no labels") == 1

    def test_labels_without_outputs_have_none(self, tmp_path):
        np.save(tmp_path / "labels.npy", [0, 2])
        with pytest.raises(UnreadableError, match=r"labels\.npy: there are no outputs in it"):
            complete(of_file(tmp_path / "labels.npy"))

    def test_losses_alone_have_none(self, tmp_path):
        (tmp_path / "a.csv").write_text("loss\n0.5\n0.25\n")
        with pytest.raises(UnreadableError, match=r"a\.csv: there are no labels in it"):
            complete(of_file(tmp_path / "a.csv"))

    def test_columns_that_do_not_fit_are_told(self, tmp_path):
        (tmp_path / "a.csv").write_text("label,a,b\n7,1.5,2\n0,0.5,1\n")
        with pytest.raises(UnreadableError, match=r"a\.csv: line 2, column 1 \(label\): there is no class 7"):
            complete(of_file(tmp_path / "a.csv"))

    def test_a_table_in_which_all_is_there_is_evaluated(self, tmp_path):
        np.savez(tmp_path / "a.npz", logits=LOGITS, labels=[0, 1])
        assert complete(of_file(tmp_path / "a.npz")).table("labels").tolist() == [[1, 0, 0], [0, 1, 0]]


class TestLabelsBesideTheSheet:
    SHEET = Entry.of(
        np.zeros((2, 3)), LOGITS, ("cat", "dog", "bird"), sample_names=("x", "y"), class_weights=(1.0, 2.0, 4.0)
    )

    def beside(self, tmp_path, text, sheet=None):
        (tmp_path / "labels.csv").write_text(text)
        return beside_sheet(read_file(tmp_path / "labels.csv"), sheet or self.SHEET)

    @pytest.mark.parametrize("text", ["label\n1\n0\n", "label\ndog\ncat\n", "1\n0\n"])
    def test_they_are_read_for_its_classes(self, tmp_path, text):
        found = self.beside(tmp_path, text)
        assert found.labels.tolist() == [[0, 1, 0], [1, 0, 0]]
        assert found.outputs.tolist() == LOGITS.tolist()
        assert found.class_names == ("cat", "dog", "bird")

    def test_what_else_is_in_the_sheet_stays(self, tmp_path):
        found = self.beside(tmp_path, "label\n1\n0\n")
        assert found.sample_names == ("x", "y")
        assert found.class_weights == (1.0, 2.0, 4.0)

    def test_a_class_that_the_sheet_has_not_is_asked_about(self, tmp_path):
        found = self.beside(tmp_path, "label\ndog\nfish\n")
        assert found.ambiguous
        assert any('no output called "fish"' in reason for reason in found.reasons)
        assert found.outputs is None

    def test_labels_of_other_rows_are_other_data(self, tmp_path):
        found = self.beside(tmp_path, "label\n1\n0\n1\n")
        assert found.outputs is None
        assert found.labels.shape == (3, 2)

    @pytest.mark.parametrize(("leading", "ignored"), [((2, 3), -100), ((2, 2, 3), 255)])
    def test_a_class_for_each_place_is_labels_though_alone_it_would_be_outputs(self, tmp_path, leading, ignored):
        rows = int(np.prod(leading))
        sheet = Entry.of(np.zeros((rows, 4)), np.arange(4.0 * rows).reshape(rows, 4), leading=leading)
        classes = (np.arange(rows) % 4).reshape(leading)
        classes.flat[1] = ignored
        np.save(tmp_path / "y.npy", classes)
        found = beside_sheet(read_file(tmp_path / "y.npy"), sheet)
        assert not found.ambiguous
        assert found.outputs is sheet.table("outputs") or found.outputs.tolist() == sheet.table("outputs").tolist()
        assert found.class_indices.tolist() == classes.ravel().tolist()
        assert found.ignore_index == ignored
        assert found.leading == leading
        shape = ", ".join(map(str, leading))
        assert f"({shape}) labels are the class of each place" in found.reasons
        assert not any("by hand" in reason for reason in found.reasons)

    def test_images_that_were_read_alone_are_laid_out_as_their_labels_say(self, tmp_path):
        images, classes = np.arange(48.0).reshape(2, 3, 2, 4), np.arange(16).reshape(2, 2, 4) % 3
        np.save(tmp_path / "x.npy", images)
        np.save(tmp_path / "y.npy", classes)
        sheet = of_file(tmp_path / "x.npy").entry
        assert sheet.leading == (2, 3, 2)
        found = beside_sheet(read_file(tmp_path / "y.npy"), sheet)
        assert not found.ambiguous
        assert found.outputs.tolist() == np.moveaxis(images, 1, -1).reshape(-1, 3).tolist()
        assert found.class_indices.tolist() == classes.ravel().tolist()
        assert found.leading == classes.shape

    @pytest.mark.parametrize("leading", [(6,), (2, 3), (2, 2, 3)])
    def test_labels_that_were_read_alone_wait_for_their_outputs(self, tmp_path, leading):
        classes = np.arange(np.prod(leading)).reshape(leading) % 3
        classes.flat[1] = -100
        outputs = np.moveaxis(np.arange(4.0 * classes.size).reshape(*leading, 4), -1, 1)
        np.save(tmp_path / "labels.npy", classes)
        np.save(tmp_path / "x.npy", outputs)
        waiting = of_data(read_file(tmp_path / "labels.npy"), "labels.npy").entry
        found = beside_sheet(read_file(tmp_path / "x.npy"), waiting)
        assert not found.ambiguous
        assert found.outputs.tolist() == np.moveaxis(outputs, 1, -1).reshape(-1, 4).tolist()
        entry = import_of(found, "", 0).change(waiting)
        value = evaluate(classes, outputs, ignore_index=-100, class_axis=1).value
        assert Analysis(entry, Focus()).cards[1].value == pytest.approx(value, rel=1e-12)

    def test_a_class_that_outputs_have_not_is_asked_about(self, tmp_path):
        np.save(tmp_path / "x.npy", LOGITS[:, :2])
        found = beside_sheet(read_file(tmp_path / "x.npy"), Entry.of([[0, 0, 1], [1, 0, 0]], np.zeros((2, 3)), "012"))
        assert found.ambiguous
        assert "for the labels in the sheet: there is no class 2 among 2" in found.reasons[-1]

    def test_images_alone_offer_the_second_axis_as_the_classes(self, tmp_path):
        np.save(tmp_path / "x.npy", np.arange(48.0).reshape(2, 3, 2, 4))
        (offer,) = read_file(tmp_path / "x.npy").offers
        assert offer.words == "(2, 2, 4) samples of 3 classes"
        assert offer.read().outputs[1].tolist() == [1, 9, 17]

    def test_whole_numbers_of_another_shape_are_other_outputs(self, tmp_path):
        sheet = Entry.of(np.zeros((6, 4)), np.zeros((6, 4)), leading=(2, 3))
        for wrong in ([[0, 1], [2, 3], [0, 1]], [[0, 1, 9], [0, 1, 2]]):
            np.save(tmp_path / "z.npy", np.array(wrong))
            found = beside_sheet(read_file(tmp_path / "z.npy"), sheet)
            assert found.labels is None
            assert found.outputs.tolist() == wrong

    def test_ignored_rows_are_kept_in_both(self, tmp_path):
        found = self.beside(tmp_path, "label\n1\n-100\n")
        assert found.labels.tolist() == [[0, 1, 0], [0, 0, 0]]
        assert found.outputs.tolist() == LOGITS.tolist()
        assert found.class_indices.tolist() == [1, -100]


def of_text(text, name="the text"):
    return of_data(read_text(text, name), name)


class TestAllThatWasRead:
    TEXT = (
        "logits = tensor([[2.0, -1.0, 0.5], [0.5, 3.0, 1.0], [0.25, 0.5, 1.0]])\nlabels = tensor([0, -100, 2])\n"
        "CrossEntropyLoss(weight=torch.tensor([1., 2., 4.]), label_smoothing=0.1)\nloss: 0.4591"
    )

    def test_known_fields_and_ignored_rows_are_arguments(self):
        start = of_text(self.TEXT)
        given = arguments(start.data)
        assert given["labels"].tolist() == [0, -100, 2]
        assert (given["ignore_index"], given["label_smoothing"]) == (-100, 0.1)
        assert given["class_weights"] == (1.0, 2.0, 4.0)
        assert start.number == start.data.number_text == "0.4591"
        evaluate(**given)

    def test_the_entry_counts_as_the_arguments_do(self):
        start = of_text(self.TEXT)
        given = arguments(start.data)
        card = Analysis(start.entry, start.focus).cards[start.focus.chosen]
        np.testing.assert_allclose(card.value, evaluate(**given, definition="softmax").value, rtol=1e-12)
        assert Analysis(start.entry, Focus()).batch.labels.tolist() == [0, -100, 2]

    def test_one_yes_no_output_is_one_dimensional(self):
        given = arguments(of_text("y_true = [1, 0, 1]\ny_pred = [0.75, 0.25, 0.5]").data)
        assert given["labels"].shape == given["outputs"].shape == (3,)

    def test_another_reading_is_a_doubt_and_no_obstacle(self):
        start = of_text("x = tensor([[0., 1., 1.], [0., 1., 1.]])\ny = tensor([1, 2])\ntensor(0.8620)")
        assert any("probabilities" in doubt for doubt in start.data.doubts)
        assert complete(start).outputs_are == "logits"

    def test_text_that_cannot_be_read_is_told(self):
        with pytest.raises(UnreadableError, match="the input: there are no numbers"):
            of_text("hello world", "the input")

    def test_several_files_are_one_table(self, tmp_path):
        np.save(tmp_path / "logits.npy", LOGITS)
        np.save(tmp_path / "labels.npy", [0, 2])
        start = of_files([tmp_path / "labels.npy", tmp_path / "logits.npy"])
        assert arguments(start.data)["labels"].tolist() == [0, 2]


def test_what_was_made_where_a_file_was_read_is_put_in_as_long_as_the_document_is_what_it_was():
    data, focus = read_text("logits = [[2.0, -1.0, 0.5], [0.1, 1.5, 0.2]]\nlabels = [0, 1]", "data"), Focus()
    entry = of_example("cs231n").entry
    ahead = Ahead(entry, focus)
    assert ahead.look(data) is data
    edit = ahead.import_of(data, "Import data", focus.chosen)
    assert edit.change(entry) is edit.change(entry)
    assert edit.change(entry).same_as(import_of(data, "Import data", focus.chosen).change(entry))
    other = replace(entry, log_base=2.0)
    assert edit.change(other).log_base == 2.0
    assert edit.change(other).rows == 2
