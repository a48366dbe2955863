"""Which likelihood a definition is the negative logarithm of, on this batch, or that it is none.

principle(batch, definition) -> Principle
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.questions.agreement import total
from xentgui.questions.facts import label_facts, output_facts
from xentgui.questions.saying.register import PRINT, listed

PRETENDS = "outputs that sum to 1 pick one class, and this sum pretends that each was decided by itself"
_NEARLY = {
    "clip": "clip",
    "log_epsilon": "epsilon",
    "log_clamp": "clamp",
    "renormalise": "rescaled rows",
    "poly_epsilon": "polynomial term",
    "z_loss": "z-loss",
    "divergence": "labels' entropy",
}


@dataclass(frozen=True)
class Principle:
    """What a definition is the negative logarithm of.

    Attributes:
        likelihood: "categorical", "bernoulli" or "none".
        is_likelihood: whether labels and outputs are of the kind that this likelihood is about.
        of_one_class: whether it is of the one class that a row names, or of one answer.
        reason: for a likelihood what it is of ("one class per row (categorical)"), otherwise why it is none.
        value, entropy, kl: value = entropy of the labels + divergence; the sums where the definition does not reduce,
            None for both where the definition has none.
        is_divergence: whether kl is one: never below 0, and 0 where the outputs are the labels.
        expected: soft (or smoothed) labels, over which the negative log-likelihood is averaged.
        weighted: classes, positive labels or samples are weighted.
        nearly: what changes a before the logarithm, or is added to it ("clip", "z-loss"), or "".
        model: what is done to the scores before the activation ("of the scores divided by 2"), or "": the likelihood is
            that of this other model.
    """

    likelihood: str
    is_likelihood: bool
    reason: str
    value: float
    entropy: float | None
    kl: float | None
    is_divergence: bool = False
    expected: bool = False
    weighted: bool = False
    nearly: str = ""
    model: str = ""
    of_one_class: bool = False

    @property
    def amounts(self) -> tuple[float, float] | None:
        """Entropy and divergence, where both are amounts of which the value is the sum; else None."""
        if not self.is_divergence or self.entropy is None or self.kl is None or not math.isfinite(self.value):
            return None
        rounding = 1e-9 * abs(self.value)
        if min(self.entropy, self.kl) < -rounding:
            return None
        return max(self.entropy, 0.0), max(self.kl, 0.0)


def principle(batch: Batch, definition: Definition, evaluation: Evaluation | None = None) -> Principle:
    """Ask it of the data: softmax ties outputs together, sigmoids leave them free; never raises.

    `evaluation` is that of the same batch and definition, where it is at hand.
    """
    try:
        evaluation = evaluation or evaluate(batch, definition)
    except ValueError as error:
        return Principle("none", False, str(error), math.nan, None, None)
    likelihood, reason = _likelihood(batch, definition)
    is_likelihood, value = likelihood != "none", total(evaluation)
    entropy, kl = _made_of(batch, evaluation, value)
    return Principle(
        likelihood=likelihood,
        is_likelihood=is_likelihood,
        reason=reason,
        value=value,
        entropy=entropy,
        kl=kl,
        is_divergence=kl is not None and (is_likelihood or definition.two_sided),
        expected=label_facts(batch).soft is not None or definition.label_smoothing > 0,
        weighted=_weighted(batch, definition),
        nearly=next((words for name, words in _NEARLY.items() if name in definition.differences), ""),
        model=_model(definition) if is_likelihood else "",
        of_one_class=is_likelihood and (batch.one_dimensional or likelihood == "categorical"),
    )


def _made_of(batch: Batch, evaluation: Evaluation, value: float) -> tuple[float | None, float | None]:
    """Entropy and divergence; labels that are all 0 or 1 have no entropy, and need no pass over the data."""
    definition = evaluation.definition
    if not definition.is_cross_entropy or definition.divergence:
        return None, None
    if label_facts(batch).soft is None and not definition.label_smoothing and not math.isnan(value):
        return 0.0, value
    entropy, kl = evaluation.entropy, evaluation.kl
    if entropy is None or kl is None:
        return None, None
    return float(np.sum(entropy)), float(np.sum(kl))


def _model(definition: Definition) -> str:
    cap = "" if definition.softcap is None else f"capped at {PRINT.number(definition.softcap)}"
    divided = "" if definition.temperature == 1 else f"divided by {PRINT.number(definition.temperature)}"
    done = listed([words for words in (cap, divided) if words])
    return f"of the scores {done}" if done else ""


def _weighted(batch: Batch, definition: Definition) -> bool:
    given = any(name in definition.differences for name in ("class_weights", "pos_weight", "alpha"))
    return given or any(block.weights is not None for block in batch.blocks)


def _likelihood(batch: Batch, definition: Definition) -> tuple[str, str]:
    if definition.squares:
        return "none", "it takes squares, not logarithms of probabilities"
    if definition.focal_gamma:
        return "none", "its focal factor weighs each answer by how wrong it is, which no probability does"
    if batch.one_dimensional and definition.activation != "identity":
        return "bernoulli", "one of two classes (Bernoulli)"
    return _categorical(batch, definition) if definition.exclusive else _bernoulli(batch, definition)


def _bernoulli(batch: Batch, definition: Definition) -> tuple[str, str]:
    columns = batch.shape[1]
    if columns == 1:
        return "bernoulli", "one yes/no output (Bernoulli)"
    if definition.activation == "softmax" and output_facts(batch, definition).sum_to_one:
        return "none", PRETENDS
    return "bernoulli", "yes/no outputs, each decided by itself (Bernoulli)"


def _categorical(batch: Batch, definition: Definition) -> tuple[str, str]:
    labels = label_facts(batch)
    if definition.activation == "sigmoid" and not output_facts(batch, definition).sum_to_one:
        return "none", "each output is a yes/no question of its own, and this sum ignores those whose label is 0"
    outputs = output_facts(batch, definition)
    if outputs.not_summing is not None and definition.renormalise is None:
        return "none", f"the outputs of {batch.row_words(outputs.not_summing)} do not sum to 1"
    if labels.not_summing is not None:
        return "none", f"the labels of {batch.row_words(labels.not_summing)} do not name one class"
    return "categorical", "one class per row (categorical)"
