"""What a definition assumes and the data breaks: evaluated all the same, and said in plain words."""

from collections.abc import Callable, Iterator

import numpy as np

from xentgui.losses.arrays import Array, first, shown
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.part import loss_part
from xentgui.losses.setting import Setting
from xentgui.losses.tile import Tile

SUM_TOLERANCE = 1e-6 * (1 + 1e-9)  # of a sum of entered numbers from 1


class Caution(str):
    """A sentence with its place in front.

    Attributes:
        code: a slug such as ``"outputs-do-not-sum-to-one"``.
        reason: the sentence without the place.
        where: None, ``(row,)`` or ``(row, column)`` of the first such place, counted from 0.
    """

    __slots__ = ("code", "reason", "where")

    code: str
    reason: str
    where: tuple[int, ...] | None

    def __new__(
        cls, code: str, reason: str, table: str | None = None, where: tuple[int, ...] | None = None
    ) -> "Caution":
        place = "" if where is None else f"{table}[{', '.join(map(str, where))}]: "
        caution = super().__new__(cls, place + reason)
        caution.code, caution.reason, caution.where = code, reason, where
        return caution


def cautions(batch: Batch, definition: Definition, divisor: float) -> tuple[Caution, ...]:
    """All that the definition assumes and this batch breaks, each once, with its first place."""
    setting = Setting.of(batch, definition)
    with np.errstate(all="ignore"):
        return tuple(_of_definition(batch, definition, divisor)) + tuple(_of_data(batch, setting))


NOT_FINITE = ("empty-mean", "weights-too-large", "not-one-class", "infinite-loss", "undefined-loss")


def too_large(found: tuple[Caution, ...], value: float | Array) -> tuple[Caution, ...]:
    """What is said of a loss that is not finite, where no single term is the reason."""
    if np.isfinite(value).all() or any(caution.code in NOT_FINITE for caution in found):
        return ()
    return (Caution("loss-too-large", "every term is a number, but they add up to more than the precision holds"),)


def _of_definition(batch: Batch, definition: Definition, divisor: float) -> Iterator[Caution]:
    if divisor == 0:
        gives = "0 by empty_mean" if definition.empty_mean == "zero" else "not defined"
        yield Caution("empty-mean", f"there is nothing to take the mean of (its denominator is 0): it is {gives}")
    if divisor == np.inf:
        yield Caution("weights-too-large", "the weights sum to more than float64 holds: divide them by their largest")
    if definition.log_base < 1:
        yield Caution("log-base-below-one", f"the base {shown(definition.log_base)} is below 1, which turns the sign")
    if Setting.of(batch, definition).softmax and batch.shape[1] == 1:
        yield Caution(
            "one-class",
            "softmax over one column is always 1, so the outputs do not matter: for a yes/no output use sigmoid, or "
            "pass outputs of shape (N,)",
        )


def _of_data(batch: Batch, setting: Setting) -> Iterator[Caution]:
    checks: list[tuple[str, str, Callable[[Tile], Array | None], Callable[[Tile, tuple[int, ...]], str]]] = [
        ("not-one-class", "labels", lambda tile: tile.labels.undefined, lambda *_: _NOT_ONE_CLASS),
    ]
    if setting.exclusive and not setting.pointwise.one_class and not batch.indices:
        checks.append(("labels-do-not-sum-to-one", "labels", _labels_off, _say_labels))
    if setting.exclusive and not setting.softmax and setting.pointwise.renormalise is None:
        checks.append(("outputs-do-not-sum-to-one", "outputs", _outputs_off, _say_outputs))
    if batch.outputs_are == "log-probabilities":
        checks.append(("log-probability-above-zero", "outputs", _above_zero, _say_above_zero))
    if any(loss_part(block, setting).special != 0 for block in batch.blocks):
        checks.append(("infinite-loss", "outputs", lambda tile: np.isinf(tile.terms), _say_infinite))
        checks.append(("undefined-loss", "outputs", _undefined, _say_undefined))
    for code, table, find, say in checks:
        yield from _first(batch, setting, code, table, find, say)


def _first(
    batch: Batch,
    setting: Setting,
    code: str,
    table: str,
    find: Callable[[Tile], Array | None],
    say: Callable[[Tile, tuple[int, ...]], str],
) -> Iterator[Caution]:
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
            where = (start + place[0], *(() if batch.one_dimensional else place[1:]))
    if where is not None:
        more = f" ({count} rows in all)" if count > 1 else ""
        yield Caution(code, reason + more, table, where)


_NOT_ONE_CLASS = "the labels name no single class here, and -ln of the true class is not defined without one"


def _labels_off(tile: Tile) -> Array:
    off: Array = np.abs(tile.labels.entered.sum(axis=1, dtype=np.float64) - 1.0) > SUM_TOLERANCE
    return off if tile.labels.ignored is None else off & ~tile.labels.ignored


def _say_labels(tile: Tile, place: tuple[int, ...]) -> str:
    sums = tile.labels.entered[place[0]].sum()
    return f"the labels sum to {sums:.7g}, and a categorical formula is meant for labels that sum to 1"


def _outputs_off(tile: Tile) -> Array:
    off: Array = ~(np.abs(tile.activations().sum(axis=1, dtype=np.float64) - 1.0) <= SUM_TOLERANCE)
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
