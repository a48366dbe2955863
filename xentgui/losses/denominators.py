"""What the mean divides by: samples, their weights, those that are not ignored, those that weigh something."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch
from xentgui.losses.block import Block, ask_all
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.labels import Labels, ignored_rows
from xentgui.losses.rows import yes_no
from xentgui.losses.summation import Total, merged, total


def denominator(batch: Batch, definition: Definition) -> float:
    """The divisor of the mean, of elements where the outputs are not put together."""
    if definition.normalise_by == "samples" and definition.ignore_index is None:
        return float(batch.shape[0] * (batch.shape[1] if definition.over_outputs == "none" else 1))
    sums, times = mass(batch, definition)
    return float(sums) * times


def mass(batch: Batch, definition: Definition) -> tuple[Total, int]:
    """The sum over the samples that the mean divides by, and how often it counts."""
    by, times, elements = _asked(batch, definition)
    if by == "all-samples" or (by == "samples" and definition.ignore_index is None):
        return Total((float(batch.shape[0]),)), times
    return merged(ask_all(batch.blocks, _part, _alike(batch.under(definition)), by, elements)), times


def shares_of_samples(batch: Batch, definition: Definition) -> Array:
    """``(N,)``: what each sample adds to the denominator."""
    by, times, elements = _asked(batch, definition)
    setting = _alike(batch.under(definition))
    shares = [_shares(block, setting, by, elements) for block in batch.blocks]
    return np.concatenate([np.empty(0), *shares]) * times


@dataclass(frozen=True)
class Groups:
    """The samples of each group, and what its own sum is divided by.

    `over` says how the groups are put together; `empty` is what a group gives whose divisor is 0.
    """

    members: tuple[Array, ...]
    divisors: Array
    over: str
    empty: float

    @classmethod
    def of(cls, batch: Batch, definition: Definition, empty: float) -> "Groups":
        _, group_of = np.unique(np.ravel(np.asarray(batch.groups)), return_inverse=True)
        ends = np.cumsum(np.bincount(group_of))
        members = tuple(np.split(np.argsort(group_of, kind="stable"), ends[:-1])) if len(ends) else ()
        divisors = np.ones(len(members))
        if definition.reduction == "mean":
            shares = shares_of_samples(batch, definition)
            divisors = np.array([float(total(shares[rows])) for rows in members])
        return cls(members, divisors, str(definition.over_groups), empty)

    @property
    def count(self) -> int:
        """By what the sum over the groups is divided."""
        return len(self.members) if self.over == "mean" else 1

    def together(self, losses: Array) -> float:
        """The losses of samples ``(N,)`` reduced in each group, and the groups put together."""
        sums = np.array([float(total(losses[rows])) for rows in self.members])
        with np.errstate(all="ignore"):
            each = np.where(self.divisors == 0, self.empty, sums / self.divisors)
            return float(total(each)) / self.count if self.count else self.empty

    def of_samples(self) -> Array:
        """``(N,)``: by what the loss of each sample is divided, all in all."""
        divisors = np.empty(sum(map(len, self.members)))
        for rows, divisor in zip(self.members, self.divisors, strict=True):
            divisors[rows] = divisor * self.count
        return divisors

    def divisor(self, losses: Array) -> float:
        """By what the sum of all losses is divided, all in all."""
        together = self.together(losses)
        if len(set(self.divisors.tolist())) > 1 and together != 0 and np.isfinite(together):
            return float(total(losses)) / together
        return float(self.divisors.mean()) * self.count if self.count and len(self.divisors) else 0.0


def ignores(batch: Batch, definition: Definition) -> bool:
    """Whether any row counts for nothing."""
    return any(ignored_rows(block, batch.under(definition)) is not None for block in batch.blocks)


def counted_by(definition: Definition, *, indices: bool) -> str:
    """What a mean divides by, on labels that are class indices or a table."""
    by = definition.normalise_by
    return by if by != "weights-of-indices" else "weights" if indices else "samples"


def _asked(batch: Batch, definition: Definition) -> tuple[str, int, bool]:
    """By what to divide, how often that counts, and whether elements are counted one by one."""
    by = counted_by(definition, indices=batch.indices)
    elements = definition.over_outputs == "none" and batch.shape[1] > 1
    one_by_one = by == "nonzero-weights" and elements
    return by, batch.shape[1] if elements and not one_by_one else 1, one_by_one


BY_WEIGHTS = ("weights", "weights-of-indices", "sample-weights")  # of what a mean may be divided by


@lru_cache(maxsize=256)
def _alike(setting: Setting) -> Setting:
    """The setting with only that of the definition which a denominator looks at."""
    fields = {name: getattr(setting.pointwise, name) for name in ("likelihood", "class_weights", "ignore_index")}
    return replace(setting, pointwise=Definition(**fields), outputs_are="logits")


def _part(block: Block, setting: Setting, by: str, elements: bool) -> Total:
    with np.errstate(all="ignore"):
        return total(_shares(block, setting, by, elements))


def _shares(block: Block, setting: Setting, by: str, elements: bool) -> Array:
    """``(n,)``: what each row of a block adds."""
    weights = np.ones((len(block), 1)) if block.weights is None else block.weights
    if by == "weights":
        return _weights_of_rows(block, setting)
    if by == "sample-weights":
        shares = weights.mean(axis=1)
    elif by == "nonzero-weights":
        each = block.outputs.shape[1] // weights.shape[1]
        shares = np.count_nonzero(weights, axis=1) * each if elements else weights.any(axis=1)
    else:
        shares = np.ones(len(block))
    ignored = None if by == "all-samples" else ignored_rows(block, setting)
    return np.asarray(shares if ignored is None else np.where(ignored, 0.0, shares), dtype=np.float64)


def _weights_of_rows(block: Block, setting: Setting) -> Array:
    """``(n,)``: sum of the weights times the labels for categorical, their mean over the outputs for the others."""
    labels = Labels(block, setting, slice(None))
    entered = labels.entered
    classes = np.asarray(setting.pointwise.class_weights or (1.0,))
    if setting.one_dimensional:
        weights = yes_no(entered, 1.0 - entered, classes)
    elif setting.exclusive:
        weights = entered * classes
    else:
        weights = np.broadcast_to(classes, entered.shape)
    if block.weights is not None:
        weights = weights * block.weights
    sums: Array = weights.sum(axis=1)
    if not (setting.one_dimensional or setting.exclusive):
        sums /= entered.shape[1]
    if labels.ignored is not None:
        sums[labels.ignored] = 0.0
    return sums
