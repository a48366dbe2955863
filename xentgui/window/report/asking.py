"""The file dialog of a report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from xentgui.analysis import Analysis
from xentgui.losses.batch import DataError
from xentgui.window.report import write_report

FORMATS = {"PDF (*.pdf)": ".pdf", "Web page (*.html)": ".html"}


def ask_and_write(parent: QWidget, analysis: Analysis, session: Path | None) -> str:
    """Ask for a file and write the report; a sentence for the status bar, or "" where nothing was written."""
    start = session.with_suffix(".pdf") if session else Path.home() / "report.pdf"
    name, kind = QFileDialog.getSaveFileName(parent, "Report", str(start), ";;".join(FORMATS))
    if not name:
        return ""
    path = Path(name)
    if path.suffix.lower() not in (".pdf", ".html", ".htm"):
        path = Path(name + FORMATS.get(kind, ".pdf"))
        words = f"{path.name} is already there. Write over it?"
        if path.exists() and QMessageBox.question(parent, "xentgui", words) != QMessageBox.StandardButton.Yes:
            return ""
    try:
        write_report(path, analysis, session.name if session else "")
    except DataError as error:
        QMessageBox.warning(parent, "xentgui", error.reason)
        return ""
    return f"Report written to {path}"
