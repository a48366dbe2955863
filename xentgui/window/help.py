"""What helps to find one's way: the palette, pages to read, and what is said when the program itself fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, qVersion
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontDatabase,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from xentgui import diagnosis
from xentgui.analysis import Analysis
from xentgui.questions.glossary import cited
from xentgui.window.actions import Verb
from xentgui.window.icon import icon
from xentgui.window.sizes import open_as, px, spaced
from xentgui.window.theme import theme
from xentgui.window.widgets.choices import SearchField
from xentgui.window.widgets.meaning import signs_page

ABOUT = (
    "<p style='font-size: large'><b>xentgui</b></p>"
    "<p>The cross-entropy laboratory: which definition gives a number, and why two of them agree or differ.</p>"
    "<p>A definition of cross-entropy is the negative log-likelihood of the labels under the model that the outputs "
    "stand for.</p><p>MIT licence. The versions below belong into a bug report.</p>"
)
ERROR = (
    "<b>Something went wrong inside xentgui.</b><br>Your work is still here and is kept; you can go on. "
    "Please send this text to the makers of the program, with what you did before."
)
MOST_TOLD = 20_000  # characters of errors that one dialog holds
ELSEWHERE: dict[str, tuple[tuple[str, str], ...]] = {
    "In the tables": (
        ("typing, F2", "Edit the cell"),
        ("Enter, Tab, arrows", "Go on; with Shift, back or select"),
        ("Space", "Switch a label on or off; open the list of classes"),
        ("Delete", "Set cells to 0"),
        ("Esc", "Leave the cell, then the table"),
        ("arrows over the edge", "Into the next table"),
        ("Shift+F10", "Menu of the cell"),
    ),
    "On the cards": (
        ("arrows", "Choose the next card"),
        ("Alt+↑ Alt+↓", "Move the card"),
        ("Delete", "Remove the card"),
    ),
    "In the curve": (
        ("← →", "Move the point by one hundredth of the axis; with Shift, by ten"),
        ("Esc", "Take back a drag"),
    ),
    "In training": (
        ("Space", "Start or stop"),
        ("← →, Page up and down", "One epoch, or ten"),
        ("Home, End", "The start, the last epoch"),
        ("Ctrl+V", "Paste points of a linear classifier: x₁, x₂ and class"),
        ("Ctrl+T", "Back to tables and curve"),
    ),
}


def versions() -> str:
    """The versions of everything that takes part, one a line."""
    return "\n".join([*diagnosis.versions(), f"Qt {qVersion()}, window system {QGuiApplication.platformName()}"])


class TextDialog(QDialog):
    """Some words, and a text that can be copied with one click."""

    def __init__(self, title: str, words: str, text: str, parent: QWidget | None = None, *, picture: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        label = QLabel(words, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._field = QPlainTextEdit(text, readOnly=True, accessibleName=f"{title}: text")
        self._field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._field.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy text", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        head = spaced(QHBoxLayout(), 16)
        if picture:
            mark = QLabel(pixmap=icon(picture, "#000000", 72).pixmap(px(72), px(72)))
            head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label, 1)
        column = spaced(QVBoxLayout(self), 12, around=(16, 14, 16, 14))
        column.addLayout(head)
        column.addWidget(self._field, 1)
        column.addWidget(buttons)
        open_as(self, 600, 400)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._field.toPlainText())

    def add(self, text: str) -> None:
        """More text, below what stands there, as long as there is room."""
        if len(self._field.toPlainText()) < MOST_TOLD:
            self._field.appendPlainText(text)


class PageDialog(QDialog):
    """A page to read, which scrolls."""

    def __init__(self, title: str, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        browser = QTextBrowser(accessibleName=title)
        browser.document().setDocumentMargin(14)
        browser.setHtml(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = spaced(QVBoxLayout(self), around=(12, 12, 12, 12))
        column.addWidget(browser)
        column.addWidget(buttons)
        open_as(self, 620, 680)


class Palette(QDialog):
    """All verbs that apply now, narrowed by what is typed; arrows and Enter choose."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        # No popup: screen readers do not find one.
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("All commands")
        self._actions = [action for action in actions if action.isEnabled() and action.menu() is None]
        self._field = SearchField("Command", "What do you want to do?")
        self._list = QTreeWidget(accessibleName="Commands", rootIsDecorated=False, uniformRowHeights=True)
        self._list.setColumnCount(3)
        self._list.setHeaderHidden(True)
        self._list.setStyleSheet(f"QTreeWidget {{ border: 0; }} QTreeWidget::item {{ padding: {px(4)}px {px(6)}px; }}")
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in (1, 2):
            self._list.header().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = spaced(QVBoxLayout(self), around=(10, 10, 10, 10))
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textEdited.connect(self._narrow)
        self._field.returnPressed.connect(self._do)
        self._list.itemClicked.connect(self._do)
        self._list.currentItemChanged.connect(self._describe)
        self._field.stepped.connect(self._step)
        self._narrow("")
        open_as(self, 560, 400)
        self.setFocusProxy(self._field)

    def changeEvent(self, event: QEvent) -> None:
        """It goes when one turns to something else."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme().secondary))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        self._list.clear()
        for action in sorted(self._actions, key=lambda action: not plain(action).lower().startswith(text.lower())):
            about = f"{plain(action)} {menu_of(action)}".lower()
            if all(word in about for word in words):
                item = QTreeWidgetItem([plain(action), menu_of(action), keys(action)])
                item.setData(0, Qt.ItemDataRole.UserRole, action)
                item.setForeground(1, self.palette().placeholderText())
                self._list.addTopLevelItem(item)
        if self._list.topLevelItemCount():
            self._list.setCurrentItem(self._list.topLevelItem(0))
        else:
            nothing = QTreeWidgetItem(["No command has these words"])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addTopLevelItem(nothing)

    def _describe(self, item: QTreeWidgetItem | None) -> None:
        """What Enter would do, for those who do not see the list."""
        self._field.setAccessibleDescription(" ".join(filter(None, (item.text(0), item.text(2)))) if item else "")

    def _step(self, step: int) -> None:
        here, count = self._list.indexOfTopLevelItem(self._list.currentItem()), self._list.topLevelItemCount()
        if here >= 0:
            there = (here + step) % count if abs(step) == 1 else min(max(here + step, 0), count - 1)
            self._list.setCurrentItem(self._list.topLevelItem(there))

    def _do(self) -> None:
        item = self._list.currentItem()
        action = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        if action is not None:
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # not while its key is being answered
            self.close()
            action.trigger()
            self.deleteLater()


def plain(action: QAction) -> str:
    """The words of an action as they stand alone, without the mark of its letter."""
    return action.property("words") or action.text().replace("&", "")


def keys(action: QAction) -> str:
    """Its keys, as this platform writes them."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def menu_of(action: QAction) -> str:
    """Where it stands in the menus."""
    return str(action.property("menu") or "").replace("/", " · ")


