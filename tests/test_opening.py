"""What a file is opened as: an entry, a question, or a refusal where nobody can be asked."""

import numpy as np
import pytest

from xentgui.entry import Entry
from xentgui.files.imports import read_file
from xentgui.opening import UnreadableError, beside_sheet, complete, of_file

LOGITS = np.array([[2.0, -1.0, 0.5], [0.5, 3.0, 1.0]])


class TestWhereNobodyCanBeAsked:
    def test_outputs_without_labels_have_no_loss(self, tmp_path):
        np.save(tmp_path / "logits.npy", LOGITS)
        with pytest.raises(UnreadableError, match=r"logits\.npy: there are no labels in it"):
            complete(of_file(tmp_path / "logits.npy"))

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

    def test_ignored_rows_are_left_out_of_both(self, tmp_path):
        found = self.beside(tmp_path, "label\n1\n-100\n")
        assert found.labels.tolist() == [[0, 1, 0]]
        assert found.outputs.tolist() == LOGITS[:1].tolist()
        assert found.ambiguous
