"""Nested lists of any depth, as frameworks write tensors into JSON."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui.files.columns import side_by_side
from xentgui.files.open_file import read_file
from xentgui.files.trees import columns_of_tree
from xentgui.losses.batch import DataError

LOGITS = np.arange(24.0).reshape(2, 3, 4) - 11.5
LABELS = np.array([[0, 1, 2], [3, 0, 1]])
ITEMS = st.one_of(
    st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False).filter(lambda x: x < math.inf)
)


def written(folder, tree):
    (folder / "a.json").write_text(json.dumps(tree))
    return read_file(folder / "a.json")


def test_sequences_are_samples_one_a_row(tmp_path):
    found = written(tmp_path, {"logits": LOGITS.tolist(), "labels": LABELS.tolist()})
    assert np.array_equal(found.outputs, LOGITS.reshape(6, 4))
    assert found.class_indices.tolist() == LABELS.ravel().tolist()
    assert found.leading == (2, 3)


def test_names_of_classes_beside_them_are_theirs(tmp_path):
    names = ["ant", "bee", "cat", "dog"]
    found = written(tmp_path, {"logits": LOGITS.tolist(), "labels": LABELS.tolist(), "class_names": names})
    assert found.class_names == tuple(names)
    assert found.leading == (2, 3)


def test_a_ragged_sequence_is_refused_in_words(tmp_path):
    with pytest.raises(DataError, match="more than two dimensions"):
        written(tmp_path, {"logits": [[[0.5, 1.5], [0.25, 2.0]], [[0.5, 1.5]]], "labels": [[0, 1], [1, 0]]})


@given(st.integers(1, 4).flatmap(lambda k: st.lists(st.lists(ITEMS, min_size=k, max_size=k), min_size=1, max_size=4)))
def test_rows_are_read_as_their_items_are_one_by_one(rows):
    for place, column in enumerate(columns_of_tree(rows)):
        items = [row[place] for row in rows]
        assert column.numbers.tolist() == [float(item) for item in items]
        assert column.whole == all(isinstance(item, int) for item in items)


def test_columns_that_were_moved_are_put_together_as_they_are():
    one, two, three = columns_of_tree([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert side_by_side([one, two]).tolist() == [[1.0, 2.0], [4.0, 5.0]]
    assert side_by_side([three, one]).tolist() == [[3.0, 1.0], [6.0, 4.0]]
