"""The frameworks panel: every known function on the current data; a search narrows it, Enter makes one a card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, ShownCard
from xentgui.questions.functions import Told
from xentgui.window.theme import SEMIBOLD, all_digits, font, show_number
from xentgui.window.view import View

TOLD = Qt.ItemDataRole.UserRole


class FrameworksView(View):
    """Functions in groups of one value; below, what is particular about the one that is selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = QLineEdit(
            placeholderText="Search: torch, smoothing, mean over outputs …", clearButtonEnabled=True
        )
        self._search.setAccessibleName("Search functions")
        self._search.setProperty("field", True)
        self._search.textEdited.connect(self._narrow)
        self._tree = QTreeWidget(accessibleName="Functions", rootIsDecorated=True, uniformRowHeights=True)
        self._tree.setHeaderLabels(["function, called with its defaults", "value"])
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.header().setStretchLastSection(False)
        self._tree.currentItemChanged.connect(lambda item, _before: self._describe(item))
        self._tree.itemActivated.connect(lambda item, _column: self._add(item))
        self._about = QLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about.setMinimumHeight(84)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._card = QPushButton("Show as card", enabled=False)
        self._card.setProperty("primary", True)
        self._card.clicked.connect(lambda: self._add(self._tree.currentItem()))
        self._page = QPushButton("Documentation", enabled=False, toolTip="Opens the page in the browser")
        self._page.clicked.connect(self._open_page)
        buttons = QHBoxLayout()
        buttons.addWidget(self._card)
        buttons.addWidget(self._page)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        for widget in (self._search, self._tree, self._about):
            column.addWidget(widget)
        column.setStretch(1, 1)
        column.addLayout(buttons)

    def display(self, analysis: Analysis) -> None:
        answer, chosen = analysis.functions, self._name(self._tree.currentItem())
        self._tree.clear()
        if answer is None:
            return
        for group in answer.groups:
            words = f"{len(group)} functions agree" if len(group) > 1 else "one function"
            self._add_group(words, show_number(group[0].value), group)
        if answer.refused:
            self._add_group(f"{len(answer.refused)} do not take these data", "", answer.refused)
        self._narrow(self._search.text())
        self._select(chosen)

    def _add_group(self, words: str, value: str, group: tuple[Told, ...]) -> None:
        parent = QTreeWidgetItem(self._tree, [words, value])
        parent.setFirstColumnSpanned(not value)
        for column in (0, 1):
            parent.setFont(column, font(13, SEMIBOLD))
            parent.setTextAlignment(
                column,
                Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft),
            )
        for told in group:
            note = "   (one loss a row; their mean)" if told.averaged and told.problem is None else ""
            item = QTreeWidgetItem(
                parent, [f"{told.source.name}{note}", "" if told.problem else show_number(told.value)]
            )
            item.setData(0, TOLD, told)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(1, all_digits(told.value))
        parent.setExpanded(True)

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        for group in (self._tree.topLevelItem(i) for i in range(self._tree.topLevelItemCount())):
            shown = 0
            for item in (group.child(i) for i in range(group.childCount())):
                source = item.data(0, TOLD).source
                about = f"{source.name} {source.title} {source.particular} {source.framework}".lower()
                item.setHidden(not all(word in about for word in words))
                shown += not item.isHidden()
            group.setHidden(not shown)

    def _describe(self, item: QTreeWidgetItem | None) -> None:
        told: Told | None = item.data(0, TOLD) if item else None
        self._card.setEnabled(told is not None and told.problem is None)
        self._page.setEnabled(told is not None and bool(told.source.url))
        if told is None:
            self._about.clear()
            return
        source = told.source
        words = told.problem or source.particular
        self._about.setText(
            f"<b>{source.title}</b> takes {source.takes}. {words}<br>{source.reference} ({source.version})"
        )

    def _add(self, item: QTreeWidgetItem | None) -> None:
        told: Told | None = item.data(0, TOLD) if item else None
        if told is None or told.problem is not None:
            return
        source = told.source
        card = ShownCard(source.name, source.title, source.title, source.definition, source=source.name)
        self.edited.emit(Edit(f"Show {source.title}", partial(edits.add_card, card=card)))
        self.said.emit(f"{source.title} is a card now")

    def _open_page(self) -> None:
        item = self._tree.currentItem()
        if item and item.data(0, TOLD):
            QDesktopServices.openUrl(QUrl(item.data(0, TOLD).source.url))

    def _name(self, item: QTreeWidgetItem | None) -> str | None:
        told: Told | None = item.data(0, TOLD) if item else None
        return told.source.name if told else None

    def _select(self, name: str | None) -> None:
        for group in (self._tree.topLevelItem(i) for i in range(self._tree.topLevelItemCount())):
            for item in (group.child(i) for i in range(group.childCount())):
                if self._name(item) == name:
                    self._tree.setCurrentItem(item)
                    return
