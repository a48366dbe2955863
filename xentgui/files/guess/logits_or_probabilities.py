"""Whether outputs are logits or probabilities, from the numbers and from what they are called."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xentgui.losses import rows

OutputsAre = Literal["logits", "probabilities"]
FEW = 10  # numbers: so many scores of a classifier may by chance all lie between 0 and 1
LOOKED_AT, MOST_PLACES = 10_000, 12
NEARLY = 0.1  # how far from 1 the sums of e to the power of log-probabilities are that somebody made up
MOST = 0.5  # and how far at most, in however many columns of few digits: rows of zeros do not sum to 1
PRINTED = 2e-3  # how far a row of printed probabilities, rounded to three digits, is from a sum of 1


class Reading(NamedTuple):
    """Outputs (N, K) as they are entered, what they are, why, whether to ask, and what else they may be."""

    outputs: NDArray[np.float64] | None
    outputs_are: OutputsAre
    reasons: tuple[str, ...]
    doubtful: bool = False
    other: OutputsAre | Literal["log-probabilities"] | None = None


def read_outputs(
    outputs: NDArray[np.float64] | None,
    caption: str,
    told: OutputsAre | None = None,
    one_class: bool | None = None,
) -> Reading:
    """Outputs as what somebody `told` that they are, else as a guess; percentages become shares.

    `caption` is what they are called, `one_class` whether each label names one class, None where there are no labels.
    """
    if outputs is not None and told != "logits" and _in_percent(outputs):
        reason = "every row of outputs sums to 100: they are read as percentages, 90 as 0.9"
        return Reading(outputs / 100, "probabilities", (reason,), doubtful=True)
    if told is not None or outputs is None or not outputs.size:
        return Reading(outputs, told or "logits", ())
    if outputs.min() < 0 or outputs.max() > 1:
        return _outside(outputs, one_class)
    return _within(outputs, caption.lower(), one_class)


def _outside(outputs: NDArray[np.float64], one_class: bool | None) -> Reading:
    if (outputs <= 0).all() and outputs.shape[1] > 1:
        shares = np.exp(outputs)
        if sums_to_one(shares):
            reason = (
                "e to the power of each row sums to 1: these are log-probabilities, which softmax leaves as they are"
            )
            return Reading(outputs, "logits", (reason,))
        if one_class is not None and rows.sums_to_one(shares, NEARLY).all():
            reason = "no output is above 0: they are read as logits, and may be log-probabilities"
            return Reading(outputs, "logits", (reason,), other="log-probabilities")
    return Reading(outputs, "logits", ("some outputs lie outside 0 to 1: they are read as logits",))


def _within(outputs: NDArray[np.float64], caption: str, one_class: bool | None) -> Reading:
    """Outputs that all lie between 0 and 1."""
    if "logit" in caption:
        return Reading(outputs, "logits", ("the outputs are called logits",))
    if outputs.shape[1] == 1:
        return _one_output(outputs, one_class)
    whole = _sums(outputs)
    if "input" in re.findall(r"[a-z]+", caption) and one_class is not None:
        reason = "the outputs are called input, as PyTorch calls its logits: they are read as logits"
        return Reading(outputs, "logits", (reason,), other="probabilities")
    if whole.all():
        reason = "every row of outputs sums to 1: they are read as probabilities"
        return Reading(outputs, "probabilities", (reason,), other="logits" if "score" in caption else None)
    if not one_class:
        reason = "all outputs lie between 0 and 1, but rows do not sum to 1: read as separate probabilities"
        few = outputs.size < FEW and "score" in caption
        return Reading(outputs, "probabilities", (reason,), doubtful=few)
    if 2 * np.count_nonzero(whole) > len(whole):
        row = int(np.argmin(whole))
        reason = f"most rows of outputs sum to 1: they are read as probabilities; row {row + 1} sums to "
        return Reading(outputs, "probabilities", (f"{reason}{outputs[row].sum():.6g}",), other="logits")
    reason = "each label names one class, and rows of outputs do not sum to 1: they are read as logits"
    return Reading(outputs, "logits", (reason,), other="probabilities")


def _one_output(outputs: NDArray[np.float64], one_class: bool | None) -> Reading:
    if one_class is not None and rows.zeros_and_ones(outputs).all():
        reason = "every output is exactly 0 or 1, as no model's probability is: they are read as logits"
        return Reading(outputs, "logits", (reason,), other="probabilities")
    return Reading(outputs, "probabilities", ("all outputs lie between 0 and 1: they are read as probabilities",))


def _in_percent(outputs: NDArray[np.float64]) -> bool:
    """Whether outputs (N, K) are probabilities in percent: several in a row, none below 0, that sum to 100."""
    if outputs.size == 0 or outputs.shape[1] < 2 or outputs.min() < 0 or outputs.max() > 100:
        return False
    return sums_to_one(outputs / 100)


def sums_to_one(shares: NDArray[np.float64]) -> bool:
    """Whether every row of shares (n, K) sums to 1, as far as their rounding lets them."""
    return bool(_sums(shares).all())


def _sums(shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n,): which rows sum to 1 within half a unit of the last printed digit of each share."""
    within: NDArray[np.bool_] = rows.sums_to_one(shares, min(max(PRINTED, 0.5 * _unit(shares) * shares.shape[1]), MOST))
    return within


def _unit(shares: NDArray[np.float64]) -> float:
    """The last digit that any of the shares has, of those that are looked at: 0.01 where all have two decimals."""
    shown = shares.ravel()[:LOOKED_AT]
    places = (k for k in range(1, MOST_PLACES) if np.allclose(shown, np.round(shown, k), rtol=0, atol=1e-12))
    return float(10.0 ** -next(places, MOST_PLACES))
