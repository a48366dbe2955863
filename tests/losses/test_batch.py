"""The one door for data: what is read, what is refused and where, and that nothing is kept by reference."""

import re

import numpy as np
import pytest

from xentgui.losses.batch import BLOCK_SIZE, Batch, Block, DataError


class Sparse:
    """What scipy.sparse matrices look like from outside."""

    nnz = 1

    def toarray(self):
        return np.eye(2)


class Unreadable:
    """What numpy can not read."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("words of another library")


class Unwilling:
    def __float__(self):
        raise RuntimeError("no")


class LazyFrame:
    """What a table that has not been computed looks like: it offers to do it."""

    def collect(self):
        raise AssertionError("nobody asked for it")


NOT_A_NUMBER = type("NAType", (), {})()  # pandas' missing entry


REFUSED = [
    ([0, 1], LazyFrame(), {}, "outputs", None, "LazyFrame does not have its numbers at hand: pass .collect\\(\\)"),
    (LazyFrame(), [1.0, 2.0], {}, "labels", None, "collect"),
    ([0, 1], type("Output", (), {"logits": [1.0, 2.0]})(), {}, "outputs", None, "pass .logits of it"),
    ([0, 1], (each for each in (1.0, 2.0)), {}, "outputs", None, "a generator gives its numbers once"),
    ([0, 1], {"a": [1.0, 2.0]}, {}, "outputs", None, "a dict has names in place of rows"),
    ({0, 1}, [1.0, 2.0], {}, "labels", None, "a set has no order: pass a list"),
    ([0, 1], [1.0, 2.0], {"sample_weights": {1}}, "sample_weights", None, "a set has no order"),
    ([0, 1], [1.0, NOT_A_NUMBER], {}, "outputs", (1,), "a missing entry"),
    ([0, 1], np.array([[1, 2], [1]], dtype=object), {}, "outputs", (0,), "a whole row in one cell: pass a list"),
    ("a", [1.0, 2.0], {}, "labels", None, "text"),
    ([[0, 1]], [[1, "1"]], {}, "outputs", (0, 1), "'1' is text"),
    (["1", 0], [1.0, 2.0], {}, "labels", (0,), "text"),
    (np.array(["0", "1"]), [1.0, 2.0], {}, "labels", (0,), "text"),
    ([0, 1], [1.0, None], {}, "outputs", (1,), "None"),
    (None, [1.0], {}, "labels", None, "None"),
    ([0, 1], [[1, 2], [3, np.nan]], {}, "outputs", (1, 1), "nan"),
    ([0, np.nan], [1.0, 2.0], {}, "labels", (1,), "nan"),
    ([0, 1], [1.0, 2j], {}, "outputs", (1,), "complex"),
    ([0, 1], np.array([1.0, 2j]), {}, "outputs", (0,), "complex"),
    ([0, 1], [[1, 2], [3]], {}, "outputs", (1,), "ragged"),
    ([0, 1], [[1, 2], 3], {}, "outputs", (1,), "ragged"),
    ([0, 1], np.ma.array([1.0, 2.0], mask=[False, True]), {}, "outputs", (1,), "masked"),
    ([0, 1], [1.0, np.ma.masked], {}, "outputs", (1,), "masked"),
    (Sparse(), [[1, 2], [3, 4]], {}, "labels", None, "toarray"),
    ([0, 1], Unreadable(), {}, "outputs", None, "^outputs: Unreadable is not a table of numbers: give rows"),
    ([0, 1], [Unreadable(), Unreadable()], {}, "outputs", (0,), "Unreadable is not a number"),
    ([0, 1], np.array(["2020-01-01", "2020-01-02"], dtype="M8[D]"), {}, "outputs", None, "datetime"),
    ([0], [10**400], {}, "outputs", (0,), "float64"),
    ([0, 1], [1.0, Unwilling()], {}, "outputs", (1,), "float64"),
    (0, [1.0], {}, "labels", None, "single number"),
    ([0], 1.0, {}, "outputs", None, "single number"),
    ([0], [[[1.0]]], {}, None, None, re.escape("(1,) do not fit outputs of shape (1, 1, 1)")),
    ([0], [[]], {}, "outputs", None, "without columns"),
    ([0, 1, 1], [1.0, 2.0], {}, None, None, re.escape("(3,) do not fit outputs of shape (2,)")),
    ([[0, 1], [1, 0]], [1.0, 2.0], {}, None, None, "do not fit"),
    ([[0], [1]], [[1, 2], [3, 4]], {}, None, None, "do not fit"),
    ([0.5, 1], [[1, 2], [3, 4]], {}, "labels", (0,), "no class index"),
    ([[0, 1], [1.5, 0]], [[1, 2], [3, 4]], {}, "labels", (1, 0), "between 0 and 1"),
    ([[0.5], [-0.5]], [1.0, 2.0], {}, "labels", (1, 0), "between 0 and 1"),
    ([0, np.inf], [1.0, 2.0], {}, "labels", (1,), "between 0 and 1"),
    ([0, 1], [0.5, -0.5], {"outputs_are": "probabilities"}, "outputs", (1,), "no probability"),
    ([0, 1], [0.5, np.inf], {"outputs_are": "probabilities"}, "outputs", (1,), "no probability"),
    ([0, 1], [-1.0, np.inf], {"outputs_are": "log-probabilities"}, "outputs", (1,), "log-probability"),
    ([0, 1], [1.0, 2.0], {"sample_weights": [1, -2]}, "sample_weights", (1,), "no weight"),
    ([0, 1], [1.0, 2.0], {"sample_weights": [1, np.inf]}, "sample_weights", (1,), "no weight"),
    ([0, 1], [1.0, 2.0], {"sample_weights": -1}, "sample_weights", None, "no weight"),
    ([0, 1], [1.0, 2.0], {"sample_weights": np.nan}, "sample_weights", None, "nan"),
    ([0, 1], [1.0, 2.0], {"sample_weights": -0.1}, "sample_weights", None, "-0.1 is no weight"),
    ([0, 1], [1.0, 2.0], {"sample_weights": [1, 2, 3]}, "sample_weights", None, "do not fit"),
    ([0, 1], [[1, 2], [3, 4]], {"sample_weights": [[1], [2]]}, "sample_weights", None, "do not fit"),
    ([0, 1], [1.0, 2.0], {"sample_weights": ["1", 2]}, "sample_weights", (0,), "text"),
]


@pytest.mark.parametrize(("labels", "outputs", "more", "table", "where", "reason"), REFUSED)
def test_what_is_refused_says_the_table_the_cell_and_the_reason(labels, outputs, more, table, where, reason):
    with pytest.raises(DataError, match=reason) as caught:
        Batch(labels, outputs, **more)
    error = caught.value
    assert (error.table, error.where) == (table, where)
    place = "" if where is None else f"[{', '.join(map(str, where))}]"
    assert str(error) == (error.reason if table is None else f"{table}{place}: {error.reason}")


class Table:
    """What a DataFrame looks like to numpy."""

    def __array__(self, *args, **kwargs):
        return np.array([[True, 2.5], [0, 1]], dtype=object)


@pytest.mark.parametrize(
    "outputs",
    [
        [[1, 2.5], [0, 1]],
        ((1, 2.5), (0, 1)),
        np.array([[1, 2.5], [0, 1]], dtype=np.float16),
        np.ma.array([[1, 2.5], [0, 1]]),
        Table(),
        [np.array([1, 2.5]), np.array([0.0, 1])],
    ],
)
def test_whatever_numpy_reads_as_real_numbers_is_taken(outputs):
    batch = Batch([[True, False], [0, 1]], outputs)
    assert batch.outputs.tolist() == [[1, 2.5], [0, 1]]
    assert batch.labels.tolist() == [[1, 0], [0, 1]]


def test_infinite_logits_and_minus_infinite_log_probabilities_are_numbers():
    assert Batch([0], [[np.inf, -np.inf]]).outputs.tolist() == [[np.inf, -np.inf]]
    assert Batch([0], [[0.0, -np.inf]], outputs_are="log-probabilities").shape == (1, 2)


def test_any_whole_number_may_be_what_ignore_index_names():
    assert Batch([0, -100], [[1, 2], [3, 4]]).labels.tolist() == [0, -100]
    assert Batch([0, 255], [1.0, 2.0]).labels.tolist() == [0, 255]


@pytest.mark.parametrize(
    ("labels", "outputs", "shape", "one_dimensional", "indices"),
    [
        ([0, 2], [[1, 2, 3], [4, 5, 6]], (2, 3), False, True),
        ([[0, 1], [1, 1]], [[1, 2], [3, 4]], (2, 2), False, False),
        ([0, 1], [1, 2], (2, 1), True, False),
        ([[0], [1]], [1, 2], (2, 1), True, False),
        ([0, 1], [[1], [2]], (2, 1), False, False),
        ([], [], (0, 1), True, False),
        ([], np.zeros((0, 3)), (0, 3), False, True),
    ],
)
def test_what_is_read_depends_on_the_shapes_alone(labels, outputs, shape, one_dimensional, indices):
    batch = Batch(labels, outputs)
    assert (batch.shape, batch.one_dimensional, batch.indices) == (shape, one_dimensional, indices)
    assert batch.labels.shape == np.shape(labels)
    assert batch.outputs.shape == np.shape(outputs)
    assert batch.label_table.shape == batch.output_table.shape == shape


def test_indices_mean_one_hot_rows():
    assert Batch([0, 2], [[1, 2, 3], [4, 5, 6]]).label_table.tolist() == [[1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize("weights", [2.0, [1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0]]])
def test_sample_weights_stay_as_given(weights):
    batch = Batch([0, 1], [[1, 2], [3, 4]], sample_weights=weights)
    assert batch.sample_weights.tolist() == weights
    shape = (2, 2) if np.ndim(weights) == 2 else (2, 1)
    assert batch.weight_table.shape == shape


def test_nothing_is_kept_by_reference_nor_written():
    labels, outputs, weights = np.array([[1.0, 0.0]]), np.array([[1.0, 2.0]]), np.array([1.0])
    batch = Batch(labels, outputs, sample_weights=weights)
    for array in (labels, outputs, weights):
        array[...] = 0.5
    assert batch.labels.tolist() == [[1, 0]]
    assert batch.outputs.tolist() == [[1, 2]]
    assert batch.sample_weights.tolist() == [1]
    for array in (batch.labels, batch.outputs, batch.sample_weights, batch.blocks[0].outputs):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(AttributeError, match="immutable"):
        batch.shape = (1, 1)


def test_an_unknown_reading_is_a_plain_value_error_with_the_nearest():
    with pytest.raises(ValueError, match=r"did you mean 'probabilities'.*'logits'") as caught:
        Batch([0], [1.0], outputs_are="probability")
    assert not isinstance(caught.value, DataError)


def test_long_batches_are_cut_into_blocks_and_put_together_again():
    rows = 3 * BLOCK_SIZE // 10
    outputs = np.arange(rows * 10.0).reshape(rows, 10)
    batch = Batch(np.arange(rows) % 10, outputs, sample_weights=np.arange(rows))
    assert [len(block) for block in batch.blocks] == [13107, 13107, 13107, rows - 3 * 13107][: len(batch.blocks)]
    shared = Batch.of_blocks(batch.blocks, indices=True)
    assert np.array_equal(shared.outputs, outputs)
    assert np.array_equal(shared.labels, batch.labels)
    assert np.array_equal(shared.sample_weights, batch.sample_weights)
    assert all(one is other for one, other in zip(shared.blocks, batch.blocks, strict=True))


def test_a_block_is_equal_only_to_itself_and_can_not_be_written():
    labels, outputs = np.eye(2), np.ones((2, 2))
    block = Block(labels, outputs)
    assert block != Block(labels, outputs)
    with pytest.raises(ValueError, match="read-only"):
        block.outputs[0] = 3.0


def test_a_batch_of_blocks_in_one_dimension_gives_columns_back_as_they_were():
    block = Block(np.array([[0.0], [1.0]]), np.array([[3.0], [4.0]]), np.array([[1.0], [2.0]]))
    batch = Batch.of_blocks([block], one_dimensional=True)
    assert batch.labels.tolist() == [0, 1]
    assert batch.outputs.tolist() == [3, 4]
    assert batch.sample_weights.tolist() == [1, 2]
