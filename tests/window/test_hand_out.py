"""Hand-outs: what stands on them and what is left to fill in, from the command line and from the window."""

import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QDialogButtonBox, QLineEdit
from window.dialogs import naming, when_asked

from xentgui.analysis import Analysis
from xentgui.command_line import main
from xentgui.entry import THREE_SOURCES, Entry, Focus
from xentgui.examples import examples
from xentgui.window.numbers import digits
from xentgui.window.report import report_html, report_pdf, write_report
from xentgui.window.report.edition import FOR_A_TICKET, HAND_OUT, PARTS, HandOutDialog

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]
THREE = Analysis(examples["three-classes"].entry, examples["three-classes"].focus)
BLANKS = replace(HAND_OUT, blanks=True)
VERSIONS = ("numpy ", "Qt 6", "xentgui 0", "Made with")


def page(edition=HAND_OUT, analysis=THREE):
    return report_html(analysis, edition=edition)


def pages(data):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", data))


def table(text, caption):
    return next(part for part in text.split("<table>") if f"<caption>{caption}" in part)


def longest_decimals(text):
    return max(len(decimals) for decimals in re.findall(r">[−+]?\d+\.(\d+)", text))


class TestHandOut:
    def test_it_says_nothing_of_versions_and_a_report_for_a_ticket_does(self):
        assert [words for words in VERSIONS if words in page()] == []
        assert [words for words in VERSIONS if words not in page(FOR_A_TICKET)] == []

    @pytest.mark.parametrize("name", ["two-classes", "three-classes", "several-labels", "soft-labels"])
    def test_a_small_case_has_two_pages_at_most(self, name):
        example = Analysis(examples[name].entry, examples[name].focus)
        assert pages(report_pdf(example, edition=HAND_OUT)) <= 2

    def test_computed_numbers_have_the_digits_of_the_window_unless_all_are_asked_for(self):
        assert longest_decimals(page()) == 4
        assert longest_decimals(page(replace(HAND_OUT, all_digits=True))) > 12
        digits.decimals = 2
        try:
            assert ">0.80</data>" in table(page(), "Every row")
        finally:
            digits.decimals = 4

    def test_what_was_entered_has_no_more_digits_than_the_window_shows(self):
        analysis = Analysis(Entry.of([[1, 0]], [[0.123456789, 2.0]], cards=THREE_SOURCES), Focus())
        rows = table(page(analysis=analysis), "Every row")
        assert ">0.1235</data>" in rows
        assert ">2</data>" in rows
        assert ">0.123456789<" in table(page(replace(HAND_OUT, all_digits=True), analysis), "Every row")

    def test_a_difference_keeps_its_sign(self):
        assert ">+0.5477<" in table(page(), "The values")

    def test_a_sum_that_its_parts_as_shown_do_not_give_is_marked(self):
        """One third thrice is 0.3 + 0.3 + 0.3 with one decimal, and 1.1 in all."""
        digits.decimals = 1
        try:
            entry = Entry.of([[1, 1, 1]], [[0.7, 0.7, 0.7]], mode="multi-sigmoid", outputs_are="probabilities")
            terms = table(page(analysis=Analysis(entry, Focus())), "The terms")
        finally:
            digits.decimals = 4
        assert "≈ 1.1" in terms

    def test_a_definition_is_not_told_in_code_to_who_reads_formulas(self):
        assert "likelihood=bernoulli" not in page()
        assert "likelihood=bernoulli" in page(FOR_A_TICKET)

    def test_title_and_course_are_ones_own(self):
        text = page(replace(HAND_OUT, title="Exercise 3", course="Learning <1> · winter"))
        assert "<h1>Exercise 3</h1>\n<p>Learning &lt;1&gt; · winter</p>" in text

    @pytest.mark.parametrize("part", [part for part in PARTS if part != "training"])
    def test_a_part_stands_on_it_where_it_is_chosen(self, part):
        text = page(replace(HAND_OUT, parts=frozenset({part})))
        assert len(text) > len(page(replace(HAND_OUT, parts=frozenset()))) + 100
        assert text.count("<h2") == (0 if part == "agreement" else 1)

    @pytest.mark.skipif(shutil.which("gs") is None, reason="needs Ghostscript")
    @pytest.mark.parametrize("edition", [HAND_OUT, BLANKS, FOR_A_TICKET], ids=["hand-out", "blanks", "ticket"])
    def test_a_table_is_never_wider_than_the_text(self, tmp_path, edition):
        random = np.random.default_rng(3)
        names = [f"class number {k}" for k in range(6)]
        entry = Entry.of(np.eye(6)[:4], random.normal(size=(4, 6)), names, cards=THREE_SOURCES)
        parts = frozenset({"values", "data", "terms"})
        write_report(tmp_path / "a.pdf", Analysis(entry, Focus()), edition=replace(edition, parts=parts))
        draw = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=png16m", "-r72", "-sOutputFile=%d.png", "a.pdf"]
        subprocess.run(draw, cwd=tmp_path, check=True)
        for picture in tmp_path.glob("*.png"):
            drawn = QImage(str(picture))
            right, down = range(drawn.width() - 44, drawn.width()), range(drawn.height())
            assert {drawn.pixelColor(x, y).name() for x in right for y in down} == {"#ffffff"}


