"""The tables in their places, with the lines over and under them: what stands there is a function of what is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLayout, QPushButton, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Span
from xentgui.window.numbers import digits
from xentgui.window.sizes import keep, px
from xentgui.window.tables import shape
from xentgui.window.tables.blocks import BlockSwitch
from xentgui.window.tables.box import Box
from xentgui.window.tables.brief import LOOKED_AT, BriefActivationsLens, BriefLens, WordLens
from xentgui.window.tables.captions import (
    Caption,
    MeanLine,
    PasteHint,
    Reading,
    Title,
    activations_state,
    activations_title,
    labels_state,
    outputs_state,
)
from xentgui.window.tables.grid import GridModel
from xentgui.window.tables.lenses import (
    ActivationsLens,
    ClassLens,
    GroupsLens,
    LabelsLens,
    LossLens,
    OutputsLens,
    WeightsLens,
    decimals_of,
)
from xentgui.window.tables.painting import INSET, PADDING, faces
from xentgui.window.tables.sheet import Sheet
from xentgui.window.theme import theme
from xentgui.window.widgets.choices import Segments

WORDY = 372  # from this width on there is room for all words of the switch
FEW = 4  # decimals that every column has room for
SHOWN = (
    ("entered", "as entered", "the numbers as entered, with bars for a"),
    ("a", "as a", "the probabilities that the activation makes"),
)


class Stack(QWidget):
    """Seven sheets, of which the shown ones follow from the entry and the room; captions, and the hint for a paste."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._as_entered, self._as_a = OutputsLens(), ActivationsLens(growing=True, both=False)
        self._brief, self._brief_a = BriefLens(), BriefActivationsLens()
        self._classes, self._words = ClassLens(), WordLens()
        self.labels = Sheet(GridModel(LabelsLens(), self), "Labels")
        self.weights = Sheet(GridModel(WeightsLens(), self), "Class weights")
        self.classes = Sheet(GridModel(self._classes, self), "Classes")
        self.outputs = Sheet(GridModel(self._as_entered, self), "Outputs")
        self.losses = Sheet(GridModel(LossLens(), self), "Loss of each row")
        self.activations = Sheet(GridModel(ActivationsLens(), self), "a")
        self.groups = Sheet(GridModel(GroupsLens(), self), "Groups")
        self.singles = (self.groups, self.classes, self.losses)  # have one column, whatever the classes are
        self.sheets = (*self.singles, self.weights, self.labels, self.outputs, self.activations)
        self.may_fold = self.folded = self.third = False
        self._room: shape.Room | None = None
        self.brief = False  # whether there are so many classes that each row shows a few of its own
        self.unfold = self.show_a = False  # what the user chose
        self.from_indices: object = None  # the blocks whose labels were pasted as class indices
        self._build()
        self._lay_out()

    def _build(self) -> None:
        for sheet in (self.groups, self.classes):
            sheet.words = sheet.across.words = True
        for sheet in (*self.singles, self.activations):
            sheet.across.renamable = False
        for sheet in (self.weights, self.losses, self.activations):
            sheet.down.renamable = False
        self.groups.down.hide()
        self.losses.across.button = self.classes.across.button = True
        self.losses.down.hide()
        self.losses.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.fold_button = QPushButton("fold", toolTip="Show the class of each row in one column")
        self.fold_button.setProperty("link", True)
        self.add_class = QPushButton("+", toolTip="Add a class", accessibleName="Add a class")
        self.add_class.setProperty("link", True)
        self.add_class.setProperty("sign", True)
        keep(self.add_class.setFixedWidth, shape.PLUS)
        self.reading, self.switch = Reading(), Segments("Outputs shown", SHOWN)
        self._labels_caption = Caption("labels", self.fold_button, height=shape.FIRST)
        self._outputs_caption = Caption("outputs", self.reading, self.switch)
        self._folded_title = Title("labels")
        self._outputs_caption.row.insertWidget(0, self._folded_title)
        self._a_caption = Caption("outputs")
        self._labels_box = Box(self.labels, above=self.weights, beside=self.add_class)
        self._outputs_box = Box(self.outputs, left=self.classes, right=self.losses)
        self._a_box = Box(self.activations)
        self.blocks = BlockSwitch(self)
        self.boxes = (self._labels_box, self._outputs_box, self._a_box)
        self.mean, self._hint = MeanLine(), PasteHint()

    def _lay_out(self) -> None:
        column, left = QVBoxLayout(self), Qt.AlignmentFlag.AlignLeft
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # tables follow the room, never the reverse
        self._gap = QWidget()
        keep(self._gap.setFixedHeight, shape.GAP)
        column.addWidget(self._labels_caption)
        column.addWidget(self._labels_box, 0, left)
        column.addWidget(self._gap)
        column.addWidget(self._outputs_caption)
        column.addWidget(self._outputs_box, 0, left)
        column.addWidget(self.mean)
        column.addWidget(self._a_caption)
        column.addWidget(self._a_box, 0, left)
        column.addStretch(1)
        column.addWidget(self._hint)

    def display(self, analysis: Analysis, span: Span, old: Entry | None) -> None:
        """Show an analysis; `span` says where its rows differ from those of the entry before."""
        entry = analysis.entry
        kept = old is not None and span.removed < max(old.rows, 1) and old.columns == entry.columns
        decimals = decimals_of(entry, self._as_entered.decimals if kept else 1)
        self._as_entered.decimals = self._brief.decimals = decimals
        self._arrange(analysis)
        for sheet in (*self.singles, self.outputs) if self.brief else self.sheets:  # the others are hidden then
            sheet.grid.show(analysis, Span(0, 0, 0) if sheet is self.weights else span)
        self._place(analysis)
        self._caption(analysis)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self._place_blocks(entry.leading is not None)

    def _arrange(self, analysis: Analysis) -> None:
        """Which tables stand there, and what the outputs show."""
        entry, logits = analysis.entry, analysis.entry.outputs_are == "logits"
        many = entry.mode == "softmax" and entry.columns >= shape.FOLDED_FROM
        weighted = entry.class_weights is not None
        self.may_fold = many and analysis.one_hot
        self.brief = entry.mode != "binary" and entry.columns >= shape.BRIEF_FROM
        self.folded = self.brief or (self.may_fold and not self.unfold)
        self._labels_box.put_above(None if self.folded else self.weights)
        self._outputs_box.put_above(self.weights if self.folded else None)
        (self._outputs_box if self.folded else self._labels_box).put_first(self.groups)
        self.third = self.height() >= px(shape.TALL) and not self.folded
        self._as_entered.bars = self._brief.bars = not self.third
        self._as_entered.underlines = self._as_a.underlines = self.folded
        as_a = self.show_a and logits and not self.third
        lenses = (self._brief, self._brief_a) if self.brief else (self._as_entered, self._as_a)
        self.outputs.grid.set_lens(lenses[as_a])
        self.outputs.across.renamable = not self.brief
        self.classes.grid.set_lens(self._words if self.brief else self._classes)
        self.classes.choices = () if self.brief else entry.class_names
        for widget, there in (
            (self._labels_caption, not self.folded),
            (self._labels_box, not self.folded),
            (self._gap, not self.folded),
            (self._folded_title, self.folded and self.width() >= px(WORDY)),
            (self.classes, self.folded),
            (self.outputs.down, not self.folded),
            (self.groups, entry.groups is not None),
            (self.weights, weighted and not self.brief),
            (self.weights.down, not self.folded),
            (self.labels.across, not weighted),
            (self.outputs.across, self.brief or not (weighted and self.folded)),
            (self._a_caption, self.third),
            (self._a_box, self.third),
            (self.reading, analysis.focus.epoch is None),  # a run is read as it was trained
            (self.switch, logits and not self.third),
            (self.add_class, entry.mode != "binary"),
            (self.fold_button, self.may_fold and not self.folded),
        ):
            widget.setVisible(there)

    def _word(self, names: tuple[str, ...]) -> int:
        """The width of the column of classes; 0 where there is none."""
        if self.brief:
            return _word_width(names[-1:]) if names[-1].isdigit() else px(shape.BRIEF_WORD)
        return _word_width(names) if self.folded else 0

    def _place(self, analysis: Analysis) -> None:
        """The sizes of everything."""
        entry, columns = analysis.entry, self.columns
        group = 0 if entry.groups is None else _group_width(entry.groups)
        self._room = room = shape.Room(
            self.width(),
            self.height(),
            entry.rows,
            columns,
            weights=entry.class_weights is not None and not self.brief,
            third=self.third,
            narrow=_brief_width(entry.columns) if self.brief else _narrow(self.digits_shown),
            value=_narrow(digits.decimals),
            plus=entry.mode != "binary",
            answers=2 if entry.mode == "binary" else columns,
            side=_side(analysis) + group,
            word=self._word(entry.class_names),
        )
        plan = shape.plan(room)
        widths = {self.classes: room.word or plan.column, self.losses: room.loss, self.groups: group}
        for sheet in self.sheets:
            beside = room.weights and sheet in (self.singles if self.folded else (self.groups,))
            names = room.side - (group if sheet in (self.labels, self.classes, self.weights) else 0)
            sheet.set_sizes(plan.row, widths.get(sheet, plan.column), plan.row * (2 if beside else 1), names)
        self.classes.setFixedWidth(room.side - group + room.word)
        self.losses.setFixedWidth(room.loss)
        self.groups.setFixedWidth(group)
        self.weights.setFixedHeight(2 * plan.row)
        self.add_class.setFixedHeight(plan.row)
        for box, wanted in zip(self.boxes, (plan.labels, plan.outputs, plan.activations), strict=True):
            box.setFixedSize(wanted)
            box.upright.setVisible(plan.down)
            box.level.setVisible(plan.across and box is self._outputs_box)
        self.mean.resize(self.width(), self.mean.height())
        self.mean.end_under(plan.outputs.width())
        self._hint.setVisible(plan.hint)

    @property
    def alone(self) -> QSize:
        """What everything needs that a full screen can show larger."""
        return self.size() if self._room is None else shape.alone(self._room)

    @property
    def columns(self) -> int:
        """How many columns of outputs there are."""
        return self.outputs.grid.columnCount()

    def column_of(self, analysis: Analysis) -> int:
        """In which column the class that one looks at stands."""
        return LOOKED_AT if self.brief else analysis.column

    def class_at(self, analysis: Analysis, row: int, column: int) -> int:
        """Which class of the entry a cell of the outputs is about; that which one looks at where it is none."""
        lens = self.outputs.grid.lens
        if not isinstance(lens, BriefLens):
            return analysis.entry.shown_columns[min(column, len(analysis.entry.shown_columns) - 1)]
        place = lens.class_at(analysis, row, column)
        return analysis.focus.column if place is None else place

    def _place_blocks(self, there: bool) -> None:
        """The switch of blocks, in the corner over the names of the rows, where there may be some."""
        box, sheet = (self._outputs_box, self.classes) if self.folded else (self._labels_box, self.labels)
        if self.blocks.parentWidget() is not box:
            self.blocks.setParent(box)
        height, above = sheet.down.defaultSectionSize(), 0 if sheet.across.isHidden() else sheet.across.height()
        self.blocks.setGeometry(sheet.x(), max(sheet.y() + above - height, 0), sheet.down.width() - 1, height)
        self.blocks.setVisible(there)
        self.blocks.raise_()

    @property
    def digits_shown(self) -> int:
        """The most decimals that stand in a column."""
        computed = self.third or self.outputs.grid.lens in (self._as_a, self._brief_a)
        return digits.decimals if computed else self._as_entered.decimals

    def _caption(self, analysis: Analysis) -> None:
        entry, title = analysis.entry, activations_title(analysis.entry)
        for caption in (self._labels_caption.title, self._folded_title):
            caption.say("Labels", "y")
        self._outputs_caption.title.say("Outputs", "f" if entry.outputs_are == "logits" else "a")
        self._a_caption.title.say(title)
        self.activations.setAccessibleName(title)
        self._labels_caption.state.say(labels_state(analysis, self.from_indices == entry.blocks), "Labels")
        self._outputs_caption.state.say(outputs_state(analysis), "Outputs")
        self._a_caption.state.say(activations_state(analysis), title)
        self.blocks.display(analysis)
        self.reading.display(entry.outputs_are, short=not self.third)
        self.switch.write("entered", SHOWN[0][1] if self.width() >= px(WORDY) else "entered")
        self.switch.display("a" if self.show_a else "entered")
        slot = analysis.shown[analysis.focus.chosen].slot
        answered = analysis.chosen is not None and not analysis.pending
        self.mean.dim(not answered)
        if answered:
            perplexity = analysis.perplexity if self.brief else None
            self.mean.display(entry.reduction, float(analysis.chosen.value), theme().definition(slot), perplexity)
        row = analysis.focus.row
        self.losses.set_row(row, slot if self.folded and row < entry.rows else None)


