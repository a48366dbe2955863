"""What goes wrong with the outputs: taken for what they are not, activated twice, over the wrong axis, rounded.

Each class is one thing; its `ways` are the kinds of outputs that it happens to, and what they are then read as.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.questions.matching.logarithms import log_softmax, log_sum_exp, softmax_over_rows
from xentgui.questions.matching.steps.step import LP, L, P, Step

_SOFTMAX, _SIGMOID = ("softmax",), ("sigmoid",)


@dataclass(frozen=True)
class OutputStep(Step):
    """Outputs that are `of` this kind went through `applied`, and are read as another: by the `activations`, if given.

    `several`: it needs more than one output. `more`: bits by which this way is rarer than the step itself.
    """

    of: str
    read_as: str
    applied: str = ""
    activations: tuple[str, ...] = ()
    several: bool = False
    more: float = 0.0

    @classmethod
    def ways(cls) -> Iterator["OutputStep"]:
        raise NotImplementedError

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Whether it may happen to outputs of this shape ``(N, K)``."""
        return shape[1] > 1 or not self.several

    def change(self, numbers: Array) -> Array:
        """What it makes of ``(N, K)`` numbers, which went through `applied`."""
        return numbers


@dataclass(frozen=True)
class ProbabilitiesAsLogits(OutputStep):
    slug = "probabilities-as-logits"
    bits = 1.0
    title = "Probabilities passed as logits"
    happened = (
        "the outputs are probabilities already, and the loss took them for logits and applied its activation again"
    )
    advice = "pass the logits, or use a loss that takes probabilities"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(P, L)


@dataclass(frozen=True)
class SoftmaxTwice(OutputStep):
    slug = "softmax-twice"
    bits = 2.0
    title = "Softmax applied twice"
    happened = "the softmax was applied twice: once by the model and once more inside the loss"
    advice = "drop the softmax before the loss (a second log-softmax would have been harmless)"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, L, "softmax", _SOFTMAX, several=True)
        yield cls(P, L, "", _SOFTMAX, several=True, more=0.5)


@dataclass(frozen=True)
class SigmoidTwice(OutputStep):
    slug = "sigmoid-twice"
    bits = 2.0
    title = "Sigmoid applied twice"
    happened = "the sigmoid was applied twice: once by the model and once more inside the loss"
    advice = "drop the sigmoid before the loss, or use the loss that takes probabilities"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, L, "sigmoid", _SIGMOID)
        yield cls(P, L, "", _SIGMOID, more=0.5)


@dataclass(frozen=True)
class SigmoidThenSoftmax(OutputStep):
    slug = "sigmoid-then-softmax"
    bits = 3.0
    title = "A sigmoid before the softmax"
    happened = "the outputs went through a sigmoid and then through the softmax inside the loss"
    advice = "drop the sigmoid, or use a loss for independent outputs"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, L, "sigmoid", _SOFTMAX, several=True)
        yield cls(P, L, "", _SOFTMAX, several=True, more=1.5)


@dataclass(frozen=True)
class SoftmaxThenSigmoid(OutputStep):
    slug = "softmax-then-sigmoid"
    bits = 3.0
    title = "A softmax before the sigmoid"
    happened = "the outputs went through a softmax and then through the sigmoid inside the loss"
    advice = "drop the softmax, or use the softmax cross-entropy"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, L, "softmax", _SIGMOID, several=True)
        yield cls(P, L, "", _SIGMOID, several=True, more=1.5)


@dataclass(frozen=True)
class LogitsAsProbabilities(OutputStep):
    slug = "logits-as-probabilities"
    bits = 2.0
    title = "Logits taken for probabilities"
    happened = "the outputs are logits, and the loss took them for probabilities: no softmax or sigmoid was applied"
    advice = "apply the activation first, or tell the loss that it gets logits (from_logits=True)"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, P)


@dataclass(frozen=True)
class ProbabilitiesAsLogProbabilities(OutputStep):
    slug = "probabilities-as-log-probabilities"
    bits = 2.0
    title = "Probabilities taken for log-probabilities"
    happened = "the loss expects log-probabilities and was given probabilities, so it only picked and negated them"
    advice = "pass the logarithms (log_softmax) instead"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(P, LP, several=True)
        yield cls(L, LP, "softmax", several=True, more=1.0)


@dataclass(frozen=True)
class LogitsAsLogProbabilities(OutputStep):
    slug = "logits-as-log-probabilities"
    bits = 3.0
    title = "Logits taken for log-probabilities"
    happened = "the loss expects log-probabilities and was given the logits, so it only picked and negated them"
    advice = "apply log_softmax first"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, LP, several=True)


@dataclass(frozen=True)
class LogSoftmaxTwice(OutputStep):
    slug = "log-softmax-twice"
    bits = 1.5
    title = "Log-probabilities passed as logits"
    happened = (
        "log-probabilities were passed as logits: a second log-softmax changes nothing where the rows are normalised"
    )
    advice = "harmless under a softmax; under a sigmoid pass the logits"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(LP, L)
        yield cls(P, L, "", _SIGMOID, several=True, more=2.5)
        yield cls(L, L, "softmax", _SIGMOID, several=True, more=2.5)

    def change(self, numbers: Array) -> Array:
        return numbers if self.of == LP else np.log(np.maximum(numbers, 1e-300))


