"""Somebody who answers the message box that comes up, by a real click."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton


def button(parent, text):
    found = [b for b in parent.findChildren(QPushButton) if b.isVisible() and b.text().replace("&", "") == text]
    return found[0]


def answering(qtbot, text, asked):
    """Presses a button of the message box that comes up, or Enter where none is named, and notes what it asked."""

    def answer():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or text not in [None, *(b.text().replace("&", "") for b in box.buttons())]:
            QTimer.singleShot(20, answer)
            return
        asked.append(box.text())
        if text is None:
            qtbot.keyClick(box.defaultButton(), Qt.Key.Key_Return)
        else:
            qtbot.mouseClick(button(box, text), Qt.MouseButton.LeftButton)

    QTimer.singleShot(20, answer)
