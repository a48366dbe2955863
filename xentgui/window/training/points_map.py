"""Points in the plane with what a classifier makes of it: click adds a point, drag moves it, Delete removes it."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.questions.contest import Contender, Contest
from xentgui.questions.models import Numbers
from xentgui.questions.training import TrainingRun
from xentgui.window.cards.text import RIGHT, Words, grey
from xentgui.window.curves.axis import TICK, tick_text, ticks
from xentgui.window.curves.geometry import Frame, Range
from xentgui.window.curves.moved_point import ARROWS
from xentgui.window.curves.plot_text import box_of
from xentgui.window.document import new_gesture
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import SEMIBOLD, draw_mark, font, pen, theme
from xentgui.window.training.plot import SideBySide, stepped
from xentgui.window.training.points_table import (
    Plane,
    answers,
    colour,
    letters,
    places,
    plane,
    regions,
    table,
    with_points,
)

RADIUS, NEAR = 9.0, 12.0
HEAD, FOOT = 22, 40
NUMBERS, SIDE_NUMBERS, APART = 16, 26, 34  # pixels for the numbers below, at the left at least, between two
CORNER = (0.92, 0.08)  # where the probe stands before the pointer comes, in shares of the plane from the lower left


class PointsMap(QWidget):
    """One contender's plane. It shows and asks; the points are moved by who listens."""

    began = Signal()  # another gesture: a press of the mouse or of a key, however long it is held
    placed = Signal(float, float)
    moved = Signal(int, float, float)
    removed = Signal(int)
    picked = Signal(int)
    pointed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._title = Words(self, 13, SEMIBOLD)
        self._place = Words(self, 12, ink=grey, align=RIGHT)
        self._reading = Words(self, 12)
        self._reading.setWordWrap(True)
        self._contender: Contender | None = None
        self._points: Numbers = np.empty((0, 2))
        self._labels: Numbers = np.empty((0, 0))
        self._plane: Plane | None = None
        self._image: QImage | None = None
        self._left: float = px(SIDE_NUMBERS)
        self._chosen = -1
        self.grey = -1
        self.dragging = False
        self._probe: tuple[float, float] | None = None
        self.setToolTip("Click adds a point of the chosen class, drag moves it; Delete or a right click removes it")

    def show_points(
        self,
        contender: Contender,
        points: Numbers,
        labels: Numbers,
        shown: Plane,
        image: QImage | None,
        chosen: int,
    ) -> None:
        """Display these."""
        self._contender, self._points, self._labels, self._chosen = contender, points, labels, chosen
        self._plane, self._image = shown, image
        self._title.say(contender.short)
        self._arrange()
        self.update()

    def show_probe(self, where: tuple[float, float], shares: Numbers | None) -> None:
        """Display what the classifier says at one place of the plane."""
        self._probe = where
        self._place.say(f"({show_number(where[0], decimals=1)}, {show_number(where[1], decimals=1)})")
        if shares is None:
            self._reading.say("the run has stopped")
            return
        each = "  ".join(f"{ascii_uppercase[k]} {share:.2f}" for k, share in enumerate(shares))
        total = float(shares.sum())
        exclusive = self._contender is not None and self._contender.definition.activation == "softmax"
        word = "always 1" if exclusive else "free"
        self._reading.say(f"{each}\nsum {show_number(total, decimals=2)} ({word})")
        self.setAccessibleName(f"Points, {self._title.text()} {self._place.text()}: {self._reading.text()}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(260), px(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(150), px(160))

    def area(self) -> QRectF:
        """The plane, in pixels; its numbers stand at its left and below it."""
        height = self.height() - px(HEAD + FOOT + NUMBERS + 4)
        return QRectF(self._left, px(HEAD + 2), self.width() - self._left, height)

    @property
    def _frame(self) -> Frame:
        assert self._plane is not None
        return Frame(box_of(self.area()), self._plane.across, self._plane.upward)

    def pixel(self, x: float, y: float) -> QPointF:
        """Where a point of the plane stands."""
        frame = self._frame
        return QPointF(frame.px(x), frame.py(y))

    def _at(self, position: QPointF) -> tuple[float, float]:
        frame = self._frame
        x, y = frame.across.inside(frame.x_at(position.x())), frame.upward.inside(frame.y_at(position.y()))
        return round(x, 2), round(y, 2)

    def _near(self, position: QPointF) -> int:
        """The point under the pointer, or -1."""
        far = [
            np.hypot(self.pixel(*point).x() - position.x(), self.pixel(*point).y() - position.y())
            for point in self._points
        ]
        best = int(np.argmin(far)) if far else -1
        return best if best >= 0 and far[best] <= px(NEAR) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._plane is None or not self.area().contains(event.position()):
            return
        self.began.emit()
        near = self._near(event.position())
        if event.button() == Qt.MouseButton.RightButton and near >= 0:
            self.removed.emit(near)
        elif event.button() == Qt.MouseButton.LeftButton:
            if near < 0:
                near = len(self._points)
                self.placed.emit(*self._at(event.position()))
            self.grey = near
            self.picked.emit(near)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._plane is None:
            return
        if 0 <= self.grey < len(self._points):  # a point may not have been taken
            self.moved.emit(self.grey, *self._at(event.position()))
            self.dragging = True
        elif self.area().contains(event.position()):
            over = self._near(event.position()) >= 0
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.CrossCursor)
            self.pointed.emit(*self._at(event.position()))
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.grey = -1
            self.dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, chosen = len(self._points), self._chosen
        if not event.isAutoRepeat():
            self.began.emit()
        if event.key() in (Qt.Key.Key_N, Qt.Key.Key_P) and count:
            self.picked.emit((chosen + (1 if event.key() == Qt.Key.Key_N else -1)) % count)
        elif event.key() in ARROWS and 0 <= chosen < count and self._plane is not None:
            x, y = stepped(event, tuple(self._points[chosen]), self._plane.across, self._plane.upward)
            self.moved.emit(chosen, round(float(x), 4), round(float(y), 4))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and 0 <= chosen < count:
            self.removed.emit(chosen)
        else:
            event.ignore()

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """The numbers at the left have room first, then the name, then the place that is read out."""
        if self._plane is not None:
            metrics, texts = QFontMetricsF(font(TICK)), _numbers(self._plane.upward, self.area().height())
            self._left = max(px(SIDE_NUMBERS), *(metrics.horizontalAdvance(text) + px(6) for _, text in texts))
        wide, room = self._place.width_of("(−88.8, −88.8)"), self.width() - px(18)
        self._place.setVisible(self._title.sizeHint().width() + wide <= room)
        self._title.setGeometry(px(18), 0, room - wide * self._place.isVisibleTo(self), px(20))
        self._place.setGeometry(self.width() - wide, 0, wide, px(20))
        self._reading.setGeometry(0, self.height() - px(FOOT) + px(2), self.width(), px(FOOT - 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        if self._plane is None or self._contender is None:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        draw_mark(painter, self._contender.place, QPointF(px(6), px(10)))
        area = self.area()
        if self._image is not None:
            painter.drawImage(area, self._image)
        painter.setPen(pen(colours.focus if self.hasFocus() else colours.line, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_numbers(painter, area)
        painter.setClipRect(area)
        for place, (point, labels) in enumerate(zip(self._points, self._labels, strict=True)):
            self._paint_point(painter, self.pixel(*point), labels, chosen=place == self._chosen)
        if self._probe is not None:
            at = self.pixel(*self._probe)
            painter.setPen(pen(colours.text, 1.5))
            painter.drawLine(at + QPointF(-px(5), 0), at + QPointF(px(5), 0))
            painter.drawLine(at + QPointF(0, -px(5)), at + QPointF(0, px(5)))

    def _paint_numbers(self, painter: QPainter, area: QRectF) -> None:
        """What the axes count: below, and at the left."""
        frame = self._frame
        painter.setFont(font(TICK))
        painter.setPen(QColor(theme().secondary))
        for value, text in _numbers(frame.across, area.width()):
            wide = painter.fontMetrics().horizontalAdvance(text) + 1
            left = min(frame.px(value) - wide / 2, self.width() - wide)
            painter.drawText(QRectF(left, area.bottom() + 1, wide, px(NUMBERS)), Qt.AlignmentFlag.AlignCenter, text)
        for value, text in _numbers(frame.upward, area.height()):
            box = QRectF(0, frame.py(value) - px(NUMBERS) / 2, area.left() - px(5), px(NUMBERS))
            painter.drawText(box, RIGHT, text)

    def _paint_point(self, painter: QPainter, at: QPointF, labels: Numbers, *, chosen: bool) -> None:
        colours = theme()
        mine = [k for k, label in enumerate(labels) if label > 0]
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(at.x() - px(RADIUS), at.y() - px(RADIUS), 2 * px(RADIUS), 2 * px(RADIUS))
        for turn, k in enumerate(mine):
            painter.setBrush(QColor(colour(k, colours)))
            painter.drawPie(box, round(16 * (90 + 360 * turn / len(mine))), round(16 * 360 / len(mine)))
        painter.setBrush(Qt.BrushStyle.NoBrush if mine else QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.focus if chosen else colours.surface), px(2.5 if chosen else 1.2)))
        painter.drawEllipse(box)
        painter.setFont(font(10 if len(mine) > 1 else 11, SEMIBOLD))
        painter.setPen(QColor("#15181C" if colours.dark and mine else "#FFFFFF" if mine else colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters(labels))


def _numbers(axis: Range, room: float) -> list[tuple[float, str]]:
    """What an axis of so many pixels counts."""
    values, step = ticks(axis, max(2, int(room / px(APART))))
    return [(float(value), tick_text(float(value), step)) for value in values]


class PointsMaps(SideBySide):
    """The same points under each contender."""

    asked = Signal(str, object, object)  # what is done, the Contest with other points, the gesture it is part of

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((SIDE_NUMBERS, HEAD + FOOT + NUMBERS), parent)
        self._maps: list[PointsMap] = []
        self._contest: Contest | None = None
        self._run: TrainingRun | None = None
        self._plane: Plane | None = None
        self._epoch = 0
        self._chosen = -1
        self._gesture = new_gesture()
        self._probe: tuple[float, float] | None = None
        self.classes: tuple[int, ...] = (0,)  # of the next point

    def display(self, contest: Contest, run: TrainingRun, epoch: int) -> None:
        """Show the points of a contest and the regions at an epoch."""
        points, labels = np.asarray(contest.trained.points), table(contest)
        if self._plane is None or (contest is not self._contest and not self.dragging):
            self._plane = plane(points)
        self._contest, self._run, self._epoch = contest, run, epoch
        self._fit(len(contest.contenders))
        for each, contender in zip(self._maps, contest.contenders, strict=False):
            image = regions(contender, run, epoch, self._plane, theme())
            each.show_points(contender, points, labels, self._plane, image, self._chosen)
        self._read()

    def carry(self, contest: Contest) -> None:
        """Show the points of a contest of the same contenders on the regions that are shown."""
        if self._run is not None:
            self.display(contest, self._run, self._epoch)

    @property
    def dragging(self) -> bool:
        """Whether a point has been moved since it was taken."""
        return any(each.dragging for each in self._maps)

    def map(self, place: int) -> PointsMap:
        """The map of a contender."""
        return self._maps[place]

    def _fit(self, count: int) -> None:
        while len(self._maps) < count:
            each = PointsMap(self)
            each.began.connect(self._begin)
            each.placed.connect(self._add)
            each.moved.connect(self._move)
            each.removed.connect(self._remove)
            each.picked.connect(self._pick)
            each.pointed.connect(self._point)
            self._maps.append(each)
        for place, each in enumerate(self._maps):
            each.setVisible(place < count)
        self.stand(self._maps[:count])

    def _read(self) -> None:
        if self._contest is None or self._run is None or self._plane is None:
            return
        across, upward = self._plane.across, self._plane.upward
        corner = (across.low + CORNER[0] * across.width, upward.low + CORNER[1] * upward.width)
        where = self._probe or corner
        for each, contender in zip(self._maps, self._contest.contenders, strict=False):
            shares = answers(contender, self._run, self._epoch, np.array([where]))
            each.show_probe(where, None if shares is None else shares[0])

    def _point(self, x: float, y: float) -> None:
        self._probe = (x, y)
        self._read()

    def _pick(self, place: int) -> None:
        self._chosen = place
        if self._contest is not None and self._run is not None:
            self.display(self._contest, self._run, self._epoch)

    def _begin(self) -> None:
        self._gesture = new_gesture()

    def _add(self, x: float, y: float) -> None:
        labels = table(self._contest) if self._contest is not None else np.empty((0, 1))
        fresh = np.zeros((1, labels.shape[1]))
        fresh[0, [k for k in self.classes if k < labels.shape[1]]] = 1.0
        labels = np.concatenate([labels, fresh])
        place = self._without_noise(len(labels) - 1, x, y)
        self._change("add a point", lambda points: np.concatenate([points, [place]]), labels)

    def _without_noise(self, place: int, x: float, y: float) -> Numbers:
        """Where a point is entered that stands at x and y with its noise."""
        assert self._contest is not None
        entered: Numbers = np.round(np.array([x, y]) - self._contest.scatter(place + 1)[place], 4)
        return entered

    def _move(self, place: int, x: float, y: float) -> None:
        def change(points: Numbers) -> Numbers:
            points[place] = self._without_noise(place, x, y)
            return points

        self._change("move a point", change)

    def _remove(self, place: int) -> None:
        if self._contest is None or len(places(self._contest)) == 1:
            return
        self._chosen = -1
        labels = np.delete(table(self._contest), place, axis=0)
        self._change("remove a point", lambda points: np.delete(points, place, axis=0), labels)

    def _change(self, what: str, points: Callable[[Numbers], Numbers], labels: Numbers | None = None) -> None:
        if self._contest is not None:
            changed = points(places(self._contest))
            given = table(self._contest) if labels is None else labels
            self.asked.emit(what, with_points(self._contest, changed, given), self._gesture)
