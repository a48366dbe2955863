"""The labels of some rows as a definition takes them: which rows count, which class each names, what each weighs."""

import numpy as np

from xentgui.losses.activations import product
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block, label_range, one_hot
from xentgui.losses.cached import cached
from xentgui.losses.definition import Setting
from xentgui.losses.rows import named, one_class, smoothed, yes_no


def names(block: Block, rows: slice) -> Array | None:
    """``(n,)``: the class that each of these rows names, if every row of the block is an index or one-hot."""
    if block.indices is not None:
        return np.asarray(block.indices[rows])
    return named(block.labels[rows]) if all_named(block) else None


def all_named(block: Block) -> bool:
    """Whether every row of the block is one-hot."""
    return block.remember(_every_row_names_one)


def _every_row_names_one(block: Block) -> bool:
    return label_range(block)[1] in (0, 1) and named(block.labels) is not None


def ignored_rows(block: Block, setting: Setting, rows: slice = slice(None)) -> Array | None:
    """``(n,)``: which rows count for nothing, or None where none does."""
    index = setting.pointwise.ignore_index
    if index is None:
        return None
    if block.indices is not None:
        ignored: Array = block.indices[rows] == index
    elif block.outputs.shape[1] == 1:
        ignored = block.labels[rows, 0] == index
    elif setting.indices:
        ignored = block.labels[rows].argmax(axis=1) == index
    else:
        return None
    return ignored if ignored.any() else None


class Labels:
    """``yes`` is y and ``no`` is 1 - y, ``(n, K)``, smoothed; ``no`` keeps its digits where y is nearly 1."""

    def __init__(self, block: Block, setting: Setting, rows: slice) -> None:
        self.block, self.setting, self.rows = block, setting, rows
        self.ignored = ignored_rows(block, setting, rows)

    @cached
    def entered(self) -> Array:
        """The labels before smoothing, one-hot for class indices, 0 in ignored rows."""
        if self.block.indices is not None:
            table = one_hot(self.block.indices[self.rows], self.block.outputs.shape[1])
        else:
            table = self.block.labels[self.rows]
        table = self.setting.read(table)
        return table if self.ignored is None else np.where(self.ignored[:, None], 0.0, table)

    @property
    def _spread(self) -> int:
        """Over how many classes smoothing spreads its share."""
        return self.block.outputs.shape[1] if self.setting.exclusive else 2

    @cached
    def yes(self) -> Array:
        smoothing = self.setting.pointwise.label_smoothing
        if smoothing == 0:
            return self.entered
        return smoothed(self.entered, smoothing, self._spread)

    @cached
    def no(self) -> Array:
        smoothing = self.setting.pointwise.label_smoothing
        if smoothing == 0:
            return 1.0 - self.entered
        rest: Array = (1.0 - self.entered) * (1.0 - smoothing) + smoothing * (1.0 - 1.0 / self._spread)
        return rest

    @cached
    def undefined(self) -> Array | None:
        """``(n,)``: rows that name no single class, under a definition that needs one; None where there is none."""
        if not self.setting.pointwise.one_class or self.block.indices is not None:
            return None
        if self.setting.one_dimensional:
            undefined = ((self.entered != 0) & (self.entered != 1))[:, 0]
        else:
            undefined = ~one_class(self.entered)
        if self.ignored is not None:
            undefined &= ~self.ignored
        return undefined if undefined.any() else None


class Factors:
    """``yes`` is the factor of -ln a, ``no`` that of -ln(1 - a), ``(n, K)``; 0 in ignored rows."""

    def __init__(self, block: Block, setting: Setting, rows: slice, labels: Labels) -> None:
        self.setting, self.labels = setting, labels
        self.samples = None if block.weights is None else setting.read(block.weights[rows])
        self.classes = self._row(setting.pointwise.class_weights)
        self.positive = self._row(setting.pointwise.pos_weight)
        self.alpha = setting.pointwise.alpha

    @cached
    def yes(self) -> Array:
        factor = self._weighted(self.labels.yes, 1)
        if self.positive is not None:
            factor = product(factor, self.positive)
        return self._counted(factor if self.alpha is None else factor * self.alpha)

    @cached
    def no(self) -> Array:
        factor = self._weighted(self.labels.no, 0)
        return self._counted(factor if self.alpha is None else factor * (1.0 - self.alpha))

    @cached
    def both(self) -> Array:
        """The factor of a term that is not split in two (quadratic); on ``(N,)`` outputs no and yes are mixed."""
        if self.setting.one_dimensional and self.classes is not None:
            mixed = yes_no(self.labels.yes, self.labels.no, self.classes[0])
            return self._counted(mixed if self.samples is None else mixed * self.samples)
        return self._counted(self._weighted(np.ones_like(self.labels.yes), 1))

    @property
    def idle(self) -> Array:
        """``(n,)``: rows of which every factor is 0."""
        if self.setting.pointwise.squares:
            return np.asarray(~self.both.any(axis=1))
        working = self.yes.any(axis=1) | (self.setting.two_sided & self.no.any(axis=1))
        return np.asarray(~working)

    def at(self, columns: Array) -> Array:
        """``(n,)``: ``yes`` of the one class that each row names."""
        factor = np.ones(len(columns), dtype=self.setting.dtype)
        if self.samples is not None:
            factor = (
                self.samples[:, 0] if self.samples.shape[1] == 1 else self.samples[np.arange(len(columns)), columns]
            )
        if self.classes is not None:
            factor = product(factor, self.classes[0, columns])
        return factor if self.labels.ignored is None else np.where(self.labels.ignored, 0.0, factor)

    def _weighted(self, labels: Array, side: int) -> Array:
        if self.classes is not None:
            labels = product(labels, self.classes[0, side] if self.setting.one_dimensional else self.classes)
        return labels if self.samples is None else product(labels, self.samples)

    def of_samples(self) -> Array:
        """``(n,)``: the weight of each sample, the mean of its own where each output has one; 0 where it is ignored."""
        weights = np.ones(len(self.labels.yes), dtype=self.setting.dtype)
        if self.samples is not None:
            weights = self.samples.mean(axis=1)
        return weights if self.labels.ignored is None else np.where(self.labels.ignored, 0.0, weights)

    def _row(self, weights: float | tuple[float, ...] | None) -> Array | None:
        return None if weights is None else self.setting.read(np.atleast_1d(np.asarray(weights))[None, :])

    def _counted(self, factor: Array) -> Array:
        ignored = self.labels.ignored
        return factor if ignored is None else np.where(ignored[:, None], 0.0, factor)


def entropies(factors: Factors, two_sided: bool) -> Array:
    """What the entropy of the labels adds: -y ln y, and for two-sided terms -(1 - y) ln(1 - y), weighted."""
    labels = factors.labels
    terms = product(factors.yes, _minus_log(labels.yes, labels.no))
    if two_sided:
        terms += product(factors.no, _minus_log(labels.no, labels.yes))
    return terms


def _minus_log(share: Array, rest: Array) -> Array:
    return np.where(share > 0.5, -np.log1p(-rest), -np.log(share))
