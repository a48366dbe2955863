"""What multiplies the logarithms: sample weights, class weights, pos_weight and the labels themselves."""

from functools import cached_property

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Block
from xentgui.losses.labels import Labels
from xentgui.losses.setting import Setting


class Factors:
    """``yes`` is the factor of -ln a, ``no`` that of -ln(1 - a), ``(n, K)``; 0 in ignored rows."""

    def __init__(self, block: Block, setting: Setting, rows: slice, labels: Labels) -> None:
        self.setting, self.labels = setting, labels
        self.dtype = setting.dtype
        self.samples = None if block.weights is None else block.weights[rows].astype(self.dtype, copy=False)
        self.classes = _row(setting.pointwise.class_weights, self.dtype)
        self.positive = _row(setting.pointwise.pos_weight, self.dtype)

    @cached_property
    def yes(self) -> Array:
        factor = self._weighted(self.labels.yes, 1)
        return self._counted(factor if self.positive is None else factor * self.positive)

    @cached_property
    def no(self) -> Array:
        return self._counted(self._weighted(self.labels.no, 0))

    @cached_property
    def both(self) -> Array:
        """The factor of a term that is not split in two (quadratic); on ``(N,)`` outputs no and yes are mixed."""
        if self.setting.one_dimensional and self.classes is not None:
            return self._counted(self._weighted(self.labels.yes, 1) + self._weighted(self.labels.no, 0))
        return self._counted(self._weighted(np.ones_like(self.labels.yes), 1))

    @property
    def idle(self) -> Array:
        """``(n,)``: rows of which every factor is 0."""
        if self.setting.pointwise.likelihood == "quadratic":
            return np.asarray(~self.both.any(axis=1))
        working = self.yes.any(axis=1) | (self.setting.two_sided & self.no.any(axis=1))
        return np.asarray(~working)

    def at(self, columns: Array) -> Array:
        """``(n,)``: ``yes`` of the one class that each row names."""
        factor = np.ones(len(columns), dtype=self.dtype)
        if self.samples is not None:
            factor = (
                self.samples[:, 0] if self.samples.shape[1] == 1 else self.samples[np.arange(len(columns)), columns]
            )
        if self.classes is not None:
            factor = self.classes[0, columns] * factor
        return factor if self.labels.ignored is None else np.where(self.labels.ignored, 0.0, factor)

    def _weighted(self, labels: Array, side: int) -> Array:
        if self.classes is not None:
            labels = labels * (self.classes[0, side] if self.setting.one_dimensional else self.classes)
        return labels if self.samples is None else labels * self.samples

    def _counted(self, factor: Array) -> Array:
        ignored = self.labels.ignored
        return factor if ignored is None else np.where(ignored[:, None], 0.0, factor)


def _row(weights: float | tuple[float, ...] | None, dtype: type[np.floating]) -> Array | None:
    return None if weights is None else np.atleast_1d(np.asarray(weights, dtype=dtype))[None, :]
