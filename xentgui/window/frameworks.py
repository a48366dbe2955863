"""The frameworks panel: every known function on the current data; a search narrows it, Enter makes one a card."""

from __future__ import annotations

import math
from functools import partial
from html import escape

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Entry, ShownCard
from xentgui.questions.card import NO_LABELS
from xentgui.questions.functions import FunctionValue
from xentgui.questions.saying.register import capital, listed_numbers
from xentgui.sources import Source
from xentgui.window.cards.text import LEFT, RIGHT
from xentgui.window.numbers import all_digits, digits, show_number
from xentgui.window.sizes import keep, keep_made, open_as, px, spaced
from xentgui.window.theme import SEMIBOLD, font
from xentgui.window.view import View
from xentgui.window.widgets.choices import SearchField
from xentgui.window.widgets.plain import Quiet

MOST_DECIMALS = 15
TOLD = Qt.ItemDataRole.UserRole


class FrameworksView(View):
    """Functions in groups of one value; below, what is particular about the one that is selected."""

    offers = ("Edit/Copy frameworks as", "export-frameworks")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = SearchField("Search functions", "Search: torch, smoothing, mean over outputs …")
        self._search.setClearButtonEnabled(True)
        self._search.findChild(QToolButton).setAccessibleName("Clear the search")
        self._search.textEdited.connect(self._search_for)
        self._search.returnPressed.connect(self._add_current)
        self._search.stepped.connect(self._step)
        self._asked: tuple[Entry, int] | None = None
        self._known = Quiet(wordWrap=True)
        self._tree = QTreeWidget(accessibleName="Functions", rootIsDecorated=True, uniformRowHeights=True)
        keep_made(self._tree.setStyleSheet, lambda: [f"QTreeWidget::item {{ min-height: {px(22)}px; }}"])
        self._tree.setHeaderLabels(["function, with the arguments that one would pass", "value"])
        self._tree.headerItem().setTextAlignment(1, RIGHT)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.header().setStretchLastSection(False)
        self._tree.currentItemChanged.connect(lambda item, _before: self._describe(item))
        self._tree.itemActivated.connect(lambda item, _column: self._add(item))
        self._about = QLabel(
            wordWrap=True,
            textFormat=Qt.TextFormat.RichText,
            textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse,
        )
        keep(self._about.setMinimumHeight, 104)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._card = QPushButton("Show as card", enabled=False, autoDefault=False)
        self._card.setProperty("primary", True)
        self._card.clicked.connect(self._add_current)
        self._page = QPushButton(
            "Documentation", enabled=False, autoDefault=False, toolTip="Opens the page in the browser"
        )
        self._page.clicked.connect(self._open_page)
        buttons = QHBoxLayout()
        buttons.addWidget(self._card)
        buttons.addWidget(self._page)
        buttons.addStretch(1)
        column = spaced(QVBoxLayout(self), around=(16, 14, 16, 14))
        for widget in (self._search, self._known, self._tree, self._about):
            column.addWidget(widget)
        column.setStretch(2, 1)
        column.addLayout(buttons)

    def display(self, analysis: Analysis) -> None:
        """Nothing is asked again where only the place looked at has changed."""
        asked = (analysis.entry, analysis.focus.chosen)
        if self._asked is not None and self._asked[0] is asked[0] and self._asked[1] == asked[1]:
            return
        self._asked = asked
        answer, chosen = analysis.functions, self._name(self._tree.currentItem())
        place = self._tree.verticalScrollBar().value()
        self._tree.clear()
        self._known.setText(_known(analysis))
        if answer is None:
            return
        shown = _told_apart([group[0].value for group in answer.groups])
        for group, value in zip(answer.groups, shown, strict=True):
            self._add_group(_agreement(group, analysis), value, group)
        if answer.refused:
            count = len(answer.refused)
            words = f"{count} functions do not take these data" if count > 1 else "one does not take these data"
            self._add_group(words, "", answer.refused)
        self._narrow(self._search.text())
        self._select(chosen)
        self._tree.verticalScrollBar().setValue(place)

    def _add_group(self, words: str, value: str, group: tuple[FunctionValue, ...]) -> None:
        parent = QTreeWidgetItem(self._tree, [words, value])
        parent.setFirstColumnSpanned(not value)
        for column in (0, 1):
            parent.setFont(column, font(13, SEMIBOLD))
            parent.setTextAlignment(column, RIGHT if column else LEFT)
        for told in group:
            note = f"   ({'; '.join(told.by_hand)})" if told.by_hand else ""
            item = QTreeWidgetItem(parent, [f"{told.call}{note}", value])
            item.setData(0, TOLD, told)
            item.setTextAlignment(1, RIGHT)
            item.setToolTip(0, told.problem or told.source.particular)
            item.setToolTip(1, "" if told.problem else all_digits(told.value))
        parent.setExpanded(True)

    def _shown(self) -> list[QTreeWidgetItem]:
        groups = (self._tree.topLevelItem(i) for i in range(self._tree.topLevelItemCount()))
        items = (group.child(i) for group in groups for i in range(group.childCount()))
        return [item for item in items if item is not None and not item.isHidden()]

    def _step(self, step: int) -> None:
        shown, current = self._shown(), self._tree.currentItem()
        if shown:
            here = shown.index(current) + step if current in shown else 0
            self._tree.setCurrentItem(shown[min(max(here, 0), len(shown) - 1)])

    def _search_for(self, text: str) -> None:
        """Narrow the list; the first that is left is described."""
        self._narrow(text)
        shown = self._shown()
        if self._tree.currentItem() not in shown:
            self._tree.setCurrentItem(shown[0] if shown else None)

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        for group in (self._tree.topLevelItem(i) for i in range(self._tree.topLevelItemCount())):
            shown = 0
            for item in (group.child(i) for i in range(group.childCount())):
                source = item.data(0, TOLD).source
                taken = " ".join(source.arguments)
                about = f"{source.name} {source.title} {source.particular} {source.framework} {taken}".lower()
                item.setHidden(not all(word in about for word in words))
                shown += not item.isHidden()
            group.setHidden(not shown)

    def _describe(self, item: QTreeWidgetItem | None) -> None:
        told: FunctionValue | None = item.data(0, TOLD) if item else None
        self._card.setEnabled(told is not None and told.problem is None)
        self._page.setEnabled(told is not None and bool(told.source.url))
        if told is None:
            self._about.clear()
            return
        source = told.source
        also = f"; its arguments that change the number: {', '.join(source.arguments)}" if source.arguments else ""
        problem = [f"It does not take these data: {told.problem}."] if told.problem else []
        lines = [f" takes {source.takes}{also}.", *problem, source.particular, _reference(source)]
        self._about.setText(f"<b>{escape(source.title)}</b>{'<br>'.join(map(escape, lines))}")

    def _add_current(self) -> None:
        self._add(self._tree.currentItem())

    def _add(self, item: QTreeWidgetItem | None) -> None:
        told: FunctionValue | None = item.data(0, TOLD) if item else None
        if told is None or told.problem is not None:
            return
        source = told.source
        card = ShownCard(source.name, source.title, source.title, source.definition, source=source.name)
        self.edited.emit(Edit(f"Show {source.title}", partial(add_card, card=card)))
        self.said.emit(f"{source.title} is a card now")

    def _open_page(self) -> None:
        item = self._tree.currentItem()
        if item and item.data(0, TOLD):
            QDesktopServices.openUrl(QUrl(item.data(0, TOLD).source.url))

    def _name(self, item: QTreeWidgetItem | None) -> str | None:
        told: FunctionValue | None = item.data(0, TOLD) if item else None
        return told.source.name if told else None

    def _select(self, name: str | None) -> None:
        shown = self._shown()
        first = next((item for item in shown if self._name(item) == name), shown[0] if shown else None)
        if first is not None:
            self._tree.setCurrentItem(first)


