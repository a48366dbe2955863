"""Tables as text: every digit where it is read back, and nothing that breaks a format."""

import csv
import io
import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xentgui.entry import Entry, in_blocks
from xentgui.files import exports
from xentgui.files.open_file import read_file
from xentgui.files.pasted import read_pasted

TABLE = [[0.1, -2.0], [1e-300, float("inf")]]
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=50)
@given(arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=NUMBERS))
def test_copied_cells_are_pasted_back_exactly(table):
    assert np.array_equal(read_pasted(exports.separated(table, separator="\t")).cells, table)


def test_no_zero_is_written_as_minus_zero():
    assert exports.separated([[-0.0]]) == "0.0\n"


def test_csv_keeps_names_with_commas_and_quotes():
    text = exports.separated(TABLE, rows=["a", 'b, "c"'], header=["cat", "dog"])
    assert list(csv.reader(io.StringIO(text))) == [
        ["", "cat", "dog"],
        ["a", "0.1", "-2.0"],
        ['b, "c"', "1e-300", "inf"],
    ]


def test_markdown():
    text = exports.markdown(TABLE, rows=["a", "b|c"], header=["cat", "dog"], digits=2)
    assert text == "|  | cat | dog |\n| --- | ---: | ---: |\n| a | 0.10 | -2.00 |\n| b\\|c | 1.0e-300 | inf |\n"
    assert exports.markdown([[np.nan]]).splitlines()[2:] == ["| undefined |"]
    assert exports.markdown([[1.5]]) == "| 1 |\n| ---: |\n| 1.5 |\n"


def test_a_table_without_rows_has_its_head():
    assert exports.markdown([], rows=[], header=["cat"]) == "|  | cat |\n| --- | ---: |\n"
    assert exports.separated([], header=["cat", "dog"]) == "cat,dog\n"
    assert r"\begin{tabular}{rr}" in exports.latex([], header=["cat", "dog"])


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (1.23456, 4, "1.2346"),
        (-0.00004, 4, "-4.000e-05"),
        (-0.0, 4, "0"),
        (12345678.9, 2, "1.2e+07"),
        (-np.inf, 4, "-inf"),
        (np.nan, 4, "nan"),
    ],
)
def test_no_rounding_loses_a_number(number, digits, text):
    assert exports.rounded(number, digits) == text


def test_words_beside_numbers():
    cells = [["mean of 4 rows", 1.5], ["refused", ""]]
    assert exports.markdown(cells, ["a", "b"], ["counted", "value"]).splitlines()[1] == "| --- | --- | ---: |"
    assert exports.latex(cells, ["a", "b"], ["counted", "value"]).startswith(r"\begin{tabular}{llr}")
    assert exports.separated(cells) == "mean of 4 rows,1.5\nrefused,\n"


def test_latex():
    text = exports.latex(TABLE, rows=["50 %", "a_b"], header=["cat", exports.Tex(r"-y \ln a")])
    assert text.splitlines() == [
        r"\begin{tabular}{lrr}",
        r" & cat & $-y \ln a$ \\",
        r"\hline",
        r"50 \% & 0.1 & $-2.0$ \\",
        r"a\_b & $1 \times 10^{-300}$ & $\infty$ \\",
        r"\end{tabular}",
    ]


ODD = [
    r"a\b",
    "{x}",
    "R&D_50%#$1~^2",
    "<b>|c|</b>",
    "two\nlines",
    "[first]",
    "*star*",
    "inf",
    "nan",
    "-1",
    "− minus",
    "naïve 猫",
    "`code`",
    "_it_",
    "=1+1",
]


def in_one_line(name):
    """Without what can not be printed."""
    words = "".join("\0" if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name)
    return re.sub("\0+", " ", words)


