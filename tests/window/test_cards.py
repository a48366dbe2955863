"""The cards with real pointer and keys: choosing, moving, removing, copying, and what a screen reader hears."""

from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import THREE_SOURCES, Entry, Focus, ShownCard
from xentgui.losses.definition import Definition
from xentgui.questions.card import Card
from xentgui.questions.formula import formula_pieces
from xentgui.questions.glossary import Meaning, glossary
from xentgui.sources import sources
from xentgui.window.cards.text import Value, Words
from xentgui.window.cards.view import CardsView
from xentgui.window.typesetting import FormulaLabel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # raising the tip that opens on focus
ENTRY = Entry.of(np.eye(3), np.array([[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]]))
ALT = Qt.KeyboardModifier.AltModifier
NAMES = ("Nielsen, ch. 3", "TensorFlow intro", "CS231n notes", "cross_entropy", "log_loss")


@dataclass
class Answers:
    """What the cards ask of an analysis."""

    cards: tuple[Card, ...]
    focus: Focus = field(default_factory=Focus)
    row_words: str = "row 1"
    pending: bool = False
    words: dict[str, Meaning] = field(default_factory=lambda: glossary(None, "", 0, 0, ()))


def card(place, chosen=1, value=0.72678912345678, **changes):
    definition = Definition(likelihood="bernoulli") if place == 0 else Definition()
    fields = {
        "name": NAMES[place], "title": NAMES[place], "short": NAMES[place], "definition": definition,
        "pieces": formula_pieces(definition), "value": value, "row_value": 0.41703059, "holds": place != 0,
        "assumption": "outputs sum to 1", "relation": "chosen" if place == chosen else "equal", "difference": 0.0,
        "ratio": 1.0, "why": "equal", "unit": "nats", "rows": "mean of 3 rows",
    }  # fmt: skip
    return Card(**(fields | changes))


def answers(count=3, chosen=1, **changes):
    return Answers(tuple(card(place, chosen, **changes) for place in range(count)), Focus(chosen=chosen))


@pytest.fixture
def shown(qtbot):
    """Makes a view of some answers in a window of some size."""
    windows = []

    def show(given, width=1008, height=900):
        window = QWidget()
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(width, height)
        view = CardsView(window)
        view.resize(width, view.sizeHint().height())
        window.show()
        view.receive(given)
        view.resize(width, view.sizeHint().height())
        window.activateWindow()
        QApplication.processEvents()
        return view

    return show


def choices(view):
    return [button for button in view.findChildren(QAbstractButton) if button.isVisible()]


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def heard(view):
    """Texts and descriptions."""
    return [*texts(view), *(each.accessibleDescription() for each in choices(view))]


def asked(view, act):
    """What the view asks for, in its order, while `act` is done."""
    wishes = []
    view.edited.connect(wishes.append)
    view.focused.connect(wishes.append)
    act()
    return wishes


