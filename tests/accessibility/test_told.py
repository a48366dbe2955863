"""What changes is told to a screen reader: by name where it stands, and in words once the numbers rest."""

from __future__ import annotations

import time
from dataclasses import replace

from accessibility.screen import Heard, Screen

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Focus
from xentgui.examples import examples
from xentgui.window.numbers import show_number
from xentgui.window.status import REST

THREE = Analysis(examples["three-classes"].entry, Focus(row=0, column=1, chosen=1))


def _card(analysis: Analysis, place: int) -> str:
    card = analysis.cards[place]
    return f"{card.title}: {show_number(card.value)} {card.unit}, {card.rows}"


def _changed(analysis: Analysis, value: float) -> Analysis:
    return replace(analysis, entry=edits.set_cell(analysis.entry, "outputs", 0, 1, value))


def _words(heard: list[Heard]) -> list[str]:
    return [each.words for each in heard if each.said]


def _in_the_outputs(program: Screen, name: str) -> None:
    """The keyboard in f(dog) of row 1, as three-classes has it; nothing more to hear."""
    program.open(name, THREE)
    program.press("ctrl+m", "F6")
    program.until_focus("table", "Outputs")
    program.settle()


def _held(program: Screen, key: str) -> list[Heard]:
    """What is told of a key that comes again before the numbers rest: on a busy machine not at the first try."""
    quick = False
    while not quick:
        program.settle()
        start = time.monotonic()
        program.press(*[key] * 6)
        quick = time.monotonic() - start < REST / 1000
        heard = program.until_announced()
    return heard


def test_an_edit_is_told_by_the_cards_and_in_words(program: Screen) -> None:
    _in_the_outputs(program, "edited")
    program.write("2.5")
    program.press("Return")
    heard, after = program.until_announced(), _changed(THREE, 2.5)
    renamed = {each.name for each in heard if each.kind == "object:property-change:accessible-name"}
    assert {_card(after, place) for place in range(3)} <= renamed
    [words] = _words(heard)
    assert words.startswith(_card(after, 1))


def test_what_is_refused_is_told_with_the_reason(program: Screen) -> None:
    _in_the_outputs(program, "refused")
    program.write("1e999")
    program.press("Return")
    [words] = _words(program.until_announced())
    assert "1e999" in words
    assert f"Refused: {words}" in [each.name for each in program.things()]
    program.press("Escape")


def test_a_held_key_on_the_curve_is_told_once_at_its_end(program: Screen) -> None:
    program.open("held", THREE)
    program.press("ctrl+m", "shift+F6")
    program.until_focus("filler", "Loss of row 1")
    heard = _held(program, "Right")
    [words] = _words(heard)
    last = [each.name for each in heard if each.name.startswith("TensorFlow intro: ")][-1]
    assert words.startswith(last)
    assert not words.startswith(_card(THREE, 1))