def shortcuts_page(actions: Iterable[QAction]) -> str:
    """All shortcuts, menu by menu and pane by pane, as HTML."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in actions:
        if keys(action):
            groups.setdefault(menu_of(action), []).append((keys(action), plain(action)))
    groups.update({name: list(rows) for name, rows in ELSEWHERE.items()})
    parts = []
    for name, rows in groups.items():
        lines = "".join(
            f"<tr><td width='190' style='padding: 3px 16px 3px 0; white-space: nowrap'><b>{k}</b></td>"
            f"<td style='padding: 3px'>{t}</td></tr>"
            for k, t in rows
        )
        parts.append(f"<h3>{name}</h3><table cellspacing='0'>{lines}</table>")
    return "".join(parts)


class Help(QObject):
    """`actions` gives all of them, `shown` what is on the screen; `failed` comes before an error of ours is told."""

    failed = Signal()

    def __init__(
        self, parent: QWidget, actions: Callable[[], Sequence[QAction]], shown: Callable[[], Analysis]
    ) -> None:
        super().__init__(parent)
        self._parent, self._actions, self._shown = parent, actions, shown
        self._error: TextDialog | None = None

    def verbs(self) -> Iterator[Verb]:
        yield Verb("palette", "Tools", 4, "All commands…", self.show_palette, "Ctrl+Shift+P")
        yield Verb("shortcuts", "Help", 0, "Shortcuts", self.show_shortcuts, "F1")
        yield Verb("signs", "Help", 0, "What the signs mean", self.show_signs)
        yield Verb("about", "Help", 0, "About xentgui", self.show_about)

    def show_palette(self) -> None:
        """All verbs, narrowed by what is typed."""
        palette = Palette(self._actions(), self._parent)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.move(self._parent.mapToGlobal(self._parent.rect().center()) - palette.rect().center())
        palette.show()
        palette.activateWindow()
        palette.setFocus()

    def show_shortcuts(self) -> None:
        PageDialog("Shortcuts", shortcuts_page(self._actions()), self._parent).exec()

    def show_signs(self) -> None:
        PageDialog("What the signs mean", signs_page(self._shown().words, cited()), self._parent).exec()

    def show_about(self) -> None:
        TextDialog("About xentgui", ABOUT, versions(), self._parent, picture="xentgui").exec()

    def show_error(self, words: str) -> None:
        """An error of ours: what happened can be copied. Further errors go to the same dialog."""
        self.failed.emit()
        if self._error is not None and self._error.isVisible():
            self._error.add(words)
            return
        self._error = TextDialog("An error", ERROR, f"{words}\n{versions()}", self._parent)
        self._error.show()