def label(widget, text):
    return next(each for each in widget.findChildren(QLabel) if each.isVisible() and each.text() == text)


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
def test_a_click_asks_for_another_card_and_changes_nothing_by_itself(shown, qtbot, count):
    view = shown(answers(count))
    with qtbot.waitSignal(view.focused) as asked:
        qtbot.mouseClick(choices(view)[2], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert asked.args == [Focus(chosen=2)]
    assert [button.isChecked() for button in choices(view)] == [place == 1 for place in range(count)]
    view.receive(answers(count, chosen=2))
    assert [button.isChecked() for button in choices(view)] == [place == 2 for place in range(count)]


@pytest.mark.parametrize("count", [2, 4], ids=["cards", "list"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_card_is_chosen_by_key(shown, qtbot, count, key):
    view = shown(answers(count))
    choices(view)[0].setFocus()
    with qtbot.waitSignal(view.focused) as asked:
        qtbot.keyClick(choices(view)[0], key)
    assert asked.args == [Focus(chosen=0)]


def test_arrow_keys_choose_the_neighbour_and_the_keyboard_follows(shown, qtbot):
    view = shown(answers())
    choices(view)[1].setFocus()
    with qtbot.waitSignal(view.focused) as asked:
        qtbot.keyClick(choices(view)[1], Qt.Key.Key_Right)
    assert asked.args == [Focus(chosen=2)]
    view.receive(answers(chosen=2))
    assert choices(view)[2].hasFocus()


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
def test_alt_down_moves_the_chosen_card(shown, qtbot, count):
    view = shown(answers(count))
    choices(view)[0].setFocus()
    [edit] = asked(view, lambda: qtbot.keyClick(choices(view)[0], Qt.Key.Key_Down, ALT))
    moved = edit.change(ENTRY)
    assert [shown.name for shown in moved.cards] == ["nielsen", "cs231n", "tensorflow-intro"]
    assert "TensorFlow intro" in edit.label


def test_the_first_card_moves_no_further(shown, qtbot):
    view = shown(answers(chosen=0))
    with qtbot.assertNotEmitted(view.edited):
        qtbot.keyClick(choices(view)[0], Qt.Key.Key_Up, ALT)


def test_delete_removes_the_card_under_the_keyboard(shown, qtbot):
    view = shown(answers(chosen=1))
    choices(view)[0].setFocus()
    [edit] = asked(view, lambda: qtbot.keyClick(choices(view)[0], Qt.Key.Key_Delete))
    assert [shown.name for shown in edit.change(ENTRY).cards] == ["tensorflow-intro", "cs231n"]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_removes_and_copies(shown, qtbot):
    view = shown(answers())
    choices(view)[2].menu_wanted.emit(view.mapToGlobal(QPoint(20, 20)))
    menu = next(menu for menu in view.findChildren(QMenu))
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Move towards the last"].isEnabled()
    actions["Copy formula as LaTeX"].trigger()
    assert QGuiApplication.clipboard().text() == r"-\frac{1}{n}\sum_{x}\sum_{j} y_j \ln a_j"
    with qtbot.waitSignal(view.edited) as edited:
        actions["Remove"].trigger()
    assert [shown.name for shown in edited.args[0].change(ENTRY).cards] == ["nielsen", "tensorflow-intro"]
    menu.close()


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
def test_a_click_on_a_value_copies_all_its_digits_and_says_so(shown, qtbot, count):
    given = answers(count)
    view = shown(replace(given, cards=(replace(given.cards[0], value=1 / 3), *given.cards[1:])))
    with qtbot.waitSignal(view.said) as said, qtbot.assertNotEmitted(view.focused):
        qtbot.mouseClick(label(view, "0.3333"), Qt.MouseButton.LeftButton)
    assert float(QGuiApplication.clipboard().text()) == 1 / 3
    assert "0.3333333333333333" in said.args[0]
    assert "0.3333333333333333" in label(view, "0.3333").toolTip()


def test_control_c_copies_the_value_of_the_card_under_the_keyboard(shown, qtbot):
    view = shown(answers(value=2 / 3))
    choices(view)[1].setFocus()
    qtbot.keyClick(choices(view)[1], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(QGuiApplication.clipboard().text()) == 2 / 3


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
def test_a_screen_reader_hears_name_and_value_and_which_is_chosen(shown, count):
    view = shown(answers(count))
    heard = [QAccessible.queryAccessibleInterface(button) for button in choices(view)]
    assert heard[1].text(QAccessible.Text.Name) == "TensorFlow intro: 0.7268 nats, mean of 3 rows"
    assert [each.state().checked for each in heard] == [int(place == 1) for place in range(count)]
    assert "row 1: 0.4170" in " ".join(texts(view)).lower() or count > 3


def test_a_card_shows_its_difference_its_assumption_and_its_row(shown):
    given = answers()
    other = replace(given.cards[0], relation="different", difference=-0.5477, assumption="(63) applied")
    view = shown(replace(given, cards=(other, *given.cards[1:])))
    seen = texts(choices(view)[0])
    assert "−0.5477" in seen
    assert any("!" in text and "(63) applied" in text for text in seen)
    assert "row 1: 0.4170" in seen
    assert "compared with" in texts(choices(view)[1])
    assert any("✓" in text for text in texts(choices(view)[1]))


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
def test_a_row_without_a_label_has_no_value_of_0(shown, count):
    entry = Entry.of([[0, 0, 0], [0, 1, 0]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]], cards=THREE_SOURCES)
    for name in ("multi-sigmoid", "softmax")[: count - 3]:
        entry = add_card(entry, ShownCard(name, name, name, sources[name].definition, name))
    view = shown(Analysis(entry, Focus(chosen=1)))
    assert sum(text.endswith("no label") for text in texts(view)) == (3 if count == 3 else 6)
    assert not any("row 1: 0" in words.lower() for words in heard(view))


@pytest.mark.parametrize(("ratio", "words"), [(2.0, "2×"), (0.1, "÷ 10"), (1.442695, "1.4427×")])
def test_a_multiple_says_its_factor(shown, ratio, words):
    given = answers()
    multiple = replace(given.cards[2], relation="multiple", ratio=ratio)
    assert words in texts(shown(replace(given, cards=(*given.cards[:2], multiple))))


@pytest.mark.parametrize(("value", "text"), [(float("inf"), "∞"), (float("nan"), "undefined")])
def test_infinite_and_undefined_are_shown_as_what_they_are_with_the_reason(shown, value, text):
    given = answers()
    odd = replace(given.cards[0], value=value, problem="an output of row 1 is 0", relation="different")
    seen = texts(choices(shown(replace(given, cards=(odd, *given.cards[1:]))))[0])
    assert text in seen
    assert "an output of row 1 is 0" in seen


def test_a_refused_card_gives_the_reason_in_place_of_a_value(shown):
    given = answers()
    refused = replace(given.cards[2], value=float("nan"), relation="refused", problem="soft labels in row 2")
    view = shown(replace(given, cards=(*given.cards[:2], refused)))
    seen = texts(choices(view)[2])
    assert "soft labels in row 2" in seen
    assert "undefined" not in seen
    assert "soft labels in row 2" in choices(view)[2].accessibleName()


@pytest.mark.parametrize("count", [3, 5], ids=["cards", "list"])
@pytest.mark.parametrize("width", [834, 1008, 1600])
def test_nothing_moves_when_a_value_changes(shown, count, width):
    view = shown(answers(count), width)

    def places():
        return {(each.parent(), each.x(), each.y()) for each in view.findChildren(QLabel) if each.isVisible()}

    before = places()
    view.receive(answers(count, value=1234.5, row_value=98.76))
    assert places() == before


def test_formulas_are_drawn_again_only_when_they_change(shown, qtbot):
    view = shown(answers())
    qtbot.wait(50)
    drawn = []
    formula = next(each for each in view.findChildren(FormulaLabel) if each.isVisible())
    formula.paintEvent = lambda event: drawn.append(event.rect())
    view.receive(answers(value=0.9))
    QApplication.processEvents()
    assert not drawn


def test_all_formulas_have_the_largest_size_at_which_each_fits(shown):
    formulas = [each for each in shown(answers(), 700, 720).findChildren(FormulaLabel) if each.isVisible()]
    assert all(each.sizeHint().width() <= each.width() for each in formulas)
    long, short = formulas[0], formulas[1]
    assert long.sizeHint().width() > long.width() - 6
    assert short.sizeHint().height() == long.sizeHint().height()
    assert short.sizeHint().width() < short.width() / 2


def test_a_chosen_card_without_a_value_is_still_the_chosen_one(shown):
    given = answers()
    refused = replace(given.cards[1], value=float("nan"), relation="refused", problem="soft labels in row 2")
    other = replace(given.cards[0], relation="undefined", difference=float("nan"))
    view = shown(replace(given, cards=(other, refused, other)))
    assert [button.isChecked() for button in choices(view)] == [False, True, False]
    assert "not comparable" in texts(choices(view)[0])


@pytest.mark.parametrize(("width", "height"), [(1008, 900), (834, 720), (560, 600)])
def test_no_value_is_wider_than_its_place(shown, width, height):
    view = shown(answers(value=-1.23456e-12, row_value=1.5e300), width, height)
    for button in choices(view):
        for each in button.findChildren(QLabel):
            if each.isVisible():
                assert button.rect().contains(each.geometry()), each.text()


def test_a_name_that_is_cut_is_told_by_its_tooltip(shown):
    long = "the cross-entropy of a colleague who gave it a very long name indeed, and then some"
    given = answers()
    view = shown(replace(given, cards=(replace(given.cards[0], title=long), *given.cards[1:])))
    assert label(view, long).toolTip() == long


def test_four_cards_are_a_list_and_three_are_cards_again(shown):
    view = shown(answers(3))
    tall = view.sizeHint().height()
    view.receive(answers(6 - 1))
    assert len(choices(view)) == 5
    assert view.sizeHint().height() > tall
    view.receive(answers(2, chosen=0))
    assert len(choices(view)) == 2
    assert view.sizeHint().height() == tall


def test_without_an_answer_the_last_good_one_stays_dimmed(shown):
    view = shown(answers())
    bright = view.grab().toImage()
    view.receive(Answers(()))
    assert label(view, "TensorFlow intro").isVisible()
    assert view.grab().toImage() != bright
    view.receive(answers())
    assert view.grab().toImage() == bright


@pytest.mark.parametrize("fields", [{"rows": "mean of 1,000 rows"}, {"unit": "bans (log10)"}])
def test_on_a_narrow_card_the_words_take_two_lines_and_the_value_stays_large(shown, fields):
    view = shown(answers(**fields), width=742, height=720)
    values = [w for w in view.findChildren(Value) if w.isVisible() and w.text() == "0.7268"]
    assert len(values) == 3
    for value in values:
        assert value.width() >= 0.84 * value.sizeHint().width()  # 21 of 25 pixels
        beside = [w for w in value.parentWidget().findChildren(QLabel) if "mean of" in w.text()]
        assert beside
        assert not any(word.cut for word in beside)


@pytest.mark.parametrize(("width", "height"), [(700, 900), (600, 720)])
def test_a_very_narrow_card_still_says_how_many_rows_count(shown, width, height):
    view = shown(answers(rows="mean of 12 of 16 rows"), width=width, height=height)
    for value in (w for w in view.findChildren(Value) if w.isVisible() and w.text() == "0.7268"):
        card, [words] = (
            value.parentWidget(),
            [w for w in value.parentWidget().findChildren(QLabel) if "12 of 16" in w.text()],
        )
        [row] = [w for w in card.findChildren(Value) if w.text().startswith("row 1")]
        assert not words.geometry().intersects(row.geometry())
        assert not words.geometry().intersects(value.geometry())
        assert card.rect().contains(row.geometry())


@pytest.mark.parametrize(
    ("width", "example"),
    [(1050, "three-classes"), *product([1120, 1160, 1200], ["three-classes", "several-labels", "soft-labels"])],
)
def test_in_a_narrow_window_a_card_says_in_full_what_it_assumes_and_nothing_lies_on_it(opened, width, example):
    window = opened(example, (width, 680), plots=False)
    cards = [each for each in window.cards.findChildren(QAbstractButton) if each.isVisible()]
    for each in cards:
        parts = [part for part in each.findChildren(Words) if part.isVisible() and part.text()]
        boxes = [part.geometry().adjusted(0, 2, 0, -2) for part in parts]  # letters leave that much of a line's height
        assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
        assert all(each.rect().contains(part.geometry()) for part in parts)
        said = [part for part in parts if part.text().startswith(("✓", "!"))]
        assert [part.cut for part in said] == [False], said[0].text()


def test_what_a_list_says_against_its_chosen_card_has_no_tick(shown):
    lacking = {"holds": True, "relation": "refused", "problem": "no row has a label yet", "value": float("nan")}
    given = Answers(tuple(card(place, **lacking) for place in range(4)), Focus(chosen=1))
    told = [label.text() for label in shown(given).findChildren(QLabel) if label.isVisible()]
    assert any("no row has a label yet" in text for text in told)
    assert not any(text.startswith("✓") and "no row" in text for text in told)
