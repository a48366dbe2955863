"""What the mean divides by: samples, their weights, those that are not ignored, those that weigh something."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch
from xentgui.losses.block import Block
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.labels import Labels, ignored_rows
from xentgui.losses.rows import yes_no
from xentgui.losses.summation import Total, merged, total


def denominator(batch: Batch, definition: Definition) -> float:
    """The divisor of the mean, of elements where the outputs are not put together."""
    setting, columns = batch.under(definition), batch.shape[1]
    elements = columns if definition.over_outputs == "none" else 1
    by = definition.normalise_by
    if by == "weights-of-indices":
        by = "weights" if batch.indices else "samples"
    if by == "all-samples":
        return float(batch.shape[0] * elements)
    if by == "weights":
        return float(merged(_weight_sums(batch.blocks, setting))) * elements
    counts = (
        _weighing(batch.blocks, setting, elements > 1) if by == "nonzero-weights" else _counted(batch.blocks, setting)
    )
    return float(sum(counts) * elements) if by == "samples" else float(sum(counts))


def _counted(blocks: Iterable[Block], setting: Setting) -> Iterable[int]:
    for block in blocks:
        ignored = ignored_rows(block, setting)
        yield len(block) - (0 if ignored is None else int(np.count_nonzero(ignored)))


def _weighing(blocks: Iterable[Block], setting: Setting, elements: bool) -> Iterable[int]:
    """How many samples, or elements, have a weight other than 0."""
    for block in blocks:
        columns = block.outputs.shape[1]
        weights = np.ones((len(block), 1)) if block.weights is None else block.weights
        ignored = ignored_rows(block, setting)
        counted = weights if ignored is None else weights[~ignored]
        if elements:
            yield int(np.count_nonzero(counted)) * (columns // counted.shape[1])
        else:
            yield int(np.count_nonzero(counted.any(axis=1)))


def _weight_sums(blocks: Iterable[Block], setting: Setting) -> Iterable[Total]:
    pointwise = setting.pointwise
    fields = {name: getattr(pointwise, name) for name in ("likelihood", "class_weights", "ignore_index")}
    alike = replace(setting, pointwise=Definition(**fields), outputs_are="logits")
    for block in blocks:
        yield block.remember(_weight_sum, alike)


def _weight_sum(block: Block, setting: Setting) -> Total:
    with np.errstate(all="ignore"):
        return total(_weights_of_rows(block, setting))


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
