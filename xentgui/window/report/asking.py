"""The file dialog of a report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.window.exporting.save_dialog import asked_file
from xentgui.window.report import write_report

KINDS = {".pdf": "PDF (*.pdf)", ".html": "Web page (*.html *.htm)", ".htm": "Web page (*.html *.htm)"}


def ask_and_write(
    parent: QWidget, start: str, analysis: Analysis, subject: str, epoch: str, *, of_training: bool
) -> str:
    """Ask for a file and write a report; says where, "" where no file was named. Raises DataError.

    `start` is the path that is offered; the rest is what `write_report` takes.
    """
    path = asked_file(parent, "Report", start, KINDS)
    if path is None:
        return ""
    write_report(path, analysis, subject, epoch, of_training=of_training)
    return f"Report written to {path}"
