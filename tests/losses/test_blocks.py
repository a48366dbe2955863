"""Blocks remember their parts: an edit computes one block again, and how rows are cut changes no digit."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from losses.reference import ulps
from strategies import draws

from xentgui.losses import evaluation
from xentgui.losses.batch import Batch, Block, DataError
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import ask_ahead, evaluate, knows_part
from xentgui.losses.summation import Total, merged, total
from xentgui.sources import sources


def blocks_of(count, rows=5, seed=0):
    draw = np.random.default_rng(seed)
    return [Block(np.eye(3)[draw.integers(0, 3, rows)], draw.normal(size=(rows, 3))) for _ in range(count)]


def test_an_edit_computes_one_block_again(monkeypatch):
    seen = []

    def counted(block, *more, ask=evaluation.plain):
        seen.append(block)
        return ask(block, *more)

    monkeypatch.setattr(evaluation, "plain", counted)
    blocks = blocks_of(3)
    before = evaluate(Batch.of_blocks(blocks), Definition()).value
    assert seen == blocks
    edited = [*blocks[:2], *blocks_of(1, seed=7)]
    setting = Batch.of_blocks(edited).under(Definition())
    assert [evaluation.knows_part(block, setting) for block in edited] == [True, True, False]
    after = evaluate(Batch.of_blocks(edited), Definition()).value
    assert seen == [*blocks, edited[2]]
    assert after != before
    assert evaluate(Batch.of_blocks(blocks), Definition()).value == before
    assert seen == [*blocks, edited[2]]


def test_definitions_that_differ_in_the_reduction_alone_share_their_parts(monkeypatch):
    seen = []

    def counted(block, *more, ask=evaluation.plain):
        seen.append(block)
        return ask(block, *more)

    monkeypatch.setattr(evaluation, "plain", counted)
    batch = Batch.of_blocks(blocks_of(2))
    value = evaluate(batch, Definition()).value
    for fields in ({"reduction": "sum"}, {"log_base": 2}, {"over_outputs": "mean"}, {"normalise_by": "weights"}):
        evaluate(batch, Definition(**fields)).value  # noqa: B018
    assert len(seen) == 2
    assert evaluate(batch, Definition(log_base=2)).value == pytest.approx(value / math.log(2), rel=1e-15)


def test_blocks_of_the_same_rows_given_as_indices_or_rows_agree():
    rows = Batch.of_blocks(blocks_of(3))
    indices = Batch(rows.labels.argmax(axis=1), rows.outputs)
    for definition in (Definition(), Definition(normalise_by="weights", class_weights=[1, 2, 3]), Definition(clip=0.1)):
        assert evaluate(rows, definition).value == evaluate(indices, definition).value


def test_rows_given_as_indices_are_averaged_as_indices():
    definition = Definition(normalise_by="weights-of-indices", class_weights=[1, 2, 4])
    blocks = blocks_of(1)
    as_table = evaluate(Batch.of_blocks(blocks), definition)
    as_indices = evaluate(Batch.of_blocks(blocks, indices=True), definition)
    assert as_table.divisor == 5
    assert as_indices.divisor == (blocks[0].labels @ [1, 2, 4]).sum()


@settings(max_examples=draws(30))
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_how_rows_are_cut_changes_no_digit(step, seed):
    draw = np.random.default_rng(seed)
    labels, outputs = np.eye(3)[draw.integers(0, 3, 40)], draw.normal(size=(40, 3)) * 10.0 ** draw.integers(-3, 2)
    whole = evaluate(Batch(labels, outputs), Definition())
    cut = [Block(labels[at : at + step].copy(), outputs[at : at + step].copy()) for at in range(0, 40, step)]
    assert evaluate(Batch.of_blocks(cut), Definition()).value == whole.value
    assert whole.value == math.fsum(whole.per_sample) / 40


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.one_of(st.floats(0, 1e300), finite), max_size=50), st.integers(1, 9))
def test_a_sum_is_correctly_rounded_however_it_is_cut(numbers, step):
    try:
        wanted = math.fsum(numbers)
    except OverflowError:
        return
    parts = [total(np.array(numbers[at : at + step])) for at in range(0, len(numbers), step)]
    assert float(merged(parts)) == wanted


def test_a_tiny_number_decides_a_tie():
    """Three times the float 0.6931 lies halfway between two floats; 1e-101 more, and it is rounded up."""
    numbers = np.array([0.6931, 0.6931, 0.6931, 2.7600405362563565e-101])
    assert float(total(numbers)) == math.fsum(numbers) != float(total(numbers[:3]))


def test_positive_numbers_over_300_orders_of_magnitude():
    draw = np.random.default_rng(5)
    numbers = 10.0 ** draw.uniform(-300, 0, 100_000)
    assert float(total(numbers)) == math.fsum(numbers)
    assert ulps(float(total(numbers)), math.fsum(numbers)) == 0


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([], 0.0),
        ([0.0, -0.0], 0.0),
        ([1.0, math.inf], math.inf),
        ([1.0, -math.inf], -math.inf),
        ([math.inf, -math.inf], math.nan),
        ([1.0, math.nan], math.nan),
        ([1e308, 1e308], math.inf),
        ([1e308, 1e308, -1e308], 1e308),
        ([-1e308, -1e308], -math.inf),
        ([5e-324] * 3, 1.5e-323),
    ],
)
def test_sums_with_infinities_and_of_extremes(numbers, wanted):
    found = float(total(np.array(numbers)))
    assert found == pytest.approx(wanted, nan_ok=True)
    assert math.copysign(1, found) == 1 or not wanted >= 0
    assert float(merged(map(total, np.array_split(np.array(numbers, float), 2)))) == pytest.approx(wanted, nan_ok=True)


def test_an_empty_merge_is_zero():
    assert float(merged([])) == 0.0
    assert float(merged([Total(), Total()])) == 0.0


def test_entropy_and_divergence_ask_the_edited_block_alone(monkeypatch):
    seen = []

    class Counted(evaluation.Tile):
        def __init__(self, block, *more):
            seen.append(block)
            super().__init__(block, *more)

    chance = np.random.default_rng(3)
    blocks = [Block(chance.dirichlet(np.ones(4), 5), chance.normal(size=(5, 4))) for _ in range(6)]
    first = evaluate(Batch.of_blocks(blocks), Definition())
    assert first.entropy + first.kl == pytest.approx(first.value, rel=1e-12)
    monkeypatch.setattr(evaluation, "Tile", Counted)
    edited = [*blocks[:2], Block(blocks[2].labels, blocks[2].outputs + np.eye(4)[0]), *blocks[3:]]
    second = evaluate(Batch.of_blocks(edited), Definition())
    assert second.entropy == first.entropy
    assert second.kl != first.kl
    assert set(seen) == {edited[2]}


@pytest.mark.parametrize("size", [1.0, 200.0])
def test_what_is_asked_of_many_definitions_at_once_is_what_each_gives_alone(size):
    draw = np.random.default_rng(3)
    outputs, labels = size * draw.normal(size=(40, 5)), draw.integers(0, 5, 40)
    alone = {}
    for definition in {source.definition for source in sources.values()}:
        with contextlib.suppress(DataError):
            alone[definition] = evaluate(Batch(labels, outputs), definition).value
    together = Batch(labels, outputs)
    ask_ahead(together, alone)
    assert all(knows_part(together.blocks[0], together.under(definition)) for definition in alone)
    for definition, value in alone.items():
        assert evaluate(together, definition).value == pytest.approx(value, rel=1e-14, abs=1e-300)
