"""The agreement strip: its sentences, links and numbers."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from xentgui.entry import Focus
from xentgui.opening import of_example
from xentgui.questions.card import Card
from xentgui.questions.glossary import Meaning, glossary
from xentgui.questions.saying.runs import Line, Run
from xentgui.window.strip.sentence import Sentence
from xentgui.window.strip.view import StripView
from xentgui.window.theme import LIGHT

AGREE = Line(
    "=",
    (
        Run("CS231n", role="definition", card=2), Run(" equals "), Run("TensorFlow intro", role="definition", card=1),
        Run(": the sum keeps one term, "), Run("−ln aₖ", role="shared"), Run("."),
    ),
    "all-agree",
)  # fmt: skip
DIFFER = Line(
    "≠",
    (Run("Nielsen", role="definition", card=0), Run(" is "), Run(value=0.54766123456789, signed=True), Run(" higher."),
     Run(" It adds "), Run("−ln(1 − a_j)", role="added", card=0), Run(".")),
)  # fmt: skip
PRINCIPLE = Line("ln", (Run("Loss "), Run(value=0.7268, role="bold"), Run(" = entropy 0 + divergence.")))


@dataclass
class Answers:
    strip: tuple[Line, ...] = (AGREE, DIFFER, PRINCIPLE)
    cards: tuple[Card, ...] = ()
    pending: bool = False
    amounts: tuple[float, float] | None = None
    unit: str = "nats"
    words: dict[str, Meaning] = field(default_factory=lambda: glossary(None, "", 0, 0, ()))


@pytest.fixture
def shown(qtbot):
    def show(given, width=1008):
        view = StripView()
        qtbot.addWidget(view)
        view.resize(width, 0)
        view.resize(width, view.sizeHint().height())
        view.show()
        view.receive(given)
        QApplication.processEvents()
        return view

    return show


def texts(view):
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def sentence(view, start):
    return next(each for each in view.findChildren(QLabel) if each.text().startswith(start))


def test_each_line_has_its_mark_and_its_sentence_as_text(shown):
    seen = texts(shown(Answers()))
    assert {"=", "≠", "ln"} <= set(seen)
    assert "CS231n equals TensorFlow intro: the sum keeps one term, −ln aₖ." in seen
    assert "Nielsen is +0.5477 higher. It adds −ln(1 − aj)." in seen


def test_a_link_says_what_it_offers(shown, qtbot):
    view = shown(Answers())
    link = next(button for button in view.findChildren(QPushButton) if button.isVisible())
    assert link.text() == "A case where all agree"
    with qtbot.waitSignal(view.example_wanted) as followed:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert followed.args == ["two-classes"]
    with qtbot.waitSignal(view.example_wanted):
        link.setFocus()
        qtbot.keyClick(link, Qt.Key.Key_Space)


def test_the_height_does_not_depend_on_what_is_said(shown):
    view = shown(Answers())
    tall = view.sizeHint().height()
    view.receive(Answers((PRINCIPLE,)))
    assert view.sizeHint().height() == tall
    assert len(texts(view)) == 2


def test_a_click_on_a_number_copies_all_its_digits(shown, qtbot):
    view = shown(Answers())
    line = sentence(view, "Nielsen")
    said = []
    view.said.connect(said.append)
    for x in range(0, line.width(), 6):
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(x, line.height() // 2))
    assert float(QGuiApplication.clipboard().text()) == 0.54766123456789
    assert said
    assert set(said) == {"Copied 0.54766123456789"}


def colours_of(widget):
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_marks_and_shades_are_those_of_cards_and_formulas(shown):
    seen = colours_of(shown(Answers()))
    assert {LIGHT.definition(0), LIGHT.definition(1), LIGHT.definition(2), LIGHT.tint(0), LIGHT.shared} <= seen


@pytest.mark.parametrize("width", [1400, 834, 520])
def test_a_sentence_is_whole_or_its_tooltip_tells_it(shown, width):
    long = Line("=", (Run("word and number " * 20), Run(value=1.0), Run(" the end.")))
    view = shown(Answers((AGREE, long, PRINCIPLE)), width)
    line = sentence(view, "word and")
    assert line.cut == (width < 1400)
    for short in ("CS231n", "Loss"):
        assert not sentence(view, short).cut
    assert line.text().endswith("the end.")


@pytest.mark.parametrize("width", [1040, 1120, 1280, 1440])
@pytest.mark.parametrize("chosen", range(3))
def test_twice_is_said_whole_beside_its_link(opened, width, chosen):
    window = opened(of_example("two-outputs"), (width, 720), plots=False)
    window.document.look(Focus(chosen=chosen))
    QApplication.processEvents()
    lines = [line for line in window.strip.findChildren(Sentence) if line.isVisible()]
    assert [line.text() for line in lines if line.cut] == []
    assert len(lines) == 3


def test_without_an_answer_the_last_good_one_stays_dimmed(shown):
    view = shown(Answers())
    bright = view.grab().toImage()
    view.receive(Answers(()))
    assert sentence(view, "Nielsen").isVisible()
    assert view.grab().toImage() != bright


LONG = Line("≠", (Run("Nielsen", role="definition", card=0), Run(" is higher," + 11 * " and so on," + " to the end.")),
            short=(Run("Nielsen", role="definition", card=0), Run(" is higher.")))  # fmt: skip


def test_the_whole_sentence_stands_where_two_lines_leave_it_the_height(shown):
    assert any(text.endswith("to the end.") for text in texts(shown(Answers((LONG, PRINCIPLE)))))
    assert "Nielsen is higher." in texts(shown(Answers((AGREE, LONG, PRINCIPLE))))
