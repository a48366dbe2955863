"""The import dialog: the columns, what each of them is, and what comes out of it; nothing is entered before Import."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from xentgui.files.assemble import Imported
from xentgui.files.guess.roles import Role
from xentgui.losses.batch import DataError
from xentgui.window.importing.preview import Preview
from xentgui.window.sizes import keep, px
from xentgui.window.top_row import MEANINGS
from xentgui.window.widgets.choices import Segments
from xentgui.window.widgets.plain import Label

HINT = "Click on what a column is to change it. Columns that are selected together are changed together."
MOST_REASONS = 6  # shown: the dialog fits a small screen
MISSING = {
    "labels": "No column holds labels: those in the sheet stay if they fit, otherwise every label is 0.",
    "outputs": "No column holds outputs: those in the sheet stay if they fit, otherwise every output is 0.",
}


class ImportDialog(QDialog):
    """`imported` is what the columns are, once the dialog is accepted."""

    def __init__(self, data: Imported, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Import {name}")
        self._data, self.imported = data, data
        self._roles: list[Role] = list(data.roles)
        self._reading: str | None = None  # logits or probabilities, once it was picked
        rows = max(map(len, data.columns))
        head = Label(f"What is what in {name}?")
        head.setProperty("headline", True)
        count = len(data.columns)
        about = Label(f"{rows:,} row{'s' * (rows != 1)}, {count:,} column{'s' * (count != 1)}. {HINT}", wordWrap=True)
        self._preview = Preview(data.columns, data.roles)
        self._preview.chosen.connect(self._choose)
        self._switch = Segments(
            "Outputs are",
            [
                ("logits", "logits", "Scores before softmax or sigmoid: any numbers"),
                ("probabilities", "probabilities", "Shares from 0 to 1"),
            ],
        )
        self._switch.picked.connect(self._read_as)
        self._result, self._why, self._problem = (Label(wordWrap=True) for _ in range(3))
        self._problem.setProperty("refused", True)
        for label in (about, self._why):
            label.setProperty("secondary", True)
        for label in (self._result, self._why, self._problem):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._import = self._buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self._import.setProperty("primary", True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out((head, about))
        if data.problem:
            self._refuse(data.problem)
            self._why.setText(_listed(data.reasons))
        else:
            self._display(data.reasons)
        self._preview.setFocus()
        self.resize(px(860), px(560))

    def _lay_out(self, head: Sequence[QWidget]) -> None:
        reading = QHBoxLayout()
        keep(reading.setSpacing, 10)
        reading.addWidget(Label("Outputs are"))
        reading.addWidget(self._switch)
        reading.addStretch(1)
        column = QVBoxLayout(self)
        keep(column.setContentsMargins, 16, 14, 16, 14)
        keep(column.setSpacing, 10)
        for widget in head:
            column.addWidget(widget)
        column.addWidget(self._preview, 1)
        column.addLayout(reading)
        for widget in (self._result, self._why, self._problem, self._buttons):
            column.addWidget(widget)

    def _choose(self, columns: Sequence[int], role: Role) -> None:
        for column in columns:
            self._roles[column] = role
        self._follow()

    def _read_as(self, reading: str) -> None:
        self._reading = reading
        self._follow()

    def _follow(self) -> None:
        """What the roles make of the columns, or why they can not be."""
        self._preview.grid.display(self._roles)
        try:
            self.imported = self._data.with_roles(self._roles, self._reading)
        except DataError as error:
            self._refuse(error.reason)
            return
        self._display(self.imported.reasons)

    def _refuse(self, reason: str) -> None:
        """Why nothing can be made of the roles."""
        self._problem.setText(reason)
        self._result.clear()
        self._import.setEnabled(False)

    def _display(self, reasons: Sequence[str]) -> None:
        self._problem.clear()
        self._import.setEnabled(True)
        self._switch.display(self.imported.outputs_are)
        self._switch.setEnabled(self.imported.outputs is not None)
        self._result.setText(summary(self.imported))
        self._why.setText(_listed(reasons))


def _listed(reasons: Sequence[str]) -> str:
    shown = [f"· {reason}" for reason in reasons[:MOST_REASONS]]
    return "\n".join([*shown, *([f"and {len(reasons) - MOST_REASONS} more"] if len(reasons) > MOST_REASONS else [])])


def summary(data: Imported) -> str:
    """What will be entered, in a sentence."""
    table = data.outputs if data.outputs is not None else data.labels
    if table is None:
        return "Losses for My number. The sheet stays as it is."
    rows, columns = table.shape
    names = ", ".join(data.class_names[:6]) + (", …" if len(data.class_names) > 6 else "")
    classes = "one yes/no output" if columns == 1 else f"{columns:,} classes ({names})"
    words = [f"{rows:,} row{'s' * (rows != 1)}, {classes}, mode {MEANINGS[data.mode][0]}."]
    if data.labels_are:
        words.append(f"Labels: {data.labels_are}.")
    words += [text for name, text in MISSING.items() if getattr(data, name) is None]
    return " ".join(words)
