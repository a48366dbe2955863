"""The kinds of a report: for a ticket, with all there is, and a hand-out, which one is asked about before its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from xentgui.losses.batch import DataError
from xentgui.questions.saying.runs import Run, equals
from xentgui.window.numbers import digits, show_run
from xentgui.window.report.blocks import (
    DIGIT_WIDE,
    POINT_WIDE,
    Blank,
    Block,
    Cell,
    Formula,
    Table,
    aligned,
)
from xentgui.window.sizes import open_as, spaced
from xentgui.window.tables.lenses import short
from xentgui.window.widgets.plain import scrolling

PARTS = {
    "agreement": "How the definitions agree",
    "values": "What each definition gives",
    "definitions": "The formulas",
    "sources": "The formulas, what each assumes and where it is from",
    "data": "The data",
    "terms": "The chosen row, term by term",
    "curves": "Loss and slope as one output moves",
    "map": "Loss over all probabilities",
    "program": "A program that computes the value again",
    "training": "What is trained",
    "versions": "Versions of the program and what it needs",
}
NAME = "hand-out"  # in the settings


@dataclass(frozen=True)
class Edition:
    """Which parts of a report are printed, and how; `blanks` are lines to write on, with a solution on a page behind.

    `title` stands in place of the one that the data have, `course` is a line under it.
    """

    parts: frozenset[str] = frozenset(PARTS)
    all_digits: bool = True
    blanks: bool = False
    title: str = ""
    course: str = ""


FOR_A_TICKET = Edition()


HAND_OUT = Edition(frozenset({"agreement", "values", "definitions", "data", "terms"}), all_digits=False)


def parts_named(text: str) -> frozenset[str]:
    """The parts of a list with commas. Raises DataError for a name that is none.

    >>> sorted(parts_named("terms, data"))
    ['data', 'terms']
    """
    names = [name.strip() for name in text.split(",")]
    unknown = next((name for name in names if name not in PARTS), None)
    if unknown is not None:
        raise DataError(f"a report has no part {unknown!r}: its parts are {', '.join(PARTS)}")
    return frozenset(names)


def with_blanks(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same with lines to write on in place of terms and sums; columns that would tell them are left out."""
    for block in blocks:
        if isinstance(block, Table):
            yield _to_fill_in(block) if block.foot else _as_given(block)
        elif isinstance(block, Formula) and block.worked:
            yield Blank()
        else:
            yield block


def _to_fill_in(table: Table) -> Table:
    def emptied(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(Cell("", blank=True) if cell.computed else cell for cell in cells)

    return replace(table, rows=tuple(map(emptied, table.rows)), foot=emptied(table.foot))


def _as_given(table: Table) -> Table:
    """The columns in which nothing is a result."""
    given = [place for place in range(len(table.columns)) if not any(row[place].computed for row in table.rows)]
    rows = tuple(tuple(row[place] for place in given) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in given), rows=rows)


def as_shown(block: Block) -> Block:
    """The block with the digits of the window; ≈ stands before a sum that the numbers as shown do not add up to."""
    if not isinstance(block, Table):
        return block
    rows = [[_shown(cell) for cell in row] for row in block.rows]
    if block.foot:
        above = zip(*rows, strict=True)
        rows.append([_shown_sum(total, parts) for total, parts in zip(block.foot, above, strict=True)])
    columns = [aligned(column) for column in zip(*rows, strict=True)]
    lines = tuple(zip(*columns, strict=True))
    return replace(block, rows=lines[: len(block.rows)], foot=lines[-1] if block.foot else ())


def _shown(cell: Cell) -> Cell:
    """A result has as many decimals as the window shows, what was entered at most as many."""
    text = cell.text.rstrip(DIGIT_WIDE + POINT_WIDE)
    if cell.value is not None and cell.computed:
        text = show_run(Run(value=cell.value, signed=text.startswith("+"), between=cell.between))
    elif cell.value is not None and len(text.partition(".")[2]) > digits.decimals:
        text = short(cell.value, digits.decimals)
    return replace(cell, text=text)


def _shown_sum(total: Cell, parts: Sequence[Cell]) -> Cell:
    shown = _shown(total)
    rounded = total.computed and equals(shown.text, [part.text for part in parts]) == "≈"
    return replace(shown, text=f"≈ {shown.text}") if rounded else shown


class HandOutDialog(QDialog):
    """`edition` is what was chosen; of a training, title, course and digits alone are asked."""

    def __init__(self, parent: QWidget | None, start: Edition = HAND_OUT, *, of_training: bool) -> None:
        """`start` is what is chosen at first."""
        super().__init__(parent)
        self.setWindowTitle("Hand-out")
        self._start = start
        self._title = QLineEdit(start.title, placeholderText="that of the data")
        self._course = QLineEdit(start.course, placeholderText="none")
        self._blanks = QCheckBox("Terms and sums left to fill in, with a solution on a page behind")
        self._all_digits = QCheckBox("All digits of computed numbers")
        self._blanks.setChecked(start.blanks)
        self._all_digits.setChecked(start.all_digits)
        self._parts = {} if of_training else {name: QCheckBox(words) for name, words in PARTS.items()}
        for name, box in self._parts.items():
            box.setChecked(name in start.parts)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole).setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QWidget()
        form = QFormLayout(rows)
        form.setContentsMargins(0, 0, 0, 0)
        for words, field in (("Title", self._title), ("Line under it", self._course)):
            field.setAccessibleName(words)
            field.setProperty("field", True)
            form.addRow(words, field)
        for words, box in zip(["Parts"] + [""] * len(self._parts), self._parts.values(), strict=False):
            form.addRow(words, box)
        if not of_training:
            form.addRow("Blanks", self._blanks)
        form.addRow("Digits", self._all_digits)
        column = spaced(QVBoxLayout(self), around=(16, 14, 16, 14))
        column.addWidget(scrolling(rows))
        column.addWidget(buttons)
        open_as(self, 580, 180 if of_training else 500)

    @property
    def edition(self) -> Edition:
        chosen = frozenset(name for name, box in self._parts.items() if box.isChecked())
        return replace(
            self._start,
            parts=chosen if self._parts else self._start.parts,
            all_digits=self._all_digits.isChecked(),
            blanks=self._blanks.isChecked(),
            title=self._title.text().strip(),
            course=self._course.text().strip(),
        )


def asked_edition(parent: QWidget, settings: QSettings | None, *, of_training: bool) -> Edition | None:
    """What somebody wants of a hand-out, at first as it was chosen last; None where it is cancelled."""
    dialog = HandOutDialog(parent, _recalled(settings), of_training=of_training)
    accepted, edition = dialog.exec(), dialog.edition
    dialog.deleteLater()
    if accepted and settings is not None:
        settings.setValue(NAME, json.dumps({**asdict(edition), "parts": sorted(edition.parts)}))
    return replace(edition, blanks=edition.blanks and not of_training) if accepted else None


def _recalled(settings: QSettings | None) -> Edition:
    """What was chosen last; what is damaged, or of another program's version, is as if it were not there."""
    try:
        kept = json.loads(str(settings.value(NAME, "{}"))) if settings is not None else {}
        edition = replace(HAND_OUT, **kept)
        parts = frozenset(edition.parts) & PARTS.keys()
    except (ValueError, TypeError):
        return HAND_OUT
    sound = all(type(getattr(edition, each.name)) is type(getattr(HAND_OUT, each.name)) for each in fields(Edition)[1:])
    return replace(edition, parts=parts) if sound else HAND_OUT
