"""Whether outputs are logits or probabilities, from the numbers and from what they are called."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.rows import sums_to_one

FEW = 10  # numbers: so many scores of a classifier may by chance all lie between 0 and 1
PRINTED = 2e-3  # how far a row of printed probabilities, rounded to three digits, is from a sum of 1


class Reading(NamedTuple):
    """Outputs (N, K) as they are entered, what they are, why, and whether somebody should look."""

    outputs: NDArray[np.float64] | None
    outputs_are: Literal["logits", "probabilities"]
    reasons: tuple[str, ...]
    doubtful: bool = False


def read_outputs(
    outputs: NDArray[np.float64] | None, caption: str, told: Literal["logits", "probabilities"] | None = None
) -> Reading:
    """Outputs as what somebody `told` that they are, else as a guess; percentages become shares."""
    if outputs is not None and told != "logits" and _in_percent(outputs):
        reason = "every row of outputs sums to 100: they are read as percentages, 90 as 0.9"
        return Reading(outputs / 100, "probabilities", (reason,), doubtful=True)
    guess, why = guess_outputs_are(outputs, caption)
    few = outputs is not None and outputs.size < FEW and guess == "probabilities" and not _sums_to_one(outputs)
    return Reading(outputs, told or guess, why, doubtful=few and "score" in caption.lower())


def guess_outputs_are(
    outputs: NDArray[np.float64] | None, caption: str = ""
) -> tuple[Literal["logits", "probabilities"], tuple[str, ...]]:
    """What outputs (N, K) are, and why. `caption` is what they are called."""
    if outputs is None or not outputs.size:
        return "logits", ()
    outside = bool((outputs < 0).any() or (outputs > 1).any())
    if outside and (outputs <= 0).all() and outputs.shape[1] > 1 and _sums_to_one(np.exp(outputs)):
        reason = "e to the power of each row sums to 1: these are log-probabilities, which softmax leaves as they are"
        return "logits", (reason,)
    if outside:
        return "logits", ("some outputs lie outside 0 to 1: they are read as logits",)
    if re.search(r"logit", caption, re.IGNORECASE):
        return "logits", ("the outputs are called logits",)
    if outputs.shape[1] == 1:
        return "probabilities", ("all outputs lie between 0 and 1: they are read as probabilities",)
    if _sums_to_one(outputs):
        return "probabilities", ("every row of outputs sums to 1: they are read as probabilities",)
    return "probabilities", (
        "all outputs lie between 0 and 1, but rows do not sum to 1: read as separate probabilities",
    )


def _in_percent(outputs: NDArray[np.float64] | None) -> bool:
    """Whether outputs (N, K) are probabilities in percent: several in a row, none below 0, that sum to 100."""
    if outputs is None or outputs.shape[1] < 2 or not ((outputs >= 0) & (outputs <= 100)).all():
        return False
    return _sums_to_one(outputs / 100)


def _sums_to_one(rows: NDArray[np.float64]) -> bool:
    tolerance = max(PRINTED, 5e-5 * rows.shape[1])
    return bool(sums_to_one(rows, tolerance).all())
