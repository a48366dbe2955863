"""One field of a definition as something to edit: a choice, or a text that is read as numbers."""

from __future__ import annotations

import math
import re
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from xentgui.losses.fields import Field
from xentgui.window.options.note import in_print
from xentgui.window.widgets.combo import Combo

WORDS = {None: "none", True: "yes", False: "no"}


class FieldEditor(QWidget):
    """Emits `changed` when the user changes it; `value` reads it, ValueError where it can not be read."""

    changed = Signal()

    def __init__(self, field: Field, value: object) -> None:
        super().__init__()
        self.field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._box: Combo | None = None
        self._edit: QLineEdit | None = None
        if field.choices:
            self._choices = ((None,) if field.optional else ()) + field.choices
            self._box = Combo(field.name)
            self._box.addItems([WORDS.get(choice, str(choice)) for choice in self._choices])
            self._box.activated.connect(lambda _index: self.changed.emit())
            row.addWidget(self._box)
        else:
            self._edit = QLineEdit()
            self._edit.setProperty("field", True)
            self._edit.textEdited.connect(lambda _text: self.changed.emit())
            row.addWidget(self._edit)
        inner = self._box or self._edit
        assert inner is not None
        inner.setAccessibleName(field.name)
        inner.setToolTip(in_print(field.help))
        self.setFocusProxy(inner)
        self.display(value)

    def display(self, value: Any) -> None:
        """Show a value."""
        if self._box is not None:
            self._box.setCurrentIndex(self._choices.index(value))
        elif self._edit is not None:
            self._edit.setText(_text(value))

    def value(self) -> Any:
        """The value as the definition takes it; ValueError where the text can not be read."""
        if self._box is not None:
            return self._choices[self._box.currentIndex()]
        assert self._edit is not None
        return _read(self._edit.text(), self.field)


def _text(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(_text(each) for each in value)
    return "e" if value == math.e else repr(value)


def _read(text: str, field: Field) -> Any:
    words = text.strip().lower()
    if words in ("", "none"):
        return None if field.optional else field.default
    if words == "e":
        return math.e
    several = field.allowed.startswith("numbers")
    if not several or (not field.each and re.fullmatch(r"\d*,\d+", words)):
        words = words.replace(",", ".")  # one number, with a decimal comma
    try:
        numbers = [float(part) for part in words.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        more = ", or several with commas between them" if several else ""
        raise ValueError(f"{field.name} must be a number{more}, not {text!r}") from None
    if field.each or len(numbers) > 1:
        return tuple(numbers)
    whole = field.name == "ignore_index" and numbers[0] == int(numbers[0])
    return int(numbers[0]) if whole else numbers[0]
