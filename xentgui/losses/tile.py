"""Some rows of a block under a definition's pointwise half: what each output is, adds and how it pulls."""

from collections.abc import Callable

import numpy as np

from xentgui.losses.activations import Activation, Entered, LogEntered, Sigmoid, product, slopes_of_scores
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import Setting
from xentgui.losses.labels import Factors, Labels, entropies, names
from xentgui.losses.likelihoods import Bernoulli, Categorical, Likelihood, Logarithms, Quadratic
from xentgui.losses.shares import at_rows
from xentgui.losses.softmax import Renormalised, Softmax, is_narrow, one_output, scored

Shared = dict[tuple[object, ...], Activation]  # what settings of one block have in common, while they are asked for


class Tile:
    """Rows ``rows`` of ``block`` under ``setting``; everything in nats, before over_outputs and the reduction.

    Tiles of whole blocks that are given the same `shared` make once what makes a.
    """

    def __init__(self, block: Block, setting: Setting, rows: slice = slice(None), shared: Shared | None = None) -> None:
        self.block, self.setting, self.rows = block, setting, rows
        self.labels = Labels(block, setting, rows)
        self.factors = Factors(block, setting, rows, self.labels)
        self._shared = {} if shared is None else shared

    @cached
    def _alike(self) -> tuple[object, ...]:
        """What the outputs and what makes plain a of them depend on."""
        setting, definition = self.setting, self.setting.pointwise
        read = (self.block, setting.outputs_are, setting.one_dimensional, definition.precision)
        return (*read, definition.activation, definition.softcap, definition.temperature)

    def _once(self, key: tuple[object, ...], make: Callable[[], Activation]) -> Activation:
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    @cached
    def activation(self) -> Activation:
        """The activation, with its rows renormalised where the definition says so."""
        return self._once(self._renormalised_alike, self._renormalised)

    @property
    def _renormalised_alike(self) -> tuple[object, ...]:
        definition = self.setting.pointwise
        clip = definition.clip if definition.renormalise == "after-clip" else None
        return (*self._alike, definition.renormalise, clip)

    def _renormalised(self) -> Activation:
        definition, plain = self.setting.pointwise, self._plain_activation
        clip = definition.clip if definition.renormalise == "after-clip" else None
        if definition.renormalise is None or self.setting.one_dimensional:
            return plain
        if clip is None and isinstance(plain, (Softmax, LogEntered)):
            return plain if isinstance(plain, Softmax) else self._softmax(self._outputs)
        return Renormalised(plain, clip)

    @cached
    def _plain_activation(self) -> Activation:
        return self._once(self._alike, self._plain)

    def _plain(self) -> Activation:
        if self.setting.softmax:
            return self._softmax(self._outputs)
        if self.setting.outputs_are == "log-probabilities":
            return LogEntered(self._outputs)
        if self.setting.outputs_are == "logits" and self.setting.pointwise.activation != "identity":
            return Sigmoid(self._outputs)
        return Entered(self._outputs)

    @cached
    def _outputs(self) -> Array:
        return scored(self._entered, self.setting)

    @property
    def _entered(self) -> Array:
        return self.setting.read(self.block.outputs[self.rows])

    def _softmax(self, outputs: Array) -> Softmax:
        return Softmax(outputs, is_narrow(self.block, self.setting))

    @cached
    def _logarithms(self) -> Logarithms:
        return Logarithms(self.activation, self.setting.pointwise, self._clip)

    @cached
    def _clip(self) -> float | None:
        """The clip that the logarithms take; one before rows are rescaled is part of the activation."""
        definition = self.setting.pointwise
        clipped = isinstance(self.activation, Renormalised) and definition.renormalise == "after-clip"
        return None if clipped else definition.clip

    @cached
    def _likelihood(self) -> Likelihood:
        if self.setting.pointwise.squares:
            return Quadratic(self.activation, self.labels.yes, self.labels.no, self.factors.both)
        if self.setting.two_sided:
            return Bernoulli(self._logarithms, self.factors.yes, self.factors.no)
        return Categorical(self._logarithms, self.factors.yes)

    @cached
    def named(self) -> Array | None:
        """``(n,)``: the class of each row, where the loss is -ln of its a alone and one logarithm a row is enough."""
        definition = self.setting.pointwise
        plain = self.setting.exclusive and definition.label_smoothing == 0 and definition.z_loss == 0
        found = names(self.block, self.rows) if plain else None
        if found is None:
            return None
        return found if self.labels.ignored is None else np.where(self.labels.ignored, 0, found)

    def activations(self) -> Array:
        """``(n, K)``: the probabilities before clipping; on ``(N,)`` outputs that of *yes*."""
        before_clip = self.setting.pointwise.renormalise == "before-clip"
        return self.activation.a if before_clip else self._plain_activation.a

    @cached
    def losses(self) -> Array:
        """``(n,)``: what each sample costs."""
        if self.named is None:
            losses: Array = self.terms.sum(axis=1)
            return self._without_noise(losses) if self.setting.pointwise.divergence else losses
        losses = self.factors.at(self.named) * self._minus_log_at(self.named)
        if not np.isfinite(losses.sum()):
            losses[self.factors.at(self.named) == 0] = 0.0
        return losses

    def _minus_log_at(self, columns: Array) -> Array:
        """``(n,)``: -ln a of one column a row, as the definition takes it."""
        key = (*self._renormalised_alike, "of each row" if self.labels.ignored is None else self.setting)
        one = self._once(key, lambda: one_output(self.activation, columns))
        return Logarithms(one, self.setting.pointwise, self._clip).yes[:, 0]

    @cached
    def terms(self) -> Array:
        """``(n, K)``: what each output adds."""
        if self.named is not None:
            terms = np.zeros_like(self._outputs)
            terms[np.arange(len(terms)), self.named] = self.losses
            return terms
        terms = self._likelihood.terms() if self._hit is None else self._terms_at(self._hit)
        if self.setting.pointwise.divergence:
            terms = terms - self.entropies()
        if self.setting.pointwise.z_loss:
            terms = terms + (self._z_factors * self._log_sums**2 / terms.shape[1])[:, None]
        return self._defined(terms)

    @cached
    def _hit(self) -> Array | None:
        """``(n,)``: the class of each row, where each output is a question of its own, and none is weighed."""
        setting, factors = self.setting, self.factors
        two_terms = setting.two_sided or setting.pointwise.squares
        if not two_terms or setting.one_dimensional or setting.pointwise.label_smoothing:
            return None
        weighed = (factors.samples, factors.classes, factors.positive, factors.alpha, self.labels.ignored)
        alone = isinstance(self.activation, Sigmoid | Entered | LogEntered)
        return names(self.block, self.rows) if alone and all(each is None for each in weighed) else None

    def _terms_at(self, columns: Array) -> Array:
        """The terms of rows that name one class each: no table of labels is made."""
        place, own = at_rows(columns), one_output(self.activation, columns)
        if self.setting.pointwise.squares:
            terms: Array = 0.5 * self.activation.a * self.activation.a
            terms[place] = (0.5 * own.rest * own.rest)[:, 0]
            return terms
        terms = self._logarithms.no.copy()
        terms[place] = Logarithms(own, self.setting.pointwise, self._clip).yes[:, 0]
        return terms

    @cached
    def _log_sums(self) -> Array:
        """``(n,)``: ln sum e^z; on ``(N,)`` outputs of the logits 0 and z."""
        plain = self._plain_activation
        return plain.log_sum if isinstance(plain, Softmax) else plain.minus_log_rest[:, 0]

    @cached
    def _z_factors(self) -> Array:
        """``(n,)``: what multiplies the squares of ``_log_sums``, in the units that all terms are brought to later."""
        definition, columns = self.setting.pointwise, self.block.outputs.shape[1]
        return np.asarray(definition.z_loss * definition.unit(columns) * self.factors.of_samples())

    def gradient(self) -> Array:
        """``(n, K)``: derivative of ``losses`` by the outputs as entered."""
        definition = self.setting.pointwise
        gradient = self._by_scores()
        if definition.softcap is not None or definition.temperature != 1:
            slopes = slopes_of_scores(self._entered, definition.softcap, definition.temperature)
            gradient = product(gradient, np.broadcast_to(slopes, gradient.shape))
        return gradient

    def _by_scores(self) -> Array:
        alone = self.named if self._logarithms.is_plain else None
        if alone is not None and isinstance(self.activation, Softmax) and self.activation.narrow:
            return self.activation.by_scores_at(alone, self.factors.at(alone))
        gradient = self._likelihood.gradient()
        if self.setting.pointwise.z_loss:
            gradient = gradient + (2.0 * self._z_factors * self._log_sums)[:, None] * self._plain_activation.a
        if not np.isfinite(gradient.sum()):
            gradient[self.factors.idle] = 0.0
        if np.isnan(self.losses.sum()):
            gradient[np.isnan(self.terms)] = np.nan
        return self._defined(gradient)

    def entropies(self) -> Array:
        """``(n, K)``: what the entropy of the labels adds to each term."""
        return self._defined(entropies(self.factors, self.setting.two_sided))

    def divergences(self) -> Array:
        """``(n, K)``: what the divergence adds to each term: the term less what the entropy adds."""
        return self.terms if self.setting.pointwise.divergence else self.terms - self.entropies()

    def divergences_of_rows(self) -> Array:
        """``(n,)``: the sums of ``divergences``."""
        return self._without_noise(self.divergences().sum(axis=1))

    def _without_noise(self, divergences: Array) -> Array:
        """What is below 0 by rounding alone is 0."""
        entropies = np.abs(self.entropies()).sum(axis=1)
        noise = 4.0 * self.terms.shape[1] * np.finfo(self.terms.dtype).eps * (2.0 * entropies + np.abs(divergences))
        return np.where((divergences < 0) & (-divergences <= noise), 0.0, divergences)

    def _defined(self, table: Array) -> Array:
        if self.labels.undefined is not None:
            table[self.labels.undefined] = np.nan
        return table