def _typeset(cell):
    """What LaTeX prints of a cell of ours; anything that it would not print as letters fails."""
    spelled = {
        r"\textbackslash{}": "\\",
        r"\textasciitilde{}": "~",
        r"\textasciicircum{}": "^",
        r"\textless{}": "<",
        r"\textgreater{}": ">",
        r"\textbar{}": "|",
        "$-$": "−",
    } | {"\\" + mark: mark for mark in "&%$#_{}"}
    found = re.findall("|".join(map(re.escape, spelled)) + r"|[^\\{}$&#^_~%<>|]", cell)
    assert "".join(found) == cell
    return "".join(spelled.get(piece, piece) for piece in found)


@settings(max_examples=100)
@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=8)), min_size=1))
def test_every_name_is_printed_by_latex_as_it_is(names):
    text = exports.latex([[1.0]] * len(names), rows=names)
    lines = text.split("\n")[1:-2]
    assert len(lines) == len(names)
    for name, line in zip(names, lines, strict=True):
        assert not line.startswith(("[", "*"))  # the \\ before would take them
        cell = line.removeprefix("{}").removesuffix(r" & 1.0 \\")
        assert _typeset(cell) == in_one_line(name)


@settings(max_examples=100)
@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=8)), min_size=1))
def test_every_name_keeps_its_cell_in_markdown(names):
    lines = exports.markdown([[-1.5]] * len(names), rows=names, header=["a|b"]).split("\n")[:-1]
    assert lines[0] == r"|  | a\|b |"
    assert len(lines) == 2 + len(names)
    for name, line in zip(names, lines[2:], strict=True):
        cells = re.split(r"(?<!\\)(?:\\\\)*\|", line)
        assert len(cells) == 4
        assert not re.search(r"(?<!\\)(?:\\\\)*[<*`$]", cells[1])
        assert re.sub(r"\\(.)", r"\1", line)[2 : -len(" | -1.5 |")] == in_one_line(name)


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
    "odd names": Entry(
        in_blocks(np.eye(5)[[0, 4, 2]], -np.arange(15.0).reshape(3, 5) / 7),
        ('a, b "c"', "two\nlines", "=1+1", "tab\there", "R&D |50%|"),
        sample_names=("=HYPERLINK(1)", '"q",', "semi;colon"),
    ),
    "groups": Entry(in_blocks(np.eye(2), np.arange(4.0).reshape(2, 2) / 3), ("a", "b"), groups=("batch 1", "batch 2")),
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
    assert found.groups == entry.groups
    weights = entry.blocks[0].weights
    assert found.sample_weights is None if weights is None else np.array_equal(found.sample_weights, weights)
    assert not found.ambiguous


def test_traces_have_a_line_for_each_epoch():
    columns = exports.trace_columns(
        {"quadratic": {"loss": [0.5, 0.25, 0.125]}, "cross-entropy": {"loss": [1.0, np.nan], "gradient": [2.0, np.inf]}}
    )
    assert exports.columns_text(columns).splitlines() == [
        "epoch,quadratic: loss,cross-entropy: loss,cross-entropy: gradient",
        "0,0.5,1.0,2.0",
        "1,0.25,nan,inf",
        "2,0.125,,",
    ]


def test_ignored_rows_come_back_from_csv(tmp_path):
    entry = Entry.of([[1, 0], [0, 0], [0, 1]], [[0.5, 2], [1, 3.5], [2, 1]], ("cat", "dog"), ignore_index=-100)
    (tmp_path / "a.csv").write_text(exports.entry_csv(entry))
    found = read_file(tmp_path / "a.csv")
    assert found.class_indices.tolist() == [0, -100, 1]
    assert found.class_names == ("cat", "dog")


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-x"])
def test_a_name_that_a_spreadsheet_takes_for_a_formula_is_told(name):
    text = exports.separated([[0.5]], header=[name])
    assert name.split("'")[0] in exports.formula_in(text)
    assert exports.formula_in(exports.separated([[-0.5, 2.0]], header=["cat", "x=1"])) == ""
