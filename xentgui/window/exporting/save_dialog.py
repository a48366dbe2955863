"""Files that are asked for, to be written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from xentgui.window.widgets.plain import agreed

TABLES = {".csv": "CSV (*.csv)", ".tsv": "Tab-separated (*.tsv)", ".md": "Markdown (*.md)", ".tex": "LaTeX (*.tex)"}
PICTURES = {".png": "PNG picture (*.png)", ".svg": "SVG drawing (*.svg)"}


def asked_file(parent: QWidget, title: str, start: str, kinds: Mapping[str, str]) -> Path | None:
    """A file of one of these kinds (ending: words with a filter), or None.

    One without a known ending gets that of the kind that was chosen, and is not written over unasked. The dialog starts
    at the path `start`, and with the kind of its ending.
    """
    filters = ";;".join(dict.fromkeys(kinds.values()))
    name, kind = QFileDialog.getSaveFileName(parent, title, start, filters, kinds[Path(start).suffix])
    if not name or Path(name).suffix.lower() in kinds:
        return Path(name) if name else None
    ending = next((ending for ending, words in kinds.items() if words == kind), next(iter(kinds)))
    path = Path(name + ending)
    return path if not os.path.exists(path) or agreed_to_replace(parent, path) else None


def agreed_to_replace(parent: QWidget, path: Path) -> bool:
    """Whether a file that is there may be written over; the careful answer is the one that Enter gives."""
    return agreed(parent, f"{path.name} is already there. Write over it?")
