"""A step: one thing that goes wrong on the way from the numbers entered to the number given, and its words.

There are six kinds, a file each, in the order in which they happen: the situation, the outputs, the labels, the
weights, the smoothing, the ending. A step is a frozen value whose fields are its detail; its class says how rare it is,
in which ways it may have happened to these data, and what it does. A new one is one more class in the file of its kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar

Kind = TypeVar("Kind", bound="Step")

L, P, LP = "logits", "probabilities", "log-probabilities"


@dataclass(frozen=True)
class Step:
    """`bits` is how rarely it is met (each bit halves it), judged from the trackers of the frameworks.

    `title` is a few words, `happened` a clause that says it, `advice` what to change, without a full stop. `tells`:
    fields of Definition of which nothing more is said beside it.
    """

    slug: ClassVar[str] = ""  # a step without one only marks how a number was met, and is not told
    bits: ClassVar[float] = 0.0
    title: ClassVar[str] = ""
    happened: ClassVar[str] = ""
    advice: ClassVar[str] = ""
    tells: ClassVar[tuple[str, ...]] = ()

    @property
    def named(self) -> str:
        """The title, with the detail where it matters."""
        return self.title

    @property
    def says(self) -> str:
        """What happened, with its detail."""
        return self.happened


def every(kind: type[Kind]) -> Iterator[type[Kind]]:
    """The steps of a kind, as they stand in its file."""
    for each in kind.__subclasses__():
        if each.slug:
            yield each
        yield from every(each)


def many(count: int, noun: str) -> str:
    """A count with its noun: 1 row, 2 rows."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
