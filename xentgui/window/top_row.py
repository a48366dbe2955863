"""The top row: the mode, my number, the logarithm, what is done over the rows, and the code to take away."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Mode
from xentgui.window.actions import Verb
from xentgui.window.sizes import keep, px
from xentgui.window.view import View
from xentgui.window.widgets.choices import Combo, Segments
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Quiet

MEANINGS: dict[Mode, tuple[str, str, str]] = {
    "softmax": ("Softmax", "exactly one class per row; outputs sum to 1", "one class per row"),
    "binary": ("Binary", "one yes/no output: a = P(yes)", "one yes/no output"),
    "multi-sigmoid": ("Multi-sigmoid", "any number of labels; each output is a yes/no", "several labels"),
}
FRENCH = "À&É\"'(-È_Ç"  # what the keys of the digits 0 to 9 give there without Shift
BASES = (("ln (nats)", math.e), ("log2 (bits)", 2.0), ("log10", 10.0))
NARROW = 1400  # from this width on there is room for the whole meaning
NUMBER = 300  # the least of the field with its name, and of the space behind it
NARROWER, NARROWEST = 1130, 1040  # below these widths the meaning goes, then the names of the boxes


class TopRow(View):
    """Mode, my number, log base, reduction. `number` is the field's own widget, put into the row."""

    code_wanted = Signal()

    def __init__(self, number: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._mode = Segments(
            "Mode",
            [(mode, text, f"{meaning} (Ctrl+{i})") for i, (mode, (text, meaning, _)) in enumerate(MEANINGS.items(), 1)],
        )
        self._mode.picked.connect(self.pick_mode)
        self._meaning = Quiet()
        self._classes: tuple[str, ...] = ()
        self._asked = Combo("Class asked about")
        self._asked.setToolTip("The class that the yes/no question is about; the others are kept")
        self._asked.activated.connect(self._ask_about)
        self._base = Combo("Logarithm")
        self._base.addItems([text for text, _ in BASES])
        self._base.setToolTip("The logarithm's base: nats, bits or base 10")
        self._base.activated.connect(self._pick_base)
        self._rows = Combo("Over rows")
        self._rows.addItems(["mean", "sum"])
        self._rows.setToolTip("What is done with the losses of the rows")
        self._rows.activated.connect(self._pick_reduction)
        self._names: list[QLabel] = []
        self._trained: tuple[Mode | None, str] | None = None  # what is on the screen instead of the entry
        self._shown: tuple[object, ...] = ()  # what the words and lines of the row were last made for
        self._code = QPushButton("Copy as code", toolTip="The chosen card as code, with this data")
        self._code.clicked.connect(self.code_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        row = self._row = Lines(self)
        row.put(self._mode, _space(6))
        self._question = Quiet("asks about", buddy=self._asked)
        row.put(self._question, self._asked)
        row.put(self._meaning)
        row.put(QWidget(), stretch=1, least=0)
        row.put(self._number, _space(10), least=NUMBER)
        for text, box in (("Log", self._base), ("Over rows", self._rows)):
            label = Quiet(text)
            self._names.append(label)
            label.setBuddy(box)
            row.put(label, box, _space(4))
        row.put(self._code)
        for box in (self._asked, self._base, self._rows):
            keep(box.setFixedHeight, 30)

    def display(self, analysis: Analysis) -> None:
        entry = analysis.entry
        self.setFocusProxy(self._mode.button(entry.mode))
        if entry.mode == "binary":
            self._show_asked(entry.class_names, entry.yes)
        self._show_mode()
        self._show_base(entry.log_base)
        self._rows.setCurrentText(entry.reduction)

    def _show_asked(self, names: tuple[str, ...], yes: int) -> None:
        if names != self._classes:
            self._classes = names
            self._asked.clear()
            self._asked.addItems(names)
        self._asked.setCurrentIndex(yes)

    def _show_base(self, base: float) -> None:
        """A base that is none of the three has a place of its own while it is the entry's."""
        known = next((place for place, (_, each) in enumerate(BASES) if each == base), len(BASES))
        self._base.removeItem(len(BASES))
        if known == len(BASES):
            self._base.addItem(f"log, base {base:.9g}")
        self._base.setCurrentIndex(known)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.analysis is not None:
            self._show_mode()

    def _show_mode(self) -> None:
        assert self.analysis is not None
        entered = self.analysis.entry.mode
        mode, trained = self._trained or (entered, "")
        _, long, short = (trained, trained, trained) if trained else MEANINGS[entered]
        self._mode.display(mode)
        shown = mode, trained, self.analysis.entry.class_names, self.width(), px(NARROW)
        if shown == self._shown:  # as at each step of a drag
            return
        self._shown = shown
        self._meaning.setText(short if self.width() < px(NARROW) else long)
        asks = mode == "binary" and not trained and len(self.analysis.entry.class_names) > 1
        self._asked.setVisible(asks)
        self._question.setVisible(asks)
        self._meaning.setVisible(self.width() >= px(NARROWER) and not asks)
        for name in self._names:
            name.setVisible(self.width() >= px(NARROWEST))
        self._row.fit(self.width())

    def show_trained(self, mode: Mode | None, what: str) -> None:
        """What is trained, with its mode where all its runs have one, takes none of these; "" is the entry again."""
        self._trained = (mode, f"trained: {what}") if what else None
        for part in (self._mode, self._asked, self._meaning, self._base, self._rows, self._code):
            part.setEnabled(not what)
        self._show_mode()

    def verbs(self) -> Iterator[Verb]:
        for number, (mode, (text, _, _)) in enumerate(MEANINGS.items(), 1):
            pick, on = partial(self.pick_mode, mode), partial(self._is_on, mode)
            keys = f"Ctrl+{number}", f"Ctrl+{FRENCH[number]}"
            yield Verb(mode, "View", 0, text, pick, keys, group="mode", chosen=on)

    def _is_on(self, mode: Mode) -> bool:
        return self.analysis is not None and self.analysis.entry.mode == mode

    def pick_mode(self, mode: Mode) -> None:
        """Ask for a mode; binary asks about the selected column."""
        assert self.analysis is not None
        column = self.analysis.focus.column
        text, entry = MEANINGS[mode][0], self.analysis.entry
        self.edited.emit(Edit(f"Mode {text}", partial(edits.set_mode, mode=mode, column=column)))
        if mode == "binary" and entry.mode != mode and entry.columns > 1:
            self.said.emit(f"Asks about {entry.class_names[column]}, the selected class; others stand beside the mode")

    def _ask_about(self, column: int) -> None:
        assert self.analysis is not None
        names = self.analysis.entry.class_names
        if names == self._classes:  # an open list may be older
            self.edited.emit(Edit(f"Ask about {names[column]}", partial(edits.ask_about, column=column)))

    def _pick_base(self, index: int) -> None:
        if index == len(BASES):  # the entry's own
            return
        text, base = BASES[index]
        self.edited.emit(Edit(f"Logarithm {text}", partial(edits.set_log_base, log_base=base)))

    def _pick_reduction(self, index: int) -> None:
        reduction = self._rows.itemText(index)
        self.edited.emit(Edit(f"{reduction.capitalize()} over rows", partial(edits.set_reduction, reduction=reduction)))


def _space(width: int) -> QWidget:
    """Between the parts of the row."""
    space = QWidget()
    keep(space.setFixedWidth, width)
    return space
