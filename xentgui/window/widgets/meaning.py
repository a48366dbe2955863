"""Words that open: how they are marked in a text, what is told of them, and the page that lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from xentgui.questions.glossary import Meaning, find
from xentgui.questions.saying.runs import Run
from xentgui.sources import Source
from xentgui.window.numbers import show_run
from xentgui.window.sizes import px
from xentgui.window.theme import pen, theme
from xentgui.window.widgets.plain import tip

Meanings = Callable[[], Mapping[str, Meaning]]  # asked when a word opens: its number is that of now


def told(meaning: Meaning) -> str:
    """The word, its two lines, and its number here."""
    first, second = meaning.lines
    return "\n".join(filter(None, (f"{meaning.word}: {first}", second, _said(meaning.here))))


def told_in(texts: Iterable[str], meanings: Meanings) -> str:
    """What is told of all the words in some texts, each once; "" where there is none."""
    names = dict.fromkeys(name for text in texts for _, _, name in find(text))
    return "\n".join(told(meanings()[name]) for name in names)


def open_at(widget: QWidget, place: QPoint, words: str) -> None:
    """Show what is told at a place of a widget: when all are through with the focus, which closes what is open."""
    QTimer.singleShot(0, widget, lambda: QToolTip.showText(widget.mapToGlobal(place), tip(words), widget))


def underline(painter: QPainter, text: str, x: float, baseline: float) -> None:
    """Dots under the words of a text that open; the text begins at x."""
    width = QFontMetricsF(painter.font()).horizontalAdvance
    painter.setPen(pen(theme().secondary, 1, Qt.PenStyle.DotLine))
    for start, end, _ in find(text):
        left, right = (x + width(text[:place]) for place in (start, end))
        painter.drawLine(QPointF(left, baseline + px(3)), QPointF(right, baseline + px(3)))


def signs_page(meanings: Mapping[str, Meaning], cited: Iterable[Source]) -> str:
    """All words with their numbers, and the sources in which one reads them, as HTML."""
    words = "".join(_entry(meaning) for meaning in meanings.values())
    books = "".join(f"<p>{escape(each.title)}: {escape(each.reference)}.<br>{escape(each.url)}</p>" for each in cited)
    return f"{words}<h3>The three sources</h3>{books}"


def _entry(meaning: Meaning) -> str:
    lines = [*meaning.lines, *filter(None, (_said(meaning.here),))]
    return f"<p><b>{escape(meaning.word)}</b><br>{'<br>'.join(escape(line) for line in lines)}</p>"


def _said(runs: Iterable[Run]) -> str:
    return "".join(map(show_run, runs))
