"""Which likelihood a definition is the negative logarithm of, on this batch, or that it is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principle:
    """`likelihood` is "categorical", "bernoulli" or "none"; `reason` says why in plain words.

    For soft labels the formula is the expected negative log-likelihood; value = entropy of the labels + kl.
    """

    likelihood: str
    is_likelihood: bool
    reason: str
    value: float
    entropy: float | None
    kl: float | None
