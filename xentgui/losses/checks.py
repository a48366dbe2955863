"""What a definition does not take of this data: DataErrors that can only be known with both at hand."""

from collections.abc import Callable

from xentgui.losses.arrays import Array, first, shown
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.errors import DataError
from xentgui.losses.labels import ignored_rows
from xentgui.losses.setting import Setting
from xentgui.losses.tile import output_range


def check(batch: Batch, definition: Definition) -> None:
    """Raise DataError if ``definition`` does not take ``batch``."""
    _check_width(batch, definition)
    setting = Setting.of(batch, definition)
    if definition.ignore_index is not None and definition.ignore_index >= 0:
        _check_ignored(batch, definition.ignore_index)
    if batch.outputs_are == "probabilities" and (definition.renormalise is None or batch.one_dimensional):
        _raise_first(batch, "outputs", _above_one)
    if batch.indices:
        _raise_first(batch, "labels", lambda block: _no_class(block, setting))
    elif batch.shape[1] == 1:
        _raise_first(batch, "labels", lambda block: _no_label(block, setting))


def _check_width(batch: Batch, definition: Definition) -> None:
    columns = batch.shape[1]
    if definition.one_output and columns > 1:
        raise DataError(
            f"{columns} columns, where this definition takes one yes/no output: use multi-sigmoid for {columns} "
            "independent outputs, softmax for exclusive classes, or one column",
            "outputs",
        )
    wanted = 2 if batch.one_dimensional else columns
    if definition.class_weights is not None and len(definition.class_weights) != wanted:
        which = (
            "two, of no and yes, for outputs of one dimension" if batch.one_dimensional else f"{wanted}, one a column"
        )
        raise DataError(f"{len(definition.class_weights)} weights, where {which}, are needed", "class_weights")
    if isinstance(definition.pos_weight, tuple) and len(definition.pos_weight) != columns:
        count = len(definition.pos_weight)
        raise DataError(f"{count} weights, where a number or {columns}, one a column, are needed", "pos_weight")


def _check_ignored(batch: Batch, index: int) -> None:
    if batch.shape[1] > 1 and not batch.indices:
        raise DataError(
            f"ignore_index={index} goes with class indices; in a table of labels no row has an index: give the sample "
            "a weight of 0, or pass class indices",
            "labels",
        )


def _raise_first(batch: Batch, table: str, find: Callable[[Block], tuple[Array, str] | None]) -> None:
    for start, block in batch.starts():
        found = find(block)
        if found is not None:
            wrong, reason = found
            row, *column = first(wrong)
            dimensions = (batch.labels if table == "labels" else batch.outputs).ndim
            raise DataError(reason, table, (start + row, *column)[:dimensions])


def _above_one(block: Block) -> tuple[Array, str] | None:
    if output_range(block)[1] <= 1:
        return None
    wrong = block.outputs > 1
    value = block.outputs[first(wrong)]
    return wrong, f"{shown(value)} is no probability, which is between 0 and 1; if the outputs are scores, say logits"


def _no_class(block: Block, setting: Setting) -> tuple[Array, str] | None:
    if block.indices is None:
        return None
    columns = block.outputs.shape[1]
    wrong = (block.indices < 0) | (block.indices >= columns)
    if not wrong.any():
        return None
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        wrong &= ~ignored
    if not wrong.any():
        return None
    value = block.indices[first(wrong)]
    hint = "; classes count from 0" if value == columns else ""
    return wrong, f"{value} is no class index, a whole number from 0 to {columns - 1}{hint}"


def _no_label(block: Block, setting: Setting) -> tuple[Array, str] | None:
    wrong = (block.labels < 0) | (block.labels > 1)
    if not wrong.any():
        return None
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        wrong &= ~ignored[:, None]
    if not wrong.any():
        return None
    return wrong, f"{shown(block.labels[first(wrong)])} is no label, which is between 0 and 1"
