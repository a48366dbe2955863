"""Some rows of a block under the pointwise half of a definition: what each output is, adds and how it pulls."""

from functools import cached_property

import numpy as np

from xentgui.losses.activations import Activation, Entered, LogEntered, Sigmoid
from xentgui.losses.arrays import Array
from xentgui.losses.batch import Block
from xentgui.losses.factors import Factors
from xentgui.losses.labels import Labels, names
from xentgui.losses.likelihoods import Likelihood, entropies, likelihood
from xentgui.losses.logarithms import Logarithms
from xentgui.losses.renormalised import Renormalised
from xentgui.losses.setting import Setting
from xentgui.losses.softmax import NARROW, Softmax


class Tile:
    """Rows ``rows`` of ``block`` under ``setting``; everything in nats, before over_outputs and the reduction."""

    def __init__(self, block: Block, setting: Setting, rows: slice = slice(None)) -> None:
        self.block, self.setting, self.rows = block, setting, rows
        self.labels = Labels(block, setting, rows)
        self.factors = Factors(block, setting, rows, self.labels)

    @cached_property
    def activation(self) -> Activation:
        """The activation, with its rows renormalised where the definition says so."""
        definition, plain = self.setting.pointwise, self._plain_activation
        clip = definition.clip if definition.renormalise == "after-clip" else None
        if definition.renormalise is None or self.setting.one_dimensional:
            return plain
        if clip is None and isinstance(plain, (Softmax, LogEntered)):
            return plain if isinstance(plain, Softmax) else self._softmax(self._outputs)
        return Renormalised(plain, clip)

    @cached_property
    def _plain_activation(self) -> Activation:
        if self.setting.softmax:
            return self._softmax(self._outputs)
        if self.setting.outputs_are == "log-probabilities":
            return LogEntered(self._outputs)
        if self.setting.outputs_are == "logits" and self.setting.pointwise.activation != "identity":
            return Sigmoid(self._outputs)
        return Entered(self._outputs)

    @cached_property
    def _outputs(self) -> Array:
        return self.block.outputs[self.rows].astype(self.setting.dtype, copy=False)

    def _softmax(self, scores: Array) -> Softmax:
        low, high = output_range(self.block)
        bound = NARROW[scores.dtype.itemsize]
        return Softmax(scores, -bound <= low and high <= bound)

    @cached_property
    def _logarithms(self) -> Logarithms:
        return Logarithms(self.activation, self.setting.pointwise)

    @cached_property
    def _likelihood(self) -> Likelihood:
        return likelihood(self.setting, self.activation, self._logarithms, self.factors, self.labels)

    @cached_property
    def named(self) -> Array | None:
        """``(n,)``: the class of each row, where the loss is -ln of its a alone and one logarithm a row is enough."""
        softmax = self.setting.exclusive and isinstance(self.activation, Softmax) and self._logarithms.is_plain
        found = names(self.block, self.rows) if softmax and self.setting.pointwise.label_smoothing == 0 else None
        if found is None:
            return None
        return found if self.labels.ignored is None else np.where(self.labels.ignored, 0, found)

    def activations(self) -> Array:
        """``(n, K)``: the probabilities before clipping; on ``(N,)`` outputs that of *yes*."""
        before_clip = self.setting.pointwise.renormalise == "before-clip"
        return self.activation.a if before_clip else self._plain_activation.a

    @cached_property
    def losses(self) -> Array:
        """``(n,)``: what each sample costs."""
        if self.named is None or not isinstance(self.activation, Softmax):
            losses: Array = self.terms.sum(axis=1)
            return losses
        losses = self.factors.at(self.named) * self.activation.minus_log_at(self.named)
        if not np.isfinite(losses.sum()):
            losses[self.factors.at(self.named) == 0] = 0.0
        return losses

    @cached_property
    def terms(self) -> Array:
        """``(n, K)``: what each output adds."""
        if self.named is not None:
            terms = np.zeros_like(self._outputs)
            terms[np.arange(len(terms)), self.named] = self.losses
            return terms
        return self._defined(self._likelihood.terms())

    def gradient(self) -> Array:
        """``(n, K)``: derivative of ``losses`` by the outputs as entered."""
        if self.named is not None and isinstance(self.activation, Softmax) and self.activation.narrow:
            return self.activation.by_scores_at(self.named, self.factors.at(self.named))
        gradient = self._likelihood.gradient()
        if not np.isfinite(gradient.sum()):
            gradient[self.factors.idle] = 0.0
        if np.isnan(self.losses.sum()):
            gradient[np.isnan(self.terms)] = np.nan
        return self._defined(gradient)

    def entropies(self) -> Array:
        """``(n, K)``: what the entropy of the labels adds to each term."""
        return self._defined(entropies(self.labels, self.factors, self.setting.two_sided))

    def divergences(self) -> Array:
        """``(n, K)``: what the divergence adds to each term: the term less what the entropy adds."""
        return self.terms - self.entropies()

    def divergences_of_rows(self) -> Array:
        """``(n,)``: the sums of ``divergences``; what is below 0 by rounding alone is 0."""
        divergences: Array = self.divergences().sum(axis=1)
        entropies = np.abs(self.entropies()).sum(axis=1)
        noise = 4.0 * self.terms.shape[1] * np.finfo(self.terms.dtype).eps * (entropies + np.abs(self.losses))
        return np.where((divergences < 0) & (-divergences <= noise), 0.0, divergences)

    def _defined(self, table: Array) -> Array:
        if self.labels.undefined is not None:
            table[self.labels.undefined] = np.nan
        return table


def output_range(block: Block) -> tuple[float, float]:
    """The smallest and the largest output of a block."""
    return block.remember("range", lambda: (float(block.outputs.min()), float(block.outputs.max())))
