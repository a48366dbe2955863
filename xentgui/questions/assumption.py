"""What a definition assumes of the data, in a few words, and whether the data keep to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.questions.facts import label_facts, output_facts
from xentgui.questions.saying.register import PRINT

SOFTMAX_OF_SCORES = "softmax of f, not the table’s a"
SIGMOIDS_OF_SCORES = "sigmoids of f, not the table’s a"

Answer = tuple[str, bool]


def assumption(batch: Batch, definition: Definition, mode: str, *, source: str | None = None) -> Answer:
    """The words under a card's title, and True (✓) or False (!); rows are counted from 1.

    `mode` is "softmax", "binary" or "multi-sigmoid"; `source` "nielsen" puts the book's equation numbers in front.
    """
    if definition.likelihood == "quadratic":
        return "squared distance of y and a", True
    if batch.one_dimensional:
        return _of_one_output(batch, definition, source)
    if definition.likelihood == "bernoulli":
        return _of_bernoulli(batch, definition, mode, source)
    return _of_categorical(batch, definition, mode)


def _numbered(words: str, equation: str, source: str | None) -> str:
    return f"({equation}) {words}" if source == "nielsen" else words


def _of_one_output(batch: Batch, definition: Definition, source: str | None) -> Answer:
    if definition.one_class and (row := label_facts(batch).not_one_hot) is not None:
        return f"no one true class in {PRINT.row(row)}", False
    if definition.likelihood == "bernoulli":
        return _numbered("one yes/no output", "57", source), True
    if definition.one_class and batch.outputs_are == "logits":
        return "two classes: scores f and 0", True
    return "two classes: a and 1 − a", True


def _of_bernoulli(batch: Batch, definition: Definition, mode: str, source: str | None) -> Answer:
    if batch.shape[1] == 1:
        return _numbered("one yes/no output", "57", source), True
    if mode == "softmax":
        if definition.activation == "sigmoid" and batch.outputs_are == "logits":
            return SIGMOIDS_OF_SCORES, False
        return _numbered(f"on {_tied(batch, definition)}", "63", source), False
    if definition.activation == "softmax" and batch.outputs_are == "logits":
        return SOFTMAX_OF_SCORES, False
    return _numbered("sigmoids, several labels", "63", source), True


def _tied(batch: Batch, definition: Definition) -> str:
    if batch.outputs_are == "logits":
        return "softmax outputs"
    return "outputs that sum to 1" if output_facts(batch, definition).sum_to_one else "exclusive classes"


def _of_categorical(batch: Batch, definition: Definition, mode: str) -> Answer:
    labels = label_facts(batch)
    if definition.one_class and labels.not_one_hot is not None:
        return f"{labels.instead_of_one_class} in {PRINT.row(labels.not_one_hot)}", False
    for check in _CHECKS:
        words = check(batch, definition, mode)
        if words:
            return words, False
    if definition.one_class:
        return "one true class per row", True
    if definition.renormalise is not None:
        return "rows are divided by their sum", True
    return "outputs sum to 1", True


def _blind(batch: Batch, definition: Definition, mode: str) -> str:
    return "ignores outputs whose label is 0" if definition.activation == "sigmoid" else ""


def _one_column(batch: Batch, definition: Definition, mode: str) -> str:
    return "one class alone: its a is always 1" if batch.shape[1] == 1 and batch.outputs_are == "logits" else ""


def _other_activation(batch: Batch, definition: Definition, mode: str) -> str:
    other = mode == "multi-sigmoid" and definition.activation == "softmax" and batch.outputs_are == "logits"
    return SOFTMAX_OF_SCORES if other else ""


def _sums(batch: Batch, definition: Definition, mode: str) -> str:
    facts = output_facts(batch, definition)
    if facts.not_summing is None or facts.total is None or definition.renormalise is not None:
        return ""
    return f"outputs of {PRINT.row(facts.not_summing)} sum to {PRINT.number(facts.total)}"


def _labels(batch: Batch, definition: Definition, mode: str) -> str:
    labels = label_facts(batch)
    if labels.not_summing is None:
        return ""
    return f"labels of {PRINT.row(labels.not_summing)} do not sum to 1"


_CHECKS: Sequence[Callable[[Batch, Definition, str], str]] = (_blind, _one_column, _other_activation, _sums, _labels)
