"""The short list of what is put around a logarithm so that it never meets 0, and where each comes from."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from xentgui.losses.arrays import Float
from xentgui.questions.matching.number import Number

FIELDS = ("clip", "log_epsilon", "log_clamp", "renormalise")


@dataclass(frozen=True)
class Guard:
    """`bits` is how rarely it is met; `single` that its framework computes in single precision."""

    bits: float
    clip: float | None = None
    log_epsilon: float | None = None
    log_clamp: float | None = None
    renormalise: str | None = None
    single: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS}


FLOAT32_SPACING, FLOAT64_SPACING = 2.0**-23, 2.0**-52
FLOAT32_SMALLEST = 2.0**-126

GUARDS = (
    Guard(0.0),
    Guard(1.5, clip=1e-7, single=True),  # Keras, binary
    Guard(1.5, clip=1e-7, renormalise="before-clip", single=True),  # Keras, categorical
    Guard(1.5, clip=FLOAT64_SPACING),  # scikit-learn from 1.3
    Guard(1.5, log_clamp=-100.0),  # torch.nn.BCELoss
    Guard(2.0, clip=1e-15),  # scikit-learn before 1.3, Kaggle, LightGBM
    Guard(2.0, clip=1e-15, renormalise="after-clip"),  # the same, two and more classes
    Guard(2.0, log_epsilon=1e-7, single=True),  # tf.compat.v1.losses.log_loss, Saito
    Guard(2.5, clip=1e-7, log_epsilon=1e-7, single=True),  # tf.keras before 2.3, twice
    Guard(2.0, renormalise="before-clip"),  # rows rescaled, nothing else
    Guard(2.5, clip=FLOAT32_SPACING, single=True),  # scikit-learn on float32
    Guard(2.5, log_epsilon=FLOAT32_SPACING, single=True),  # Flux on Float32
    Guard(3.0, log_epsilon=FLOAT64_SPACING),  # Flux on Float64, numpy.finfo(float).eps
    Guard(2.5, clip=1e-12),
    Guard(2.5, log_epsilon=1e-12),
    Guard(2.5, log_epsilon=1e-8),
    Guard(2.5, clip=1e-8, single=True),  # Keras before 1.0
    Guard(3.0, log_epsilon=1e-15),
    Guard(3.0, log_epsilon=1e-9),
    Guard(3.0, log_epsilon=1e-10),
    Guard(3.0, clip=1e-10),
    Guard(3.0, clip=1e-9),
    Guard(3.0, clip=1e-6, single=True),
    Guard(3.0, log_epsilon=1e-6, single=True),
    Guard(3.0, clip=1e-16),  # XGBoost
    Guard(3.5, log_epsilon=1e-16),
    Guard(3.0, clip=1e-5),
    Guard(3.0, log_epsilon=1e-5),
    Guard(3.5, clip=1e-4),
    Guard(3.5, log_epsilon=1e-4),
    Guard(3.5, clip=1e-3),
    Guard(3.5, log_epsilon=1e-3),
    Guard(3.5, clip=1e-20),  # Caffe's threshold
    Guard(3.5, log_epsilon=1e-20),
    Guard(3.5, clip=FLOAT32_SMALLEST, single=True),  # Caffe, FLT_MIN
    Guard(3.0, renormalise="before-clip", log_epsilon=1e-7, single=True),
    Guard(3.0, renormalise="after-clip", clip=1e-7, single=True),
    Guard(3.0, renormalise="after-clip", clip=FLOAT64_SPACING),
    Guard(3.5, log_clamp=-50.0),
)


@dataclass(frozen=True)
class Visibility:
    """Which guards move the loss of probabilities `a` ``(N, K)`` by as much as the digits of `number` tell."""

    low: float
    high: float
    off: float
    finest: float

    @classmethod
    def of(cls, a: Float, number: Number, one_column: bool) -> "Visibility":
        finite = np.isfinite(number.values)
        smallest = float(np.min(number.steps[finite], initial=np.inf))
        finest = max(smallest, 1e-15 * float(np.max(np.abs(number.values[finite]), initial=0.0))) / 8
        off = float(np.max(np.abs(a.sum(axis=1) - 1))) if not one_column else 0.0
        return cls(float(np.min(a)), float(np.max(a)), off, finest)

    def shows(self, guard: Guard) -> bool:
        edge = min(self.low, 1 - self.high)
        if guard.renormalise is not None and self.rescales(guard):
            return True
        if guard.clip is not None and edge < guard.clip:
            return True
        if guard.log_epsilon is not None and guard.log_epsilon > self.finest * max(edge, 1e-300):
            return True
        return guard.log_clamp is not None and edge < np.exp(guard.log_clamp)

    def needs(self, guard: Guard) -> bool:
        """Whether the guard holds something back, and does not merely shift the last digits."""
        edge = min(self.low, 1 - self.high)
        rescaled = guard.renormalise is not None and self.off > 1e-3
        size = guard.clip or guard.log_epsilon or 0.0
        return rescaled or edge < size or (guard.log_clamp is not None and self.shows(guard))

    @property
    def rescaling(self) -> bool:
        """Whether it shows that rows are divided by their sum."""
        return self.off > self.finest

    def rescales(self, guard: Guard) -> bool:
        """The same where the guard moves the sums first: what is clipped at its upper end no longer sums to 1."""
        moved = guard.renormalise == "after-clip" and guard.clip is not None and guard.clip > self.finest
        return self.rescaling or (moved and 1 - self.high < (guard.clip or 0.0))
