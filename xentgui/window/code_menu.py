"""Copy as code: a definition with the data as a program of each framework, as LaTeX, and the data alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from xentgui.analysis import Analysis
from xentgui.losses.definition import Definition
from xentgui.questions.formula import latex
from xentgui.sources import FRAMEWORKS, code
from xentgui.sources.literals import markdown_table, numpy_literal


def code_menu(parent: QWidget, analysis: Analysis, definition: Definition, say: Callable[[str], None]) -> QMenu:
    """A menu of what can be copied; where a framework cannot say it, the entry gives the reason."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    batch = analysis.batch
    if batch is None:
        menu.addAction("There is nothing to copy: the data cannot be evaluated yet").setEnabled(False)
        return menu

    def offer(text: str, make: Callable[[], str]) -> None:
        try:
            program = make()
        except ValueError as reason:
            action = menu.addAction(f"{text}: {reason}")
            action.setEnabled(False)
        else:
            menu.addAction(text).triggered.connect(partial(_copy, text, program, say))

    for framework in FRAMEWORKS:
        offer(f"{framework} program", partial(code, framework, batch, definition))
    menu.addSeparator()
    offer("Formula as LaTeX", partial(latex, definition))
    offer("Data as NumPy arrays", partial(numpy_literal, batch))
    names = analysis.shown_names
    offer("Data as a Markdown table", partial(markdown_table, batch, classes=names))
    return menu


def _copy(what: str, program: str, say: Callable[[str], None]) -> None:
    QGuiApplication.clipboard().setText(program)
    lines = program.count("\n")
    say(f"Copied: {what}, {lines} line{'s' if lines != 1 else ''}")
