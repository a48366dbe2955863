"""The options editor, made from the fields themselves: formula and value follow each change; what cannot be is said."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from xentgui.analysis import Analysis
from xentgui.entry import ShownCard
from xentgui.losses.definition import Definition
from xentgui.losses.fields import FIELDS, Field
from xentgui.questions.card import unit
from xentgui.questions.formula import formula_pieces
from xentgui.sources import describe, sources
from xentgui.window.numbers import MINUS, show_number
from xentgui.window.sizes import FLUSH, keep, open_as, spaced
from xentgui.window.typesetting import FormulaLabel
from xentgui.window.widgets.choices import Combo
from xentgui.window.widgets.plain import Label, announce, scrolling

ENTRY_FIELDS = ("log_base", "reduction", "class_weights")  # the whole window sets them, where a card does not
WORDS = {None: "none", True: "yes", False: "no"}


def in_print(words: str) -> str:
    """A line of help with the minus of print instead of a hyphen: "(1 − y)"."""
    return re.sub(r"(?<= )-(?=\d)", MINUS, re.sub(r"(?<=\d) ?- ?", f" {MINUS} ", words))


class Note(QLabel):
    """A line of help, until there is something to say."""

    def __init__(self, help_words: str) -> None:
        self._help = in_print(help_words)
        super().__init__(self._help, wordWrap=True)
        keep(self.setMinimumWidth, 240)
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


class FieldEditor(QWidget):
    """Emits `changed` when the user changes it; `value` reads it, ValueError where it can not be read."""

    changed = Signal()

    def __init__(self, field: Field, value: object) -> None:
        super().__init__()
        self.field = field
        row = spaced(QHBoxLayout(self), around=FLUSH)
        self._box: Combo | None = None
        self._edit: QLineEdit | None = None
        if field.choices:
            self._choices = ((None,) if field.default is None else ()) + field.choices
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
        return ", ".join(map(_text, value)) + ("," if len(value) == 1 else "")
    return "e" if value == math.e else repr(value)


def _read(text: str, field: Field) -> Any:
    words = text.lower().strip(" \t\n[]()")
    if words in ("", "none"):
        return field.default
    if words == "e":
        return math.e
    several = field.allowed.startswith("numbers")
    if not several or re.fullmatch(r"\d*,\d+", words):
        words = words.replace(",", ".")  # one number, with a decimal comma
    else:
        words = re.sub(r"[\t\n;]", ",", words)  # as a sheet or a print has them
    try:
        numbers = [float(part) for part in words.split(",") if part.strip()]
    except ValueError:
        more = ", or several with commas between them" if several else ""
        raise ValueError(f"{field.name} must be a number{more}, not {' '.join(text.split())!r}") from None
    if len(numbers) > 1 or words.endswith(","):
        return tuple(numbers)
    whole = field.name == "ignore_index" and numbers[0] == int(numbers[0])
    return int(numbers[0]) if whole else numbers[0]


class OptionsDialog(QDialog):
    """`card` is the card with the options chosen, once the dialog is accepted."""

    def __init__(self, analysis: Analysis, card: ShownCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Options of {card.title}")
        self._analysis, self._before = analysis, card
        self._start = card.in_mode(analysis.entry)
        self.card = card
        self._source = Combo("Start from")
        self._source.addItems(["start from a known definition…", *sources])
        self._source.activated.connect(self._take)
        self._title = QLineEdit(card.title)
        self._title.setAccessibleName("Title")
        self._title.setProperty("field", True)
        self._formula = FormulaLabel(18.0)
        keep(self._formula.setMinimumHeight, 58)
        self._value, self._problem = Label(), Label(wordWrap=True)
        self._value.setProperty("headline", True)
        self._problem.setProperty("refused", True)
        keep(self._problem.setMinimumHeight, 36)
        self._editors = {name: FieldEditor(field, getattr(self._start, name)) for name, field in FIELDS.items()}
        self._notes = {name: Note(editor.field.help) for name, editor in self._editors.items()}
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        for editor in self._editors.values():
            editor.changed.connect(self._follow)
        self._follow()
        open_as(self, 780, 760)

    def _lay_out(self) -> None:
        form = QFormLayout(rowWrapPolicy=QFormLayout.RowWrapPolicy.WrapLongRows)
        keep(form.setVerticalSpacing, 6)
        form.addRow("start from", self._source)
        form.addRow("title", self._title)
        for name, editor in self._editors.items():
            keep(editor.setFixedWidth, 190)
            row = spaced(QHBoxLayout(), 8)
            row.addWidget(editor)
            row.addWidget(self._notes[name], 1)
            form.addRow(name, row)
        fields = QWidget()
        fields.setLayout(form)
        column = spaced(QVBoxLayout(self), around=(16, 14, 16, 14))
        for widget in (self._formula, self._value, scrolling(fields), self._problem, self._buttons):
            column.addWidget(widget)
        column.setStretch(2, 1)

    def _take(self, index: int) -> None:
        """All fields of a known definition."""
        if index == 0:
            return
        source = sources[self._source.itemText(index)]
        self._title.setText(source.title)
        for name, editor in self._editors.items():
            editor.display(getattr(source.definition, name))
        self._follow()

    def _follow(self) -> None:
        """Formula and value of what stands in the fields, or why it can not be: beside the field that is meant."""
        for note in self._notes.values():
            note.say()
        self._problem.clear()
        try:
            definition = Definition(**self._values())
            value = self._analysis.value_of(definition)
        except ValueError as reason:
            self._refuse(reason)
            return
        self._ok().setEnabled(True)
        self._formula.set_formula(formula_pieces(definition))
        self._value.setText(
            f"{show_number(value)} {unit(definition)} on this data" if value is not None else "one loss a row"
        )
        self.card = self._with(definition)
        self._announce(self._value.text())

    def _announce(self, words: str) -> None:
        """What comes of a change is heard too."""
        if self.isVisible():
            announce(self, words)

    def _values(self) -> dict[str, object]:
        """What the fields say; ValueError, with the field's name in front, for the first that can not be read."""
        return {name: editor.value() for name, editor in self._editors.items()}

    def _refuse(self, reason: ValueError) -> None:
        words = str(reason)
        self._ok().setEnabled(False)
        self._value.setText("–")
        field = next((name for name in self._notes if re.match(rf"{name}\b", words)), None)
        if field is None:
            self._problem.setText(str(getattr(reason, "reason", words)))
        else:
            self._notes[field].say(words.removeprefix(f"{field}:").removeprefix(field).strip())
        self._announce(words)

    def _with(self, definition: Definition) -> ShownCard:
        if definition == self._start:
            return self._before
        own = tuple(name for name in ENTRY_FIELDS if getattr(definition, name) != getattr(self._start, name))
        follows = self._before.follows_mode and definition.activation == self._start.activation
        return replace(
            self._before,
            definition=definition,
            follows_mode=follows,
            own=tuple(sorted({*self._before.own, *own, "class_weights"} - _unset(definition))),
            source=None,
            short=describe(definition),
        )

    def accept(self) -> None:
        """The title is the user's; a card whose title was left as it was says what differs."""
        title = self._title.text().strip()
        says_the_fields = bool(self._before.source) or self._before.title == describe(self._before.definition)
        if self.card is not self._before and title in ("", self._before.title) and says_the_fields:
            title = describe(self.card.definition)
        if title and title != self._before.title:
            self.card = replace(self.card, title=title, short=title)
        super().accept()

    def _ok(self) -> QWidget:
        return self._buttons.button(QDialogButtonBox.StandardButton.Ok)


def _unset(definition: Definition) -> set[str]:
    """A reduction that gives one loss a row leaves the window's in force: a card shows one number."""
    return {"reduction"} if definition.reduction == "none" else set()
