"""What was found of a number, told: plain sentences for a terminal, HTML for a notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xentgui.formulas.spoken import reading
from xentgui.losses.definition import Definition
from xentgui.notebook.answering import Answered, answered, arithmetic
from xentgui.notebook.arguments import Arguments, sorted_out
from xentgui.questions.fingerprints import Fingerprint
from xentgui.questions.matching import Match
from xentgui.questions.matching.telling.answer import Told

if TYPE_CHECKING:
    from xentgui.notebook.showing import Shown

WIDTH = 100
MOST_LINES = 20  # of a repr
INDENT = "   "


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """What `match` found, told.

    Attributes:
        headline: the answer in one sentence.
        matches: what `match` gives on the same arguments, a list of Match.
        text: all of it as plain sentences within 100 columns; `str()` gives the same.
        html: the same as a fragment of HTML that needs nothing else, for light and dark pages.
    """

    headline: str
    matches: list[Match]
    answer: Answered = field(repr=False)
    arguments: Arguments = field(repr=False)
    number: object = field(repr=False)

    @property
    def text(self) -> str:
        """The headline, the explanations with their arithmetic, how to tell them apart, and what it is not."""
        return "\n".join(_lines(self))

    @property
    def html(self) -> str:
        from xentgui.notebook.html import page

        return page(self.answer, self.arguments, self.text)

    def show(self) -> Shown:
        """Open the window on these data, with the number. Raises RuntimeError where there is no display."""
        from xentgui.notebook.showing import show_arguments

        return show_arguments(self.arguments, self.number)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        lines = self.text.split("\n")
        left = len(lines) - MOST_LINES
        if left <= 0:
            return self.text
        return "\n".join([*lines[: MOST_LINES - 1], f"… {left + 1} more lines: print() shows them"])

    def _repr_html_(self) -> str:
        return self.html


def explain(
    labels: object,
    outputs: object,
    number: object,
    *,
    criterion: object = None,
    outputs_are: str | None = None,
    definition: str | Definition = "softmax",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    limit: int = 10,
    near: int = 0,
    **changes: Any,
) -> Explanation:
    """Say which definition, option or slip gives ``number`` on these data, as the window does.

    Args:
        labels, outputs: as for `match`; in the other order they are recognised by their kinds, and it is said so.
        number: the loss that puzzles: a float, a str such as "0.452", or one for each sample.
        criterion: a loss object of torch or Keras: its class names the definition, its arguments are facts.
        outputs_are, definition, sample_weights, class_axis, groups, limit, near, **changes: as for `match`.

    Returns:
        An Explanation: print it, or leave it as the last line of a cell.

    Raises:
        DataError: data that can not be read.
        ValueError: a number, a name or a loss object that is not known.

    >>> logits = [[2, 0.5, -1], [0.1, 1.2, 0.3], [-0.5, 0, 1.5], [1, 1, 1]]
    >>> dict(explain([0, 1, 2, 0], logits, "2.1998").matches[0].changes)
    {'reduction': 'sum'}
    """
    arguments = sorted_out(
        labels, outputs, criterion=criterion, outputs_are=outputs_are, definition=definition,
        sample_weights=sample_weights, class_axis=class_axis, groups=groups, changes=changes,
    )  # fmt: skip
    return explained(arguments, number, limit=limit, near=near)


def explained(
    arguments: Arguments, number: object, *, limit: int = 10, near: int = 0, early: Callable[[str], None] | None = None
) -> Explanation:
    """`explain` for arguments that are sorted out; on large data `early` hears the first that is found."""
    found = answered(arguments, number, limit=limit, near=near, early=early)
    return Explanation(found.headline, found.matches, found, arguments, number)


def _lines(explanation: Explanation) -> Iterator[str]:
    answer = explanation.answer
    yield from _wrapped(f"{answer.headline}.")
    for note in (*explanation.arguments.notes, explanation.arguments.known):
        yield from _wrapped(f"{note}." if note else "")
    for known in answer.fingerprints:
        yield ""
        yield from _fingerprint(known)
    for rank, (match, told) in enumerate(answer.told.explanations, 1):
        yield ""
        yield from _explanation(rank, match, told)
    apart = answer.told.apart
    after = ["" if apart is None else f"To tell them apart, {apart.words}", answer.told.not_it, answer.advice]
    if any(after):
        yield ""
    for words in after:
        yield from _wrapped(words)


def _fingerprint(known: Fingerprint) -> Iterator[str]:
    yield from _wrapped(f"{known.who}: {known.value!r}", "*  ")
    yield from _wrapped(f"{known.derivation}; {known.advice}.", INDENT)


def _explanation(rank: int, match: Match, told: Told) -> Iterator[str]:
    yield from _wrapped(f"{told.title}: {told.value} ({told.note})", f"{rank:<3}")
    if match.hit and told.pieces:
        yield from _wrapped(f"= {reading(arithmetic(told))}", INDENT)
    yield from _wrapped(told.words, INDENT)


def _wrapped(text: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