@dataclass(frozen=True)
class Exponentiated(OutputStep):
    slug = "log-probabilities-exponentiated"
    bits = 3.0
    title = "Probabilities passed as logits"
    happened = "the log-probabilities were turned into probabilities, and these passed as logits"
    advice = "pass the log-probabilities themselves"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(LP, L)

    def change(self, numbers: Array) -> Array:
        return np.asarray(np.exp(numbers))


@dataclass(frozen=True)
class SoftmaxOverRows(OutputStep):
    slug = "softmax-over-rows"
    bits = 4.0
    title = "Softmax over the wrong axis"
    happened = "the softmax ran down the columns (over the samples) instead of along each row"
    advice = "take the softmax over the last axis"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, P, several=True)
        yield cls(L, L, "", _SOFTMAX, several=True, more=1.5)
        yield cls(P, L, "", _SOFTMAX, several=True, more=2.0)

    def change(self, numbers: Array) -> Array:
        return softmax_over_rows(numbers)


@dataclass(frozen=True)
class Hardened(OutputStep):
    slug = "outputs-hardened"
    bits = 3.5
    title = "Predicted classes instead of probabilities"
    happened = "the predicted classes (0 or 1) were passed where probabilities belong"
    advice = "pass the probabilities (predict_proba), not the predictions"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(P, P)
        yield cls(L, P)

    def change(self, numbers: Array) -> Array:
        if numbers.shape[1] == 1:
            return np.asarray(numbers > (0.5 if self.of == P else 0), dtype=np.float64)
        hard = np.zeros(numbers.shape)
        hard[np.arange(len(numbers)), numbers.argmax(axis=1)] = 1.0
        return hard


@dataclass(frozen=True)
class NaiveLogarithm(OutputStep):
    slug = "naive-logarithm"
    bits = 2.5
    title = "Logarithm of a rounded probability"
    happened = "the probability was rounded to single precision before the logarithm or 1 - a was taken of it"
    advice = "use the loss that takes logits: it loses no digits"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, P, "softmax", several=True)
        yield cls(L, P, "sigmoid")

    def change(self, numbers: Array) -> Array:
        return np.asarray(numbers.astype(np.float32), dtype=np.float64)


@dataclass(frozen=True)
class ProbabilitiesRounded(OutputStep):
    places: int = 0

    slug = "probabilities-rounded"
    bits = 3.0
    title = "Probabilities rounded by hand"
    happened = "the probabilities were rounded before the logarithm was taken"
    advice = "keep more digits of the probabilities"
    tried: ClassVar = ((2, 0.0), (3, 0.0), (4, 0.0), (1, 2.0), (5, 1.5))

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        for places, more in cls.tried:
            yield cls(P, P, places=places, more=more)
            yield cls(L, P, "softmax", several=True, places=places, more=more)
            yield cls(L, P, "sigmoid", places=places, more=more)

    def change(self, numbers: Array) -> Array:
        return np.asarray(np.round(numbers, self.places))

    @property
    def says(self) -> str:
        return f"the probabilities were rounded to {self.places} decimals first"


@dataclass(frozen=True)
class ScaledLogits(OutputStep):
    scale: float = 1.0

    slug = "scaled-logits"
    bits = 3.0
    title = "Logits scaled"
    happened = "the logits were multiplied by a scale, or divided by a temperature"
    advice = "use the same scale; labels -1 and 1 with margins count the score twice"
    tried: ClassVar = ((2.0, 0.0), (0.5, 0.5), (100.0, 1.5), (10.0, 1.5), (1 / 0.07, 1.5))

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        for scale, more in cls.tried:
            yield cls(L, L, scale=scale, more=more)

    def change(self, numbers: Array) -> Array:
        return np.asarray(numbers * self.scale)

    @property
    def says(self) -> str:
        return f"the logits were multiplied by {self.scale:.4g} (a temperature of {1 / self.scale:.4g})"


@dataclass(frozen=True)
class NumeratorForgotten(OutputStep):
    slug = "numerator-forgotten"
    bits = 4.5
    title = "The numerator of the softmax was forgotten"
    happened = "only the logarithm of the sum of exponentials was taken, without the score of the true class"
    advice = "subtract the score of the true class"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, LP, several=True)

    def change(self, numbers: Array) -> Array:
        return np.broadcast_to(-log_sum_exp(numbers), numbers.shape)


@dataclass(frozen=True)
class BothDirections(OutputStep):
    slug = "both-directions"
    bits = 4.0
    title = "Both directions averaged"
    happened = "the losses along rows and along columns were averaged, as contrastive losses do"
    advice = "compare with the mean of both directions"

    @classmethod
    def ways(cls) -> Iterator[OutputStep]:
        yield cls(L, LP, several=True)

    def fits(self, shape: tuple[int, ...]) -> bool:
        return shape[0] == shape[1] > 1

    def change(self, numbers: Array) -> Array:
        return np.asarray((log_softmax(numbers) + log_softmax(np.ascontiguousarray(numbers.T)).T) / 2)
