"""What a step of a drag costs in the window: python benchmarks/window.py [ROWS COLUMNS CARDS], else four usual cases.

Milliseconds of this process, and how often a thousand numbers are drawn in them; the two take turns. The least quarter
of the steps is taken of each: others work on the machine too.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from xentgui import edits
from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Entry, ShownCard
from xentgui.opening import Opening
from xentgui.sources import sources
from xentgui.window.application import application
from xentgui.window.main import MainWindow
from xentgui.window.start import picture_of
from xentgui.window.view import View

CASES = ((4, 3, 3), (1000, 10, 3), (1000, 10, 10), (1_000_000, 10, 3))
STEPS = 60
Times = dict[str, list[float]]


def main(rows: int, columns: int, cards: int) -> None:
    application()
    window = opened(rows, columns, cards)
    spent: Times = defaultdict(list)
    for view in window.findChildren(View):
        view.display = timed(spent[f"  {type(view).__name__}"], view.display)  # type: ignore[method-assign]
    drag, draw = timed(spent["edit, answers and views"], window.document.apply), QApplication.processEvents
    for step in range(STEPS):
        value = float(np.sin(step / 9))
        drag(Edit("Drag", partial(edits.set_cell, table="outputs", row=0, column=0, value=value), gesture=1))
        timed(spent["Qt's drawing"], draw)()
        timed(spent["a thousand numbers"], draw_numbers)()
    least = {name: statistics.mean(sorted(times)[: STEPS // 4]) for name, times in spent.items() if times}
    ours = least["edit, answers and views"] + least["Qt's drawing"]
    ratio = f"{ours / least['a thousand numbers']:.1f} times a thousand numbers drawn"
    print(f"{rows:,} x {columns}, {cards} definitions: {1e3 * ours:.1f} ms, {ratio}")
    print("   ", ", ".join(f"{name.strip()} {1e3 * of:.1f}" for name, of in sorted(least.items()) if of > 1e-4))


def opened(rows: int, columns: int, cards: int) -> MainWindow:
    """A window with chance numbers."""
    chance = np.random.default_rng(1)
    labels = np.eye(columns)[chance.integers(columns, size=rows)]
    entry = Entry.of(labels, chance.normal(size=(rows, columns)).round(2))
    for name in list(sources)[5 : 5 + cards - len(entry.cards)]:
        source = sources[name]
        entry = add_card(entry, ShownCard(name, source.title, source.title, source.definition, source=name))
    window = MainWindow(Opening(entry), in_place=True)
    picture_of(window, (1440, 900))
    return window


def draw_numbers() -> None:
    """A thousand numbers into a picture: what the machine's time is worth."""
    picture = QImage(400, 400, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(picture)
    for place in range(1000):
        painter.drawText(place % 340, 20 + place % 370, f"{place / 7:.4f}")
    painter.end()


def timed(times: list[float], call: Callable[..., object]) -> Callable[..., None]:
    def measured(*words: object) -> None:
        began = time.process_time()
        call(*words)
        times.append(time.process_time() - began)

    return measured


if __name__ == "__main__":
    for case in [tuple(map(int, sys.argv[1:4]))] if len(sys.argv) > 3 else CASES:
        main(*case)