class TestBlanks:
    def test_terms_and_sums_are_left_to_fill_in(self):
        sheet, solution = page(BLANKS).split("Solution</h2>")
        terms = table(sheet, "The terms")
        assert terms.count('<td class="number shared"><span class="blank"') == 4
        assert terms.count('<span class="blank"') == 8  # two terms of three outputs, and two sums
        assert "0.6590" in terms  # the output that they are computed from
        assert 'class="blank"' not in solution

    def test_no_result_can_be_read_off_the_sheet(self):
        sheet, solution = page(BLANKS).split("Solution</h2>")
        worked = THREE.worked
        results = [
            worked.shared_total,
            worked.added_total,
            *(card.value for card in THREE.cards),
            *THREE.losses(range(2)),
        ]
        for value in results:
            assert f"{value:.4f}" not in sheet
            assert repr(float(value)) not in sheet
        assert f"{worked.shared_total:.4f}" in solution
        assert f"{THREE.cards[0].value:.4f}" in solution

    def test_no_result_can_be_read_off_the_sheet_where_sources_are_told(self):
        text = page(replace(BLANKS, parts=BLANKS.parts | {"sources", "curves"}))
        sheet, solution = text.split("Solution</h2>")
        assert f"{THREE.cards[0].value:.4f}" not in sheet
        assert "neuralnetworksanddeeplearning.com" in solution

    def test_each_definition_has_a_line_for_its_sum(self):
        sheet = page(BLANKS).split("Solution</h2>")[0]
        assert sheet.count('<p class="blank"') == len(THREE.worked.lines)

    def test_the_solution_begins_a_page(self):
        data = report_pdf(THREE, edition=BLANKS)
        alone = report_pdf(THREE, edition=replace(HAND_OUT, parts=frozenset({"terms"})))
        both = report_pdf(THREE, edition=replace(BLANKS, parts=frozenset({"terms"})))
        assert (pages(alone), pages(both)) == (1, 2)
        assert pages(data) == 3
        assert 'class="on-new-page">Solution' in page(BLANKS)


