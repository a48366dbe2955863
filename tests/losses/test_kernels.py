"""The plain cases in one pass over a block give what the general road gives, on any number of threads."""

import subprocess
import sys

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import draws

from xentgui.losses import workers
from xentgui.losses.batch import Batch
from xentgui.losses.block import Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.kernels import plain
from xentgui.losses.tile import Tile

SIGMOIDS = {"activation": "sigmoid", "likelihood": "bernoulli"}
pytestmark = pytest.mark.usefixtures("road")
BOTH = 16 * 2.0**-52  # each road is within 8 last digits
weights = st.one_of(st.floats(0.01, 10.0), st.sampled_from([0.0, 1.0]))


def of_two_roads(batch, definition):
    """Losses and gradient by the kernel, and the tile of the general road."""
    setting = batch.under(definition)
    with np.errstate(all="ignore"):
        kernel = plain(batch.blocks[0], setting)
        losses, slopes = kernel.losses(), np.empty(batch.shape, dtype=setting.dtype)
        kernel.gradient(1.0, slopes)
        both = np.empty_like(slopes)
        assert np.array_equal(plain(batch.blocks[0], setting).both(1.0, both), losses)
    assert np.array_equal(both, slopes)
    return losses, slopes, Tile(batch.blocks[0], setting)


@st.composite
def labels_of(draw, rows, columns):
    kind = draw(st.sampled_from(["indices", "one-hot", "soft"]))
    if kind == "indices":
        return np.array(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    return draw(
        strategies.one_hot_rows(rows, columns)
        if kind == "one-hot"
        else strategies.tables(rows, columns, strategies.shares())
    )


@st.composite
def plain_cases(draw, limit=340.0):
    """Narrow and wide rows under each kernel, with and without weights."""
    rows, columns, times = (
        draw(st.integers(1, 4)),
        draw(st.sampled_from([2, 3, 5, 9])),
        draw(st.sampled_from([1, 1, 20])),
    )
    outputs = np.tile(draw(strategies.tables(rows, columns, strategies.scores(limit))), times)
    labels = draw(labels_of(rows, columns))
    labels = labels if labels.ndim == 1 else np.tile(labels, times)
    columns *= times
    fields = draw(st.sampled_from([{}, SIGMOIDS]))
    if draw(st.booleans()):
        fields = {**fields, "class_weights": np.resize(draw(st.lists(weights, min_size=2, max_size=5)), columns)}
    shape = draw(st.sampled_from([None, (rows,), (rows, columns)]))
    samples = None if shape is None else np.resize(draw(st.lists(weights, min_size=1, max_size=9)), shape)
    return Batch(labels, outputs, sample_weights=samples), Definition(**fields)


def sizes(tile):
    """The sums of the absolute values of what a gradient is added from."""
    yes = tile.factors.yes
    no = tile.factors.no if tile.setting.two_sided else yes.sum(axis=1)[:, None]
    return tile.activation.a * no + yes * tile.activation.rest


@settings(max_examples=draws(200))
@given(plain_cases())
def test_both_roads_give_the_same_digits(case):
    losses, slopes, tile = of_two_roads(*case)
    assert (np.abs(losses - tile.losses) <= BOTH * tile.losses).all()
    assert (np.abs(slopes - tile.gradient()) <= BOTH * sizes(tile)).all()
    assert not np.any(np.signbit(slopes) & (slopes == 0))


@settings(max_examples=draws(50))
@given(plain_cases(limit=40.0))
def test_both_roads_agree_in_float32(case):
    losses, slopes, tile = of_two_roads(case[0], Definition(**{**case[1].differences, "precision": "float32"}))
    assert losses.dtype == slopes.dtype == np.float32
    assert losses == pytest.approx(tile.losses, rel=1e-5)
    assert slopes == pytest.approx(tile.gradient(), rel=1e-4, abs=1e-4)


TABLE, INDICES = [[0.0, 1.0], [1.0, 0.0]], [1, 0]
SOFT, SCORES = [[0.5, 0.5], [1.0, 0.0]], [[1.0, 2.0], [3.0, -340.0]]


@pytest.mark.parametrize(
    ("labels", "outputs", "fields", "kind"),
    [
        (INDICES, SCORES, {}, "OneClass"),
        (TABLE, SCORES, {"one_class": True, "class_weights": [1, 2], "log_base": 2}, "OneClass"),
        (INDICES, SCORES, {"ignore_index": -100}, "OneClass"),
        (SOFT, SCORES, {"reduction": "sum", "normalise_by": "weights"}, "SoftLabels"),
        (SOFT, SCORES, {**SIGMOIDS, "over_outputs": "mean"}, "Bernoulli"),
        (INDICES, [0.5, -1.0], SIGMOIDS, "Bernoulli"),
        (INDICES, [0.5, -1.0], {}, "Bernoulli"),
        (INDICES, [[0.0, 341.0], [0.0, 0.0]], {}, None),
        (INDICES, [[0.0, 41.0], [0.0, 0.0]], {"precision": "float32"}, None),
        (INDICES, [[0.0, -np.inf], [0.0, 0.0]], {}, None),
        (INDICES, SCORES, {"ignore_index": 1}, None),
        (SOFT, SCORES, {"one_class": True}, None),
        (INDICES, [0.5, -1.0], {"class_weights": [1, 2]}, None),
        (INDICES, SCORES, {"label_smoothing": 0.1}, None),
        (INDICES, SCORES, {"clip": 1e-7}, None),
        (TABLE, SCORES, {**SIGMOIDS, "pos_weight": 2}, None),
        (TABLE, SCORES, {"activation": "sigmoid"}, None),
        (TABLE, SCORES, {"activation": "identity"}, None),
        (TABLE, SCORES, {"likelihood": "bernoulli"}, None),
        (TABLE, SCORES, {"activation": "sigmoid", "likelihood": "quadratic"}, None),
        (INDICES, SCORES, {"class_weights": [1e200, 1]}, None),
    ],
)
def test_which_cases_are_plain(labels, outputs, fields, kind):
    batch = Batch(labels, outputs)
    found = plain(batch.blocks[0], batch.under(Definition(**fields)))
    assert (None if found is None else type(found).__name__) == kind


def test_probabilities_are_not_plain():
    batch = Batch(INDICES, [[0.5, 0.5], [0.25, 0.75]], outputs_are="probabilities")
    assert plain(batch.blocks[0], batch.under(Definition())) is None


def cut(columns, kind, step=3, rows=60):
    draw = np.random.default_rng(8)
    outputs, named = draw.normal(size=(rows, columns)) * 5, draw.integers(0, columns, rows)
    table = draw.dirichlet(np.ones(columns), rows)
    starts = range(0, rows, step)
    if kind == "indices":
        blocks = [Block(None, outputs[at : at + step], indices=named[at : at + step]) for at in starts]
    else:
        blocks = [Block(table[at : at + step], outputs[at : at + step]) for at in starts]
    return Batch.of_blocks(blocks, indices=kind == "indices")


ASKED = ("value", "per_sample", "terms", "gradient", "entropy", "kl", "activations")
KINDS = [("indices", {}), ("soft", {}), ("soft", SIGMOIDS), ("soft", {"label_smoothing": 0.1})]


@pytest.mark.parametrize("columns", [5, 100])
@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_one_thread_and_sixteen_give_the_same_bits(monkeypatch, columns, kind, fields):
    answers = []
    for threads in (1, 16):
        monkeypatch.setattr(workers, "threads", threads)
        found = evaluate(cut(columns, kind), Definition(**fields))
        answers.append([np.asarray(getattr(found, name)).tobytes() for name in ASKED])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("columns", [5, 100])
@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_where_a_row_stands_in_its_block_changes_no_bit(columns, kind, fields):
    few, many = (evaluate(cut(columns, kind, step), Definition(**fields)) for step in (7, 60))
    for name in ASKED:
        assert np.array_equal(getattr(few, name), getattr(many, name))


@pytest.mark.parametrize("columns", [9, 63, 64, 100])
@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_a_row_alone_has_the_digits_that_it_has_beside_others(columns, kind, fields):
    alone, beside = (evaluate(cut(columns, kind, step), Definition(reduction="sum", **fields)) for step in (1, 60))
    for name in ASKED:
        assert np.array_equal(getattr(alone, name), getattr(beside, name))


def test_gradient_before_value_and_after_it_are_the_same():
    first, second = (evaluate(cut(5, "soft"), Definition(log_base=0.5)) for _ in range(2))
    value = first.value
    assert np.array_equal(first.gradient, second.gradient)
    assert second.value == value


def test_what_a_worker_raises_is_raised(monkeypatch):
    monkeypatch.setattr(workers, "threads", 4)

    def work(number):
        if number == 7:
            raise ValueError("seven")
        return number

    assert workers.each(work, range(7)) == list(range(7))
    with pytest.raises(ValueError, match="seven"):
        workers.each(work, range(40))


def test_workers_that_ask_workers_do_not_wait_for_each_other(monkeypatch):
    monkeypatch.setattr(workers, "threads", 3)
    found = workers.each(lambda number: sum(workers.each(lambda more: number * more, range(9))), range(9))
    assert found == [36 * number for number in range(9)]


def told(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_small_batch_wakes_no_thread():
    script = "import sys, threading, xentgui; xentgui.evaluate([0], [[1, 2]]).gradient; "
    script += "print(threading.active_count(), 'concurrent.futures' in sys.modules)"
    assert told(script).split() == ["1", "False"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no fork")
def test_a_fork_has_workers_of_its_own():
    script = """
import os, numpy, xentgui
from xentgui.losses import workers
workers.threads = 2
def value():
    return xentgui.evaluate(numpy.zeros(700_000, int), numpy.ones((700_000, 2))).value
value()
child = os.fork()
if child == 0:
    os._exit(0 if value() > 0 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert told(script).strip() == "0"


@pytest.mark.parametrize("outputs_are", ["probabilities", "log-probabilities"])
@pytest.mark.parametrize(
    "fields", [{}, {"clip": 0.2}, {"log_epsilon": 0.1, "precision": "float32"}, {"log_clamp": -1.5}]
)
def test_one_entry_a_row_is_looked_at_where_the_row_names_one_class(outputs_are, fields):
    draw = np.random.default_rng(6)
    shares = draw.dirichlet(np.ones(4), 30)
    shares[0] = [1, 0, 0, 0]
    outputs = shares if outputs_are == "probabilities" else np.log(np.maximum(shares, 1e-300))
    named = draw.integers(0, 4, 30)
    table = np.eye(4)[named]
    table[1] = [0.5, 0.5, 0, 0]  # so that the rows are looked at as a table
    few = evaluate(Batch(named, outputs, outputs_are=outputs_are, sample_weights=np.arange(30.0)), Definition(**fields))
    many = evaluate(
        Batch(table, outputs, outputs_are=outputs_are, sample_weights=np.arange(30.0)), Definition(**fields)
    )
    alike = np.arange(30) != 1
    assert few.per_sample[alike].tolist() == many.per_sample[alike].tolist()
    assert np.array_equal(few.gradient[alike] * few.divisor, many.gradient[alike] * many.divisor)


@st.composite
def mixed_rows(draw):
    """Rows of every kind in one block: near and far scores, one class and several, heavy and light, ignored ones."""
    rows = draw(st.integers(2, 6))
    outputs = draw(strategies.tables(rows, 3, strategies.scores(20.0) | strategies.scores(1e3)))
    kinds = [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.25, 0.25], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    labels = np.array(draw(st.lists(st.sampled_from(kinds), min_size=rows, max_size=rows)))
    if draw(st.booleans()):
        labels = labels.argmax(axis=1)
    samples = draw(st.lists(st.sampled_from([1.0, 0.1, 0.0, 1e12]), min_size=rows, max_size=rows))
    return labels, outputs, np.array(samples)


@settings(max_examples=draws(100))
@given(
    mixed_rows(),
    st.sampled_from(
        [{}, SIGMOIDS, {"ignore_index": 0}, {"label_smoothing": 0.1}, {"temperature": 3.0}, {"precision": "float32"}]
    ),
)
def test_no_digit_of_a_row_depends_on_the_rows_beside_it(rows, fields):
    labels, outputs, samples = rows
    if labels.ndim == 2:
        fields = {name: value for name, value in fields.items() if name != "ignore_index"}
    together = evaluate(Batch(labels, outputs, sample_weights=samples), Definition(reduction="sum", **fields))
    for row in range(len(outputs)):
        part = slice(row, row + 1)
        alone = Batch(labels[part], outputs[part], sample_weights=samples[part])
        found = evaluate(alone, Definition(reduction="sum", **fields))
        assert np.array_equal(found.per_sample, together.per_sample[part], equal_nan=True)
        assert np.array_equal(found.gradient, together.gradient[part], equal_nan=True)
