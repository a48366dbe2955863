"""What stands above the numbers of a table: titles, a header, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xentgui.files.cells import is_number, missing
from xentgui.files.guess.vocabulary import LABEL_WORDS, NAME_WORDS

Row = Sequence[str]
_NEARLY = re.compile(r"[+-]?\d[\d\s.,'/]*%?", re.ASCII)  # 1,234.5 and 72%
LOOKED_AT = 20  # rows below a header


def count_titles(rows: Sequence[Row]) -> int:
    """How many rows above the header are titles: words with empty cells beside them, as merged cells leave them."""
    first = next((k for k, row in enumerate(rows[:LOOKED_AT]) if any(map(is_number, row))), 0)
    titles = 0
    while titles < first - 1 and _is_title(rows[titles], rows[first - 1]):
        titles += 1
    return titles if titles == first - 1 else 0


def _is_title(row: Row, header: Row) -> bool:
    filled = sum(bool(cell) for cell in row)
    return 0 < filled < sum(bool(cell) for cell in header) and not any(cell and missing(cell) for cell in row)


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns."""
    first, rest = rows[0], rows[1 : LOOKED_AT + 1]
    if not rest:
        return _tells(first) and len(first) > 1 and not any(map(is_number, first))
    numeric = [j for j in range(len(first)) if all(is_number(row[j]) for row in rest)]
    mostly = [j for j in range(len(first)) if any(is_number(row[j]) for row in rest)]
    if not mostly:
        return _tells(first)
    above = [first[j] for j in numeric or mostly]
    if not any(is_number(cell) or _NEARLY.fullmatch(cell) or (missing(cell) and cell.strip()) for cell in above):
        return any(cell.strip() for cell in above)
    if _counts_up(first) and any("." in cell for row in rest for cell in row):
        return True
    return _counts_up_beside_words(first, numeric)


def _tells(cells: Row) -> bool:
    return any(cell.strip().lower() in LABEL_WORDS for cell in cells)


def _counts_up(cells: Row) -> bool:
    """0, 1, 2, ... as pandas names columns that have no name."""
    bare = list(cells[1:]) if not cells[0].strip() else list(cells)
    return len(bare) > 1 and bare == [str(k) for k in range(len(bare))]


def _counts_up_beside_words(cells: Row, numeric: Sequence[int]) -> bool:
    """0, 1, 2, ... and the names of columns that somebody added: one above numbers, or one that tells what it is."""
    numbers = [cell for cell in cells if is_number(cell)]
    words = [j for j, cell in enumerate(cells) if cell.strip() and not is_number(cell) and not missing(cell)]
    told = any(j in numeric or cells[j].strip().lower() in LABEL_WORDS | NAME_WORDS for j in words)
    return told and len(numbers) > 1 and numbers == [str(k) for k in range(len(numbers))]
