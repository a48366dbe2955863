"""What the pieces of a paste hold: columns, or a loss."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xentgui.files.cells import is_number, plain
from xentgui.files.columns import Column, check_one_decimal_mark, columns_of
from xentgui.files.cutting import NUMBER_TEXT, ROLE_WORDS, Piece, caption_of, cut
from xentgui.files.separated import count_cells, guess_separator, split
from xentgui.files.trees import columns_of_tree, without_loss
from xentgui.files.words import LABEL_WORDS
from xentgui.losses.batch import DataError

MOST_TABLES = 50


@dataclass(frozen=True)
class Segment:
    """A part of a paste: columns, or a loss as it is written; `caption` is what it is called, `text` what it was."""

    caption: str = ""
    columns: tuple[Column, ...] = ()
    number_text: str | None = None
    text: str = ""


def segments(text: str) -> list[Segment]:
    """The parts of a paste in their order. Raises DataError with the line of what cannot be read."""
    pieces = _rows_together(_captioned(cut(text)))
    if len(pieces) > MOST_TABLES:
        raise DataError(f"there are {len(pieces)} tables in it: copy labels and outputs alone")
    return [segment for piece in pieces for segment in _segments_of(piece)]


def _captioned(pieces: list[Piece]) -> list[Piece]:
    """A line of words alone is the caption of what follows it."""
    kept: list[Piece] = []
    caption = ""
    for k, piece in enumerate(pieces):
        words = not piece.printed and piece.number is None and len(piece.lines) == 1
        if words and k + 1 < len(pieces) and not re.search(r"\d", piece.lines[0]) and not piece.caption:
            caption = caption_of(piece.lines[0])
            continue
        kept.append(replace(piece, caption=piece.caption or caption))
        caption = ""
    return kept


def _rows_together(pieces: list[Piece]) -> list[Piece]:
    """Vectors of one length printed one after the other are the rows of one table."""
    kept: list[Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if last and _is_row(piece) and not piece.caption and _row_kind(last) == _row_kind(piece):
            assert isinstance(last.tree, list)
            if not isinstance(last.tree[0], list):
                last.tree = [last.tree]
            last.tree.append(piece.tree)
            last.lines.extend(piece.lines)
        else:
            kept.append(piece)
    return kept


def _is_row(piece: Piece) -> bool:
    row = piece.tree
    return isinstance(row, list) and len(row) > 1 and all(isinstance(item, int | float) for item in row)


def _row_kind(piece: Piece) -> tuple[int, bool] | None:
    """How long a printed row is, and whether all of it is written without a point."""
    tree = piece.tree
    row = tree[-1] if isinstance(tree, list) and tree and isinstance(tree[-1], list) else tree
    if not isinstance(row, list) or len(row) < 2:
        return None
    return len(row), all(isinstance(item, int) for item in row)


def _segments_of(piece: Piece) -> list[Segment]:
    if piece.number is not None:
        return [Segment("loss", number_text=piece.number)]
    if piece.printed:
        return _printed(piece)
    return [_block(part) for part in _runs(piece)]


def _printed(piece: Piece) -> list[Segment]:
    tree, text = piece.tree, piece.lines[0]
    found: list[Segment] = []
    tree, loss = without_loss(tree, text)
    if loss is not None:
        found = [Segment("loss", number_text=loss)]
        if not tree:
            return found
    single = tree[0] if isinstance(tree, list) and len(tree) == 1 and piece.caption == "loss" else tree
    a_class = isinstance(single, int) and piece.caption != "loss"
    if isinstance(single, int | float) and not a_class and piece.caption not in LABEL_WORDS:
        return [Segment("loss", number_text=_number_text(text))]
    columns = columns_of_tree(tree, piece.caption if piece.caption in ROLE_WORDS else "")
    return [*found, Segment(piece.caption, columns, text=text)]


def _number_text(text: str) -> str:
    bare = re.sub(r"[A-Za-z_][\w.]*\s*\(|.*numpy=", "", text, flags=re.DOTALL)
    match = NUMBER_TEXT.search(plain(bare))
    return match.group() if match else "nan"


def _runs(piece: Piece) -> list[Piece]:
    """A block in two where one column, or one row of class numbers, stands directly below a table of other width."""
    separator = guess_separator([line for line in piece.lines[:200] if line.strip()])
    counts = [count_cells(line, separator) for line in piece.lines]
    cut = next((k for k in range(2, len(counts)) if counts[k] != counts[1]), None)
    if cut is None or counts[1] < 2 or separator == "|":
        return [piece]
    below = piece.lines[cut:]
    rows = cut - (not any(is_number(word) for word in re.split(r"[\s,;|]+", piece.lines[0])))
    labels = re.split(r"[\s,;|]+", below[0].strip()) if len(below) == 1 else []
    is_row = len(labels) == rows and all(word.isdigit() and int(word) < counts[1] for word in labels)
    if not is_row and any(count != 1 for count in counts[cut:]):
        return [piece]
    return [replace(piece, lines=piece.lines[:cut]), Piece("", piece.first + cut, below)]


def _block(piece: Piece) -> Segment:
    lines, first, caption = piece.lines, piece.first, piece.caption
    if len(lines) > 1 and not caption and _is_caption_line(lines):
        lines, first, caption = lines[1:], first + 1, caption_of(lines[0])
    sheet = split("\n".join(_with_named_index(lines)), first_line=first)
    check_one_decimal_mark(sheet)
    columns = columns_of(sheet, table=caption if caption in ROLE_WORDS else "")
    if piece.series and len(columns) == 2:
        columns = (replace(columns[1], place=1),)
    named = caption or columns[0].name
    if len(columns) == 1 and len(columns[0]) == 1 and caption_of(named) == "loss" and columns[0].numbers is not None:
        written = plain(sheet.rows[-1][-1]).strip()
        return Segment("loss", number_text=written if NUMBER_TEXT.fullmatch(written) else str(columns[0].numbers[0]))
    return Segment(caption, columns, text="\n".join(lines))


def _with_named_index(lines: list[str]) -> list[str]:
    """A print of pandas with the name of its index in a line of its own: put before the header."""
    counts = [count_cells(line, " ") for line in lines[:3]]
    if len(counts) < 3 or counts[1] != 1 or counts[0] + 1 != counts[2] or counts[0] < 2 or "\t" in lines[0]:
        return lines
    return [f"{lines[1].strip()} {lines[0]}", "", *lines[2:]]


def _is_caption_line(lines: list[str]) -> bool:
    words = re.findall(r"\w+", lines[0].lower())
    tells = bool(words) and all(word in ROLE_WORDS for word in words)
    separator = guess_separator(lines[1:200])
    return tells and count_cells(lines[0], separator) != count_cells(lines[1], separator)
