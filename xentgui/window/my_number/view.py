"""The field in the top row, and the answer under it as one types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card, card_of, change_card
from xentgui.entry import Edit, ShownCard
from xentgui.files.pasted import read_pasted
from xentgui.losses.arrays import DataError
from xentgui.losses.definition import Definition
from xentgui.questions.fingerprints import Fingerprint
from xentgui.window.actions import Verb
from xentgui.window.cards.text import copy_value
from xentgui.window.job import Job
from xentgui.window.my_number.panel import LATE, WIDTH, Panel
from xentgui.window.my_number.query import Asking
from xentgui.window.numbers import show_number
from xentgui.window.sizes import FLUSH, px, spaced
from xentgui.window.view import View
from xentgui.window.widgets.plain import Label, announce

if TYPE_CHECKING:  # the search is read when it is first asked
    from xentgui.questions.matching import Match, Snapshot
    from xentgui.questions.matching.telling.answer import Apart

WIDE, NARROW = 272, 180  # of the field
PAUSE = 150  # milliseconds after the last key
POLISHED = 50  # milliseconds after which everything that was shown for the first time has its size


class NumberEdit(QLineEdit):
    """Narrower where the row above the page has less room."""

    def __init__(self, **properties: object) -> None:
        super().__init__(**properties)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDE), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROW), super().minimumSizeHint().height())


class NumberView(View):
    """Owns `field`, which stands in the top row, and the panel with the answer, which lies over the page."""

    code_wanted = Signal(object)  # Definition
    weights_wanted = Signal()  # the keyboard goes where they are typed
    data_pasted = Signal(str)  # what names itself as labels, outputs, weights or options

    def __init__(self, page: QWidget, *, in_place: bool = False) -> None:
        super().__init__(page)
        self.hide()
        self._in_place = in_place
        self.field = QWidget()
        self._edit = NumberEdit(placeholderText="a loss, e.g. 0.4591", clearButtonEnabled=True)
        self._edit.setAccessibleName("My number")
        self._edit.findChild(QToolButton).setAccessibleName("Clear my number")
        self._edit.setProperty("field", True)
        self._edit.installEventFilter(self)
        label = Label("My number", buddy=self._edit)
        label.setStyleSheet("font-weight: 600;")
        row = spaced(QHBoxLayout(self.field), 6, around=FLUSH)
        row.addWidget(label)
        row.addWidget(self._edit)
        self.panel = Panel(page)
        self.panel.hide()
        self._job: Job | None = None
        self._asked: Asking | None = None
        self._latest: Snapshot | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        self._edit.textEdited.connect(self._typed)
        self._edit.returnPressed.connect(self._ask)
        self.panel.closed.connect(self._close)
        self.panel.apply_wanted.connect(self._apply)
        self.panel.card_wanted.connect(self._add_card)
        self.panel.code_wanted.connect(lambda match: self.code_wanted.emit(match.definition))
        self.panel.copied.connect(self._copy)
        self.panel.trial_wanted.connect(self._try)
        self.panel.weights_wanted.connect(self._enter_weights)
        self.panel.stopped.connect(self._stopped)
        self.panel.grown.connect(self.place)
        escape = QShortcut(Qt.Key.Key_Escape, self.panel, self._close)
        escape.activatedAmbiguously.connect(self._close)  # reading can be cancelled too

    # What is asked

    def receive(self, analysis: Analysis) -> None:
        """The field is always in sight, and so is the answer while it is open."""
        self.analysis = analysis
        self.display(analysis)

    def display(self, analysis: Analysis) -> None:
        if self.panel.isVisible() and not Asking(analysis, self._edit.text()).same_as(self._asked):
            self.panel.set_current(False)
            self._timer.start()

    def take(self, text: str) -> None:
        """A number that stood in a paste."""
        self._edit.setText(text)
        if self.field.isEnabled():
            self._ask()

    def rest(self, rests: bool) -> None:
        """Answer nothing for a while."""
        if rests:
            self._close()
        self.field.setEnabled(not rests)

    def verbs(self) -> Iterator[Verb]:
        yield Verb("my-number", "Tools", 0, "My number", self.take_focus, "Ctrl+M")

    def take_focus(self) -> None:
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def _typed(self, text: str) -> None:
        if text.strip():
            self._timer.start()
        else:
            self._close()

    def _ask(self) -> None:
        if self.analysis is None or not self._edit.text().strip():
            return
        asking = Asking(self.analysis, self._edit.text())
        if asking.same_as(self._asked):
            if self._job is None or self._latest is not None:
                self._open()
            return
        self._leave()
        self._asked, self._latest = asking, None
        try:
            fingerprints = asking.fingerprints
            if asking.lacking:
                known = f"{asking.text.strip()} is known by itself" if fingerprints else "Not looked for yet"
                self._say(known, asking.lacking, fingerprints)
            elif self.analysis.batch is not None:
                self._search(asking)
            else:
                problem = self.analysis.problem
                self._say("The data cannot be evaluated yet", problem.reason if problem else "", fingerprints)
        except ValueError as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: ValueError) -> None:
        self._say("That is not a number that can be looked for", str(refusal))

    def _search(self, asking: Asking) -> None:
        self._job = Job(_steps(asking), self, in_place=self._in_place)
        self._job.snapshot.connect(partial(self._show, asking))
        self._job.ended.connect(self._failed)
        self._job.start()
        QTimer.singleShot(LATE, self, partial(self._wait, asking))

    def _wait(self, asking: Asking) -> None:
        """Where nothing is found after a moment, that it is looked for."""
        if asking is self._asked and self._job is not None and self._latest is None:
            from xentgui.questions.matching.telling.answer import Answer

            self.panel.show_answer(Answer(f"Looking for {asking.text.strip()}"), asking.known, progress=0.0)
            self._open()

    def _failed(self, failure: BaseException | None) -> None:
        """A search that breaks off says so; what it has found stays."""
        if failure is not None:
            self._end()
            self.said.emit(f"The search broke off: {failure}")

    def _show(self, asking: Asking, snapshot: Snapshot | ValueError, *, ended: bool = False) -> None:
        if asking is not self._asked or self.analysis is None or asking.analysis.batch is None:
            return
        if isinstance(snapshot, ValueError):
            self._refuse(snapshot)
            return
        from xentgui.questions.matching.telling.answer import answer

        self._latest = snapshot
        told = replace(snapshot, progress=1.0) if ended else snapshot
        found = answer(asking.analysis.batch, asking.numbers, told, asking.analysis.shown_names)
        if ended:
            hits = any(match.hit for match in snapshot.matches)
            so_far = found.headline if hits else "Nothing found so far"
            found = replace(found, headline=f"Stopped at {snapshot.progress:.0%}. {so_far}")
        fingerprints = asking.fingerprints
        if fingerprints:
            found = replace(found, headline=f"{asking.text.strip()} is known by itself. {found.headline}")
        if asking.cards:
            cards = ", and the card ".join(card.title for card in asking.cards)
            as_is = "as they are" if len(asking.cards) > 1 else "as it is"
            found = replace(found, headline=f"{asking.text.strip()} is the card {cards}, {as_is}. {found.headline}")
        progress = 1.0 if ended else snapshot.progress
        known = " · ".join(filter(None, (asking.known, asking.elsewhere)))
        self.panel.show_answer(found, known, fingerprints, progress=progress)
        entry = asking.analysis.entry
        if progress == 1 and not any(match.hit for match in snapshot.matches) and entry.class_weights is None:
            self.panel.offer_weights()
        self.panel.set_current(Asking(self.analysis, self._edit.text()).same_as(asking))
        self._open()
        if progress == 1:
            announce(self.panel, f"{found.headline}. {found.spoken}")

    def _say(self, headline: str, words: str, fingerprints: Sequence[Fingerprint] = ()) -> None:
        self.panel.show_words(headline, words, fingerprints)
        self._open()
        announce(self.panel, f"{headline}. {words}")

    def _stopped(self) -> None:
        """Stop goes away under the keyboard, which goes back to the number."""
        self._end()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        """What has been found so far stays; of nothing no answer does."""
        self._leave()
        if self._asked is not None and self._latest is not None:
            self._show(self._asked, self._latest, ended=True)
        elif self._asked is not None:
            self._close()

    def _leave(self) -> None:
        """Another question: a search that is under way ends by itself at its next step; nobody waits for it."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop(wait=False)
            self._job.deleteLater()
            self._job = None

    def stop(self) -> None:
        """The window closes: a search that is under way ends, and this waits for it."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop()
            self._job = None

    # Where it stands

    def _open(self) -> None:
        self.panel.show()
        self.panel.raise_()
        self.place()
        for before, after in pairwise([self._edit, *self.panel.stops]):
            QWidget.setTabOrder(before, after)
        for later in (0, POLISHED):  # once more when the new words are polished and know their height
            QTimer.singleShot(later, self, self.place)

    def place(self) -> None:
        """Under the field, inside the page; where the field is not in sight it has the page."""
        page = self.panel.parentWidget()
        if not self.field.isVisible():
            inside = page.rect().adjusted(px(12), px(12), -px(12), -px(12))
            self.panel.height_for(inside.width(), inside.height())
            self.panel.setGeometry(inside)
            return
        below = self._edit.mapTo(page, QPoint(0, self._edit.height() + px(8)))
        width = min(px(WIDTH), page.width() - px(24))
        left = min(max(below.x() - px(110), px(12)), page.width() - width - px(12))
        height = self.panel.height_for(width, page.height() - below.y() - px(12))
        self.panel.setGeometry(left, below.y(), width, height)

    def _close(self) -> None:
        self._leave()
        self._asked = None
        if self.panel.isAncestorOf(self.panel.window().focusWidget()):
            self._edit.setFocus()
        self.panel.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes into the answer; Ctrl+D and Ctrl+E are the window's, and so is Ctrl+Z once an edit was made.

        What is pasted and names itself as something else than a loss is no number.
        """
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            undo = event.key() == Qt.Key.Key_Z and not self._edit.isUndoAvailable()
            if control and (undo or event.key() in (Qt.Key.Key_D, Qt.Key.Key_E)):
                event.ignore()
                return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.Paste):
                text = QGuiApplication.clipboard().text()
                if _names_data(text, self._edit.maxLength()):
                    self.data_pasted.emit(text)
                    return True
            if event.key() == Qt.Key.Key_Down and self.panel.isVisible():
                self.panel.first_stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return super().eventFilter(watched, event)

    # What is done with an answer

    def _apply(self, match: Match) -> None:
        assert self.analysis is not None
        index = self.analysis.focus.chosen
        card = replace(self._card(match), name=self.analysis.entry.cards[index].name)
        self.edited.emit(Edit("Apply the explanation", partial(change_card, index=index, card=card)))
        self.said.emit(f"The chosen card is now {card.title}")
        self._close()
        self._forget_typing()

    def _add_card(self, match: Match) -> None:
        card = self._card(match)
        self.edited.emit(Edit("Show as card", partial(add_card, card=card)))
        self.said.emit(f"{card.title} is a card now")

    def _card(self, match: Match) -> ShownCard:
        """The definition as a card: what it has in common with the window goes on following the window."""
        assert self.analysis is not None
        entry, definition = self.analysis.entry, match.definition
        common = {"log_base": entry.log_base, "reduction": entry.reduction, "class_weights": entry.weights_in_mode}
        own = tuple(name for name, value in common.items() if getattr(definition, name) not in (value, "none"))
        plain = Definition()
        rest = replace(definition, **{name: getattr(plain, name) for name in common if name not in own})
        return card_of(definition, rest, own)

    def _try(self, apart: Apart) -> None:
        """Change the cell; what is asked next is what the user's own code gives on it."""
        change = partial(edits.set_cell, table=apart.table, row=apart.row, column=apart.column, value=apart.value)
        if apart.table == "labels" and self.analysis is not None and self.analysis.one_hot:
            change = partial(edits.choose_class, row=apart.row, column=apart.column)
        self.edited.emit(Edit("Tell explanations apart", change))
        assert self.analysis is not None
        self._leave()
        self._asked = Asking(self.analysis, self._edit.text())
        self._say("What does your code give on the changed data?", self._outcomes())
        self.said.emit("Changed one cell to tell the explanations apart; Undo takes it back")
        self._forget_typing()
        self.take_focus()

    def _forget_typing(self) -> None:
        """Undo takes back what was done with the answer, not the digits of the number."""
        self._edit.setText(self._edit.text())

    def _outcomes(self) -> str:
        """What either explanation gives after the change."""
        found = self._latest
        if found is None or found.apart is None:
            return ""
        from xentgui.questions.matching import simplest

        first, second = simplest(found.matches)[0][:2]
        told = (
            f"{show_number(found.apart.first)}: {first.title}",
            f"{show_number(found.apart.second)}: {second.title}",
        )
        return f"{' · '.join(told)}. Type what you get; Undo takes the change back."

    def _enter_weights(self) -> None:
        assert self.analysis is not None
        weights = (1.0,) * self.analysis.entry.columns
        self.edited.emit(Edit("Class weights", partial(edits.set_class_weights, weights=weights)))
        self.weights_wanted.emit()
        self.said.emit("Type the class weights in the row w over the labels; the search follows")

    def _copy(self, value: float) -> None:
        self.said.emit(copy_value(value))


def _steps(asking: Asking) -> Iterator[Snapshot | ValueError]:
    """The search, or why there is none; a large table is read for it beside the window, too."""
    try:
        steps = asking.search()
    except ValueError as refusal:
        yield refusal
        return
    yield from steps


def _names_data(text: str, most: int) -> bool:
    """Whether a text says that it is something else than losses; of more letters than a field takes it is."""
    if len(text) > most:
        return True
    try:
        pasted = read_pasted(text)
    except DataError:
        return False
    return bool(pasted.facts) or any(column.table not in ("", "loss") for column in pasted.columns)
