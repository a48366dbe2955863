"""The examples: lessons of one step, each an entry that answers one question; and the first steps, which join some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from xentgui.entry import Entry, Focus
from xentgui.lesson import Lesson, Question, Step

ANIMALS = ("cat", "dog", "bird")


def _example(name: str, title: str, shows: str, entry: Entry, focus: Focus | None = None) -> Lesson:
    """One example: its name on the command line, its title in the menu, what it shows, and the entry."""
    return Lesson(title, (Step(shows, entry, focus or Focus()),), name)


_ALL = (
    _example(
        "two-classes",
        "Two classes: all agree",
        "A yes/no question has one output a, and the other class gets 1 − a: the three formulas are one.",
        Entry.of([[1], [0], [1], [0]], [[2.0], [-0.5], [0.3], [0.8]], ["cat"], mode="binary"),
    ),
    _example(
        "two-outputs",
        "Two classes as two outputs: (63) counts twice",
        "Summed over both outputs of a two-class softmax, equation (63) counts every term twice.",
        Entry.of([[1, 0], [0, 1], [1, 0], [0, 1]], [[2.0, 0.0], [-0.5, 0.0], [0.3, 0.0], [0.8, 0.0]], ["yes", "no"]),
    ),
    _example(
        "three-classes",
        "Three classes: Nielsen differs",
        "With more than two classes the sum over all outputs adds the wrong classes.",
        Entry.of(
            [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]],
            [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]],
            ANIMALS,
        ),
    ),
    _example(
        "several-labels",
        "Several labels at once",
        "A picture may show a cat and a dog: each output is a yes/no question of its own.",
        Entry.of(
            [[1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]],
            [[2.0, 1.0, -1.5], [-0.5, 2.2, -0.4], [-1.2, 0.3, -1.9], [0.8, -1.4, 0.6]],
            ANIMALS,
            mode="multi-sigmoid",
        ),
        Focus(chosen=0),
    ),
    _example(
        "soft-labels",
        "Soft labels",
        "Labels that are shares: the loss is the entropy of the labels plus the divergence, and never reaches 0.",
        Entry.of(
            [[0.7, 0.2, 0.1], [0.0, 0.9, 0.1], [0.25, 0.25, 0.5], [1, 0, 0]],
            [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [1.2, 0.4, -0.6]],
            ANIMALS,
        ),
    ),
    _example(
        "cs231n",
        "The figure of the CS231n notes",
        "Scores −2.85, 0.86, 0.28, true class 3: 1.040 nats. The printed 0.452 is the same in base 10: try Log.",
        Entry.of([[0, 0, 1]], [[-2.85, 0.86, 0.28]], ["class 1", "class 2", "class 3"]),
        Focus(column=2, chosen=2),
    ),
    _example(
        "confident-right",
        "A confident right answer",
        "Far ahead and right: the loss is tiny, but it is not 0, as most libraries print.",
        Entry.of([[1, 0]], [[40.0, 0.0]], ["yes", "no"]),
    ),
    _example(
        "confident-wrong",
        "A confident wrong answer",
        "Far ahead and wrong: the loss grows as the lead does, and its slope tends to 1.",
        Entry.of([[0, 1, 0]], [[12.0, 0.5, -1.0]], ANIMALS),
    ),
    _example(
        "empty",
        "An empty sheet",
        "Type, or paste what you have.",
        Entry.of([[0, 0, 0]], [[0.0, 0.0, 0.0]], ANIMALS),
    ),
)

examples: Mapping[str, Lesson] = MappingProxyType({example.name: example for example in _ALL})
FIRST, THEN = "two-classes", ("three-classes", "several-labels", "soft-labels")


def _is_it(first: str, second: str) -> str:
    return f"Is {first} number equal to, higher or lower than {second}?"


def _first_steps() -> Lesson:
    """From data where all agree to data where they do not, and back to where they do, with the answer."""
    agree, three, several, soft = (examples[name].steps[0] for name in (FIRST, *THEN))
    says = "Three classes, and one of them in each row. Nielsen’s (63) also adds −ln(1 − a) for the wrong classes."
    why = "−ln of the true class alone is the likelihood. Nielsen’s sum adds the wrong ones."
    higher = Question(_is_it("Nielsen’s", "TensorFlow’s"), ("nielsen", "tensorflow-intro"), why)
    why = "It leaves out every no. Now Nielsen’s sum is the likelihood, and the others are not."
    lower = Question(_is_it("TensorFlow’s", "Nielsen’s"), ("tensorflow-intro", "nielsen"), why)
    answer = (
        "The answer: they give one number when each is −ln of the likelihood of the labels, under the model that the "
        "outputs stand for. With one yes/no output, as here, all three are. Change a cell: they stay equal."
    )
    asked = (replace(three, says=says, question=higher), replace(several, question=lower))
    return Lesson("First steps", (agree, *asked, soft, replace(agree, says=answer)), "first-steps")


FIRST_STEPS = _first_steps()


def is_untouched(entry: Entry) -> bool:
    """Whether its numbers and names are an example's, or the empty sheet's: nobody has entered anything."""
    given = (example.entry for example in examples.values())
    return any(
        entry.blocks is each.blocks
        and (entry.class_names, entry.class_weights) == (each.class_names, each.class_weights)
        for each in given
    )
