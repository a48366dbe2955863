"""What the window's answer says of a number, asked without the window: the one place that knows how it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xentgui.losses.batch import Batch, Block
from xentgui.losses.tensors import numbers_of
from xentgui.notebook.arguments import Arguments
from xentgui.questions.fingerprints import Fingerprint, fingerprints
from xentgui.questions.formula import Piece, formula_pieces
from xentgui.questions.matching import Match, Snapshot, search
from xentgui.questions.matching.telling.answer import Answer, ToldMatch, answer

NEAR = 2  # near misses that are told where nothing is a hit
ASK_FOR_WEIGHTS = "Weights are not guessed. Was the loss made with class weights? Then give {}."


@dataclass(frozen=True, eq=False)
class Answered:
    """The answer to one number: `told` as the window tells it, `matches` as `match` lists them."""

    told: Answer
    matches: list[Match]
    fingerprints: tuple[Fingerprint, ...]
    advice: str

    @property
    def headline(self) -> str:
        return self.told.headline


def answered(
    arguments: Arguments, number: object, *, limit: int, near: int, early: Callable[[str], None] | None = None
) -> Answered:
    """Search for a number and tell what was found; of large data `early` hears the first. Raises as `match`."""
    for snapshot in search(
        arguments.labels, arguments.outputs, number, named=arguments.row_words, limit=limit, near=max(near, NEAR),
        **arguments.named,
    ):  # fmt: skip
        if early is not None and snapshot.search.is_large and snapshot.matches:
            early(f"{snapshot.matches[0].explanation} Looking for other explanations.")
            early = None
    batch, text = _rows_of(snapshot), written(number)
    known = tuple(fingerprints(number, batch))
    names = arguments.class_names
    told = answer(batch, text, snapshot, names if len(names) == batch.shape[1] else None)
    hits = tuple(each for each in told.explanations if each[0].hit)
    told = replace(told, explanations=hits or told.explanations)
    if known and isinstance(text, str):
        told = replace(told, headline=f"{text} is known by itself. {told.headline}")
    weighted, ask = "class_weights" in arguments.changes, ASK_FOR_WEIGHTS.format(arguments.weights_as)
    return Answered(told, _listed(snapshot.matches, near), known, "" if hits or weighted or known else ask)


def arithmetic(told: ToldMatch) -> str:
    """The TeX of the total, its divisor and the value, which stand last in the pieces where these are more than one."""
    return told.pieces[-1].tex.lstrip(" =")


def formula_of(match: Match, told: ToldMatch, *, first: bool) -> tuple[Piece, ...]:
    """The formula that stands in the tile of an explanation; none for a near miss."""
    if not match.hit or not (first or match.applies):
        return ()
    return told.pieces or formula_pieces(match.definition)


def written(number: Any) -> str | Sequence[str]:
    """A number, or each of several, as text with the digits that it has."""
    number = numbers_of(number)
    if isinstance(number, str):
        return number.strip()
    if isinstance(number, float):
        return repr(float(number))
    if np.ndim(number) == 0:
        return str(number)
    return [str(written(each)) for each in number]


def _rows_of(snapshot: Snapshot) -> Batch:
    """The data of a search, of which the telling asks the shape and what the rows are called."""
    given = snapshot.search.given
    return Batch.of_blocks([Block(given.outputs, given.outputs)], row_words=given.row_words)


def _listed(matches: Sequence[Match], near: int) -> list[Match]:
    hits = [match for match in matches if match.hit]
    return hits + [match for match in matches if not match.hit][:near]
