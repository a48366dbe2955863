"""What stands beside a field: its line of help, or why its value can not be."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel

from xentgui.window.theme import MINUS


def in_print(words: str) -> str:
    """A line of help with the minus of print instead of a hyphen: "(1 − y)"."""
    return re.sub(r"(?<= )-(?=\d)", MINUS, re.sub(r"(?<=\d) ?- ?", f" {MINUS} ", words))


class Note(QLabel):
    """A line of help, until there is something to say."""

    def __init__(self, help_words: str) -> None:
        self._help = in_print(help_words)
        super().__init__(self._help, wordWrap=True)
        self.setMinimumWidth(260)
        self.setProperty("secondary", True)

    def say(self, problem: str = "") -> None:
        """Show a problem, or the help again."""
        text = f"! {problem}" if problem else self._help
        if text == self.text():
            return
        self.setText(text)
        self.setProperty("secondary", not problem)
        self.setProperty("refused", bool(problem))
        self.style().unpolish(self)
        self.style().polish(self)
