"""Taking things out: tables as CSV, TSV, Markdown or LaTeX, pictures as PNG or SVG, values to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Numbers
from xentgui.files.atomic import write_whole
from xentgui.files.exports import entry_csv, latex, markdown, separated
from xentgui.losses.batch import DataError
from xentgui.window.asked import PICTURES, asked_file
from xentgui.window.lower import CURVE
from xentgui.window.picture import of_widget
from xentgui.window.theme import all_digits, digits

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow

TABLES = {".csv": "CSV (*.csv)", ".tsv": "Tab-separated (*.tsv)", ".md": "Markdown (*.md)", ".tex": "LaTeX (*.tex)"}
SEPARATORS = {".csv": ",", ".tsv": "\t"}


class Exporting(QObject):
    """Writes what the window shows to files that are asked for, and to the clipboard."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def _shown(self) -> Analysis:
        """What tables and cards show: the entry, or an epoch of a training run that they follow."""
        return self._window.cards.analysis or self._window.document.analysis

    def data(self) -> None:
        """The entry as a table."""
        entry = self._shown.entry
        self._write(self._asked("Export the data", "data.csv", TABLES), lambda kind: data_text(entry, kind))

    def losses(self) -> None:
        """The loss of each row under each definition as a table."""
        analysis = self._shown
        self._write(self._asked("Export the losses", "losses.csv", TABLES), lambda kind: losses_text(analysis, kind))

    def window_picture(self) -> None:
        """The window as a picture."""
        path = self._asked("Picture of the window", "xentgui.png", PICTURES)
        if path is not None:
            page = self._window.centralWidget()
            title = self._window.windowTitle().replace("[*]", "")
            self._tell(path, of_widget(page, title).save(str(path)))

    def curve_picture(self) -> None:
        """The curve in front as a picture, with its title; where none is in front, the loss curve comes there."""
        from xentgui.window.curves import CurveView

        path = self._asked("Picture of the curve", "curve.svg", PICTURES)
        if path is None:
            return
        curves = self._window.findChildren(CurveView)
        if not any(curve.isVisible() for curve in curves):
            self._window.verbs.leave_training(CURVE)
        drawn = next((curve.picture() for curve in curves if curve.isVisible()), None)
        self._tell(path, drawn is not None and drawn.save(str(path)))

    def copy_value(self) -> None:
        """The chosen definition's value, with all its digits."""
        analysis = self._shown
        if analysis.cards:
            value = all_digits(analysis.cards[analysis.focus.chosen].value)
            QGuiApplication.clipboard().setText(value)
            self._window.say(f"Copied {value}")

    def copy_values(self) -> None:
        """Every definition with its value: two columns for a spreadsheet."""
        cards = self._shown.cards
        QGuiApplication.clipboard().setText("\n".join(f"{card.title}\t{all_digits(card.value)}" for card in cards))
        self._window.say(f"Copied {len(cards)} value{'s' * (len(cards) != 1)} with their names")

    def _asked(self, title: str, name: str, kinds: dict[str, str]) -> Path | None:
        return asked_file(self._window, title, self._window.filing.folder(name), kinds)

    def _write(self, path: Path | None, text: Callable[[str], str]) -> None:
        if path is None:
            return
        try:
            write_whole(path, text(path.suffix.lower()).encode())
        except DataError as error:
            self._window.filing.refuse(error.reason)
        else:
            self._window.say(f"Wrote {path}")

    def _tell(self, path: Path, written: bool) -> None:
        if written:
            self._window.say(f"Wrote {path}")
        else:
            self._window.filing.refuse(f"{path.name} could not be written: save it in another place")


def data_text(entry: Entry, kind: str) -> str:
    """The entry as a table of a kind: ".csv", ".tsv", ".md" or ".tex"."""
    if kind in SEPARATORS:
        return entry_csv(entry, separator=SEPARATORS[kind])
    number = "logit" if entry.outputs_are == "logits" else "probability"
    header = [f"{what} {name}" for what in (number, "label") for name in entry.class_names]
    return _table(np.hstack([entry.table("outputs"), entry.table("labels")]), _rows(entry), header, kind, None)


def losses_text(analysis: Analysis, kind: str) -> str:
    """The loss of each row under each definition that takes the data, and the value of each below."""
    known = analysis.comparison.evaluations if analysis.comparison is not None else {}
    cards = [card for card in analysis.cards if card.name in known]
    if not cards:
        raise DataError("there is no loss to write: the data cannot be evaluated yet")
    losses = np.column_stack([known[card.name].per_sample for card in cards])
    values = np.array([[card.value for card in cards]])
    rows = [*_rows(analysis.entry), cards[0].rows]
    return _table(np.vstack([losses, values]), rows, [card.title for card in cards], kind, digits.decimals)


def _rows(entry: Entry) -> list[str]:
    return list(entry.sample_names or map(str, range(1, entry.rows + 1)))


def _table(cells: Numbers, rows: Sequence[str], header: Sequence[str], kind: str, places: int | None) -> str:
    if kind == ".md":
        return markdown(cells, rows, header, digits=places)
    if kind == ".tex":
        return latex(cells, rows, header, digits=places)
    return separated(cells, rows, header, separator=SEPARATORS[kind])
