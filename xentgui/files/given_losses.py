"""Losses that stand beside the data, as My number takes them: one for each row, or one number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xentgui.files.columns import Column
from xentgui.files.labels import table_of

MOST_ROWS = 200  # looked for one by one; of more their mean is
DIGITS, MEAN_DIGITS = 4, 6  # significant: float32 losses have no more that can be trusted in each of many rows


def number_of(columns: Sequence[Column], ignored: NDArray[np.bool_]) -> tuple[str | None, tuple[str, ...]]:
    """What My number looks for among columns of losses, and what is told of it.

    `ignored` (N,) are the rows that do not count; empty where that is not known. Raises DataError for words.
    """
    table = table_of(columns[:1], "losses")
    if table is None:
        return None, ()
    losses = table[:, 0]
    if len(ignored) == len(losses) and not ignored.all():
        losses = losses[~ignored]
    called = columns[0].name or columns[0].table
    if len(losses) == 1:
        return f"{losses[0]:.{MEAN_DIGITS}g}", (f'"{called}" goes to My number',)
    if len(losses) <= MOST_ROWS:
        return " ".join(f"{loss:.{DIGITS}g}" for loss in losses), (f'"{called}" goes to My number: one for each row',)
    return f"{losses.mean():.{MEAN_DIGITS}g}", (f'the mean of "{called}" goes to My number',)
