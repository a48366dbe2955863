"""The examples: entries that answer one question each, and what to say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from xentgui.entry import Entry, Focus

ANIMALS = ("cat", "dog", "bird")


@dataclass(frozen=True)
class Example:
    """One example: its name on the command line, its title in the menu, what it shows, and the entry.

    `says` is its part of the answer to the first question, where that is another sentence.
    """

    name: str
    title: str
    shows: str
    entry: Entry
    focus: Focus = field(default_factory=Focus)
    says: str = ""

    def in_place_of(self, entry: Entry) -> Entry:
        """The sheet of this example; what is trained stays as it is in `entry`."""
        return replace(self.entry, training=entry.training)


_ALL = (
    Example(
        "two-classes",
        "Two classes: all agree",
        "A yes/no question has one output a, and the other class gets 1 − a: the three formulas are one.",
        Entry.of([[1], [0], [1], [0]], [[2.0], [-0.5], [0.3], [0.8]], ["cat"], mode="binary"),
        says="Here: a yes/no question, and all three agree. Change a cell or drag the point; then go on.",
    ),
    Example(
        "two-outputs",
        "Two classes as two outputs: (63) counts twice",
        "Summed over both outputs of a two-class softmax, equation (63) counts every term twice.",
        Entry.of([[1, 0], [0, 1], [1, 0], [0, 1]], [[2.0, 0.0], [-0.5, 0.0], [0.3, 0.0], [0.8, 0.0]], ["yes", "no"]),
    ),
    Example(
        "three-classes",
        "Three classes: Nielsen differs",
        "With more than two classes the sum over all outputs adds the wrong classes.",
        Entry.of(
            [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]],
            [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]],
            ANIMALS,
        ),
        says="One class per row: −ln of the true class alone is the likelihood. Nielsen’s sum adds the wrong ones.",
    ),
    Example(
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
        says="Each output is a yes/no of its own: now Nielsen’s sum is the likelihood, and the others are not.",
    ),
    Example(
        "soft-labels",
        "Soft labels",
        "Labels that are shares: the loss is the entropy of the labels plus the divergence, and never reaches 0.",
        Entry.of(
            [[0.7, 0.2, 0.1], [0.0, 0.9, 0.1], [0.25, 0.25, 0.5], [1, 0, 0]],
            [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [1.2, 0.4, -0.6]],
            ANIMALS,
        ),
        says="Labels that are shares: entropy of the labels plus divergence, never 0. CS231n needs one true class.",
    ),
    Example(
        "cs231n",
        "The figure of the CS231n notes",
        "Scores −2.85, 0.86, 0.28, true class 3: 1.040 nats. The printed 0.452 is the same in base 10: try Log.",
        Entry.of([[0, 0, 1]], [[-2.85, 0.86, 0.28]], ["class 1", "class 2", "class 3"]),
        Focus(column=2, chosen=2),
    ),
    Example(
        "confident-right",
        "A confident right answer",
        "Far ahead and right: the loss is tiny, but it is not 0, as most libraries print.",
        Entry.of([[1, 0]], [[40.0, 0.0]], ["yes", "no"]),
    ),
    Example(
        "confident-wrong",
        "A confident wrong answer",
        "Far ahead and wrong: the loss grows as the lead does, and its slope tends to 1.",
        Entry.of([[0, 1, 0]], [[12.0, 0.5, -1.0]], ANIMALS),
    ),
    Example(
        "empty",
        "An empty sheet",
        "Type, or paste what you have.",
        Entry.of([[0, 0, 0]], [[0.0, 0.0, 0.0]], ANIMALS),
        says="The answer: when each is −ln of the likelihood of the labels, under the model the outputs stand for.",
    ),
)

examples: Mapping[str, Example] = MappingProxyType({example.name: example for example in _ALL})
FIRST = "two-classes"


def is_untouched(entry: Entry) -> bool:
    """Whether its numbers and names are an example's, or the empty sheet's: nobody has entered anything."""
    given = (example.entry for example in examples.values())
    return any(
        entry.blocks is each.blocks
        and (entry.class_names, entry.class_weights) == (each.class_names, each.class_weights)
        for each in given
    )
