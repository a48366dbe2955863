"""Copy as code: a definition with the data as a program of each framework, as LaTeX, and the data alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from xentgui.analysis import Analysis
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.questions.formula import latex
from xentgui.sources import FRAMEWORKS, code
from xentgui.sources.literals import markdown_table, numpy_literal
from xentgui.window.sizes import px


def open_code_menu(row: QWidget, analysis: Analysis, definition: Definition, say: Callable[[str], None]) -> None:
    """The menu of what can be copied, under the right end of a row of the window."""
    menu = _code_menu(row.window(), analysis, definition, say)
    menu.aboutToHide.connect(partial(QTimer.singleShot, 0, menu.deleteLater))
    corner = row.mapToGlobal(QPoint(row.width(), row.height() + px(2)))
    menu.popup(corner - QPoint(menu.sizeHint().width(), 0))


def _code_menu(parent: QWidget, analysis: Analysis, definition: Definition, say: Callable[[str], None]) -> QMenu:
    """A program is written when it is picked."""
    menu = QMenu(parent)
    batch = analysis.batch
    if batch is None:
        menu.addAction("There is nothing to copy: the data cannot be evaluated yet").setEnabled(False)
        return menu

    def offer(text: str, make: Callable[[], str]) -> None:
        menu.addAction(text).triggered.connect(lambda: _copy(text, make, say))

    for framework in FRAMEWORKS:
        offer(f"{framework} program", partial(code, framework, batch, definition))
    menu.addSeparator()
    offer("Formula as LaTeX", partial(latex, definition))
    offer("Data as NumPy arrays", partial(numpy_literal, batch))
    offer("Data as a Markdown table", partial(_table, analysis, batch))
    return menu


def _table(analysis: Analysis, batch: Batch) -> str:
    samples = [analysis.entry.sample_name(row) for row in range(batch.shape[0])]
    return markdown_table(batch, analysis.shown_names, samples)


def _copy(what: str, make: Callable[[], str], say: Callable[[str], None]) -> None:
    try:
        text = make()
    except ValueError as reason:
        say(f"Not copied, {what}: {reason}")
        return
    QGuiApplication.clipboard().setText(text)
    lines = text.count("\n")
    say(f"Copied: {what}, {lines} lines" if lines > 1 else f"Copied: {what}")
