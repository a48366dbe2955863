"""The verbs: each gives what is printed, the same as an object for programs, and the exit status.

Of files larger than memory a value is put together run of rows by run of rows, exactly as on all at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import xentgui
from xentgui.files.assemble import Imported, assemble
from xentgui.files.cells import told_of
from xentgui.files.guess.roles import guess_roles
from xentgui.files.pieces import Piece
from xentgui.losses.batch import DataError
from xentgui.losses.cautions import Caution
from xentgui.losses.definition import Definition
from xentgui.notebook.arguments import sorted_out
from xentgui.notebook.explanation import Explanation, explained
from xentgui.questions.number import as_printed, read_number
from xentgui.sources import resolve
from xentgui.terminal.inputs import Given, given_of
from xentgui.terminal.printing import warn

VERSION = 1  # of the object; docs/terminal.schema.json describes it
AS_WANTED, NOT = 0, 1
WEIGHTS_ARE_GIVEN = "--set class_weights=W,W,..., one for each class"


@dataclass(frozen=True)
class Reply:
    """What a verb answers: `record` is the object of --json, `notes` go to standard error."""

    text: str
    record: dict[str, Any]
    status: int = AS_WANTED
    notes: tuple[str, ...] = ()

    @property
    def json(self) -> str:
        return json.dumps({"xentgui": VERSION, **self.record}, indent=1, ensure_ascii=True, allow_nan=False)


def evaluate(options: argparse.Namespace, given: Given) -> Reply:
    """What a definition gives; with --expect whether it is that."""
    fields = {**given.known, **dict(options.set)}
    evaluation = xentgui.evaluate(**given.data, definition=options.definition or given.definition, **fields)
    described = xentgui.describe(evaluation.definition)
    record = _evaluated(given, evaluation, described) if options.json else {}
    return _valued(options, evaluation.value, described, record, _warned(given, evaluation.warnings))


def _warned(given: Given, warnings: Sequence[Caution]) -> list[str]:
    return [given.warned(warning) for warning in warnings]


def _valued(
    options: argparse.Namespace, value: Any, described: str, record: dict[str, Any], warnings: Sequence[str]
) -> Reply:
    """A value, said; with --expect whether it is the one expected."""
    notes = tuple(f"warning: {warning}" for warning in warnings)
    text = f"{plain(value)}  ({described})"
    if options.expect is None:
        return Reply(text, record, notes=notes)
    right, words = _expected(options, value)
    record["expected"] = {"number": options.expect, "tolerance": options.tolerance, "agrees": right}
    return Reply(f"{text}\n{words}", record, AS_WANTED if right else NOT, notes)


def evaluate_large(options: argparse.Namespace, whole: Whole) -> Reply:
    """What a definition gave on a file that was read in pieces."""
    described = xentgui.describe(whole.definition)
    return _valued(options, whole.value, described, {}, _warned(whole.first, whole.warnings))


def _evaluated(given: Given, evaluation: xentgui.Evaluation, described: str) -> dict[str, Any]:
    """All that there is to say: entropies and samples, which nobody computes for the text."""
    return {
        "verb": "evaluate",
        "data": _data(given),
        "definition": described,
        "fields": plain(dataclasses.asdict(evaluation.definition)),
        "value": plain(evaluation.value),
        "divisor": evaluation.divisor,
        "entropy": plain(evaluation.entropy),
        "kl": plain(evaluation.kl),
        "per_sample": plain(evaluation.per_sample),
        "warnings": _warned(given, evaluation.warnings),
    }


def _expected(options: argparse.Namespace, value: Any) -> tuple[bool, str]:
    """Whether the value is the number expected, and how that is said."""
    if not isinstance(value, float):
        raise ValueError("--expect takes the loss of all rows: leave reduction=none out")
    wanted = read_number(as_printed(options.expect))
    if not wanted.alone:
        raise ValueError("--expect takes one number")
    number = float(wanted.values[0])
    if options.tolerance is None:
        right = bool(wanted.rounds_from(np.array([value])))
        how = "rounded to its digits"
    else:
        right = value == number or abs(value - number) <= options.tolerance
        how = f"within {options.tolerance:g}"
    return right, f"{'as' if right else 'not as'} expected: {options.expect} {how}"


def match(options: argparse.Namespace, given: Given, numbers: Sequence[str]) -> Reply:
    """Which definition, option or slip gives a number, as the window tells it."""
    number = as_printed(" ".join(numbers) or given.number)
    if not number:
        raise ValueError(f"which number? There is none in {given.name}: give it, such as 0.4591")
    arguments = sorted_out(
        **given.in_axes, outputs_are=given.data["outputs_are"],
        definition=options.definition or given.definition, sample_weights=given.data["sample_weights"],
        changes={**given.known, **dict(options.set)},
    )  # fmt: skip
    arguments = replace(
        arguments, row_words=given.row_words, class_names=given.class_names, weights_as=WEIGHTS_ARE_GIVEN
    )
    found = explained(arguments, number, early=None if options.quiet else warn)
    hits = [match for match in found.matches if match.hit]
    right = bool(hits or found.answer.fingerprints)
    apart = found.answer.told.apart
    record = {
        "verb": "match",
        "data": _data(given),
        "number": number,
        "explained": right,
        "headline": found.headline,
        "explanations": [_explanation(found, place) for place in range(len(found.answer.told.explanations))],
        "fingerprints": [dataclasses.asdict(each) for each in found.answer.fingerprints],
        "to_tell_them_apart": None if apart is None else apart.words,
        "not_it": found.answer.told.not_it or None,
    }
    notes = tuple(note for note in told_of(number) if note not in given.doubts)
    return Reply(found.text, record, AS_WANTED if right else NOT, notes)


def _explanation(found: Explanation, place: int) -> dict[str, Any]:
    match, told = found.answer.told.explanations[place]
    return {
        "title": told.title,
        "explanation": match.explanation,
        "value": plain(match.value),
        "hit": match.hit,
        "may_be_chance": match.doubtful,
        "definition": xentgui.describe(match.definition),
        "outputs_are": match.outputs_are,
        "changes": plain(dict(match.changes)),
        "slips": list(match.slips),
    }


def definitions(words: Sequence[str]) -> Reply:
    """The names of all definitions with their titles."""
    wanted = [word.lower() for word in words]
    found = {
        name: source
        for name, source in xentgui.sources.items()
        if all(word in f"{name} {source.title} {' '.join(source.also)}".lower() for word in wanted)
    }
    width = max(map(len, found), default=0)
    listed = [
        {"name": name, "title": source.title, "takes": source.takes, "also": list(source.also), "url": source.url}
        for name, source in found.items()
    ]
    text = "\n".join(f"{name:<{width}}  {source.title}" for name, source in found.items())
    if not found:
        raise ValueError(f"no definition has {' and '.join(words)} in its name; xentgui definitions lists all")
    return Reply(text, {"verb": "definitions", "definitions": listed})


def _data(given: Given) -> dict[str, Any]:
    outputs = given.data["outputs"]
    return {
        "name": given.name,
        "samples": len(outputs),
        "outputs": outputs.shape[1] if outputs.ndim > 1 else 1,
        "outputs_are": given.data["outputs_are"],
        "sample_weights": plain(given.data["sample_weights"]),
        "groups": plain(given.data["groups"]),
        "known": plain(given.known),
        "doubts": list(given.doubts),
    }


def plain(value: Any) -> Any:
    """Numbers as JSON takes them; what is not finite as text."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


