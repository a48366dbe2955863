"""An analysis on paper: a report as one HTML page or as PDF, to hand out or to attach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.files.apart import Apart
from xentgui.files.atomic import write_whole
from xentgui.losses.batch import DataError
from xentgui.window.exporting.save_dialog import asked_file
from xentgui.window.report.contents import report, training_report
from xentgui.window.report.edition import FOR_A_TICKET, Edition, asked_edition
from xentgui.window.report.pdf import pdf
from xentgui.window.report.web_page import page
from xentgui.window.theme import on_paper

__all__ = ["asked_report", "report_html", "report_pdf", "write_report", "writing"]

KINDS = {".pdf": "PDF (*.pdf)", ".html": "Web page (*.html *.htm)", ".htm": "Web page (*.html *.htm)"}


def report_html(analysis: Analysis, subject: str = "", epoch: str = "", edition: Edition = FOR_A_TICKET) -> str:
    """The report as one page of HTML.

    `subject` is the name of the file that it is about; `epoch` says of an epoch of a training run which one it is.
    """
    with on_paper():
        return page(report(analysis, subject, epoch, edition))


def report_pdf(analysis: Analysis, subject: str = "", epoch: str = "", edition: Edition = FOR_A_TICKET) -> bytes:
    """The report as PDF."""
    with on_paper():
        return pdf(report(analysis, subject, epoch, edition))


def write_report(
    path: Path,
    analysis: Analysis,
    subject: str = "",
    epoch: str = "",
    edition: Edition = FOR_A_TICKET,
    *,
    of_training: bool = False,
) -> None:
    """Write the report in the format that the path's ending says; `of_training` that of what is trained alone.

    Raises DataError for another ending, for an analysis without an answer, and where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in KINDS:
        raise DataError(f"{path.name}: a report is written as .html or .pdf")
    if analysis.problem is not None:
        raise DataError(f"there is nothing to report: {analysis.problem}")
    with on_paper():
        told = training_report(analysis, edition) if of_training else report(analysis, subject, epoch, edition)
        written = pdf(told) if ending == ".pdf" else page(told).encode()
    write_whole(path, written)


def writing(path: Path, analysis: Analysis, *told: Any, of_training: bool, apart: bool) -> Callable[[], None]:
    """What writes the report, `told` as `write_report` is: here, or where that is asked and possible, apart."""
    if apart and Apart.is_possible():
        return Apart(partial(_written, path, analysis.entry, analysis.focus, *told, of_training=of_training))
    return partial(write_report, path, analysis, *told, of_training=of_training)


def _written(path: Path, entry: Entry, focus: Focus, *told: Any, of_training: bool) -> None:
    """Write it in a process of its own, which opens no window. Raises DataError."""
    from xentgui.window.application import application

    application()
    write_report(path, Analysis(entry, focus), *told, of_training=of_training)


def asked_report(
    parent: QWidget, settings: QSettings | None, kind: str, start: str, *, of_training: bool
) -> tuple[Path, Edition] | None:
    """Ask for a file, before it for what a "hand-out" is to hold; None where nobody answered.

    What is chosen is kept in the settings. `kind` is "report" or "hand-out", `start` the path that is offered.
    """
    edition = asked_edition(parent, settings, of_training=of_training) if kind == "hand-out" else FOR_A_TICKET
    path = None if edition is None else asked_file(parent, kind.capitalize(), start, KINDS)
    return None if edition is None or path is None else (path, edition)
