"""What a hand-out is to hold: title and course, blanks, digits, parts; asked before its file."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from xentgui.window.report.edition import HAND_OUT, PARTS, Edition


class HandOutDialog(QDialog):
    """`edition` is what was chosen; of a training, title, course and digits alone are asked."""

    def __init__(self, parent: QWidget | None, *, of_training: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Hand-out")
        self._title = QLineEdit(placeholderText="that of the data")
        self._course = QLineEdit(placeholderText="none")
        self._blanks = QCheckBox("Terms and sums left to fill in, with a solution on a page behind")
        self._all_digits = QCheckBox("All digits of computed numbers")
        self._parts = {} if of_training else {name: QCheckBox(words) for name, words in PARTS.items()}
        for name, box in self._parts.items():
            box.setChecked(name in HAND_OUT.parts)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole).setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(16, 14, 16, 14)
        for words, field in (("Title", self._title), ("Line under it", self._course)):
            field.setAccessibleName(words)
            field.setProperty("field", True)
            form.addRow(words, field)
        for words, box in zip(["Parts"] + [""] * len(self._parts), self._parts.values(), strict=False):
            form.addRow(words, box)
        if not of_training:
            form.addRow("Blanks", self._blanks)
        form.addRow("Digits", self._all_digits)
        form.addRow(buttons)

    @property
    def edition(self) -> Edition:
        return replace(
            HAND_OUT,
            parts=frozenset(name for name, box in self._parts.items() if box.isChecked()),
            all_digits=self._all_digits.isChecked(),
            blanks=self._blanks.isChecked(),
            title=self._title.text().strip(),
            course=self._course.text().strip(),
        )


def asked_edition(parent: QWidget, *, of_training: bool) -> Edition | None:
    """What somebody wants of a hand-out; None where it is cancelled."""
    dialog = HandOutDialog(parent, of_training=of_training)
    accepted, edition = dialog.exec(), dialog.edition
    dialog.deleteLater()
    return edition if accepted else None