MARK = -100  # stands in ignored rows, whatever label marked them


@dataclass(frozen=True)
class Whole:
    """The value on all rows, the definition that gives it, its warnings, and the first rows as they were read."""

    value: float
    definition: Definition
    warnings: tuple[Caution, ...]
    first: Given


def evaluate_pieces(pieces: Iterator[Piece], name: str, options: argparse.Namespace) -> Whole:
    """The value on all rows. Raises DataError, with the rows, where pieces cannot be read, or not as the first is."""
    total: xentgui.Part | None = None
    first: tuple[Imported, Given] | None = None
    guess, marks = None, {MARK}
    for columns in _read(pieces, name):
        start = 0 if total is None else total.rows
        guess = guess or guess_roles(columns)
        try:
            found = assemble(columns, guess, name)
            given = given_of(found, name, options.outputs_are)
            first = first or (found, given)
            _check_alike(first[0], found)
            marks |= {found.ignore_index} - {None}  # type: ignore[arg-type]
            part = xentgui.parts(
                **_with_one_mark(given), definitions={"": _definition(first[1], options, MARK)}, start=start
            )
            total = part if total is None else total + part
        except DataError as error:
            rows = f"rows {start + 1:,} to {start + len(columns[0]):,}"
            raise DataError(f"{name}, {rows}: {error.reason}") from None
    if total is None or first is None:
        raise DataError(f"{name}: there are no rows in it")
    if len(marks) > 2:
        raise DataError(f"{name}: rows are marked as ignored with {' and '.join(map(str, sorted(marks - {MARK})))}")
    mark = next(iter(marks - {MARK}), first[1].known.get("ignore_index"))
    result = total.result()
    return Whole(result.values[""], _definition(first[1], options, mark), tuple(result.warnings[""]), first[1])


def _read(pieces: Iterator[Piece], name: str) -> Iterator[Piece]:
    """The same; what cannot be read is told with the name of the data."""
    try:
        yield from pieces
    except DataError as error:
        raise DataError(f"{name}: {error.reason}") from None


def _check_alike(first: Imported, found: Imported) -> None:
    """Refuse rows that alone would be read in another way than the first ones."""
    alike = {
        "outputs are": (first.outputs_are, found.outputs_are),
        "classes are": (", ".join(first.class_names), ", ".join(found.class_names)),
        "class weights are": (first.class_weights, found.class_weights),
        "class numbers run from": (int(first.given.from_one), int(found.given.from_one)),
    }
    for what, (one, other) in alike.items():
        if one != other:
            raise DataError(
                f"{what} {other} in these rows and {one} in the first ones: a file of this size is read in pieces, "
                "which have to be alike (shuffle the rows, or name the columns)"
            )


def _with_one_mark(given: Given) -> dict[str, Any]:
    """The arguments of parts, with one mark in ignored rows."""
    mark, data = given.known.get("ignore_index", MARK), given.data
    return data if mark == MARK else {**data, "labels": np.where(data["labels"] == mark, MARK, data["labels"])}


def _definition(first: Given, options: argparse.Namespace, mark: int | None) -> Definition:
    """What is asked about; rows may be ignored where labels are class numbers."""
    fields = {**first.known, **dict(options.set)}
    indices = np.ndim(first.data["labels"]) < np.ndim(first.data["outputs"])
    if indices and mark is not None and "ignore_index" not in dict(options.set):
        fields["ignore_index"] = mark
    return resolve(options.definition or first.definition, fields)