class TestCommandLine:
    def made(self, tmp_path, *words):
        assert main(["report", "--example", "three-classes", "-o", str(tmp_path / "a.html"), *words]) == 0
        return (tmp_path / "a.html").read_text(encoding="utf-8")

    def test_all_wishes_reach_the_page(self, tmp_path):
        wishes = ["--hand-out", "--blanks", "--title", "Exercise 3", "--course", "Week 3", "--parts", "terms, program"]
        text = self.made(tmp_path, *wishes)
        sheet, solution = text.split("Solution</h2>")
        assert "<h1>Exercise 3</h1>\n<p>Week 3</p>" in sheet
        assert "term by term" in sheet
        assert "The data" not in text
        assert "import numpy" in solution

    def test_all_digits_can_be_asked_for(self, tmp_path):
        assert longest_decimals(self.made(tmp_path, "--hand-out")) == 4
        assert longest_decimals(self.made(tmp_path, "--hand-out", "--all-digits")) > 12

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["--blanks"], "--blanks is for a hand-out: add --hand-out"),
            (["--all-digits"], "--all-digits is for a hand-out: add --hand-out"),
            (["--hand-out", "--parts", "data,curve"], "a report has no part 'curve': its parts are agreement, values"),
        ],
    )
    def test_a_wish_that_can_not_be_met_is_told(self, tmp_path, capsys, words, told):
        assert main(["report", "--example", "three-classes", "-o", str(tmp_path / "a.html"), *words]) == 2
        assert told in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_what_is_trained_has_nothing_to_fill_in(self, tmp_path, capsys):
        words = ["--example", "neuron-wrong", "-o", str(tmp_path / "a.html"), "--hand-out", "--blanks"]
        assert main(["report", *words]) == 2
        assert "no term table to fill in" in capsys.readouterr().err


class TestWindow:
    def test_the_dialog_asks_and_then_the_file_is_written(self, window, qtbot, tmp_path):
        window.open_example("three-classes")

        def wish(dialog):
            fields = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
            boxes = {box.text(): box for box in dialog.findChildren(QCheckBox)}
            qtbot.keyClicks(fields["Title"], "Exercise 3")
            qtbot.keyClicks(fields["Line under it"], "Week 3")
            qtbot.keyClick(boxes["The formulas"], Qt.Key.Key_Space)
            qtbot.keyClick(next(box for words, box in boxes.items() if "fill in" in words), Qt.Key.Key_Space)
            naming(qtbot, tmp_path / "sheet.html")
            qtbot.keyClick(fields["Title"], Qt.Key.Key_Return)

        when_asked(HandOutDialog, wish)
        window.actions_by_id["hand-out"].trigger()
        text = (tmp_path / "sheet.html").read_text(encoding="utf-8")
        assert "<h1>Exercise 3</h1>\n<p>Week 3</p>" in text
        assert "The definitions" not in text
        assert "Solution</h2>" in text

    def test_who_cancels_is_asked_for_no_file(self, window, qtbot):
        def cancel(dialog):
            button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel)
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        when_asked(HandOutDialog, cancel)
        window.actions_by_id["hand-out"].trigger()
        assert QApplication.activeModalWidget() is None

    def test_what_was_chosen_is_there_the_next_time(self, opened, qtbot, tmp_path, dialogs_of_qt, settings):
        chosen = []

        def wish(dialog):
            fields = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
            for field, words in (("Title", "Exercise 3"), ("Line under it", "Week 3")):
                qtbot.keyClicks(fields[field], words)
            for box in dialog.findChildren(QCheckBox):
                qtbot.keyClick(box, Qt.Key.Key_Space)
            chosen.append(dialog.edition)
            naming(qtbot, tmp_path / "sheet.html")
            qtbot.keyClick(fields["Title"], Qt.Key.Key_Return)

        def look(dialog):
            chosen.append(dialog.edition)
            dialog.reject()

        for act in (wish, look):
            window = opened("three-classes", plots=False, settings=settings)
            when_asked(HandOutDialog, act)
            window.actions_by_id["hand-out"].trigger()
            window.close()
        assert chosen[0] == chosen[1] != HAND_OUT

    @pytest.mark.parametrize(
        "kept", ["", "[]", '{"title": 3}', '{"colour": "red"}', '{"parts": ["none"]}', '{"parts": 4}']
    )
    def test_what_is_damaged_in_the_settings_is_as_if_it_were_not_there(self, opened, kept, settings):
        settings.setValue("hand-out", kept)
        window, chosen = opened("three-classes", plots=False, settings=settings), []

        def look(dialog):
            chosen.append(dialog.edition)
            dialog.reject()

        when_asked(HandOutDialog, look)
        window.actions_by_id["hand-out"].trigger()
        assert replace(chosen[0], parts=HAND_OUT.parts) == HAND_OUT
        assert chosen[0].parts <= PARTS.keys()
