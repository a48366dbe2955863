"""Words as they are, seen or heard: Qt reads markup in what looks like it, also in the name of a class or of a file."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QScrollArea, QWidget

Answer = QMessageBox.StandardButton


class Label(QLabel):
    """Words in which nothing is markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None, **properties: object) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText, **properties)
        self.setText(text)


class Quiet(Label):
    """Words of less weight: small, in the second colour."""

    def __init__(self, text: str = "", parent: QWidget | None = None, **properties: object) -> None:
        super().__init__(text, parent, **properties)
        self.setProperty("secondary", True)


def tip(words: str) -> str:
    """Words for a tooltip, in which nothing is markup."""
    return f"<span>{escape(words)}</span>".replace("\n", "<br>") if "<" in words else words


def scrolling(inside: QWidget) -> QScrollArea:
    """What is inside, which scrolls where it has too little room, without a frame around it."""
    scroll: QScrollArea = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    scroll.setWidget(inside)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll


def in_menu(words: str) -> str:
    """Words for a menu, in which no letter is marked."""
    return words.replace("&", "&&")


def tell(parent: QWidget, words: str) -> None:
    """Why something can not be done."""
    _box(parent, QMessageBox.Icon.Warning, "xentgui", words, Answer.Ok, Answer.Ok)


def ask(parent: QWidget, words: str, answers: Answer, usual: Answer, title: str = "xentgui") -> Answer:
    """A question; Enter gives the usual answer."""
    return _box(parent, QMessageBox.Icon.Question, title, words, answers, usual)


def agreed(parent: QWidget, words: str) -> bool:
    """Whether somebody agrees; the careful answer is the one that Enter gives."""
    return ask(parent, words, Answer.Yes | Answer.No, Answer.No) == Answer.Yes


def _box(parent: QWidget, icon: QMessageBox.Icon, title: str, words: str, answers: Answer, usual: Answer) -> Answer:
    box = QMessageBox(icon, title, words, answers, parent, textFormat=Qt.TextFormat.PlainText)
    box.setDefaultButton(usual)
    answer = Answer(box.exec())
    box.deleteLater()
    return answer


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say this after what it is saying."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
