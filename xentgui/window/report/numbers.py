"""Numbers in the columns of a report: with all their digits, or as the window shows them, aligned at their points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from xentgui.window.report.blocks import Cell
from xentgui.window.theme import MINUS, all_digits, show_entered, show_number

DIGIT_WIDE, POINT_WIDE = "\u2007", "\u2008"  # spaces as wide as a digit and as a point


def exact(value: float) -> str:
    """All digits that tell this number from every other."""
    return all_digits(value).replace("-", MINUS).removesuffix(".0") if math.isfinite(value) else show_number(value)


def exact_cell(value: float, *, bold: bool = False) -> Cell:
    return Cell(exact(value), value, bold=bold)


def entered_cell(value: float) -> Cell:
    return Cell(show_entered(value) if math.isfinite(value) else show_number(value), value)


def shown_cell(value: float) -> Cell:
    """A number with the digits of the window."""
    return Cell(show_number(value), value)


def aligned(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a column with their points under one another; powers of ten and words stay as they are."""
    plain = [cell.value is not None and cell.text.replace(MINUS, "").replace(".", "").isdigit() for cell in cells]
    widths = [_after_point(cell.text) for cell, is_plain in zip(cells, plain, strict=True) if is_plain]
    most = max(widths, default=0)
    return tuple(
        replace(cell, text=cell.text + _room(most, cell.text)) if is_plain else cell
        for cell, is_plain in zip(cells, plain, strict=True)
    )


def _after_point(text: str) -> int:
    return len(text.partition(".")[2])


def _room(most: int, text: str) -> str:
    missing = most - _after_point(text)
    return (POINT_WIDE if most and "." not in text else "") + DIGIT_WIDE * missing