def _told_apart(values: list[float]) -> list[str]:
    """Each value with the window's digits, or with more where two that differ would look alike."""
    shown = [show_number(value) for value in values]
    for decimals in range(digits.decimals + 1, MOST_DECIMALS + 1):
        alike = {text for text in shown if shown.count(text) > 1}
        more = (show_number(value, decimals=decimals) for value in values)
        shown = [longer if text in alike else text for text, longer in zip(shown, more, strict=True)]
    return shown


def _agreement(group: tuple[FunctionValue, ...], analysis: Analysis) -> str:
    """How many give one value, and which cards give it too."""
    if math.isnan(group[0].value):
        return f"{len(group)} need one class in every row"
    words = f"{len(group)} functions agree" if len(group) > 1 else "one function"
    alike = [card.short for card in analysis.cards if math.isclose(card.value, group[0].value, rel_tol=1e-12)]
    return " = ".join([words, *alike])


def _reference(source: Source) -> str:
    """Where it stands, with the version that was checked unless the title of the text says it."""
    known = source.version in source.reference
    return source.reference if known else f"{source.reference} ({source.version})"


def _known(analysis: Analysis) -> str:
    """What is passed on, in words; or why there is nothing to ask."""
    if analysis.batch is None:
        return analysis.problem.reason if analysis.problem else ""
    if analysis.functions is None:
        return f"{capital(NO_LABELS)}: every function would give 0, or nothing."
    labels = "class indices where they are taken" if analysis.batch.indices else "the table of labels"
    known = [f"Each gets {labels} and what it takes of the outputs: logits, probabilities or their logarithms"]
    if analysis.entry.class_weights is not None:
        known.append(f"class weights {listed_numbers(analysis.entry.class_weights)}")
    return f"{'; '.join(known)}. In nats."


class FrameworksWindow(QDialog):
    """The view in a window beside the main one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = FrameworksView()
        self.setWindowTitle("What every framework's function gives on this data")
        inside = QVBoxLayout(self)
        inside.addWidget(self.view)
        inside.setContentsMargins(0, 0, 0, 0)
        open_as(self, 800, 640)
