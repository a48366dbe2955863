"""The terms of a row as a picture: the whole table and every formula under it, however little room the window has."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QToolButton

from xentgui.analysis import Analysis
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.terms.table import TermTable
from xentgui.window.terms.view import TermsView

WIDTH, HIGHEST = 860, 4000


def terms_picture(analysis: Analysis) -> Picture:
    """Of an analysis that has an answer: its focused row, term by term."""
    view = TermsView()
    for step in view.findChildren(QToolButton):
        step.hide()
    view.resize(WIDTH, HIGHEST)
    view.display(analysis)
    parts = view.findChild(TermTable), view.findChild(QScrollArea).widget()
    lowest = max(part.mapTo(view, QPoint(0, part.height())).y() for part in parts)
    view.resize(WIDTH, lowest)
    words = f"Row {analysis.focus.row + 1:,} of {analysis.entry.rows:,}, term by term"
    return of_parts(words, view, parts)
