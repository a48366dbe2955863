"""The words of xentgui evaluate, match and definitions, and the exit status: 0 as wanted, 1 not, 2 wrong input."""

from __future__ import annotations

import argparse
import ast
import math
import re
from collections.abc import Sequence
from typing import Any

from xentgui.files.open_file import SUFFIXES
from xentgui.files.session import SUFFIX
from xentgui.losses.batch import DataError
from xentgui.losses.brief import quoted
from xentgui.losses.definition import OUTPUTS_ARE, check_field_names
from xentgui.opening import UnreadableError
from xentgui.sources import sources
from xentgui.sources.source import nearest, source_named
from xentgui.terminal.answers import Reply, definitions, evaluate, evaluate_large, evaluate_pieces, match
from xentgui.terminal.inputs import Given, add_files, given, in_pieces, is_file, is_number, named
from xentgui.terminal.printing import Parser, say, warn

WRONG_INPUT = 2
READS = (
    f"FILE is a session ({SUFFIX}), a table with columns of labels and outputs ({', '.join(SUFFIXES)}), or - for "
    "standard input, as printed or as a file's bytes. In a table the columns are told by their names (label, y, "
    "target, class; logit, score, prob, output) or by their numbers: class indices or names, one-hot or soft labels "
    "beside as many outputs. Several files are tables side by side. Weights and options in the data are used, and it "
    "is said so. Exit status: 0 explained, or as expected; 1 not; 2 wrong input."
)


def run(verb: str, words: Sequence[str]) -> int:
    """Do what the words after a verb say; returns the exit status."""
    options = _parser(verb).parse_intermixed_args(words)
    try:
        reply = definitions(options.words) if verb == "definitions" else _answered(verb, options)
    except (UnreadableError, ValueError) as problem:
        warn(_as_typed(str(problem)))
        return WRONG_INPUT
    if not options.quiet:
        for note in reply.notes:
            warn(_as_typed(note))
        say(reply.json if options.json else reply.text)
    return reply.status


def _as_typed(words: str) -> str:
    """What is said of a Python argument as it is given here.

    >>> _as_typed("if the outputs are scores, say outputs_are='logits'")
    'if the outputs are scores, say --outputs-are logits'
    """
    words = re.sub(r"\boutputs_are='([\w-]+)'", r"--outputs-are \1", words)
    return re.sub(r"\b(likelihood|activation)='(\w+)'", r"--set \1=\2", words)


def _answered(verb: str, options: argparse.Namespace) -> Reply:
    _check(options)
    files, numbers = _sorted(options)
    if numbers and verb == "evaluate":
        raise UnreadableError(f"{numbers[0]}: there is no file of this name; the loss to compare with is --expect")
    at_once = verb == "match" or options.json or dict(options.set).get("reduction") == "none"
    if not at_once and (pieces := in_pieces(files, options)) is not None:
        whole = evaluate_pieces(pieces, named(files, options), options)
        if not options.quiet:
            _tell(whole.first)
            warn(f"{whole.first.name}: read in pieces, each as the first rows are")
        return evaluate_large(options, whole)
    data = given(files, options)
    if not options.quiet:
        _tell(data)
    try:
        return evaluate(options, data) if verb == "evaluate" else match(options, data, numbers)
    except DataError as error:
        raise UnreadableError(data.refused(error)) from error


def _check(options: argparse.Namespace) -> None:
    """Refuse what is wrong whatever the data are, before they are read."""
    for name in dict(options.set).keys() & vars(options):
        raise ValueError(f"{name} is an option of its own: --{name.replace('_', '-')}")
    check_field_names(dict(options.set))
    if vars(options).get("tolerance") is not None and options.expect is None:
        raise ValueError("--tolerance goes with --expect NUMBER")
    if options.definition and source_named(options.definition, sources) is None:
        near = nearest(options.definition, sources)
        hint = f" (did you mean {near}?)" if near else ""
        how = ": its options are given with --set FIELD=VALUE" if "(" in options.definition else ""
        name = quoted(options.definition)
        raise ValueError(f"definition {name} is not known{hint}{how}; xentgui definitions lists all")


def _tell(data: Given) -> None:
    """How the data were read, where that is not plain, and what in them is used."""
    if data.used:
        warn(f"{data.name}: used: {data.used}")
    for doubt in data.doubts:
        warn(f"{data.name}: {doubt}")


def _sorted(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The words that are files, and those that are numbers."""
    alone = options.labels is not None or options.outputs is not None
    numbers = [word for word in options.words if not is_file(word)]
    if numbers and numbers[0] == options.words[0] and not alone and not is_number(numbers[0]):
        del numbers[0]  # the first word is a file, which is then said not to be there
    return [word for word in options.words if word not in numbers], numbers


def _parser(verb: str) -> argparse.ArgumentParser:
    gives, words = _VERBS[verb]
    parser = Parser(prog=f"xentgui {verb}", description=gives, epilog=None if verb == "definitions" else READS)
    words(parser)
    parser.add_argument("--json", action="store_true", help="one object for programs: docs/terminal.schema.json")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors: the exit status tells")
    return parser


def _of_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="FILE", help="the data, or - for standard input")
    _of_data(parser)
    parser.add_argument("--expect", metavar="NUMBER", help="exit with 1 unless this is the value, to its digits")
    parser.add_argument("--tolerance", metavar="T", type=_tolerance, help="or is within T of it, such as 1e-4")


def _of_match(parser: argparse.ArgumentParser) -> None:
    words = (
        "the data, or - for standard input; then the number as it was printed, such as 0.4591 or 'tensor(0.4591)', or "
        "one for each row (or output), which must all fit; without one the number that stands in the data"
    )
    parser.add_argument("words", nargs="*", metavar="FILE... NUMBER", help=words)
    _of_data(parser)


def _of_definitions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="only those with these words in their names")


def _of_data(parser: argparse.ArgumentParser) -> None:
    add_files(parser)
    parser.add_argument(
        "--outputs-are", choices=OUTPUTS_ARE, help="what the outputs are, where they are read otherwise"
    )
    parser.add_argument("--definition", metavar="NAME", help="softmax by default; xentgui definitions lists them")
    parser.add_argument(
        "--set", metavar="FIELD=VALUE", action="append", default=[], type=_field, help="a field, such as log_base=2"
    )


_VERBS = {
    "evaluate": ("What a definition gives on a file.", _of_evaluate),
    "match": ("Which definition, option or slip gives a number.", _of_match),
    "definitions": ("The names of all definitions.", _of_definitions),
}


def _tolerance(text: str) -> float:
    try:
        tolerance = float(text)
    except ValueError:
        tolerance = math.nan
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no tolerance: write a number such as 1e-4")
    return tolerance


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE, such as log_base=2")
    try:
        return name, math.e if value == "e" else ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value
