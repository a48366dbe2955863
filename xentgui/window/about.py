"""What a bug report needs: the versions, and an error with its story. And pages to read."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from xentgui import diagnosis
from xentgui.window.icon import icon
from xentgui.window.sizes import keep, px

ABOUT = (
    "<p style='font-size: large'><b>xentgui</b></p>"
    "<p>The cross-entropy laboratory: which definition gives a number, and why two of them agree or differ.</p>"
    "<p>A definition of cross-entropy is the negative log-likelihood of the labels under the model that the outputs "
    "stand for.</p><p>MIT licence. The versions below belong into a bug report.</p>"
)
ERROR = (
    "<b>Something went wrong inside xentgui.</b><br>Your work is still here and is kept; you can go on. "
    "Please send this text to the makers of the program, with what you did before."
)
MOST_TOLD = 20_000  # characters of errors that one dialog holds


def versions() -> str:
    """The versions of everything that takes part, one a line."""
    return "\n".join([*diagnosis.versions(), f"Qt {qVersion()}, window system {QGuiApplication.platformName()}"])


class TextDialog(QDialog):
    """Some words, and a text that can be copied with one click."""

    def __init__(self, title: str, words: str, text: str, parent: QWidget | None = None, *, picture: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        label = QLabel(words, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._field = QPlainTextEdit(text, readOnly=True, accessibleName=f"{title}: text")
        self._field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._field.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy text", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        head = QHBoxLayout()
        keep(head.setSpacing, 16)
        if picture:
            mark = QLabel(pixmap=icon(picture, "#000000", 72).pixmap(px(72), px(72)))
            head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label, 1)
        column = QVBoxLayout(self)
        keep(column.setContentsMargins, 16, 14, 16, 14)
        keep(column.setSpacing, 12)
        column.addLayout(head)
        column.addWidget(self._field, 1)
        column.addWidget(buttons)
        self.resize(px(600), px(400))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._field.toPlainText())

    def add(self, text: str) -> None:
        """More text, below what stands there, as long as there is room."""
        if len(self._field.toPlainText()) < MOST_TOLD:
            self._field.appendPlainText(text)


class PageDialog(QDialog):
    """A page to read, which scrolls."""

    def __init__(self, title: str, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        browser = QTextBrowser(accessibleName=title)
        browser.document().setDocumentMargin(14)
        browser.setHtml(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        keep(column.setContentsMargins, 12, 12, 12, 12)
        column.addWidget(browser)
        column.addWidget(buttons)
        self.resize(px(620), px(680))
