"""Losses that stand beside the data, as My number takes them: one for each row, or one number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xentgui.files.cells import plain
from xentgui.files.columns import MOST_WRITTEN, Column
from xentgui.files.labels import table_of

DIGITS, MEAN_DIGITS = 4, 6  # significant, where nobody wrote them: float32 losses have no more that can be trusted


def number_of(columns: Sequence[Column], ignored: NDArray[np.bool_]) -> tuple[str | None, tuple[str, ...]]:
    """What My number looks for among columns of losses, and what is told of it.

    `ignored` (N,) are the rows that do not count in a mean; empty where none is. Raises DataError for words.
    """
    table = table_of(columns[:1], "losses")
    if table is None:
        return None, ()
    losses, column = table[:, 0], columns[0]
    called = column.name or column.table or f"column {column.place}"
    if len(losses) > MOST_WRITTEN:
        counted = losses[~ignored] if len(ignored) == len(losses) and not ignored.all() else losses
        return f"{counted.mean():.{MEAN_DIGITS}g}", (f'the mean of "{called}" goes to My number',)
    digits = MEAN_DIGITS if len(losses) == 1 else DIGITS
    written = [plain(text) for text in column.written or ()] or [f"{loss:.{digits}g}" for loss in losses]
    told = f'"{called}" goes to My number{": one for each row" if len(losses) > 1 else ""}'
    return " ".join(written), (told,)
