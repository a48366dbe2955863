"""Tables as text: every digit where it is read back, and nothing that breaks a format."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xentgui.entry import Entry, in_blocks
from xentgui.files import exports
from xentgui.files.imports import read_file
from xentgui.files.pasted import read_pasted

TABLE = [[0.1, -2.0], [1e-300, float("inf")]]
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=50)
@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=NUMBERS))
def test_copied_cells_are_pasted_back_exactly(table):
    assert np.array_equal(read_pasted(exports.cells_text(table)).cells, table)


def test_no_zero_is_written_as_minus_zero():
    assert exports.cells_text([[-0.0]]) == "0.0\n"


def test_csv_keeps_names_with_commas_and_quotes():
    text = exports.separated(TABLE, rows=["a", 'b, "c"'], header=["cat", "dog"])
    assert list(csv.reader(io.StringIO(text))) == [
        ["", "cat", "dog"],
        ["a", "0.1", "-2.0"],
        ['b, "c"', "1e-300", "inf"],
    ]


def test_markdown():
    text = exports.markdown(TABLE, rows=["a", "b|c"], header=["cat", "dog"], digits=2)
    assert text == "|  | cat | dog |\n| --- | ---: | ---: |\n| a | 0.10 | -2.00 |\n| b\\|c | 0.00 | inf |\n"
    assert exports.markdown([[1.5]]) == "| 1 |\n| ---: |\n| 1.5 |\n"


def test_latex():
    text = exports.latex(TABLE, rows=["50 %", "a_b"], header=["cat", "R&D"])
    assert text.splitlines() == [
        r"\begin{tabular}{lrr}",
        r" & cat & R\&D \\",
        r"\hline",
        r"50 \% & 0.1 & -2.0 \\",
        r"a\_b & 1e-300 & $\infty$ \\",
        r"\end{tabular}",
    ]
    assert r"\textbackslash{}\{\}" in exports.latex([[1.0]], header=["\\{}"])


ENTRIES = {
    "one class a row": Entry(
        in_blocks(np.eye(3)[[0, 2, 2, 1]], np.linspace(-3, 8, 12).reshape(4, 3) / 7), ("cat", "dog", "bird, small")
    ),
    "names and weights": Entry(
        in_blocks(np.eye(2), np.array([[0.3, 0.7], [0.9, 0.1]]), np.array([[1.0], [2.5]])),
        ("cat", "dog"),
        sample_names=("first", "second"),
        outputs_are="probabilities",
    ),
    "several labels": Entry(
        in_blocks(np.array([[1.0, 1, 0], [0, 0.25, 1]]), np.array([[2.0, -1, 3], [0.5, 1, -4]])), ("a", "b", "c")
    ),
    "yes or no": Entry(in_blocks(np.array([[1.0], [0.0]]), np.array([[2.5], [-1.0]])), ("yes",), mode="binary"),
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_exported_entry_is_imported_again(entry, separator, tmp_path):
    path = tmp_path / "entry.csv"
    path.write_text(exports.entry_csv(entry, separator=separator), encoding="utf-8")
    found = read_file(path)
    assert np.array_equal(found.outputs, entry.table("outputs"))
    assert np.array_equal(found.labels, entry.table("labels"))
    assert found.outputs_are == entry.outputs_are
    assert found.class_names == entry.class_names
    assert found.sample_names == entry.sample_names
    weights = entry.blocks[0].weights
    assert found.sample_weights is None if weights is None else np.array_equal(found.sample_weights, weights)
    assert not found.ambiguous


def test_traces_have_a_line_for_each_epoch():
    text = exports.traces_csv(
        {"quadratic": {"loss": [0.5, 0.25, 0.125]}, "cross-entropy": {"loss": [1.0, np.nan], "gradient": [2.0, np.inf]}}
    )
    assert text.splitlines() == [
        "epoch,quadratic: loss,cross-entropy: loss,cross-entropy: gradient",
        "0,0.5,1.0,2.0",
        "1,0.25,nan,inf",
        "2,0.125,,",
    ]
