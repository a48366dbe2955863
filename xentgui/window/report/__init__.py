"""An analysis on paper: a report as one HTML page or as PDF, to hand out or to attach."""

from __future__ import annotations

from pathlib import Path

from xentgui.analysis import Analysis
from xentgui.files.atomic import write_whole
from xentgui.losses.batch import DataError
from xentgui.window.report.contents import report, training_report
from xentgui.window.report.page import page
from xentgui.window.report.paper import pdf

__all__ = ["report_html", "report_pdf", "write_report"]


def report_html(analysis: Analysis, subject: str = "", epoch: str = "") -> str:
    """The report as one page of HTML.

    `subject` is the name of the file that it is about; `epoch` says of an epoch of a training run which one it is.
    """
    return page(report(analysis, subject, epoch))


def report_pdf(analysis: Analysis, subject: str = "", epoch: str = "") -> bytes:
    """The report as PDF."""
    return pdf(report(analysis, subject, epoch))


def write_report(
    path: Path, analysis: Analysis, subject: str = "", epoch: str = "", *, of_training: bool = False
) -> None:
    """Write the report in the format that the path's ending says; `of_training` that of what is trained alone.

    Raises DataError for another ending, for an analysis without an answer, and where the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".html", ".htm", ".pdf"):
        raise DataError(f"{path.name}: a report is written as .html or .pdf")
    if analysis.problem is not None:
        raise DataError(f"there is nothing to report: {analysis.problem}")
    told = training_report(analysis) if of_training else report(analysis, subject, epoch)
    write_whole(path, pdf(told) if ending == ".pdf" else page(told).encode())
