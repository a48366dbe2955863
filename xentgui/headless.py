"""Without the window: xentgui evaluate FILE, xentgui match FILE NUMBER."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import xentgui
from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.files.imports import SUFFIXES
from xentgui.files.session import SUFFIX
from xentgui.opening import UnreadableError, complete, of_file
from xentgui.questions.fingerprints import fingerprints
from xentgui.questions.matching import simplest
from xentgui.questions.matching.telling.answer import left_out

READS = (
    f"FILE is a session ({SUFFIX}) or a table with columns of labels and outputs ({', '.join(SUFFIXES)}). In a table "
    "the columns are told by their names (label, y, target, class; logit, score, prob, output) or by their numbers: "
    "class indices or names, one-hot or soft labels beside as many outputs."
)


def run(words: Sequence[str]) -> int:
    """Do what the words say; returns the exit status."""
    options = _parser().parse_args(words)
    try:
        entry = complete(of_file(options.file))
        text = options.verb(options, entry)
    except (UnreadableError, ValueError) as problem:
        print(f"xentgui: {problem}", file=sys.stderr)
        return 2
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xentgui", description="The loss of a file, without the window.")
    verbs = parser.add_subparsers(required=True)
    evaluate = verbs.add_parser("evaluate", help="what a definition gives on a file", epilog=READS)
    evaluate.set_defaults(verb=_evaluate)
    match = verbs.add_parser("match", help="which definition, option or slip gives a number", epilog=READS)
    match.set_defaults(verb=_match)
    for verb in (evaluate, match):
        verb.add_argument("file", type=Path, metavar="FILE")
        if verb is match:
            words = "the number as it was printed, such as 0.4591; or one for each row (or output), which must all fit"
            verb.add_argument("number", metavar="NUMBER", nargs="+", help=words)
        verb.add_argument("--definition", metavar="NAME", help="softmax by default; see docs/definitions.md")
        verb.add_argument(
            "--set", metavar="FIELD=VALUE", action="append", default=[], type=_field, help="a field, such as log_base=2"
        )
        verb.add_argument("--json", action="store_true", help="machine-readable, at full precision")
    return parser


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE, such as log_base=2")
    try:
        return name, math.e if value == "e" else ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def _data(entry: Entry) -> dict[str, Any]:
    """The entry as the arguments of the public functions."""
    analysis = Analysis(entry, Focus())
    batch = analysis.batch
    if batch is None:
        raise UnreadableError(analysis.problem.reason if analysis.problem else "there are no rows in it")
    known = {} if entry.ignore_index is None or not batch.indices else {"ignore_index": entry.ignore_index}
    return {
        "labels": batch.labels,
        "outputs": batch.outputs,
        "outputs_are": entry.outputs_are,
        "sample_weights": batch.sample_weights,
        **known,
    }


def _definition(options: argparse.Namespace, entry: Entry) -> str:
    return options.definition or ("multi-sigmoid" if entry.mode == "multi-sigmoid" else "softmax")


def _evaluate(options: argparse.Namespace, entry: Entry) -> str:
    evaluation = xentgui.evaluate(definition=_definition(options, entry), **_data(entry), **dict(options.set))
    described = xentgui.describe(evaluation.definition)
    if options.json:
        answer = {
            "definition": described,
            "fields": dataclasses.asdict(evaluation.definition),
            "value": _plain(evaluation.value),
            "divisor": evaluation.divisor,
            "entropy": _plain(evaluation.entropy),
            "kl": _plain(evaluation.kl),
            "per_sample": _plain(evaluation.per_sample),
            "warnings": list(evaluation.warnings),
        }
        return json.dumps(answer, indent=1)
    lines = [str(_plain(evaluation.value)), *(f"warning: {warning}" for warning in evaluation.warnings)]
    return "\n".join([f"{lines[0]}  ({described})", *lines[1:]])


def _match(options: argparse.Namespace, entry: Entry) -> str:
    number = options.number[0] if len(options.number) == 1 else options.number
    known = fingerprints(number)
    found = xentgui.match(
        number=number, definition=_definition(options, entry), near=2, **_data(entry), **dict(options.set)
    )
    if options.json:
        answers: list[dict[str, Any]] = [
            {
                "kind": "explanation",
                "definition": xentgui.describe(each.definition),
                "changes": dict(each.changes),
                "slips": list(each.slips),
                "value": _plain(each.value),
                "hit": each.hit,
                "explanation": each.explanation,
            }
            for each in found
        ]
        answers += [{"kind": "fingerprint", **dataclasses.asdict(each)} for each in known]
        return json.dumps(answers, indent=1)
    lines = [f"{each.value!r} is known by itself: {each.who}. {each.derivation}; {each.advice}." for each in known]
    hits, left = simplest(found)
    if not hits:
        lines.append(f"No definition I know gives {' '.join(options.number)} on this data. The nearest:")
    lines += [f"{_plain(each.value)}  {each.title}. {each.explanation}" for each in hits or found]
    lines += filter(None, [left_out(found[0].search, left) if found else ""])
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    """Numbers as JSON takes them; what is not finite as text."""
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return [_plain(each) for each in value.tolist()]
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if math.isfinite(value) else str(value)
