"""What a hand-out is to hold: title and course, blanks, digits, parts; asked before its file."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from xentgui.window.report.edition import HAND_OUT, PARTS, Edition
from xentgui.window.sizes import px

NAME = "hand-out"  # in the settings


class HandOutDialog(QDialog):
    """`edition` is what was chosen; of a training, title, course and digits alone are asked."""

    def __init__(self, parent: QWidget | None, start: Edition = HAND_OUT, *, of_training: bool) -> None:
        """`start` is what is chosen at first."""
        super().__init__(parent)
        self.setWindowTitle("Hand-out")
        self._start = start
        self._title = QLineEdit(start.title, placeholderText="that of the data")
        self._course = QLineEdit(start.course, placeholderText="none")
        self._blanks = QCheckBox("Terms and sums left to fill in, with a solution on a page behind")
        self._all_digits = QCheckBox("All digits of computed numbers")
        self._blanks.setChecked(start.blanks)
        self._all_digits.setChecked(start.all_digits)
        self._parts = {} if of_training else {name: QCheckBox(words) for name, words in PARTS.items()}
        for name, box in self._parts.items():
            box.setChecked(name in start.parts)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole).setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(*map(px, (16, 14, 16, 14)))
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
        chosen = frozenset(name for name, box in self._parts.items() if box.isChecked())
        return replace(
            self._start,
            parts=chosen if self._parts else self._start.parts,
            all_digits=self._all_digits.isChecked(),
            blanks=self._blanks.isChecked(),
            title=self._title.text().strip(),
            course=self._course.text().strip(),
        )


def asked_edition(parent: QWidget, settings: QSettings | None, *, of_training: bool) -> Edition | None:
    """What somebody wants of a hand-out, at first as it was chosen last; None where it is cancelled."""
    dialog = HandOutDialog(parent, _recalled(settings), of_training=of_training)
    accepted, edition = dialog.exec(), dialog.edition
    dialog.deleteLater()
    if accepted and settings is not None:
        settings.setValue(NAME, json.dumps({**asdict(edition), "parts": sorted(edition.parts)}))
    return replace(edition, blanks=edition.blanks and not of_training) if accepted else None


def _recalled(settings: QSettings | None) -> Edition:
    """What was chosen last; what is damaged, or of another program's version, is as if it were not there."""
    try:
        kept = json.loads(str(settings.value(NAME, "{}"))) if settings is not None else {}
        edition = replace(HAND_OUT, **kept)
        parts = frozenset(edition.parts) & PARTS.keys()
    except (ValueError, TypeError):
        return HAND_OUT
    sound = all(type(getattr(edition, each.name)) is type(getattr(HAND_OUT, each.name)) for each in fields(Edition)[1:])
    return replace(edition, parts=parts) if sound else HAND_OUT
