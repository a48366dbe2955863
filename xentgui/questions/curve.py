"""The loss of one sample as one of its outputs moves, under several definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses (unreduced, in the definition's own base) and slopes along one output of one sample, each `(points,)`."""

    x: NDArray[np.float64]
    losses: Mapping[str, NDArray[Any]]
    gradients: Mapping[str, NDArray[Any]]
    here: float
    refused: Mapping[str, ValueError]
