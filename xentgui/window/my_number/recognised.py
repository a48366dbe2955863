"""A number that gives its origin away: who makes it, how it comes about, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from xentgui.questions.fingerprints import Fingerprint
from xentgui.window.my_number.tile import heading
from xentgui.window.theme import all_digits
from xentgui.window.widgets.plain import Label


class Recognised(QFrame):
    """Shows one fingerprint; it needs no data."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        super().__init__()
        self.setProperty("panel", True)
        said = (fingerprint.derivation, fingerprint.advice)
        words = Label(" ".join(f"{_begun(each)}." for each in said), wordWrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value = Label(all_digits(fingerprint.value), alignment=Qt.AlignmentFlag.AlignRight)
        value.setStyleSheet("font-size: 15px; font-weight: 600;")
        head = QHBoxLayout()
        head.addWidget(heading(_begun(fingerprint.who)), 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 11)
        column.setSpacing(7)
        column.addLayout(head)
        column.addWidget(words)
        self.setAccessibleName(f"Recognised: {fingerprint.who}. {words.text()}")


def _begun(text: str) -> str:
    """A sentence begins with a capital; a formula and the name of a function do not."""
    plain = text.partition(" ")[0].strip(",").isalpha() and not text.startswith("ln")
    return text[:1].upper() + text[1:] if plain else text
