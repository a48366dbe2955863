"""Cards, strip, tables, curve and terms of one entry tell the same, whatever is entered, in every mode."""

import math
from dataclasses import replace

import numpy as np
import strategies
from hypothesis import event, given, note, settings
from hypothesis import strategies as st
from questions.claims import CARDS, check_line
from strategies import draws

from xentgui.analysis import Analysis
from xentgui.entry import MODES, THREE_SOURCES, Entry, Focus, ShownCard

PLACES = st.floats(-8, 8).map(lambda number: round(number, 3))
SHARES = st.floats(0.01, 0.99).map(lambda number: round(number, 3))


@st.composite
def labels(draw, rows, columns):
    """Labels of one kind, some rows perhaps without any."""
    kind = draw(st.sampled_from(["one-hot", "one-hot", "soft", "several"]))
    if kind == "one-hot":
        y = draw(strategies.one_hot_rows(rows, columns))
    elif kind == "several":
        y = draw(strategies.tables(rows, columns, st.sampled_from([0.0, 1.0])))
    else:
        y = draw(strategies.tables(rows, columns, SHARES))
        y /= y.sum(axis=1, keepdims=True)
    if draw(st.booleans()):
        y[draw(st.integers(0, rows - 1))] = 0.0
    return kind, y


@st.composite
def outputs(draw, rows, columns):
    if draw(st.booleans()):
        return "logits", draw(strategies.tables(rows, columns, PLACES))
    a = draw(strategies.tables(rows, columns, SHARES))
    return "probabilities", a / a.sum(axis=1, keepdims=True) if draw(st.booleans()) else a


@st.composite
def analyses(draw):
    """Three cards, of the three sources or a definition of any fields, on a drawn sheet in any mode."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    (kind, y), (outputs_are, f) = draw(labels(rows, columns)), draw(outputs(rows, columns))
    data = strategies.Data(y, f, outputs_are)
    own = [ShownCard("own", "own", "own", draw(strategies.definitions_for(data, family=True)), draw(st.booleans()))]
    chosen = draw(st.lists(st.sampled_from([*THREE_SOURCES, *own]), min_size=3, max_size=3))
    cards = tuple(
        replace(card, name=name, title=name, short=name, slot=slot)
        for slot, (name, card) in enumerate(zip(CARDS, chosen, strict=True))
    )
    weights = st.lists(st.sampled_from([0.5, 1.0, 2.0, 4.0]), min_size=columns, max_size=columns).map(tuple)
    groups = st.lists(st.sampled_from("ab"), min_size=rows, max_size=rows).map(tuple)
    entry = Entry.of(
        y, f, outputs_are=outputs_are, mode=draw(st.sampled_from(MODES)), cards=cards,
        yes=draw(st.integers(0, columns - 1)), reduction=draw(st.sampled_from(["mean", "mean", "sum"])),
        log_base=draw(st.sampled_from([math.e, math.e, 2.0, 10.0])),
        class_weights=draw(st.one_of(st.none(), st.none(), weights)), groups=draw(st.one_of(st.none(), groups)),
        ignore_index=-100 if kind == "one-hot" and draw(strategies.seldom(False, True)) else None,
    )  # fmt: skip
    focus = Focus(row=draw(st.integers(0, rows - 1)), column=draw(st.integers(0, columns - 1)))
    analysis = Analysis(entry, replace(focus, chosen=draw(st.integers(0, 2))))
    note(f"{entry.mode} {entry.outputs_are} yes={entry.yes} weights={entry.class_weights} groups={groups} {focus}")
    note(f"{y.tolist()} {f.tolist()} {[card.definition for card in analysis.shown]} chosen {analysis.focus.chosen}")
    return analysis


def near(one: float, other: float) -> bool:
    return (
        one == other
        or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
        or (math.isnan(one) == math.isnan(other) == 1)
    )


@settings(max_examples=draws(300), deadline=None)
@given(analyses())
def test_the_row_of_the_card_is_the_row_of_the_table_the_point_and_the_terms(analysis):
    entry, row = analysis.entry, analysis.focus.row
    counts = not entry.ignored(row, row + 1)[0]
    event(f"{entry.mode}, {'counts' if counts else 'does not count'}")
    for place, card in enumerate(analysis.cards):
        if card.relation == "refused" or not counts:
            continue
        beside = Analysis(entry, replace(analysis.focus, chosen=place))
        assert near(card.row_value, float(beside.losses(range(row, row + 1))[0]))
        if analysis.curve is not None and card.name in analysis.curve.losses:
            here = np.flatnonzero(analysis.curve.x == analysis.curve.here)[0]
            assert near(card.row_value, float(analysis.curve.losses[card.name][here]))
        for line in analysis.worked.lines if analysis.worked else ():
            if line.card == place:
                assert near(card.row_value, line.value)


@settings(max_examples=draws(300), deadline=None)
@given(analyses())
def test_a_plain_card_is_the_mean_or_sum_of_the_losses_in_the_table_of_as_many_rows_as_it_says(analysis):
    entry = analysis.entry
    counts = ~entry.ignored(0, entry.rows)
    for place, card in enumerate(analysis.cards):
        definition = card.definition
        if card.relation == "refused" or definition.normalise_by != "samples" or not counts.any():
            continue
        if definition.over_groups is not None or definition.over_outputs == "none":
            continue
        losses = Analysis(entry, replace(analysis.focus, chosen=place)).losses(range(entry.rows))[counts]
        event(card.rows.split()[0])
        expected = losses.sum() if definition.reduction == "sum" else losses.mean()
        if math.isfinite(expected):
            assert near(card.value, float(expected)), card
        if definition.reduction == "mean" and " of " in card.rows.removeprefix("mean of "):
            assert card.rows.startswith(f"mean of {counts.sum()} of {entry.rows} row")


@settings(max_examples=draws(500), deadline=None)
@given(analyses())
def test_every_sentence_of_the_strip_says_what_the_cards_show(analysis):
    if analysis.entry.lacks_labels:
        assert len(analysis.strip) == 1
        return
    values = {card.name: card.value for card in analysis.cards}
    definitions = {card.name: card.definition for card in analysis.cards}
    chosen = CARDS[analysis.focus.chosen]
    for line in analysis.strip:
        event(line.mark)
        check_line(line, analysis.batch, definitions, values, chosen)


@settings(max_examples=draws(300), deadline=None)
@given(analyses())
def test_a_card_says_of_the_chosen_what_the_two_values_are(analysis):
    chosen = analysis.cards[analysis.focus.chosen]
    for card in analysis.cards:
        event(card.relation)
        if card.relation == "equal":
            assert near(card.value, chosen.value)
        elif card.relation == "multiple":
            assert math.isclose(card.value, card.ratio * chosen.value, rel_tol=1e-9)
        elif card.relation == "different" and math.isfinite(card.difference):
            assert near(card.value, chosen.value + card.difference)
            assert not math.isclose(card.value, chosen.value, rel_tol=1e-12)
        elif card.relation == "undefined":
            assert math.isnan(card.value) or math.isnan(chosen.value)
