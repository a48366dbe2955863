"""What the window shows as tables of text: the data, the losses of all rows, the values, the terms of a row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import Entry
from xentgui.files.exports import (
    UNDEFINED,
    Cell,
    Cells,
    Column,
    Tex,
    entry_columns,
    entry_csv,
    latex,
    markdown,
    separated,
)
from xentgui.formulas import reading
from xentgui.losses.batch import DataError
from xentgui.questions.saying.runs import Run
from xentgui.window.numbers import MINUS, all_digits, digits
from xentgui.window.strip.sentence import fragments, parts

KINDS = {"tsv": "Tab-separated", "csv": "CSV", "md": "Markdown", "tex": "LaTeX"}
SEPARATORS = {"csv": ",", "tsv": "\t"}
MOST_CELLS = 1_000_000  # that a clipboard is given
_COLOUR = re.compile(r"\\textcolor\{\w*\}")


@dataclass(frozen=True)
class WrittenTable:
    """A table to be written: what it is called, in full and in short, and its text in a kind of `KINDS`."""

    words: str
    short: str
    text: Callable[[Analysis, str], str]
    has_cards: bool = True


def data_text(analysis: Analysis, kind: str) -> str:
    """The entry as a table."""
    entry = analysis.entry
    if kind in SEPARATORS:
        return entry_csv(entry, separator=SEPARATORS[kind])
    columns = entry_columns(entry)
    cells = list(zip(*(values for _, values in columns), strict=True))
    return table_text(cells, _rows(entry), [name.replace("_", " ", 1) for name, _ in columns], kind, None)


def losses_text(analysis: Analysis, kind: str) -> str:
    """The loss of each row under each definition that takes the data, and the value of each below."""
    known = analysis.comparison.evaluations if analysis.comparison is not None else {}
    cards = [card for card in analysis.cards if card.name in known]
    if not cards:
        raise DataError("there is no loss to write: the data cannot be evaluated yet")
    losses = np.column_stack([known[card.name].per_sample for card in cards])
    losses[analysis.entry.unlabelled(0, len(losses))] = math.nan
    values = np.array([[card.value for card in cards]])
    rows = [*_rows(analysis.entry), cards[0].rows]
    return table_text(np.vstack([losses, values]), rows, [card.title for card in cards], kind, digits.decimals)


def values_text(analysis: Analysis, kind: str) -> str:
    """Each definition with its value, what that is counted in, the difference from the chosen one, and why."""
    cards, chosen = analysis.cards, analysis.cards[analysis.focus.chosen]
    told = kind in SEPARATORS  # a text beside numbers: the other kinds write it in its column of numbers
    header = ["value", "counted in", f"difference from {chosen.short}", "in words"]
    cells = [
        [
            "" if card.problem else UNDEFINED if told and math.isnan(card.value) else card.value,
            f"{card.unit}, {card.rows}",
            "" if card.problem or not np.isfinite(card.value - chosen.value) else card.difference,
            card.problem or ("the others are compared with it" if card is chosen else card.why),
        ]
        for card in cards
    ]
    return table_text(cells, [card.title for card in cards], header, kind, digits.decimals)


def terms_text(analysis: Analysis, kind: str) -> str:
    """The focused row, term by term, with the sums below."""
    worked = analysis.worked
    if worked is None:
        raise DataError(f"there are no terms to write: {_why_none(analysis)}")
    adds = worked.added_tex is not None
    heads = [worked.label_tex, "a_j", worked.shared_tex, *([worked.added_tex] if worked.added_tex is not None else [])]
    header = [Tex(_COLOUR.sub("", tex)) if kind == "tex" else reading(tex).replace(MINUS, "-") for tex in heads]
    names = [row.name for row in worked.rows]
    cells = [[row.label, row.activation, row.shared, *([row.added] if adds else [])] for row in worked.rows]
    sums: list[Cell] = ["", "", worked.shared_total, *([worked.added_total] if adds else [])]
    return table_text([*cells, sums], [*names, "sum"], header, kind, digits.decimals)


def curves_text(analysis: Analysis, kind: str) -> str:
    """Loss and slope of the focused row under each definition as its focused output moves: a line for each point."""
    curve, entry = analysis.curve, analysis.entry
    if curve is None or analysis.unlabelled:
        raise DataError(f"there are no curves to write: {_why_none(analysis)}")
    moved = f"{'a' if entry.outputs_are == 'probabilities' else 'f'}({entry.class_names[analysis.focus.column]})"
    drawn = [card for card in analysis.cards if card.name in curve.losses]
    losses = [(f"loss {card.short}", curve.losses[card.name].tolist()) for card in drawn]
    slopes = [(f"slope {card.short}", curve.gradients[card.name].tolist()) for card in drawn]
    return columns_text([(moved, curve.x.tolist()), *losses, *slopes], kind)


def _why_none(analysis: Analysis) -> str:
    lacks = f"{analysis.row_words} has no label yet"
    return lacks if analysis.unlabelled else "the data cannot be evaluated yet"


def frameworks_text(analysis: Analysis, kind: str) -> str:
    """Every known function with its value, those of one value together, then those that refuse the data and why."""
    answer = analysis.functions
    if answer is None:
        raise DataError("there are no values to write: the data cannot be evaluated yet")
    told = [each for group in (*answer.groups, answer.refused) for each in group]
    cells: list[list[Cell]] = [
        ["" if each.problem else each.value, each.problem or "; ".join(each.by_hand)] for each in told
    ]
    return table_text(cells, [each.call for each in told], ["value", "note"], kind, None)


SHEETS: Mapping[str, WrittenTable] = {
    "values": WrittenTable("Values of the definitions", "values", values_text),
    "terms": WrittenTable("Terms of this row", "terms", terms_text),
    "curves": WrittenTable("The curves", "curves", curves_text),
    "losses": WrittenTable("Losses of all rows", "losses", losses_text),
    "data": WrittenTable("Data", "data", data_text, has_cards=False),
    "frameworks": WrittenTable("Values of all functions of the frameworks", "frameworks", frameworks_text),
}


def columns_text(columns: Sequence[Column], kind: str) -> str:
    """Columns under their names, as a kind of `KINDS`."""
    cells = list(zip(*(values for _, values in columns), strict=True))
    return table_text(cells, None, [name for name, _ in columns], kind, digits.decimals)


def table_text(cells: Cells, rows: Sequence[str] | None, header: Sequence[str], kind: str, places: int | None) -> str:
    """Cells under their header and behind names of their rows if given, as a kind of `KINDS`; `places` for people."""
    if kind == "md":
        return markdown(cells, rows, header, digits=places)
    if kind == "tex":
        return latex(cells, rows, header, digits=places)
    return separated(cells, rows, header, separator=SEPARATORS[kind])


def agreement_text(analysis: Analysis) -> str:
    """What each definition gives and how they stand to each other, in sentences for a ticket or a message."""
    values = [
        f"{card.title}: {card.problem}"
        if card.problem
        else f"{card.title}: {all_digits(card.value)} {card.unit}, {card.rows}"
        for card in analysis.cards
    ]
    return "\n".join([*values, "", *(_sentence(line.runs) for line in analysis.strip)]) + "\n"


def _sentence(runs: Sequence[Run]) -> str:
    pieces = fragments(runs)
    return "".join(_symbols(piece.text) if piece.mathematical else piece.text for piece in pieces)


def _symbols(text: str) -> str:
    return "".join(f"_{piece}" if kind == "index" and piece else piece for piece, kind in parts(text))


def _rows(entry: Entry) -> list[str]:
    return list(map(entry.sample_name, range(entry.rows)))
