"""What is trained and how, as fields: the start, the rates, the epochs. Every change is another contest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from xentgui.files.training import MOST_EPOCHS, MOST_SEED
from xentgui.questions.contest import Contest
from xentgui.training_examples import BOOK_RATES, EQUAL_RATE
from xentgui.window.cards.text import Words, grey
from xentgui.window.numbers import show_entered, show_number
from xentgui.window.sizes import keep, keep_made, px, spaced
from xentgui.window.tables.refusal import Refusal
from xentgui.window.theme import MARKS, NORMAL, SEMIBOLD, font, pen, theme
from xentgui.window.training.kinds import TRAINED, trained
from xentgui.window.training.number_field import Check, NumberField, deviation, part, rate, whole
from xentgui.window.widgets.choices import Segments
from xentgui.window.widgets.plain import Label, tip

MOST_RATES = 6
LOWEST, SLIMMEST = 590, 380  # pixels of the page
WIDEST = 512  # pixels of the page that fields take: their names stand near them on a full screen, too
Change = Callable[[Contest, float], Contest]
Read = Callable[[Contest], float]
RATES = (
    ("equal", "equal rates", "Both costs at 0.15: what the choice of the cost alone does"),
    (
        "book",
        "the book’s rates",
        "Nielsen takes 0.15 for the quadratic cost and 0.005 for cross-entropy: at 0.15 its curve falls too fast to be "
        "seen. A rate is another step under another cost, so what counts is how each curve starts, not where it ends",
    ),
)
BOOK_WORDS = "At 0.15 it falls too fast to be seen. With 0.005 for cross-entropy one sees its shape, not its end."
EQUAL_WORDS = "Both at the same rate: the difference is the cost alone."
HEIGHT, LOW, LINE = 88, 76, 16
BODY = (96.0, 44.0)
Flag = Qt.AlignmentFlag


class NeuronPicture(QWidget):
    """Shows one neuron. It is drawn, and said: its accessible name holds all numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = (0.0, 0.0, 0.0, 0.0, 0.0)
        keep(self.setFixedHeight, HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_compact(self, compact: bool) -> None:
        keep(self.setFixedHeight, LOW if compact else HEIGHT)

    def show_neuron(self, x: float, weight: float, bias: float, y: float, output: float) -> None:
        """Display these numbers; `output` is a."""
        numbers = (x, weight, bias, y, output)
        if numbers != self._numbers:
            self._numbers = numbers
            self.setAccessibleName(
                f"Neuron: x = {show_entered(x)}, w = {show_number(weight)}, b = {show_number(bias)}, "
                f"a = {show_number(output)}, target y = {show_entered(y)}"
            )
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(380), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, weight, bias, y, output = self._numbers
        centre = QPointF(self.width() * 0.52, self.height() - px(30))
        wide, high = map(px, BODY)
        body = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
        left, right = body.left() - px(76), body.right() + px(26)
        painter.setPen(pen(colours.secondary, 1.5))
        painter.drawLine(QPointF(left, centre.y()), QPointF(body.left(), centre.y()))
        painter.drawLine(QPointF(body.right(), centre.y()), QPointF(right, centre.y()))
        painter.drawLine(QPointF(centre.x() - px(16), px(8)), QPointF(centre.x() - px(16), body.top()))
        painter.setPen(pen(colours.text, 1.6))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(body, px(21), px(21))

        def write(box: QRectF, text: str, colour: str, pixels: int, *, bold: bool, align: Flag) -> None:
            painter.setFont(font(pixels, SEMIBOLD if bold else NORMAL))
            painter.setPen(QColor(colour))
            painter.drawText(box, align | Flag.AlignVCenter, text)

        write(body, "σ(w x + b)", colours.text, 13, bold=True, align=Flag.AlignHCenter)
        entered = QRectF(0, centre.y() - px(10), left - px(8), px(20))
        write(entered, f"x = {show_entered(x)}", colours.text, 13, bold=False, align=Flag.AlignRight)
        above = QRectF(left - px(6), centre.y() - px(22), body.left() - left + px(2), px(20))
        write(above, f"w = {_short(weight)}", colours.secondary, 12, bold=False, align=Flag.AlignHCenter)
        beside = QRectF(centre.x() - px(8), px(4), px(110), px(20))
        write(beside, f"b = {_short(bias)}", colours.secondary, 12, bold=False, align=Flag.AlignLeft)
        out = QRectF(right + px(6), centre.y() - px(19), self.width() - right - px(6), px(20))
        write(out, f"a = {show_number(output)}", colours.outputs, 13, bold=True, align=Flag.AlignLeft)
        target = out.translated(0, px(20))
        write(target, f"target y = {show_entered(y)}", colours.labels, 12, bold=False, align=Flag.AlignLeft)


def _short(value: float) -> str:
    """As entered where that is short, else with few decimals: it stands over a line of 70 pixels."""
    text = show_entered(value)
    return text if len(text) <= 6 else show_number(value, decimals=3)


class Settings(QFrame):
    """`asked` is what is changed and the contest that the user wants; `display` shows the one that there is."""

    asked = Signal(str, object)
    refused = Signal(str)
    unsaid = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._contest: Contest | None = None
        self._pictured = True
        self.picture = NeuronPicture()
        self._pairs: list[tuple[QLabel, NumberField, Read]] = []
        self._rate_labels: list[QLabel] = []
        self._rates: list[NumberField] = []
        self._grid = QGridLayout()
        keep(self._grid.setHorizontalSpacing, 10)
        keep(self._grid.setVerticalSpacing, 6)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(2, 1)
        self.choice = Segments("Learning rates", RATES)
        self.choice.picked.connect(self._pick_rates)
        self._words = Words(self, 12, ink=grey)
        self._words.setAlignment(Flag.AlignLeft | Flag.AlignTop)
        self._words.setWordWrap(True)
        keep(self._words.setFixedHeight, 2 * LINE)
        self._refusal = Refusal(self)
        self._refusal.gone.connect(self.unsaid)
        self._make_fields()
        rows = spaced(QVBoxLayout(self), 8, around=(16, 10, 16, 12))
        self._rows = rows
        rows.addWidget(self.picture)
        rows.addLayout(self._grid)
        rows.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._words)

    def set_compact(self, compact: bool) -> None:
        """Less air in a low window."""
        keep(self._rows.setContentsMargins, 16, 4 if compact else 10, 16, 7 if compact else 12)
        keep(self._rows.setSpacing, 5 if compact else 8)
        keep(self._grid.setVerticalSpacing, 3 if compact else 6)
        self.picture.set_compact(compact)

    def set_room(self, room: QSize) -> None:
        """In a very low or narrow window the picture of the neuron goes: fields and cards have its numbers."""
        keep_made(self._grid.setContentsMargins, lambda: (0, 0, max(0, room.width() - px(WIDEST)), 0))
        self._pictured = room.height() >= px(LOWEST) and room.width() >= px(SLIMMEST)
        self.picture.setVisible(self._pictured and self._contest is not None and bool(trained(self._contest).fields))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._contest is not None:
            self._display_rates(self._contest)

    def field(self, name: str) -> NumberField:
        """The field of this name, such as "weight w" or "epochs"."""
        fields = [field for _, field, _ in self._pairs] + self._rates
        return next(field for field in fields if field.accessibleName() == name)

    def _make_fields(self) -> None:
        self._start_fields = {
            kind: [
                self._add(k // 2, k % 2, words, check, _of_start(name), _start(name))
                for k, (words, check, name) in enumerate(kind.fields)
            ]
            for kind in TRAINED.values()
        }
        for place in range(MOST_RATES):
            label, field = QLabel(), NumberField("", rate)  # not of plain words: the sign has its colour
            label.setBuddy(field)
            field.entered.connect(lambda value, place=place: self._set_rate(place, value))
            self._put(2 + place // 2, place % 2, label, field)
            self._rate_labels.append(label)
            self._rates.append(field)
        self._add(5, 0, "epochs", whole(0, MOST_EPOCHS), lambda c: c.epochs, _whole_field("epochs"))
        self._add(5, 1, "momentum", part, lambda c: c.momentum, _field("momentum"))
        batch = self._add(
            6, 0, "batch (0 = all)", whole(0, 10**9), lambda c: c.batch_size or 0, _whole_field("batch_size")
        )
        seed = self._add(6, 1, "seed", whole(0, MOST_SEED), lambda c: c.seed, _whole_field("seed"))
        batch[1].setToolTip("Rows of a mini-batch, shuffled each epoch with the seed; 0 takes all rows at once")
        noise = self._add(7, 0, "noise", deviation, lambda c: c.noise, _field("noise"))
        noise[1].setToolTip("Standard deviation of what is added to each point; another seed is another draw")
        self._batch_fields, self._noise_field = [batch, seed], [noise]

    def _add(
        self, row: int, column: int, name: str, check: Check, read: Read, change: Change
    ) -> tuple[QLabel, NumberField, Read]:
        label, field = Label(name), NumberField(name, check)
        label.setBuddy(field)
        field.entered.connect(lambda value: self._ask(name, lambda contest: change(contest, value)))
        self._put(row, column, label, field)
        self._pairs.append((label, field, read))
        return self._pairs[-1]

    def _put(self, row: int, column: int, label: QLabel, field: NumberField) -> None:
        field.refused.connect(lambda reason: self._refuse(field, reason))
        field.textEdited.connect(self._refusal.hide)
        label.setProperty("secondary", True)
        self._grid.addWidget(label, row, 2 * column)
        self._grid.addWidget(field, row, 2 * column + 1)

    def _refuse(self, field: NumberField, reason: str) -> None:
        self._refusal.say(reason, field.geometry())
        self.refused.emit(reason)

    def display(self, contest: Contest) -> None:
        """Show what the contest says."""
        self._refusal.hide()
        self._contest = contest
        kind = trained(contest)
        self.picture.setVisible(bool(kind.fields) and self._pictured)
        groups = [(pairs, each is kind) for each, pairs in self._start_fields.items()]
        for pairs, shown in (*groups, (self._batch_fields, kind.has_rows), (self._noise_field, kind.of_points)):
            for label, field, _ in pairs:
                label.setVisible(shown)
                field.setVisible(shown)
        for _, field, read in self._pairs:
            if not field.isHidden():
                field.display(float(read(contest)))
        self._display_rates(contest)
        book = [each.name for each in contest.contenders] == ["quadratic", "nielsen"]
        self.choice.setVisible(book)
        self._words.setVisible(book)
        if book:
            self._display_choice(contest.rates)

    def _display_choice(self, rates: tuple[float, ...]) -> None:
        key = "book" if rates == BOOK_RATES else "equal" if len(set(rates)) == 1 else None
        self.choice.display(key)
        self._words.say({"book": BOOK_WORDS, "equal": EQUAL_WORDS}.get(key or "", " "))

    def _display_rates(self, contest: Contest) -> None:
        single = len(contest.contenders) == 1
        for place, (label, field) in enumerate(zip(self._rate_labels, self._rates, strict=True)):
            shown = place < len(contest.contenders)
            label.setVisible(shown)
            field.setVisible(shown)
            if shown:
                contender = contest.contenders[place]
                sign = MARKS[contender.place % len(MARKS)]
                colour = theme().definition(contender.place)
                label.setText("learning rate" if single else f"rate <span style='color:{colour}'>{sign}</span>")
                label.setToolTip(tip(f"Learning rate of {contender.title}"))
                field.setAccessibleName(f"learning rate of {contender.short}")
                field.display(contender.rate)

    def _set_rate(self, place: int, value: float) -> None:
        def change(contest: Contest) -> Contest:
            rates = list(contest.rates)
            rates[place] = value
            return contest.at_rates(*rates)

        self._ask(self._rates[place].accessibleName(), change)

    def _pick_rates(self, key: str) -> None:
        text = next(text for each, text, _ in RATES if each == key)
        self._ask(text, lambda contest: contest.at_rates(*(BOOK_RATES if key == "book" else (EQUAL_RATE,))))

    def _ask(self, what: str, change: Callable[[Contest], Contest]) -> None:
        if self._contest is not None:
            self.asked.emit(what, change(self._contest))


def _of_start(field: str) -> Read:
    return lambda contest: float(getattr(contest.start, field))


def _start(field: str) -> Change:
    return lambda contest, value: replace(contest, start=replace(contest.start, **{field: value}))


def _field(name: str) -> Change:
    return lambda contest, value: replace(contest, **{name: value})


def _whole_field(name: str) -> Change:
    def change(contest: Contest, value: float) -> Contest:
        number = int(value) if name != "batch_size" or value else None
        return replace(contest, **{name: number})

    return change