def _side(analysis: Analysis) -> int:
    """The width of the row names, with the names of the blocks before them."""
    entry, metrics = analysis.entry, QFontMetrics(faces()[1])
    last = max(entry.rows - 1, 0)
    names = entry.sample_names[:200] if entry.sample_names is not None else (analysis.row_name(last)[1],)
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    block = metrics.horizontalAdvance(analysis.row_name(last)[0]) + px(PADDING) if analysis.run else 0
    return min(max(widest + px(PADDING + 6), px(shape.SIDE)) + block, px(110 if not block else 160))


def _group_width(groups: tuple[str, ...]) -> int:
    """The width of the thin column of groups."""
    metrics = QFontMetrics(faces()[0])
    widest = max(map(metrics.horizontalAdvance, ("group", groups[0], groups[-1])))
    return min(widest + 2 * px(PADDING), px(96))


def _narrow(decimals: int) -> int:
    """The width of a column that shows so many decimals."""
    if decimals <= FEW:
        return px(shape.NARROW)
    return QFontMetrics(faces()[1]).horizontalAdvance(f"8.{'8' * decimals}") + 2 * px(INSET) + 1


def _brief_width(classes: int) -> int:
    """The width of a column in which the number of a class stands before its output."""
    return max(QFontMetrics(faces()[0]).horizontalAdvance(f"{classes - 1}88.8888") + 4 * px(INSET) + 1, px(shape.BRIEF))


def _word_width(names: tuple[str, ...]) -> int:
    """The width of the column of classes: its words, and the sign of the choice."""
    metrics = QFontMetrics(faces()[1])
    return min(max(max(metrics.horizontalAdvance(name) for name in names) + px(2 * PADDING + 12), px(73)), px(130))
