"""Reports: what they say, that they need nothing else, and that both formats come from window and command line."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox
from window.dialogs import naming, when_asked

from xentgui.analysis import Analysis
from xentgui.command_line import main
from xentgui.edits import train
from xentgui.entry import THREE_SOURCES, Entry, Focus, ShownCard
from xentgui.examples import examples
from xentgui.losses.batch import DataError
from xentgui.questions.contest import OfTable
from xentgui.sources import sources
from xentgui.window.report import report_html, report_pdf, write_report
from xentgui.window.theme import DARK, LIGHT, set_appearance

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]
VOID = {"meta", "br", "hr"}
RANDOM = np.random.default_rng(3)


def example(name):
    return Analysis(examples[name].entry, examples[name].focus)


def card(name):
    source = sources[name]
    return ShownCard(name, source.title, source.title, source.definition, source=name)


class Page(HTMLParser):
    """The page as read by a program: its elements with their attributes, its text, its tables, what is not closed."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.tables, self.crossed = [], [], [], []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.words += data
        if self.open and {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data.strip("\u2007\u2008")

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def table(self, caption_start):
        """The cells of the first table whose first cell is this."""
        return next(rows for rows in self.tables if rows[0][0].startswith(caption_start))


@pytest.fixture
def page():
    return Page(report_html(example("three-classes")))


class TestWords:
    def test_it_has_the_examples_title_and_what_it_shows(self, page):
        assert page.words.count("Three classes: Nielsen differs") == 2  # in the tab and on the page
        assert examples["three-classes"].steps[0].says in page.words
        assert "4 rows · 3 classes: cat, dog, bird · outputs are logits" in page.words

    def test_other_data_have_the_name_of_their_file(self):
        analysis = Analysis(Entry.of([[1, 0]], [[0.5, -1.0]]), Focus())
        assert "<h1>Cross-entropy of run.csv</h1>" in report_html(analysis, "run.csv")

    def test_agreement_and_principle_are_told_as_on_the_strip(self, page):
        assert "CS231n equals ■TensorFlow intro: the labels are 0 except for the true class k" in page.words
        assert "Nielsen is 0.5477 higher: it adds −ln(1 − aj) for the 2 wrong classes." in page.words
        assert "TensorFlow intro is the negative log-likelihood of one class per row" in page.words

    def test_the_versions_are_told(self, page):
        assert re.search(r"xentgui \d+\.\d+\.\d+ · numpy \d", page.words)
        assert "Qt 6." in page.words

    def test_warnings_name_row_and_class_as_a_reader_counts(self):
        entry = Entry.of([[1, 0], [0, 1]], [[0.6, 0.4], [0.75, 0.0]], ["cat", "dog"], outputs_are="probabilities")
        words = Page(report_html(Analysis(entry, Focus()))).words
        assert "Row 2: the probabilities sum to 0.75" in words
        assert "Row 2, dog: a is 0 where the label is 1, so −ln a is infinite." in words

    def test_a_definition_that_does_not_take_the_data_says_why(self):
        entry = replace(examples["three-classes"].entry, cards=(*THREE_SOURCES, card("binary")))
        page = Page(report_html(Analysis(entry, Focus())))
        value = next(row for row in page.table("Definition") if "Binary" in row[0])
        assert value[1] == "refused"
        assert "one" in value[4]


class TestNumbers:
    def test_values_are_there_with_all_their_digits(self, page):
        analysis = example("three-classes")
        rows = page.table("Definition")[1:]
        assert [float(row[1]) for row in rows] == [card.value for card in analysis.cards]
        assert float(rows[0][3]) == analysis.cards[0].difference

    def test_entered_numbers_and_losses_of_each_row_can_be_read_back(self, page):
        analysis = example("three-classes")
        rows = [row for row in page.table("row") if row[0].isdigit()]
        numbers = np.array([[float(cell.replace("−", "-")) for cell in row[1:]] for row in rows])
        assert np.array_equal(numbers[:, :3], analysis.entry.table("labels"))
        assert np.array_equal(numbers[:, 3:6], analysis.entry.table("outputs"))
        assert np.abs(numbers[:, 6:9] - analysis.activations(range(4))).max() < 0.51e-4  # shown with four decimals
        assert np.array_equal(numbers[:, 10], analysis.losses(range(4)))

    def test_the_numbers_behind_the_text_are_for_programs(self, page):
        values = {float(attributes["value"]) for attributes in page.all("data")}
        assert {card.value for card in example("three-classes").cards} <= values

    def test_terms_of_the_focused_row_and_their_sums(self):
        analysis = Analysis(examples["three-classes"].entry, Focus(row=2))
        page = Page(report_html(analysis))
        terms = page.table("output")
        assert "Row 3, term by term" in page.words
        assert float(terms[-1][3]) == analysis.worked.shared_total
        assert [row[0] for row in terms[1:]] == ["cat", "dog", "bird", "sum"]

    def test_infinite_values_have_no_difference(self):
        entry = Entry.of([[1, 0]], [[0.0, 1.0]], outputs_are="probabilities", cards=THREE_SOURCES)
        rows = Page(report_html(Analysis(entry, Focus(chosen=1)))).table("Definition")[1:]
        assert [(row[1], row[3]) for row in rows] == [("∞", "")] * 3

    def test_what_is_not_finite_is_said_and_not_nan(self):
        entry = Entry.of([[1, 0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]], outputs_are="probabilities")
        words = Page(report_html(Analysis(entry, Focus(row=1)))).words
        assert "∞" in words
        assert "undefined" in words
        assert "nan" not in words.split()

    def test_a_row_without_a_label_has_no_loss_terms_or_curve(self):
        entry = Entry.of([[0, 0], [0, 1]], [[2.0, 1.0], [0.0, 0.0]], ["cat", "dog"], cards=THREE_SOURCES)
        page = Page(report_html(Analysis(entry, Focus())))
        assert [row[-1] for row in page.table("row")[2:]] == ["", "0.6931471805599453"]
        assert "term by term" not in page.words
        assert "as one output moves" not in page.words

    def test_the_program_at_its_end_prints_the_chosen_value(self, page, tmp_path):
        code = page.words[page.words.index("import numpy") :].partition("Made with")[0]
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert float(run.stdout) == pytest.approx(example("three-classes").cards[1].value, rel=1e-14)


class TestLongAndWide:
    @pytest.fixture
    def entry(self):
        return Entry.of(np.eye(10)[RANDOM.integers(0, 10, 1000)], RANDOM.normal(size=(1000, 10)), cards=THREE_SOURCES)

    def test_a_long_table_is_shortened_and_says_so(self, entry):
        analysis = Analysis(entry, Focus())
        page = Page(report_html(analysis))
        assert "Of 1,000 rows the first 50 are shown, then the 10 with the largest losses." in page.words
        first, worst = (rows for rows in page.tables if rows[0][0] == "row")
        assert [row[0] for row in first[2:]] == [str(k) for k in range(1, 51)]
        losses = analysis.losses(range(1000))
        assert [int(row[0].replace(",", "")) - 1 for row in worst[2:]] == list(np.argsort(-losses, kind="stable")[:10])
        assert float(worst[2][7]) == losses.max()

    def test_of_many_classes_the_labelled_one_and_the_strongest_other_are_shown(self, entry):
        analysis = Analysis(entry, Focus())
        row = Page(report_html(analysis)).table("row")[2]
        label, outputs = int(entry.table("labels")[0].argmax()), entry.table("outputs")[0]
        assert row[1] == str(label)
        assert float(row[2].replace("−", "-")) == outputs[label]
        assert row[4] == str(np.argmax(np.where(np.arange(10) == label, -np.inf, outputs)))

    def test_a_row_without_a_label_shows_no_output_as_that_of_its_label(self):
        entry = Entry.of(np.zeros((1, 8)), np.ones((1, 8)), mode="multi-sigmoid")
        row = Page(report_html(Analysis(entry, Focus(chosen=0)))).table("row")[2]
        assert row[1:4] == ["none", "", ""]

    def test_a_thousand_weighted_classes_are_told_in_short(self):
        entry = Entry.of(np.eye(1000)[:2], np.zeros((2, 1000)), class_weights=tuple(RANDOM.random(1000)))
        text = report_html(Analysis(entry, Focus()))
        assert len(text) < 1_000_000
        assert "and 970 more." in Page(text).words

    @pytest.mark.parametrize("seed", range(5))
    def test_any_data_under_any_definitions_make_a_report(self, seed):
        random = np.random.default_rng(seed)
        rows, classes = random.integers(1, 8, 2)
        names = random.choice(list(sources), random.integers(1, 6), replace=False)
        labels = random.choice([0.0, 1.0, 0.3], (rows, classes))
        mode = ("softmax", "binary", "multi-sigmoid")[seed % 3]
        outputs = random.choice([-800.0, -1e-300, 0.0, 1 / 3, 5e7], (rows, classes))
        entry = Entry.of(labels, outputs, mode=mode, cards=tuple(map(card, names)))
        analysis = Analysis(entry, Focus(row=rows - 1, column=classes - 1, chosen=0))
        page = Page(report_html(analysis))
        assert page.crossed == page.open == []
        for each in analysis.cards:
            assert each.problem is not None or each.title in page.words
        assert report_pdf(analysis).startswith(b"%PDF")

    def test_names_of_rows_and_weights_are_in_the_table(self):
        entry = Entry.of(np.eye(2), np.eye(2), ["a", "b"], sample_names=("first", "second"), class_weights=(1.0, 2.5))
        page = Page(report_html(Analysis(entry, Focus())))
        assert [row[0] for row in page.table("row")[2:]] == ["1  first", "2  second"]
        assert "Class weights: a 1, b 2.5." in page.words

    def test_groups_of_rows_are_in_the_table(self):
        page = Page(report_html(Analysis(Entry.of(np.eye(2), np.eye(2), groups=("batch 1", "batch 2")), Focus())))
        assert "batch" in page.table("row")[0] + page.table("row")[1]
        assert all("batch 1" in row or "batch 2" in row for row in page.table("row")[2:])


class TestPage:
    @pytest.mark.parametrize("name", list(examples))
    def test_every_example_makes_a_page_whose_tags_are_closed_in_order(self, name):
        page = Page(report_html(example(name)))
        assert page.crossed == []
        assert page.open == []

    def test_it_takes_nothing_from_elsewhere(self, page):
        text = report_html(example("three-classes"))
        assert not {"script", "link", "img", "iframe", "object", "embed", "image", "use"} & {
            tag for tag, _ in page.elements
        }
        assert "url(" not in text
        assert "@import" not in text
        links = {attributes["href"] for attributes in page.all("a")}
        known = {sources[name].url for name in ("nielsen", "tensorflow-intro", "cs231n")}
        assert links == known
        assert set(re.findall(r'https?://[^"<\s]+', text)) == known

    def test_formulas_and_curves_are_drawn_and_read_out(self, page):
        drawings = page.all("svg")
        assert all(drawing["role"] == "img" and drawing["aria-label"].strip() for drawing in drawings)
        readings = [drawing["aria-label"] for drawing in drawings]
        assert any("sum over x sum over j [y_j ln a_j + (1 − y_j) ln (1 − a_j)]" in each for each in readings)
        assert any(each.startswith("Line chart: Loss of row 1 as f(cat) moves.") for each in readings)
        assert any(each.startswith("Line chart: Slope for row 1") for each in readings)
        assert any(each.startswith("Contour map: Loss of row 1 over all probabilities.") for each in readings)

    def test_headings_go_down_step_by_step_under_one_title(self, page):
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_tables_have_captions_and_heads_with_a_scope(self, page):
        assert len(page.all("caption")) == len(page.tables) == 3
        assert all(attributes["scope"] in ("col", "row", "colgroup") for attributes in page.all("th"))
        assert page.all("html")[0]["lang"] == "en"

    def test_names_that_look_like_tags_stay_text(self):
        entry = Entry.of(np.eye(2), np.eye(2), ["<b>&cat", '"dog"'])
        page = Page(report_html(Analysis(entry, Focus()), "<i>.csv"))
        assert page.crossed == []
        assert "<b>&cat" in page.words
        assert "Cross-entropy of <i>.csv" in page.words

    def test_it_is_light_whatever_the_window_is(self):
        set_appearance("light")
        light = report_html(example("three-classes"))
        set_appearance("dark")
        dark = report_html(example("three-classes"))
        assert QGuiApplication.palette().window().color().name() == DARK.ground.lower()
        assert dark == light
        assert DARK.surface.lower() not in dark.lower()
        assert LIGHT.definition(0).lower() in dark.lower()


class TestPdf:
    def pages(self, data):
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", data))

    @pytest.mark.parametrize("name", ["two-classes", "several-labels", "cs231n", "empty"])
    def test_it_is_a_pdf_with_a_few_pages_of_drawn_text(self, name):
        data = report_pdf(example(name))
        assert data.startswith(b"%PDF-1.")
        assert data.rstrip().endswith(b"%%EOF")
        assert 2 <= self.pages(data) <= 5
        assert b"/Subtype /Image" not in data  # all of it is sharp at any size
        assert b"/FontFile" in data

    def test_its_title_is_in_its_properties(self):
        title = "Soft labels".encode("utf-16-be")
        assert title in report_pdf(example("soft-labels"))

    def test_more_rows_need_more_pages_up_to_the_shortened_table(self):
        def made(rows):
            entry = Entry.of(np.eye(3)[RANDOM.integers(0, 3, rows)], RANDOM.normal(size=(rows, 3)))
            return self.pages(report_pdf(Analysis(entry, Focus())))

        few, some, many, most = map(made, (2, 50, 100, 5000))
        assert few < some <= many
        assert most == many

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
    def test_a_program_stands_on_one_page(self, tmp_path):
        for rows in range(4, 16, 3):
            entry = Entry.of(np.eye(4)[RANDOM.integers(0, 4, rows)], RANDOM.normal(size=(rows, 4)), cards=THREE_SOURCES)
            (tmp_path / "a.pdf").write_bytes(report_pdf(Analysis(entry, Focus())))
            text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
            first, last = (text.stdout.index(line) for line in ("import numpy as np", "print("))
            assert "\f" not in text.stdout[first:last]

    def test_wide_tables_and_long_names_are_made_to_fit(self):
        names = ["pneumonoultramicroscopicsilicovolcanoconiosis " * 3, *"abcde"]
        entry = Entry.of(np.eye(6), RANDOM.normal(size=(6, 6)), names, sample_names=tuple("x" * 300 for _ in range(6)))
        assert self.pages(report_pdf(Analysis(entry, Focus()))) <= 12


class TestWriting:
    def test_the_ending_says_the_format(self, tmp_path):
        write_report(tmp_path / "a.html", example("two-classes"))
        write_report(tmp_path / "a.PDF", example("two-classes"))
        assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")

    def test_another_ending_is_refused_in_words(self, tmp_path):
        with pytest.raises(DataError, match=r"a report is written as \.html or \.pdf"):
            write_report(tmp_path / "a.docx", example("two-classes"))
        assert list(tmp_path.iterdir()) == []

    def test_an_entry_without_an_answer_is_refused_with_its_reason(self, tmp_path):
        entry = Entry.of([[1, 0]], [[1.5, -0.5]], outputs_are="probabilities")
        with pytest.raises(DataError, match=r"there is nothing to report: .*not a probability"):
            write_report(tmp_path / "a.html", Analysis(entry, Focus()))


class TestCommandLine:
    def test_it_works_without_a_display(self, tmp_path):
        (tmp_path / "run.csv").write_text("label,logit_cat,logit_dog\ncat,2.0,0.5\ndog,0.25,1.5\n")
        environment = {
            k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        }
        words = [sys.executable, "-m", "xentgui", "report", "run.csv", "-o", "out.pdf"]
        run = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout == f"wrote {tmp_path / 'out.pdf'}\n"
        assert "Cross-entropy of run.csv".encode("utf-16-be") in (tmp_path / "out.pdf").read_bytes()

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["missing.csv", "-o", "out.pdf"], "missing.csv: it cannot be read"),
            (["--example", "three-clases", "-o", "out.pdf"], "did you mean three-classes?"),
            (["--example", "three-classes", "-o", "out.docx"], "out.docx: a report is written as .html or .pdf"),
            (["--example", "three-classes", "-o", "no/such/folder/out.html"], "out.html could not be written"),
        ],
    )
    def test_what_goes_wrong_is_one_line(self, words, told, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["report", *words]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1
        assert list(tmp_path.iterdir()) == []

    def test_a_table_without_labels_is_refused(self, tmp_path, capsys):
        (tmp_path / "run.csv").write_text("a,b\n0.2,0.8\n0.5,0.5\n")
        assert main(["report", str(tmp_path / "run.csv"), "-o", str(tmp_path / "out.html")]) == 2
        assert "there are no labels in it" in capsys.readouterr().err
        assert not (tmp_path / "out.html").exists()

    def test_how_a_doubtful_table_was_read_is_told(self, tmp_path, capsys):
        (tmp_path / "run.csv").write_text("0.25,0.75,dog\n0.5,0.5,cat\n")
        assert main(["report", str(tmp_path / "run.csv"), "-o", str(tmp_path / "out.html")]) == 0
        told = capsys.readouterr().err
        assert "run.csv: column 3 holds words after the numbers: they are read as labels" in told
        assert "run.csv: every row of outputs sums to 1" in told

    def test_a_file_to_write_must_be_named(self, capsys):
        with pytest.raises(SystemExit) as ended:
            main(["report", "run.csv"])
        assert ended.value.code == 2
        assert "-o/--output" in capsys.readouterr().err


class TestWindow:
    def test_the_menu_writes_what_is_on_the_screen(self, window, qtbot, tmp_path):
        window.open_example("soft-labels")
        naming(qtbot, tmp_path / "lesson.html")
        window.actions_by_id["report"].trigger()
        assert "<h1>Soft labels</h1>" in (tmp_path / "lesson.html").read_text(encoding="utf-8")

    def test_a_name_without_an_ending_gets_the_one_of_the_format(self, window, qtbot, tmp_path):
        naming(qtbot, tmp_path / "lesson 1.2")
        window.actions_by_id["report"].trigger()
        assert (tmp_path / "lesson 1.2.pdf").read_bytes().startswith(b"%PDF")

    def test_a_file_that_gets_its_ending_is_not_written_over_unasked(self, window, qtbot, tmp_path):
        (tmp_path / "lesson.pdf").write_text("mine")
        naming(qtbot, tmp_path / "lesson")
        when_asked(QMessageBox, lambda box: box.button(QMessageBox.StandardButton.No).click())
        window.actions_by_id["report"].trigger()
        assert (tmp_path / "lesson.pdf").read_text() == "mine"

    def test_a_folder_that_is_not_there_is_told(self, window, qtbot, tmp_path):
        told = []

        def close(box):
            told.append(box.text())
            box.button(QMessageBox.StandardButton.Ok).click()

        (tmp_path / "lesson.pdf").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "lesson.pdf"), "PDF (*.pdf)"))
            when_asked(QMessageBox, close)
            window.actions_by_id["report"].trigger()
        assert told
        assert "could not be written" in told[0]

    def test_an_epoch_that_tables_and_cards_follow_is_reported_and_said_to_be_one(self, window, qtbot, tmp_path):
        window.pages.open_training()
        training = window.pages.training
        training.train("outputs")
        training.running.step(7)
        training.follow(True)
        window.pages.leave_training("")
        shown = window.cards.analysis
        assert shown.focus.epoch == 7
        naming(qtbot, tmp_path / "lesson.html")
        window.actions_by_id["report"].trigger()
        page = Page((tmp_path / "lesson.html").read_text(encoding="utf-8"))
        assert page.words.count("Epoch 7 of 300 of the training under TensorFlow intro") == 2
        assert "those of this epoch, not the ones that were entered" in page.words
        values = [float(row[1]) for row in page.table("Definition")[1:]]
        assert values == [card.value for card in shown.cards]
        assert values[1] < window.document.analysis.cards[1].value
        training.follow(False)
        naming(qtbot, tmp_path / "entered.htm")
        window.actions_by_id["report"].trigger()
        assert "those of this epoch" not in (tmp_path / "entered.htm").read_text(encoding="utf-8")

    def test_without_an_answer_there_is_nothing_to_report(self, window):
        assert window.actions_by_id["report"].isEnabled()
        entry = Entry.of([[1, 0]], [[1.5, -0.5]], outputs_are="probabilities")
        window.document.open(entry, Focus())
        assert not window.actions_by_id["report"].isEnabled()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("neuron-wrong", ["badly wrong start", "w = 2 and b = 2", "0.2028", "0.0120", "0.020573741", "Quadratic (6)"]),
        ("exclusive-or-not", ["exclusive or not", "21 points in 3 classes", "accuracy", "Independent sigmoids (63)"]),
    ],
)
def test_an_example_of_training_is_reported_as_the_training(tmp_path, name, says):
    assert main(["report", "--example", name, "-o", str(tmp_path / "a.html")]) == 0
    text = (tmp_path / "a.html").read_text()
    assert [words for words in says if words not in text] == []
    assert "Two classes" not in text
    assert "<svg" in text


def test_a_training_is_reported_on_paper_also_where_a_table_has_numbers_alone(tmp_path):
    assert main(["report", "--example", "neuron-wrong", "-o", str(tmp_path / "a.pdf")]) == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_sheet_in_which_something_is_trained_is_reported_with_it():
    entry = examples["three-classes"].entry
    assert "Training" not in report_html(Analysis(entry, Focus()))
    text = report_html(Analysis(train(entry, OfTable(epochs=40)), Focus()))
    assert "Three classes: Nielsen differs" in text
    assert "The logits of 4 rows and 3 classes as parameters · 40 epochs" in text
    refused = Entry.of([[1, 0]], [[1.0, 0.0]], outputs_are="probabilities")
    assert "Training" not in report_html(Analysis(train(refused, OfTable()), Focus()))
