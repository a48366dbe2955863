"""What a definition refuses of data, and what it assumes and the data break: then it is evaluated, and said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, DataError, first, shown
from xentgui.losses.batch import Batch
from xentgui.losses.block import Block, label_range, output_range
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.labels import ignored_rows
from xentgui.losses.rows import sums_to_one
from xentgui.losses.tile import Tile


def check(batch: Batch, definition: Definition) -> None:
    """Raise DataError if ``definition`` does not take ``batch``."""
    _check_width(batch, definition)
    _check_needs(batch, definition)
    setting = batch.under(definition)
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
    wanted = batch.weighed_classes
    if isinstance(definition.class_weights, tuple) and len(definition.class_weights) != wanted:
        which = (
            "two, of no and yes, for outputs of one dimension" if batch.one_dimensional else f"{wanted}, one a column"
        )
        raise DataError(f"{len(definition.class_weights)} weights, where {which}, are needed", "class_weights")
    if isinstance(definition.pos_weight, tuple) and len(definition.pos_weight) != columns:
        count = len(definition.pos_weight)
        raise DataError(f"{count} weights, where a number or {columns}, one a column, are needed", "pos_weight")


def _check_needs(batch: Batch, definition: Definition) -> None:
    if definition.on_logits and batch.outputs_are != "logits":
        raise DataError(
            f"{definition.on_logits[0]} acts on logits, and these outputs are {batch.outputs_are}", "outputs"
        )
    if definition.over_groups is not None and batch.groups is None:
        raise DataError("over_groups needs groups: say which group each sample is in")


def _check_ignored(batch: Batch, index: int) -> None:
    if batch.shape[1] > 1 and not batch.indices:
        raise DataError(
            f"ignore_index={index} goes with class indices; in a table of labels no row has an index: give the sample "
            "a weight of 0, or pass class indices",
            "labels",
        )


def _raise_first(batch: Batch, table: str, find: Callable[[Block], tuple[Array, str] | None]) -> None:
    for index, block in enumerate(batch.blocks):
        found = find(block)
        if found is not None:
            wrong, reason = found
            row, *column = first(wrong)
            start = sum(map(len, batch.blocks[:index]))
            raise DataError(reason, table, batch.place(table, start + row, *column))


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
    low, high = label_range(block)
    if low >= 0 and high < columns:
        return None
    wrong = (block.indices < 0) | (block.indices >= columns)
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        wrong &= ~ignored
    if not wrong.any():
        return None
    value = block.indices[first(wrong)]
    hint = "; classes count from 0" if value == columns else ""
    return wrong, f"{value} is no class index, a whole number from 0 to {columns - 1}{hint}"


def _no_label(block: Block, setting: Setting) -> tuple[Array, str] | None:
    low, high = label_range(block)
    if low >= 0 and high <= 1:
        return None
    wrong = (block.labels < 0) | (block.labels > 1)
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        wrong &= ~ignored[:, None]
    if not wrong.any():
        return None
    return wrong, f"{shown(block.labels[first(wrong)])} is no label, which is between 0 and 1"


class Caution(str):
    """A sentence with its place in front.

    Attributes:
        code: a slug such as ``"outputs-do-not-sum-to-one"``.
        reason: the sentence without the place.
        where: None, ``(row,)`` or ``(row, column)`` of the first such place, counted from 0.
    """

    __slots__ = ("code", "reason", "table", "where")

    code: str
    reason: str
    table: str | None
    where: tuple[int, ...] | None

    def __new__(
        cls, code: str, reason: str, table: str | None = None, where: tuple[int, ...] | None = None
    ) -> "Caution":
        place = "" if where is None else f"{table}[{', '.join(map(str, where))}]: "
        caution = super().__new__(cls, place + reason)
        caution.code, caution.reason, caution.table, caution.where = code, reason, table, where
        return caution

    def __reduce__(self) -> tuple[type["Caution"], tuple[str, str, str | None, tuple[int, ...] | None]]:
        return type(self), (self.code, self.reason, self.table, self.where)


@dataclass(frozen=True, order=True)
class Finding:
    """An assumption that rows break: how many, and the first of them; ``order`` is its place among the cautions."""

    order: int
    where: tuple[int, ...]
    reason: str
    code: str
    table: str
    count: int

    def said(self) -> Caution:
        more = f" ({self.count} rows in all)" if self.count > 1 else ""
        return Caution(self.code, self.reason + more, self.table, self.where)


def cautions(batch: Batch, definition: Definition, divisor: float, *, finite: bool) -> tuple[Caution, ...]:
    """All that the definition assumes and this batch breaks, each once, with its first place."""
    of_data = tuple(finding.said() for finding in findings(batch, definition, finite=finite))
    return of_definition(batch.under(definition), definition, batch.shape[1], divisor) + of_data


def findings(batch: Batch, definition: Definition, *, finite: bool) -> tuple[Finding, ...]:
    """What the rows break of what the definition assumes; ``finite`` says whether the loss of each of them is."""
    with np.errstate(all="ignore"):
        return tuple(_of_data(batch, batch.under(definition), finite))


NOT_FINITE = ("empty-mean", "weights-too-large", "not-one-class", "infinite-loss", "undefined-loss")


def too_large(found: tuple[Caution, ...], value: float | Array) -> tuple[Caution, ...]:
    """What is said of a loss that is not finite, where no single term is the reason."""
    if np.isfinite(value).all() or any(caution.code in NOT_FINITE for caution in found):
        return ()
    return (Caution("loss-too-large", "every term is a number, but they add up to more than the precision holds"),)


def of_definition(setting: Setting, definition: Definition, columns: int, divisor: float) -> tuple[Caution, ...]:
    """What is said of a definition whatever the rows hold."""
    return tuple(_of_definition(setting, definition, columns, divisor))


def _of_definition(setting: Setting, definition: Definition, columns: int, divisor: float) -> Iterator[Caution]:
    if divisor == 0:
        gives = "0 by empty_mean" if definition.empty_mean == "zero" else "not defined"
        yield Caution("empty-mean", f"there is nothing to take the mean of (its denominator is 0): it is {gives}")
    if divisor == np.inf:
        yield Caution("weights-too-large", "the weights sum to more than float64 holds: divide them by their largest")
    if definition.log_base < 1:
        yield Caution("log-base-below-one", f"the base {shown(definition.log_base)} is below 1, which turns the sign")
    if setting.softmax and columns == 1:
        yield Caution(
            "one-class",
            "softmax over one column is always 1, so the outputs do not matter: for a yes/no output use sigmoid, or "
            "pass outputs of shape (N,)",
        )


def _of_data(batch: Batch, setting: Setting, finite: bool) -> Iterator[Finding]:
    checks: list[tuple[str, str, Callable[[Tile], Array | None], Callable[[Tile, tuple[int, ...]], str]]] = [
        ("not-one-class", "labels", lambda tile: tile.labels.undefined, lambda *_: _NOT_ONE_CLASS),
    ]
    if setting.exclusive and not setting.pointwise.one_class and not batch.indices:
        checks.append(("labels-do-not-sum-to-one", "labels", _labels_off, _say_labels))
    if setting.exclusive and not setting.softmax and setting.pointwise.renormalise is None:
        checks.append(("outputs-do-not-sum-to-one", "outputs", _outputs_off, _say_outputs))
    if batch.outputs_are == "log-probabilities":
        checks.append(("log-probability-above-zero", "outputs", _above_zero, _say_above_zero))
    if not finite:
        checks.append(("infinite-loss", "outputs", lambda tile: np.isinf(tile.terms), _say_infinite))
        checks.append(("undefined-loss", "outputs", _undefined, _say_undefined))
    for code, table, find, say in checks:
        yield from _first(batch, setting, code, table, find, say)


_IN_ORDER = (
    "not-one-class",
    "labels-do-not-sum-to-one",
    "outputs-do-not-sum-to-one",
    "log-probability-above-zero",
    "infinite-loss",
    "undefined-loss",
)


def _first(
    batch: Batch,
    setting: Setting,
    code: str,
    table: str,
    find: Callable[[Tile], Array | None],
    say: Callable[[Tile, tuple[int, ...]], str],
) -> Iterator[Finding]:
    where, reason, count = None, "", 0
    for start, block in batch.starts():
        tile = Tile(block, setting)
        found = find(tile)
        if found is None or not found.any():
            continue
        count += int(np.count_nonzero(found.any(axis=1) if found.ndim == 2 else found))
        if where is None:
            place = first(found)
            reason = say(tile, place)
            where = batch.axes.place(start + place[0], *place[1:])
    if where is not None:
        yield Finding(_IN_ORDER.index(code), where, reason, code, table, count)


_NOT_ONE_CLASS = "the labels name no single class here, and -ln of the true class is not defined without one"


def _labels_off(tile: Tile) -> Array:
    off: Array = ~sums_to_one(tile.labels.entered)
    return off if tile.labels.ignored is None else off & ~tile.labels.ignored


def _say_labels(tile: Tile, place: tuple[int, ...]) -> str:
    sums = tile.labels.entered[place[0]].sum()
    return f"the labels sum to {sums:.7g}, and a categorical formula is meant for labels that sum to 1"


def _outputs_off(tile: Tile) -> Array:
    off: Array = ~sums_to_one(tile.activations())
    return off if tile.labels.ignored is None else off & ~tile.labels.ignored


def _say_outputs(tile: Tile, place: tuple[int, ...]) -> str:
    sums = tile.activations()[place[0]].sum()
    return (
        f"the probabilities sum to {sums:.7g}, and are used as they are; a categorical formula is meant for sums of 1"
    )


def _above_zero(tile: Tile) -> Array:
    above: Array = tile.block.outputs > 0
    return above


def _say_above_zero(tile: Tile, place: tuple[int, ...]) -> str:
    return f"{tile.block.outputs[place]:.7g} is above 0, and a log-probability is at most 0: are these logits?"


def _say_infinite(tile: Tile, place: tuple[int, ...]) -> str:
    a, label = tile.activations()[place], tile.labels.yes[place]
    if a == 0:
        return f"a is 0 where the label is {label:.7g}, so -ln a is infinite"
    if a == 1:
        return f"a is 1 where the label is {label:.7g}, so -ln(1 - a) is infinite"
    return f"the loss at a = {a:.7g}, label {label:.7g}, is infinite"


def _undefined(tile: Tile) -> Array:
    undefined = np.isnan(tile.terms)
    if tile.labels.undefined is not None:
        undefined[tile.labels.undefined] = False
    return undefined


def _say_undefined(tile: Tile, place: tuple[int, ...]) -> str:
    a = tile.activations()[place]
    if tile.setting.softmax:
        return "softmax is not defined here: the row has several infinite scores, or all are -inf"
    if np.isnan(a):
        return "the row sums to 0 or to infinity, and can not be divided by its sum"
    if np.isinf([tile.factors.yes[place], tile.factors.no[place]]).any():
        return "the weights multiply to more than float64 holds: divide them by their largest"
    return f"the logarithm is not defined at a = {a:.7g}, which is no probability"
