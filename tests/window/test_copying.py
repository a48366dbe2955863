"""Tables and sentences on the clipboard: what they say, and that the menus and the palette copy them."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from xentgui.analysis import Analysis
from xentgui.entry import THREE_SOURCES, Entry, Focus, ShownCard, in_blocks
from xentgui.examples import examples
from xentgui.files.open_file import read_file
from xentgui.losses.batch import DataError
from xentgui.sources import sources
from xentgui.window.exporting.tables import KINDS, SHEETS, agreement_text
from xentgui.window.frameworks import FrameworksView
from xentgui.window.help import plain
from xentgui.window.numbers import digits

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.qt_log_ignore("This plugin does not support")]
SOURCE = sources["binary"]
BINARY = ShownCard("binary", SOURCE.title, SOURCE.title, SOURCE.definition, source="binary")


def three_classes(*more, row=0, chosen=1):
    entry = replace(examples["three-classes"].entry, cards=(*THREE_SOURCES, *more))
    return Analysis(entry, Focus(row=row, chosen=chosen))


def table(name, analysis, kind="csv"):
    return list(csv.reader(io.StringIO(SHEETS[name].text(analysis, kind)), delimiter="\t" if kind == "tsv" else ","))


class TestValues:
    @pytest.mark.parametrize(("kind", "edge"), [("csv", ","), ("tsv", "\t"), ("md", " | "), ("tex", " & ")])
    def test_what_is_undefined_is_called_so_as_on_its_card(self, kind, edge):
        soft = Analysis(examples["soft-labels"].entry, Focus(chosen=1))
        text = SHEETS["values"].text(soft, kind)
        assert f"{edge}undefined{edge}" in text
        assert "nan" not in text

    def test_every_definition_with_value_unit_difference_and_why(self):
        analysis = three_classes()
        header, *rows = table("values", analysis)
        assert header == ["", "value", "counted in", "difference from TensorFlow intro", "in words"]
        assert [row[0] for row in rows] == ["Nielsen, ch. 3", "TensorFlow intro", "CS231n notes"]
        assert [float(row[1]) for row in rows] == [card.value for card in analysis.cards]
        assert {row[2] for row in rows} == {"nats, mean of 4 rows"}
        assert float(rows[0][3]) == analysis.cards[0].difference
        assert rows[2][4] == "equal"

    def test_one_that_refuses_the_data_has_its_reason_instead(self):
        *_, refused = table("values", three_classes(BINARY))
        assert refused[1] == refused[3] == ""
        assert refused[4].startswith("3 columns, where this definition takes one yes/no output")

    def test_infinite_values_have_no_difference(self):
        entry = Entry.of([[1, 0]], [[0.0, 1.0]], outputs_are="probabilities", cards=THREE_SOURCES)
        rows = table("values", Analysis(entry, Focus(chosen=1)))[1:]
        assert {(row[1], row[3]) for row in rows} == {("inf", "")}

    def test_for_people_they_have_the_digits_of_the_window(self):
        before, digits.decimals = digits.decimals, 6
        try:
            text = SHEETS["values"].text(three_classes(), "md")
        finally:
            digits.decimals = before
        assert "| Nielsen, ch. 3 | 1.274523 | nats, mean of 4 rows | 0.547734 | adds the wrong classes |" in text
        assert text.splitlines()[1] == "| --- | ---: | --- | ---: | --- |"


class TestTerms:
    def test_of_the_focused_row_with_their_sums(self):
        analysis = three_classes(row=2)
        header, *rows, sums = table("terms", analysis)
        assert header == ["", "y_j", "a_j", "- y_j ln a_j", "- (1 - y_j) ln (1 - a_j)"]
        assert [row[0] for row in rows] == ["cat", "dog", "bird"]
        assert np.array_equal([[float(cell) for cell in row[2:3]] for row in rows], analysis.activations(range(2, 3)).T)
        worked = analysis.worked
        assert [float(sums[3]), float(sums[4])] == [worked.shared_total, worked.added_total]

    def test_their_heads_are_mathematics_in_latex(self):
        text = SHEETS["terms"].text(three_classes(), "tex")
        assert r"$-{y_j} \ln {a_j}$" in text
        assert "textcolor" not in text


class TestCurves:
    def test_loss_and_slope_of_the_row_at_each_point(self):
        analysis = three_classes()
        header, *rows = table("curves", analysis)
        shorts = [card.short for card in analysis.cards]
        assert header == ["f(cat)", *(f"loss {short}" for short in shorts), *(f"slope {short}" for short in shorts)]
        numbers = np.array(rows, dtype=float)
        assert np.array_equal(numbers[:, 0], analysis.curve.x)
        assert np.array_equal(numbers[:, 2], analysis.curve.losses["tensorflow-intro"])
        assert np.array_equal(numbers[:, 4], analysis.curve.gradients["nielsen"])

    def test_on_the_training_page_they_are_those_of_the_training(self, opened):
        window = opened(plots=False)
        window.pages.open_training_example("neuron-wrong", play=False)
        window.actions_by_id["copy-curves-csv"].trigger()
        rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
        assert [row["epoch"] for row in rows] == [str(k) for k in range(len(rows))]
        trace = window.pages.training.traces()["Quadratic"]["loss Quadratic"]
        assert [float(row["Quadratic: loss Quadratic"]) for row in rows] == trace.tolist()
        window.pages.leave_training("Loss curve")
        window.actions_by_id["copy-curves-csv"].trigger()
        assert QGuiApplication.clipboard().text().startswith("f(cat),")


class TestFrameworks:
    def test_every_function_with_its_value_or_why_it_has_none(self):
        analysis = three_classes()
        rows = {row[0]: row[1:] for row in table("frameworks", analysis)}
        assert rows[""] == ["value", "note"]
        assert len(rows) == 1 + sum(map(len, analysis.functions.groups)) + len(analysis.functions.refused)
        assert float(rows["torch.nn.CrossEntropyLoss"][0]) == analysis.cards[1].value
        refused = analysis.functions.refused[0]
        assert rows[refused.call] == ["", refused.problem]

    def test_the_panel_offers_them_by_right_click(self, opened):
        window = opened(plots=False)
        window.actions_by_id["frameworks"].trigger()
        panel = window.findChild(FrameworksView)
        assert panel.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
        assert [plain(action) for action in panel.actions()] == ["Copy frameworks as", "Save frameworks as a table…"]
        window.actions_by_id["copy-frameworks-md"].trigger()
        assert "| torch.nn.CrossEntropyLoss | 0.726789061970753 |  |" in QGuiApplication.clipboard().text()


class TestData:
    def test_a_spreadsheet_gets_what_is_read_back_as_the_same_data(self, tmp_path):
        analysis = three_classes()
        (tmp_path / "data.tsv").write_text(SHEETS["data"].text(analysis, "tsv"))
        found = read_file(tmp_path / "data.tsv")
        assert np.array_equal(found.outputs, analysis.entry.table("outputs"))
        assert np.array_equal(found.labels, analysis.entry.table("labels"))

    def test_in_markdown_and_latex_it_has_the_names_and_the_weights_too(self):
        blocks = in_blocks(np.eye(2), np.array([[0.5, -1.0], [2.0, 1e-9]]), np.array([[1.0], [2.5]]))
        analysis = Analysis(Entry(blocks, ("a|b", "c_d"), sample_names=("first", "second")), Focus())
        assert SHEETS["data"].text(analysis, "md").splitlines() == [
            r"|  | logit a\|b | logit c_d | label | weight |",
            "| --- | ---: | ---: | --- | ---: |",
            r"| first | 0.5 | -1.0 | a\|b | 1.0 |",
            "| second | 2.0 | 1e-09 | c_d | 2.5 |",
        ]
        assert r"second & 2.0 & $1 \times 10^{-9}$ & c\_d & 2.5 \\" in SHEETS["data"].text(analysis, "tex")

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("name", list(SHEETS))
    def test_the_minus_of_numbers_is_the_one_that_programs_read(self, name, kind):
        entry = Entry.of([[1, 0], [0, 1]], [[-2.5, 1.0], [3.0, -1e-7]], ["cat", "dog"], cards=THREE_SOURCES)
        text = SHEETS[name].text(Analysis(entry, Focus(chosen=0)), kind)
        assert not re.search(r"−\s*[\d.]", text)

    def test_a_row_without_a_label_has_no_curves_or_terms_of_zeros(self):
        entry = Entry.of(np.zeros((1, 2)), [[-2.5, 1.0]], ["cat", "dog"], cards=THREE_SOURCES)
        for name in ("curves", "terms"):
            with pytest.raises(DataError, match="row 1 has no label yet"):
                SHEETS[name].text(Analysis(entry, Focus()), "csv")

    def test_a_row_without_a_label_has_no_loss_among_those_of_all_rows(self):
        entry = Entry.of([[0, 0], [0, 1]], [[-2.5, 1.0], [0.0, 0.0]], ["cat", "dog"], cards=THREE_SOURCES)
        lines = SHEETS["losses"].text(Analysis(entry, Focus()), "csv").splitlines()
        assert lines[1] == "1,nan,nan,nan"
        assert float(lines[2].split(",")[2]) == pytest.approx(np.log(2))


class TestAgreement:
    def test_values_then_the_sentences_of_the_strip(self):
        text = agreement_text(three_classes())
        lines = text.splitlines()
        assert lines[0] == "Nielsen, ch. 3: 1.2745226124799542 nats, mean of 4 rows"
        assert lines[3] == ""
        assert lines[4].startswith("CS231n equals TensorFlow intro: ")
        assert lines[4].endswith("so only −ln a_k is left.")
        assert "Nielsen is 0.5477 higher" in lines[5]
        assert "−ln(1 − a_j)" in lines[5]
        assert lines[6].endswith("the mean of −ln(the probability that it gave them).")

    def test_a_refusal_is_a_sentence(self):
        assert "Binary cross-entropy: 3 columns, where this" in agreement_text(three_classes(BINARY))


class TestMenus:
    @pytest.mark.parametrize("name", ["frameworks", "curves"])
    def test_what_a_sheet_without_labels_does_not_have_is_told(self, window, name):
        window.open_example("empty")
        QGuiApplication.clipboard().setText("before")
        window.actions_by_id[f"copy-{name}-csv"].trigger()
        assert any("here are no" in label.text() for label in window.statusBar().findChildren(QLabel))
        assert QGuiApplication.clipboard().text() == "before"

    def test_every_table_in_every_kind(self, window):
        for name, sheet in SHEETS.items():
            for kind in KINDS:
                window.actions_by_id[f"copy-{name}-{kind}"].trigger()
                assert QGuiApplication.clipboard().text() == sheet.text(window.document.analysis, kind)

    @pytest.mark.parametrize("kind", ["tsv", "csv", "md"])
    def test_data_that_were_copied_are_pasted_as_the_same_data(self, window, kind):
        before = window.document.entry
        window.actions_by_id[f"copy-data-{kind}"].trigger()
        window.document.open(examples["empty"].entry)
        window.tables.setFocus()
        window.actions_by_id["paste"].trigger()
        entry = window.document.entry
        assert np.array_equal(entry.table("outputs"), before.table("outputs"))
        assert np.array_equal(entry.table("labels"), before.table("labels"))
        assert entry.class_names == before.class_names
        window.document.stack.setClean()

    def test_what_is_copied_is_said(self, window):
        window.actions_by_id["copy-values-md"].trigger()
        told = [label.text() for label in window.statusBar().findChildren(QLabel)]
        assert "Copied as Markdown: values of the definitions" in told

    def test_a_picture_of_the_terms_of_a_row_without_a_label_is_refused_in_words(self, window):
        window.document.open(Entry.of([[0, 0], [0, 1]], [[2.0, 1.0], [0.0, 0.0]], ["cat", "dog"]), Focus())
        window.actions_by_id["copy-terms-picture"].trigger()
        told = [label.text() for label in window.statusBar().findChildren(QLabel)]
        assert "There is no picture of the terms to take: row 1 has no label yet" in told

    def test_the_agreement(self, window):
        window.actions_by_id["copy-agreement"].trigger()
        assert QGuiApplication.clipboard().text() == agreement_text(window.document.analysis)

    def test_without_an_answer_only_the_data_can_be_copied(self, window):
        entry = Entry.of([[1, 0]], [[1.5, -0.5]], outputs_are="probabilities")
        window.document.open(entry, Focus())
        enabled = {name for name, action in window.actions_by_id.items() if action.isEnabled() and "copy-" in name}
        assert {f"copy-data-{kind}" for kind in KINDS} <= enabled
        assert not {"copy-values-md", "copy-terms-csv", "copy-card-picture", "copy-agreement", "copy-value"} & enabled

    def test_data_that_no_clipboard_takes_are_refused_in_words(self, window, monkeypatch):
        monkeypatch.setattr("xentgui.window.exporting.exporting.MOST_CELLS", 11)
        QGuiApplication.clipboard().setText("before")
        window.actions_by_id["copy-data-csv"].trigger()
        assert QGuiApplication.clipboard().text() == "before"
        window.actions_by_id["copy-values-csv"].trigger()
        assert QGuiApplication.clipboard().text() != "before"
