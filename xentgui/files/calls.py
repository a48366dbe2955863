"""Calls of loss functions as they stand in a paste: the options are facts, the arrays are data.

>>> found = read_call("CrossEntropyLoss(weight=torch.tensor([1., 3.]), label_smoothing=0.1)(logits, y)", 0)
>>> found.facts, found.arrays
({'label_smoothing': 0.1}, (('class_weights', 'torch.tensor([1., 3.])', [1.0, 3.0]),))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xentgui.files.literals import Tree, read_literal

CALL = re.compile(
    r"(?<![\w.])(?:[A-Za-z_]\w*\.){0,4}"
    r"(?P<name>\w*(?:cross_?entropy|log_?loss|nll_?loss|bce|criterion|kl_?div|focal)\w*)\s*\(",
    re.IGNORECASE,
)
_KEYWORD = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*=(?!=)\s*", re.ASCII)
_LITERAL = re.compile(
    r"\s*(?:[\[({]|[-+]?\.?\d|(?:[A-Za-z_]\w*\.)*(?:tensor|Tensor|array|asarray|Array|constant)\s*\()"
)
_MARKS = re.compile(r"""["'](?:[^"'\\\n]|\\.)*["']|[()\[\]{},]""")
_REDUCTIONS = {"mean": "mean", "sum": "sum", "none": "none", "sum_over_batch_size": "mean"}
LONGEST = 1_000_000  # characters of a call


class Call(NamedTuple):
    """What stands in a call: known fields of a definition, arrays with what each is called, and where it ends."""

    facts: dict[str, object]
    arrays: tuple[tuple[str, str, Tree], ...]
    end: int


def read_call(text: str, start: int) -> Call | None:
    """The call of a loss function that begins at `start`; None where it is no call, or is not closed."""
    match = CALL.match(text, start)
    arguments = list(_arguments(text, match.end())) if match else []
    if match is None or not arguments or arguments[-1][1] < 0:
        return None
    facts: dict[str, object] = {}
    arrays: list[tuple[str, str, Tree]] = []
    for first, last in arguments:
        keyword = _KEYWORD.match(text, first, last)
        name, first = (keyword["name"], keyword.end()) if keyword else ("", first)
        written = text[first:last].strip()
        if (fact := fact_of(name, written)) is not None:
            facts.update(fact)
        elif _LITERAL.match(written) and written[0] not in "-+.0123456789":
            arrays.append((_called(name, match["name"]), written, read_literal(written)[0]))
    return Call(facts, tuple(arrays), arguments[-1][1] + 1)


def _arguments(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where each argument begins and ends; the end is -1 where the call is not closed."""
    depth, first = 0, start
    for mark in _MARKS.finditer(text, start, start + LONGEST):
        token = mark.group()
        if token in "([{":
            depth += 1
        elif token in ")]}" and depth:
            depth -= 1
        elif token == ")" or (token == "," and not depth):
            yield first, mark.start()
            first = mark.end()
            if token == ")":
                return
    yield first, -1


def fact_of(name: str, written: str) -> dict[str, object] | None:
    """The field of a definition that an option sets, as {field: value}; None where it is no such option."""
    word = written.strip().strip("'\"").lower()
    if name == "label_smoothing" and (number := _number(word)) is not None:
        return {"label_smoothing": number}
    if name in ("ignore_index", "ignore_class") and re.fullmatch(r"[-+]?\d{1,9}", word):
        return {"ignore_index": int(word)}
    if name == "reduction" and word.rpartition(".")[2] in _REDUCTIONS:
        return {"reduction": _REDUCTIONS[word.rpartition(".")[2]]}
    if name == "from_logits" and word in ("true", "false"):
        return {"outputs_are": "logits" if word == "true" else "probabilities"}
    if name == "pos_weight" and _LITERAL.match(written):
        return _weights("pos_weight", read_literal(written.strip())[0])
    if name == "class_weight" and written.lstrip().startswith("{"):
        return _weights("class_weights", read_literal(written.strip())[0])
    return None


def _weights(name: str, tree: Tree) -> dict[str, object] | None:
    if isinstance(tree, dict):
        numbered = all(str(key).isdecimal() for key in tree)
        tree = [tree[key] for key in (sorted(tree, key=lambda key: int(str(key))) if numbered else tree)]
    numbers = tree if isinstance(tree, list) else [tree]
    while len(numbers) == 1 and isinstance(numbers[0], list):
        numbers = numbers[0]
    found = tuple(float(number) for number in numbers if isinstance(number, int | float))
    return {name: found[0] if len(found) == 1 and name == "pos_weight" else found} if found else None


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _called(keyword: str, function: str) -> str:
    """What an array is called by the keyword that it stands under; a weight is of classes or of single terms."""
    if keyword == "weight":
        of_classes = re.search(r"cross_?entropy|nll", function, re.IGNORECASE) and "binary" not in function.lower()
        return "class_weights" if of_classes else "sample_weights"
    return "class_names" if keyword == "labels" and "log_loss" in function.lower() else keyword
