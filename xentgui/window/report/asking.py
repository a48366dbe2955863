"""The file dialog of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xentgui.losses.batch import DataError
from xentgui.window.exporting.asked import asked_file
from xentgui.window.report import write_report

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow

KINDS = {".pdf": "PDF (*.pdf)", ".html": "Web page (*.html *.htm)", ".htm": "Web page (*.html *.htm)"}


def ask_and_write(window: MainWindow) -> None:
    """Ask for a file and write a report of what is on the screen: entry, epoch that is followed, or training."""
    analysis, session = window.exporting.shown, window.filing.path
    epoch, training = analysis.focus.epoch, window.verbs.training
    of_training = training is not None and training.isVisible()
    if of_training:
        analysis, epoch = window.document.analysis, None
    name = "report" if session is None else session.stem
    start = window.filing.folder(f"{name}.pdf" if epoch is None else f"{name}-epoch-{epoch}.pdf")
    path = asked_file(window, "Report", start, KINDS)
    if path is None:
        return
    followed = "" if epoch is None or training is None else training.following.words
    try:
        write_report(path, analysis, session.name if session else "", followed, of_training=of_training)
    except DataError as error:
        window.filing.refuse(error.reason)
    else:
        window.say(f"Report written to {path}")
