"""What one edit costs in the window, and where: python benchmarks/window.py [ROWS] [COLUMNS] [CARDS]."""

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
from PySide6.QtWidgets import QApplication

from xentgui import edits
from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Entry, ShownCard
from xentgui.opening import Opening
from xentgui.sources import sources
from xentgui.window import start
from xentgui.window.main import MainWindow
from xentgui.window.view import View

FRAME = 16.0


def main(rows: int = 1000, columns: int = 10, cards: int = 3, steps: int = 60) -> None:
    chance = np.random.default_rng(1)
    labels = np.eye(columns)[chance.integers(columns, size=rows)]
    entry = Entry.of(labels, chance.normal(size=(rows, columns)).round(2))
    for name in list(sources)[5 : 5 + cards - len(entry.cards)]:
        source = sources[name]
        entry = add_card(entry, ShownCard(name, source.title, source.title, source.definition, source=name))
    start.application()
    window = MainWindow(Opening(entry), in_place=True)
    start.picture_of(window, (1440, 900))
    spent: dict[str, list[float]] = defaultdict(list)
    for view in window.findChildren(View):
        view.display = _timed(spent[type(view).__name__], view.display)  # type: ignore[method-assign]
    for step in range(steps):
        began = time.perf_counter()
        value = float(np.sin(step / 9))
        change = partial(edits.set_cell, table="outputs", row=0, column=0, value=value)
        window.document.apply(Edit("Drag", change, gesture=1))
        spent["edit, answers and all views"].append(time.perf_counter() - began)
        began = time.perf_counter()
        QApplication.processEvents()
        spent["Qt's drawing"].append(time.perf_counter() - began)
    shown = f"{rows:,} x {columns}, {len(entry.cards)} definitions"
    print(f"{shown}: one edit of a drag, milliseconds (median, worst of {steps}); a frame is {FRAME}")
    for name, times in sorted(spent.items(), key=lambda each: -statistics.median(each[1] or [0])):
        if times:
            print(f"  {name:<30} {1e3 * statistics.median(times):6.1f} {1e3 * max(times):6.1f}")


def _timed(times: list[float], call: Callable[..., None]) -> Callable[..., None]:
    def timed(*words: object) -> None:
        began = time.perf_counter()
        call(*words)
        times.append(time.perf_counter() - began)

    return timed


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
