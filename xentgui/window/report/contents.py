"""What a report says of an analysis, in the order of reading: the answer, numbers, formulas, the data, curves."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from textwrap import shorten

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry, place_words
from xentgui.examples import examples
from xentgui.formulas import reading
from xentgui.losses.batch import DataError
from xentgui.losses.cautions import Caution
from xentgui.questions.card import Card
from xentgui.questions.contest import Contest, OfTable, Progress
from xentgui.questions.formula import Piece, where
from xentgui.questions.lesson import lesson
from xentgui.questions.saying.register import capital, first_of, number_of
from xentgui.questions.saying.runs import Line, Run
from xentgui.questions.saying.strip import principle_line
from xentgui.questions.saying.strip.scene import Scene
from xentgui.questions.training import TrainingRun
from xentgui.sources import code, describe, sources
from xentgui.training_examples import AT_FIRST, example_of
from xentgui.window.help import versions
from xentgui.window.numbers import MINUS
from xentgui.window.report.blocks import (
    Block,
    Cell,
    Code,
    Figure,
    Formula,
    Heading,
    Paragraph,
    Report,
    Table,
    TableColumn,
    aligned,
    exact_cell,
    shown_cell,
)
from xentgui.window.report.data import data_blocks, row_blocks
from xentgui.window.report.drawings import contour_map, curves, figure
from xentgui.window.report.edition import Edition, as_shown, with_blanks
from xentgui.window.top_row import MEANINGS
from xentgui.window.training.cards import cost_formula, facts
from xentgui.window.training.entered_table import contest_of
from xentgui.window.training.kinds import trained
from xentgui.window.training.view import TrainingView

CODE_ROWS, CODE_LETTERS = 20, 4000  # a program with more is not printed
WRITTEN_OUT = 200  # letters of TeX: a list of weights that is longer stands with the data
WARNINGS = 5  # of each definition
_HYPHEN = re.compile(r"-(?=ln|inf|[\d(])|(?<= )-(?= )")  # that means minus
ON_THE_SHEET = frozenset({"definitions", "data", "terms"})  # where blanks are to be filled in
TRAINED = "The outputs below are those of this epoch, not the ones that were entered; the labels are the entered ones."
SYMBOLS = (
    "x counts rows, j outputs, k is the true class; y are the labels, a the outputs as probabilities, f the scores. "
)
SHADED = " is the term that the formulas share, shaded in colour what one adds to it."
PAGE = QSize(1248, 760)
SHARES = (0, 1 / 12, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 5 / 6, 1)  # of the epochs, which stand in the table


def training_report(analysis: Analysis, edition: Edition) -> Report:
    """The report of what is trained alone. Raises DataError where it cannot be trained, or is to have blanks."""
    if edition.blanks:
        raise DataError("what is trained has no term table to fill in: leave the blanks out")
    title = edition.title or training_title(analysis)
    versions_told = _made_with(analysis) if "versions" in edition.parts else ()
    return _printed(title, (*_headline(title, edition), *training_blocks(analysis), *versions_told), edition)


def report(analysis: Analysis, subject: str, epoch: str, edition: Edition) -> Report:
    """The report of an analysis that has an answer.

    `subject` is the name of its file, or ""; `epoch` is which epoch of a training run it is of, or "" for an entry.
    """
    title = edition.title or (capital(epoch) if epoch else _title(analysis.entry, subject))
    head = (*_headline(title, edition), *_facts(analysis, title, subject, trained=bool(epoch)))
    chosen = edition.parts
    if not edition.blanks:
        return _printed(title, (*head, *_parts(analysis, chosen)), edition)
    sheet = with_blanks(_parts(analysis, chosen & ON_THE_SHEET))
    solution = _parts(analysis, chosen - {"definitions", "data"})
    return _printed(title, (*head, *sheet, Heading("Solution", on_new_page=True), *solution), edition)


def _parts(analysis: Analysis, chosen: frozenset[str]) -> Iterator[Block]:
    """The chosen parts in the order of reading."""
    makers: dict[str, Callable[[Analysis], Iterable[Block]]] = {
        "agreement": _agreement,
        "values": _numbers,
        "definitions": partial(_definitions, with_sources=False),
        "sources": partial(_definitions, with_sources=True),
        "data": data_blocks,
        "terms": row_blocks,
        "curves": _curves,
        "map": _map,
        "program": _program,
        "training": _trained,
        "versions": _made_with,
    }
    repeated = {"definitions"} if "sources" in chosen else set()
    for name, made in makers.items():
        if name in chosen - repeated:
            yield from made(analysis)


def _printed(title: str, blocks: Iterable[Block], edition: Edition) -> Report:
    made_with = versions().partition("\n")[0] if "versions" in edition.parts else "xentgui"
    return Report(title, tuple(blocks if edition.all_digits else map(as_shown, blocks)), made_with)


def _headline(title: str, edition: Edition) -> Iterator[Block]:
    yield Heading(title, 1)
    if edition.course:
        yield Paragraph((Run(edition.course),))


def _title(entry: Entry, subject: str) -> str:
    known = (example.title for example in examples.values() if example.entry.same_sheet(entry))
    return next(known, "") or f"Cross-entropy of {subject or 'this data'}"


def _facts(analysis: Analysis, title: str, subject: str, *, trained: bool) -> Iterator[Block]:
    entry = analysis.entry
    facts = [
        *([subject] if subject and subject not in title else []),
        number_of(entry.rows, "row"),
        _classes(analysis.shown_names),
        f"outputs are {entry.outputs_are}",
        f"{MEANINGS[entry.mode][0].lower()}: {MEANINGS[entry.mode][1]}",
    ]
    if trained:
        yield Paragraph((Run(TRAINED),))
    yield Paragraph((Run(" · ".join(facts)),), "note")


def _agreement(analysis: Analysis) -> Iterator[Block]:
    """What an example shows, and the sentences of the strip."""
    for example in examples.values():
        if example.entry.same_sheet(analysis.entry):
            yield Paragraph((Run(example.steps[0].says),))
    for line in analysis.strip:
        yield Paragraph(line.runs, sign=line.mark)


def _classes(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"output: {names[0]}"
    return f"{number_of(len(names), 'class')}: {first_of(names)}"


def _numbers(analysis: Analysis) -> Iterator[Block]:
    """What each definition gives."""
    cards = analysis.cards
    chosen = cards[analysis.focus.chosen]
    columns = (
        TableColumn("Definition", numbers=False),
        TableColumn("Value"),
        TableColumn("Counted in", numbers=False, ink="secondary"),
        TableColumn(f"Difference from {chosen.short}"),
        TableColumn("In words", numbers=False, ink="secondary"),
    )
    values = aligned([_value(card) for card in cards])
    differences = aligned([_difference(card) for card in cards])
    rows = tuple(
        (Cell(card.title, card=card.slot), value, Cell(f"{card.unit}, {card.rows}"), difference, Cell(_in_words(card)))
        for card, value, difference in zip(cards, values, differences, strict=True)
    )
    yield Heading("What each definition gives")
    yield Table("The values on this data", columns, rows)


def _value(card: Card) -> Cell:
    return Cell("refused") if card.problem else exact_cell(card.value, bold=True)


def _difference(card: Card) -> Cell:
    if card.relation in ("chosen", "refused", "undefined") or not math.isfinite(card.value):
        return Cell("")
    cell = replace(exact_cell(card.difference), between=(card.value, card.value - card.difference))
    return replace(cell, text=f"+{cell.text}") if card.difference > 0 else cell


def _in_words(card: Card) -> str:
    return card.problem or ("the others are compared with it" if card.relation == "chosen" else card.why)


def _definitions(analysis: Analysis, *, with_sources: bool) -> Iterator[Block]:
    yield Heading("The definitions")
    yield Paragraph((Run(SYMBOLS), Run("Shaded grey", role="shared"), Run(SHADED)), "note")
    for place, card in enumerate(analysis.cards):
        note = shorten(describe(card.definition), 100, placeholder=" …") if with_sources else ""
        yield Heading(card.title, 3, card=card.slot, note=note)
        yield from _definition(analysis, card)
        if with_sources:
            yield from _source(analysis, place, card)


def _definition(analysis: Analysis, card: Card) -> Iterator[Block]:
    yield Formula(card.pieces, reading(*(piece.tex for piece in card.pieces)), card.slot)
    for clause in _clauses(analysis, card):
        yield Formula((Piece(clause),), reading(clause), card.slot, small=True)


def _source(analysis: Analysis, place: int, card: Card) -> Iterator[Block]:
    """What a definition assumes, what it warns of, and where it is from."""
    yield Paragraph((Run(f"{capital(card.assumption)}."),), sign="✓" if card.holds else "!")
    yield Paragraph(_principle(analysis, place).runs, sign="ln")
    evaluation = analysis.comparison.evaluations.get(card.name)
    warnings = () if evaluation is None else evaluation.warnings
    for warning in warnings[:WARNINGS]:
        yield Paragraph((Run(in_words(warning, analysis.shown_names, analysis.entry)),), sign="!")
    source = sources.get(card.source or "")
    if source is not None:
        yield Paragraph((Run(f"{source.particular} {source.reference}."),), "note", url=source.url)


def _clauses(analysis: Analysis, card: Card) -> tuple[str, ...]:
    """What the symbols stand for; a that was entered is not made from f."""
    one = analysis.batch is not None and analysis.batch.one_dimensional
    clauses = where(replace(card.definition, one_output=one or card.definition.one_output))
    entered = analysis.entry.outputs_are == "probabilities"
    said = [clause for clause in clauses if not (entered and clause.startswith("a"))]
    return tuple(clause for clause in said if len(clause) <= WRITTEN_OUT)


def _principle(analysis: Analysis, place: int) -> Line:
    mode, names = analysis.entry.mode, analysis.shown_names
    return principle_line(Scene(analysis.batch, analysis.cards, place, analysis.comparison, mode, names))


def in_words(warning: Caution, names: tuple[str, ...], entry: Entry) -> str:
    """A warning with its place as the tables call it: "Row 2, cat: …"."""
    reason = _HYPHEN.sub(MINUS, warning.reason)
    if warning.where is None:
        return f"{capital(reason)}."
    return f"{capital(place_words(warning.where, entry.row_words, names))}: {reason}."


def _curves(analysis: Analysis) -> Iterator[Block]:
    if analysis.curve is not None and not analysis.unlabelled:
        yield Heading("Loss and slope as one output moves")
        yield from curves(analysis)


def _map(analysis: Analysis) -> Iterator[Block]:
    if analysis.surface is not None:
        yield Heading("Loss over all probabilities")
        yield contour_map(analysis)


def _program(analysis: Analysis) -> Iterator[Block]:
    """The chosen value in NumPy, where the data are few enough to stand in it."""
    card = analysis.cards[analysis.focus.chosen]
    if card.problem or analysis.batch is None or analysis.entry.rows > CODE_ROWS:
        return
    text = code("NumPy", analysis.batch, card.definition).strip()
    if len(text) <= CODE_LETTERS:
        yield Heading("To compute it again")
        name = Run(card.title, role="definition", card=analysis.shown[analysis.focus.chosen].slot)
        yield Paragraph((Run("NumPy code with this data that prints the value of "), name, Run(".")))
        yield Code(text)


def _trained(analysis: Analysis) -> Iterator[Block]:
    """What is trained, where somebody asked for something."""
    if analysis.entry.training == AT_FIRST:
        return
    try:
        blocks = tuple(training_blocks(analysis))
    except DataError:  # the outputs have no finite logits: there is nothing to tell
        return
    yield Heading(f"Training: {training_title(analysis)}")
    yield from blocks


def _made_with(_analysis: Analysis) -> Iterator[Block]:
    yield Heading("Made with")
    yield Paragraph((Run(" · ".join(versions().splitlines())),), "note")


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
    yield _epochs(contest, run, progress)
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
        yield Formula(pieces, reading(*(piece.tex for piece in pieces)), each.place)


def _epochs(contest: Contest, run: TrainingRun, progress: Progress) -> Table:
    """A row for some epochs: of each run its cost, and what else stands on its card."""
    epochs = sorted({round(share * run.epochs) for share in SHARES})
    found = [facts(contest, run, progress, epoch) for epoch in epochs]
    columns = [TableColumn("epoch")]
    cells = [[Cell(f"{epoch:,}") for epoch in epochs]]
    for place, each in enumerate(contest.contenders):
        first = found[0][place].first[0]
        columns += [TableColumn("cost", each.short, card=each.place), TableColumn(first, each.short, card=each.place)]
        cells.append(list(aligned([exact_cell(row[place].loss) for row in found])))
        cells.append([shown_cell(row[place].first[1]) for row in found])
    return Table("The runs at some epochs", tuple(columns), tuple(zip(*cells, strict=True)))


def _plots(page: TrainingView) -> Figure:
    drawn = page.picture()
    assert drawn is not None
    charts = page.charts
    alt = ". ".join(each.accessibleName() for each in (charts.cost, charts.gradient, charts.output))
    return figure(drawn, alt, drawn.title)
