"""What is trained, on paper: the costs that race, what they teach, their numbers epoch by epoch, the plots."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.formulas import reading
from xentgui.questions.contest import Contest, OfTable, Progress
from xentgui.questions.lesson import lesson
from xentgui.questions.saying.runs import Run
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import example_of
from xentgui.window.report.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Formula,
    Heading,
    Paragraph,
    Table,
    aligned,
    exact_cell,
    shown_cell,
)
from xentgui.window.report.drawings import figure
from xentgui.window.training.cards import cost_formula, facts
from xentgui.window.training.entered_table import contest_of
from xentgui.window.training.kinds import trained
from xentgui.window.training.view import TrainingView

PAGE = QSize(1248, 760)
SHARES = (0, 1 / 12, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1)  # of the epochs, which stand in the table


def training_blocks(analysis: Analysis) -> Iterator[Block]:
    """What the entry trains. DataError where it cannot be trained."""
    contest = contest_of(analysis)
    paper = QWidget()
    page = TrainingView(paper, in_place=True)
    page.resize(PAGE)
    page.receive(analysis)
    paper.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    paper.show()
    page.running.step(contest.epochs)
    run = page.running.run
    assert run is not None
    of_table = isinstance(analysis.entry.training.front, OfTable)
    progress = Progress(contest, analysis.focus.row if of_table else 0)
    progress.extend(run)
    example = example_of(contest.start)
    if example is not None:
        yield Paragraph((Run(example.shows),))
    yield Paragraph((Run(f"{contest.start_in_words} · {contest.in_words}"),), "note")
    for line in lesson(contest, run, progress, run.epochs):
        yield Paragraph(line.runs, sign=line.mark)
    yield from _costs(contest)
    yield Heading("Epoch by epoch")
    yield _numbers(contest, run, progress)
    yield _plots(page)
    paper.close()
    paper.deleteLater()


def training_title(analysis: Analysis) -> str:
    """What is trained, as a title."""
    contest = contest_of(analysis)
    example = example_of(contest.start)
    return f"Training: {trained(contest).word}" if example is None else example.title


def _costs(contest: Contest) -> Iterator[Block]:
    for each in contest.contenders:
        pieces = cost_formula(each, one_output=contest.start.batch.one_dimensional)
        yield Heading(each.title, 3, card=each.place, note=f"learning rate {each.rate:g}")
        yield Formula(pieces, reading(" ".join(piece.tex for piece in pieces)), each.place)


def _numbers(contest: Contest, run: TrainingRun, progress: Progress) -> Table:
    """A row for some epochs: of each run its cost, and what else stands on its card."""
    epochs = sorted({round(share * run.epochs) for share in SHARES})
    found = [facts(contest, run, progress, epoch) for epoch in epochs]
    columns = [Column("epoch")]
    cells = [[Cell(f"{epoch:,}") for epoch in epochs]]
    for place, each in enumerate(contest.contenders):
        first = found[0][place].first[0]
        columns += [Column("cost", each.short, card=each.place), Column(first, each.short, card=each.place)]
        cells.append(list(aligned([exact_cell(row[place].loss) for row in found])))
        cells.append([shown_cell(row[place].first[1]) for row in found])
    return Table("The runs at some epochs", tuple(columns), tuple(zip(*cells, strict=True)))


def _plots(page: TrainingView) -> Figure:
    drawn = page.picture()
    assert drawn is not None
    charts = page.charts
    alt = ". ".join(each.accessibleName() for each in (charts.cost, charts.gradient, charts.output))
    return figure(drawn, alt, drawn.title)
