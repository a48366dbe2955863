"""What can be taken out of a race: its curves as CSV, its picture as PNG or SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QFileDialog, QGraphicsView, QWidget

from xentgui.files.atomic import write_whole
from xentgui.files.exports import traces_csv
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest
from xentgui.questions.models import Neuron, Numbers
from xentgui.questions.progress import Progress
from xentgui.questions.training import TrainingRun
from xentgui.window.svg import save_svg
from xentgui.window.theme import SEMIBOLD, font, theme

MARGIN, TITLE = 16, 34
SCALE = 2.0
PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"


def curves(contest: Contest, run: TrainingRun, progress: Progress) -> Mapping[str, Mapping[str, Numbers]]:
    """The arrays of each run, by its name: losses under every cost, gradient, accuracy, and a neuron's w, b, z, a."""
    found = {}
    for contender in contest.contenders:
        trace = run.traces[contender.name]
        arrays = {f"loss {each.short}": trace.losses[each.name] for each in contest.contenders}
        arrays["gradient"] = trace.gradient_norm
        if isinstance(contest.start, Neuron):
            parameters = np.array(trace.parameters_from(0)).reshape(-1, 2)
            arrays |= {"w": parameters[:, 0], "b": parameters[:, 1]}
            arrays |= {"z": progress.logits[contender.name][:, 0], "a": progress.outputs[contender.name][:, 0]}
        else:
            arrays["accuracy"] = trace.accuracy
        found[contender.short] = arrays
    return found


def ask_for_curves(parent: QWidget) -> str:
    """A path that the user picks, or ""."""
    name, _ = QFileDialog.getSaveFileName(parent, "Export curves", "training.csv", "CSV table (*.csv)")
    return name


def ask_for_picture(parent: QWidget) -> str:
    """A path that the user picks, with an ending, or ""."""
    name, kind = QFileDialog.getSaveFileName(parent, "Export picture", "training.png", PICTURES)
    ending = ".svg" if "svg" in kind else ".png"
    return name if not name or Path(name).suffix else name + ending


def write_curves(path: str, contest: Contest, run: TrainingRun, progress: Progress) -> str:
    """Every curve as CSV; returns the sentence that says what was done."""
    target = Path(path) if Path(path).suffix else Path(path).with_suffix(".csv")
    try:
        write_whole(target, traces_csv(curves(contest, run, progress)).encode())
    except DataError as error:
        return str(error)
    return f"Wrote {target.name}: {run.epochs + 1:,} lines"


def write_picture(path: str, title: str, contest: Contest, page: QWidget, parts: Sequence[QWidget]) -> str:
    """The plots under their title with the rates; returns the sentence that says what was done."""
    rates = ", ".join(f"{contender.short} {contender.rate:g}" for contender in contest.contenders)
    written = save_picture(path, f"{title} · rates: {rates}", page, parts)
    return f"Wrote {Path(path).name}" if written else f"{path}: the picture could not be written"


def save_picture(path: str, title: str, page: QWidget, parts: Sequence[QWidget]) -> bool:
    """The parts of a page in their places under a title; the ending of the path says which format."""
    boxes = [QRect(part.mapTo(page, QPoint(0, 0)), part.size()) for part in parts]
    frame = boxes[0]
    for box in boxes[1:]:
        frame = frame.united(box)
    size = QSize(frame.width() + 2 * MARGIN, frame.height() + TITLE + MARGIN)
    if path.lower().endswith(".svg"):
        paint = partial(_paint, title=title, size=size, frame=frame, boxes=boxes, parts=parts)
        return save_svg(path, title, size, page.logicalDpiX(), paint)
    image = QImage(size * SCALE, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(SCALE)
    painter = QPainter(image)
    _paint(painter, title, size, frame, boxes, parts)
    painter.end()
    return image.save(path)


def _paint(
    painter: QPainter, title: str, size: QSize, frame: QRect, boxes: Sequence[QRect], parts: Sequence[QWidget]
) -> None:
    colours = theme()
    painter.fillRect(0, 0, size.width(), size.height(), QColor(colours.surface))
    painter.setPen(QColor(colours.text))
    painter.setFont(font(15, SEMIBOLD))
    painter.drawText(QRect(MARGIN, 0, size.width() - 2 * MARGIN, TITLE), Qt.AlignmentFlag.AlignVCenter, title)
    for box, part in zip(boxes, parts, strict=True):
        at = box.topLeft() - frame.topLeft() + QPoint(MARGIN, TITLE)
        if isinstance(part, QGraphicsView):
            target = QRectF(at.x(), at.y(), box.width(), box.height())
            part.scene().render(painter, target, QRectF(part.viewport().rect()))
        else:
            painter.save()
            painter.translate(at)
            part.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
            painter.restore()
