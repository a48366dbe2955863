"""What the pieces of a paste hold: columns, or a loss; wide tables of MATLAB and Octave are joined before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from xentgui.files.calls import fact_of
from xentgui.files.cells import is_number, plain
from xentgui.files.columns import MOST_WRITTEN, Column, check_one_decimal_mark, columns_of
from xentgui.files.cutting import NUMBER_TEXT, ROLE_WORDS, Piece, caption_of, cut
from xentgui.files.literals import Tree
from xentgui.files.separated import RaggedError, count_cells, guess_separator, split
from xentgui.files.trees import columns_of_tree, numbers_of_tree, without_loss
from xentgui.losses.batch import DataError

MOST_TABLES = 50


@dataclass(frozen=True)
class Segment:
    """A part of a paste: columns, or a loss as it is written, or the options of a call.

    `caption` is what it is called, `lone` a single number as it is written, which may be a loss, a label or an output.
    `array` is what was printed in brackets, and `written` its numbers as they stand there. `printed` says that a
    program wrote it as a value.
    """

    caption: str = ""
    columns: tuple[Column, ...] = ()
    number_text: str | None = None
    lone: str | None = None
    array: NDArray[np.float64] | None = None
    written: tuple[str, ...] | None = None
    printed: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


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
        words = not piece.printed and piece.number is None and not piece.facts and len(piece.lines) == 1
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
        kind = None if piece.caption else _row_kind(piece.tree)
        if last and kind and (len(last.rows) > 1 or not _complete(kept)) and _row_kind(last.rows[-1]) == kind:
            last.rows.append(piece.tree)
            last.lines.extend(piece.lines)
            last.tree = last.rows
        else:
            kept.append(replace(piece, rows=[piece.tree]))
    return kept


def _complete(pieces: list[Piece]) -> bool:
    """Whether labels and outputs stand there already, so that a row below is something else."""
    return len([piece for piece in pieces if isinstance(piece.tree, list) and piece.caption != "loss"]) > 1


def _row_kind(row: Tree) -> tuple[int, bool] | None:
    """How long a printed row of numbers is, and whether all of it is written without a point."""
    if not isinstance(row, list) or len(row) < 2 or not all(isinstance(item, int | float) for item in row):
        return None
    return len(row), all(isinstance(item, int) for item in row)


def _segments_of(piece: Piece) -> list[Segment]:
    if piece.facts:
        return [Segment(piece.caption, facts=piece.facts)]
    if piece.number is not None:
        return [Segment("loss", number_text=piece.number)]
    if piece.caption == "pos_weight" and (fact := fact_of(piece.caption, piece.lines[0])) is not None:
        return [Segment(piece.caption, facts=fact)]
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
    if piece.caption == "loss" and isinstance(_only(tree), int | float):
        return [*found, Segment("loss", number_text=_number_text(text))]
    table = piece.caption if piece.caption in ROLE_WORDS else ""
    array = numbers_of_tree(tree)
    written = None if array is None else _written_in(text, array.size)
    if array is not None and array.ndim > 2:
        return [*found, Segment(piece.caption, array=array, written=written, printed=True)]
    lone = _number_text(text) if isinstance(tree, int | float) else None
    columns = () if lone and not np.isfinite(float(tree)) else _columns_of(tree, table, text)  # type: ignore[arg-type]
    if len(columns) == 1 and columns[0].vector:
        columns = (replace(columns[0], written=written),)
    return [*found, Segment(piece.caption, columns, lone=lone, array=array, written=written, printed=True)]


def _columns_of(tree: Tree, table: str, text: str) -> tuple[Column, ...]:
    """The columns of a printed value; of ragged rows what to do about it is done where it stands in a longer text."""
    try:
        return columns_of_tree(tree, table)
    except RaggedError as error:
        error.parts = tuple((words, partial(_with_value, text, change)) for words, change in error.parts)
        raise


def _with_value(value: str, change: Callable[[str], str], text: str) -> str:
    return text.replace(value, change(value), 1)


def _only(tree: Tree) -> Tree:
    """What stands in lists of one item."""
    while isinstance(tree, list) and len(tree) == 1:
        tree = tree[0]
    return tree


def _number_text(text: str) -> str:
    bare = re.sub(r"[A-Za-z_][\w.]*\s*\(|.*numpy=", "", text, flags=re.DOTALL)
    match = NUMBER_TEXT.search(plain(bare))
    return match.group() if match else "nan"


def _written_in(text: str, count: int) -> tuple[str, ...] | None:
    """The numbers of a printed array as they are written; None where they are many or can not be told apart."""
    inside = plain(text)[text.find("[") + 1 : text.rfind("]")] if count <= MOST_WRITTEN else ""
    found = tuple(re.sub(r"[\[\],]", " ", inside).split())
    return found if len(found) == count and all(map(NUMBER_TEXT.fullmatch, found)) else None


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
    if len(columns) == 1 and len(columns[0]) == 1 and columns[0].numbers is not None:
        written = plain(sheet.rows[-1][-1]).strip()
        written = written if NUMBER_TEXT.fullmatch(written) else str(columns[0].numbers[0])
        if caption_of(named) == "loss":
            return Segment("loss", number_text=written)
        return Segment(caption, columns, lone=written)
    return Segment(caption, columns)


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


_HEAD = re.compile(r" *Columns? (?P<first>\d+)(?: (?:through|and|to) \d+)?:? *")
_NUMBERS = re.compile(r"[\s\d.,eEinfNaI+*-]+", re.ASCII)


def joined(text: str) -> str:
    """The text with the blocks "Columns 1 through 8", "Columns 9 and 10" of each table side by side.

    >>> joined("t =\\n\\n  Columns 1 through 2\\n\\n  1 0\\n  0 1\\n\\n  Column 3\\n\\n  0\\n  0\\n")
    't =\\n\\n  1 0   0\\n  0 1   0\\n'
    """
    if not any(map(_HEAD.fullmatch, text.splitlines())):
        return text
    done: list[str] = []
    blocks: list[list[str]] = []
    for line in text.splitlines():
        head = _HEAD.fullmatch(line)
        if head is not None:
            if head["first"] == "1":
                done += _side_by_side(blocks)
                blocks = []
            blocks.append([])
        elif blocks and (not line.strip() or _NUMBERS.fullmatch(line)):
            blocks[-1] += [line] if line.strip() else []
        else:
            done += _side_by_side(blocks)
            blocks = []
            done.append(line)
    return "\n".join([*done, *_side_by_side(blocks), ""])


def _side_by_side(blocks: list[list[str]]) -> list[str]:
    """The lines of blocks joined, one below the other where they have not as many."""
    if len({len(block) for block in blocks}) == 1:
        return [" ".join(lines) for lines in zip(*blocks, strict=True)]
    return [line for block in blocks for line in block]
