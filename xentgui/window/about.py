"""What a bug report needs: the versions, and an error with its story."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

ABOUT = (
    "<b>xentgui</b>, the cross-entropy laboratory.<br>A definition of cross-entropy is the negative log-likelihood of "
    "the labels under the model that the outputs stand for.<br>MIT licence."
)


def versions() -> str:
    """The versions of everything that takes part, one a line."""
    parts = [f"{name} {version(name)}" for name in ("xentgui", "numpy", "PySide6-Essentials", "pyqtgraph", "ziamath")]
    system = f"Python {sys.version.split()[0]} on {platform.platform()}, Qt {qVersion()}"
    return "\n".join([*parts, system, f"window system {QGuiApplication.platformName()}"])


class TextDialog(QDialog):
    """Some words, and a text that can be copied with one click."""

    def __init__(self, title: str, words: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        label = QLabel(words, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        field = QPlainTextEdit(text, readOnly=True, accessibleName=f"{title}: text")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy text", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, field, buttons):
            column.addWidget(widget)
        self.resize(560, 360)
