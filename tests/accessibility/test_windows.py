"""The other pages and windows: what they show is told, too, and what can be used in them has a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from accessibility.expected import Said, sentence
from accessibility.screen import CHOICE, Screen, Thing, unnamed

from xentgui.analysis import Analysis
from xentgui.entry import Focus
from xentgui.examples import examples
from xentgui.losses.definition import Definition
from xentgui.questions.contest import Progress
from xentgui.questions.lesson import lesson
from xentgui.questions.matching.telling.answer import answer
from xentgui.training_examples import training_examples
from xentgui.window.my_number.query import Asking
from xentgui.window.numbers import show_number
from xentgui.window.options import in_print
from xentgui.window.training.cards import facts

THREE = Analysis(examples["three-classes"].entry, Focus(chosen=1))


@pytest.fixture
def page(program: Screen) -> Iterator[Screen]:
    """The page of three-classes; Escape leads back to it."""
    program.open("three-classes", THREE)
    yield program
    program.press("Escape")


@pytest.fixture
def training(program: Screen) -> Iterator[Screen]:
    """The same, to open the training page on, which its own key leaves; Escape would lead on to another table."""
    program.open("three-classes", THREE)
    yield program
    program.press("ctrl+t")
    program.until_focus("table", "Outputs")


def _named(things: list[Thing], role: str, name: str) -> Thing:
    return next(each for each in things if each.role == role and name in (each.name, each.label))


def test_my_number_is_answered_in_words_and_announced(page: Screen) -> None:
    asked = Asking(THREE, "2.3535")
    *_, found = asked.search()
    told = answer(THREE.batch, "2.3535", found, THREE.shown_names)
    page.press("ctrl+m")
    page.write("2.3535")
    wanted = [Said("", words) for words in (told.headline, told.not_it, asked.known)]
    for _, each in [pair for pair in told.explanations if pair[0].hit]:
        wanted += [Said("Explanation", words) for words in (each.title, each.words, each.note, f"Value {each.value}")]
    assert unnamed(page.until_told(wanted)) == []
    assert any(told.headline in each.words for each in page.until_announced() if each.said)


def test_every_framework_s_value_is_told(page: Screen) -> None:
    page.press("ctrl+f")
    functions = THREE.functions
    assert functions is not None
    wanted = [Said("What every framework", show_number(group[0].value)) for group in functions.groups]
    names = [told.source.name for group in functions.groups for told in group]
    wanted += [Said("Functions", name) for name in names if "." in name and ":" not in name]
    assert len(wanted) > 20
    assert unnamed(page.until_told(wanted)) == []


def test_the_options_say_each_field_its_value_and_what_comes_out(page: Screen) -> None:
    page.press("ctrl+e")
    card = THREE.cards[1]
    window = f"Options of {card.title}"
    things = page.until_told([Said(window, f"{show_number(card.value)} {card.unit} on this data")])
    assert unnamed(things) == []
    for field in fields(Definition):
        assert any(in_print(field.metadata["help"]) in each.words for each in things), field.name
    assert _named(things, CHOICE, "activation").name == "softmax"
    assert _named(things, "text", "label_smoothing").text == "0.0"
    page.settle()
    page.press("Tab", "Tab", "Down")  # to the title and the activation, of which the second is the sigmoid
    value = THREE.value_of(replace(card.definition, activation="sigmoid"))
    assert value is not None
    assert [each.words for each in page.until_announced() if each.said] == [f"{show_number(value)} nats on this data"]


@pytest.mark.parametrize("name", ["neuron-mild", "exclusive-or-not"])
def test_the_training_page_says_every_number_of_an_epoch(training: Screen, name: str) -> None:
    example = training_examples[name]
    contest = example.contest
    race, progress = contest.race(), Progress(contest, 0)
    while race.go_on():
        pass
    run = race.so_far()
    progress.extend(run)
    training.press("ctrl+shift+p")
    training.until_focus("text", "Command")
    # plain letters: others need a key of their own, which may come late
    training.write(example.title.rpartition(", ")[2])
    training.until_told([Said("Commands", example.title)])
    training.press("Return")
    training.until_told([Said("Training", f"of {contest.epochs:,}")])
    training.press("End")
    wanted = [Said("Training", f"epoch {contest.epochs:,} of {contest.epochs:,}")]
    for contender, each in zip(contest.contenders, facts(contest, run, progress, contest.epochs), strict=True):
        card = f"{contender.title}: {show_number(each.loss)} at epoch {contest.epochs:,}"
        wanted += [Said(card, f"{text} {show_number(number)}") for text, number in (each.first, each.second)]
        wanted.append(Said("Cost, epoch by epoch", f"{contender.short} {show_number(each.loss)}"))
    wanted += [Said("What differs", sentence(line)) for line in lesson(contest, run, progress, contest.epochs)]
    assert unnamed(training.until_told(wanted)) == []


def test_the_palette_says_what_would_be_done(page: Screen) -> None:
    page.press("ctrl+shift+p")
    page.until_focus("text", "Command")
    page.write("shortc")
    things = page.until_told([Said("Command", "shortc"), Said("Commands", "Shortcuts")])
    assert "Shortcuts" in _named(things, "text", "Command").note
    page.press("Return")
    things = page.until_told([Said("Shortcuts", "Ctrl+Shift+P")])
    assert unnamed(things) == []
