"""What a paste is taken for: prints of arrays, spreadsheet blocks, labels beside or below, the loss somebody got."""

import numpy as np
import pytest

from xentgui.files.cells import read_number
from xentgui.files.pasted import read_pasted
from xentgui.losses.batch import DataError

TABLE = [[2.0, -1.0], [0.125, 3.0]]

ONE_TABLE = {
    "torch": "tensor([[ 2.0000, -1.0000],\n        [ 0.1250,  3.0000]], device='cuda:0', grad_fn=<AddmmBackward0>)",
    "torch, double": "tensor([[2., -1.], [1.25e-01, 3.]], dtype=torch.float64, requires_grad=True)",
    "torch parameter": "Parameter containing:\ntensor([[ 2., -1.],\n        [0.125, 3.]], requires_grad=True)",
    "numpy": "[[ 2.    -1.   ]\n [ 0.125  3.   ]]",
    "numpy repr": "array([[ 2.   , -1.   ],\n       [ 0.125,  3.   ]], dtype=float32)",
    "numpy scientific": "[[ 2.00e+00 -1.00e+00]\n [ 1.25e-01  3.00e+00]]",
    "notebook": "Out[7]: \narray([[ 2.   , -1.   ],\n       [ 0.125,  3.   ]])",
    "jax": "Array([[ 2.   , -1.   ],\n       [ 0.125,  3.   ]], dtype=float32, weak_type=True)",
    "tensorflow": "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[ 2., -1.],\n [0.125, 3.]], dtype=float32)>",
    "tensorflow print": "tf.Tensor(\n[[ 2.    -1.   ]\n [ 0.125  3.   ]], shape=(2, 2), dtype=float32)",
    "tensorflow variable": "<tf.Variable 'w:0' shape=(2, 2) dtype=float32, numpy=array([[2, -1], [0.125, 3]])>",
    "nested lists": "[[2, -1], [0.125, 3]]",
    "tuples": "((2, -1), (0.125, 3))",
    "lists of numpy scalars": "[[np.float64(2.0), np.float64(-1.0)], [np.float64(0.125), np.float64(3.0)]]",
    "assignment": "x = np.array([[2, -1],\n              [0.125, 3]])",
    "prompt with continuation": ">>> x = [[2, -1],\n...      [0.125, 3]]",
    "unicode minus": "[[2, \u22121], [0.125, 3]]",
    "colours of a terminal": "\x1b[32m[[2, -1], [0.125, 3]]\x1b[0m",
    "tabs": "2\t-1\n0.125\t3\n",
    "tabs and line ends of Windows": "2\t-1\r\n0.125\t3\r\n",
    "decimal commas with tabs": "2,0\t-1,0\n0,125\t3,0",
    "decimal commas with semicolons": "2,0;-1,0\n0,125;3,0",
    "decimal commas with spaces": "2,0 -1,0\n0,125 3,0",
    "commas": "2,-1\n0.125,3",
    "commas and spaces": "2, -1\n0.125, 3",
    "spaces": "  2   -1\n0.125  3",
    "quotes": '"2","-1"\n"0.125","3"',
    "markdown": "| a | b |\n|---|--:|\n| 2 | -1 |\n| 0.125 | 3 |",
    "header": "cat\tdog\n2\t-1\n0.125\t3",
    "pandas": "     cat  dog\n0  2.000 -1.0\n1  0.125  3.0",
    "pandas with shape": "     cat  dog\n0  2.000 -1.0\n1  0.125  3.0\n\n[2 rows x 2 columns]",
    "polars": "shape: (2, 2)\n┌───────┬──────┐\n│ cat   ┆ dog  │\n│ ---   ┆ ---  │\n│ f64   ┆ f64  │\n"
    "╞═══════╪══════╡\n│ 2.0   ┆ -1.0 │\n│ 0.125 ┆ 3.0  │\n└───────┴──────┘",
    "R": "      [,1] [,2]\n[1,] 2.000   -1\n[2,] 0.125    3",
    "Julia": "2×2 Matrix{Float64}:\n 2.0    -1.0\n 0.125   3.0",
    "MATLAB": "[2 -1; 0.125 3]",
    "byte order mark": "\ufeff2\t-1\n0.125\t3",
    "thin space around numbers": "\u20092\u2009\t-1\n0.125\t3\u00a0",
    "columns left empty at the end": "2\t-1\t\t\n0.125\t3\t\t",
}


@pytest.mark.parametrize("text", ONE_TABLE.values(), ids=ONE_TABLE)
def test_one_table_of_numbers_in_every_writing(text):
    pasted = read_pasted(text)
    assert pasted.cells is not None
    assert pasted.cells.tolist() == TABLE
    assert pasted.imported.outputs.tolist() == TABLE


BOTH = {
    "prints below one another": "tensor([[2., -1.], [0.125, 3.]])\ntensor([0, 1])\ntensor(0.4591)",
    "prints in one line": "[[ 2.    -1.   ]\n [ 0.125  3.   ]] [0 1] 0.4591",
    "named": "logits = torch.tensor([[2., -1.], [0.125, 3.]])\nlabels = torch.tensor([0, 1])\nloss: 0.4591",
    "named by a dialogue": ">>> labels\ntensor([0, 1])\n>>> model(x)\ntensor([[2., -1.], [0.125, 3.]])\n"
    ">>> F.cross_entropy(model(x), labels)\ntensor(0.4591, grad_fn=<NllLossBackward0>)",
    "cells of a notebook": "In [3]: logits\nOut[3]: \narray([[ 2.   , -1.   ],\n       [ 0.125,  3.   ]])\n\n"
    "In [4]: labels\nOut[4]: array([0, 1])\n\nIn [5]: loss.item()\nOut[5]: 0.4591",
    "words above": "Logits:\ntensor([[2., -1.], [0.125, 3.]])\nTargets:\ntensor([0, 1])\nLoss:\ntensor(0.4591)",
    "one-hot labels": "y_true = [[1, 0], [0, 1]]\ny_pred = [[2.0, -1.0], [0.125, 3.0]]\ncross entropy = 0.4591",
    "json": '{"logits": [[2.0, -1.0], [0.125, 3.0]], "labels": [0, 1], "loss": 0.4591}',
    "records": '[{"logits": [2.0, -1.0], "label": 0}, {"logits": [0.125, 3.0], "label": 1}]\nloss 0.4591',
    "class names beside": "cat\tdog\tlabel\n2\t-1\tcat\n0.125\t3\tdog\n\nloss = 0.4591",
    "class numbers beside": "2.0\t-1.0\t0\n0.125\t3.0\t1\n\n0.4591",
    "labels below": "2.0 -1.0\n0.125 3.0\n0\n1\n\nI get 0.4591",
    "labels in a block below": "2.0 -1.0\n0.125 3.0\n\n0\n1\n\n0.4591",
    "labels in a line": "logits:\n2.0 -1.0\n0.125 3.0\nlabels: 0 1\nEpoch [3/10], loss: 0.4591 - accuracy: 1.0",
    "one-hot beside": "1\t0\t2.0\t-1.0\n0\t1\t0.125\t3.0\nloss is 0.4591.",
    "tuple": "(tensor([[2., -1.], [0.125, 3.]]), tensor([0, 1]))\n0.4591",
}


@pytest.mark.parametrize("text", BOTH.values(), ids=BOTH)
def test_logits_labels_and_the_loss_in_one_paste(text):
    pasted = read_pasted(text)
    assert pasted.holds_both
    assert pasted.imported.outputs.tolist() == TABLE
    assert pasted.imported.labels.tolist() == [[1, 0], [0, 1]]
    assert pasted.number_text == "0.4591"
    assert pasted.imported.outputs_are == "logits"
    assert not pasted.imported.ambiguous


@pytest.mark.parametrize("header", ["a,b,label", "cat, a, label"])
def test_a_column_called_as_an_article_is_in_no_sentence(header):
    found = read_pasted(f"{header}\n0.3,1.5,0\n0.5,2,1").imported
    assert found.outputs.tolist() == [[0.3, 1.5], [0.5, 2]]
    assert found.class_indices.tolist() == [0, 1]


def test_class_weights_are_found():
    text = "weight = torch.tensor([1., 2., 4.])\nlogits = [[1.5, 2, 3], [3, 4, 5]]\nlabels = [0, 2]"
    assert read_pasted(text).imported.class_weights == (1.0, 2.0, 4.0)


@pytest.mark.parametrize("text", ["loss = 0.4591", "tensor(0.4591)", "<tf.Tensor: shape=(), numpy=0.4591>"])
def test_a_number_alone_is_a_loss_and_a_cell(text):
    pasted = read_pasted(text)
    assert pasted.number_text == "0.4591"
    assert pasted.cells.tolist() == [[0.4591]]


def test_the_digits_of_the_loss_stay_as_they_were_written():
    assert read_pasted("loss: 0.450").number_text == "0.450"
    assert read_pasted("tensor(4.50e-3)").number_text == "4.50e-3"
    assert read_pasted("loss = inf").number_text == "inf"
    assert read_pasted("loss\n−0,250").number_text == "-0,250"


def test_a_loss_of_nan_is_left_out_and_said():
    pasted = read_pasted("tensor([[2., -1.]])\ntensor([0])\ntensor(nan)")
    assert pasted.number_text is None
    assert any("nan" in reason for reason in pasted.imported.reasons)


class TestCells:
    def test_class_names_become_one_hot_rows(self):
        cells = read_pasted("dog\ncat\nDog").cells_for("labels", ("cat", "dog"))
        assert cells.tolist() == [[0, 1], [1, 0], [0, 1]]

    def test_class_numbers_become_one_hot_rows(self):
        assert read_pasted("0\n2").cells_for("labels", ("a", "b", "c")).tolist() == [[1, 0, 0], [0, 0, 1]]
        assert read_pasted("tensor([0, 1])").cells_for("labels", ("a", "b")).tolist() == [[1, 0], [0, 1]]

    def test_a_copied_column_of_ones_and_zeros_stays_a_column(self):
        assert read_pasted("0\n1\n1").cells_for("labels", ("a", "b", "c")).tolist() == [[0], [1], [1]]

    def test_a_printed_vector_of_scores_is_a_row(self):
        assert read_pasted("tensor([2.0, -1.0, 0.5])").cells.tolist() == [[2.0, -1.0, 0.5]]

    def test_an_unknown_class_is_named(self):
        with pytest.raises(DataError, match=r'line 2.*no class "bird".*cat, dog'):
            read_pasted("dog\nbird").cells_for("labels", ("cat", "dog"))

    def test_a_class_number_too_large_is_named(self):
        with pytest.raises(DataError, match="no class 3"):
            read_pasted("0\n3").cells_for("labels", ("a", "b", "c"))


NUMBERS = {
    "1": 1.0, "-2.5": -2.5, "+.5": 0.5, "2.": 2.0, "1e-3": 1e-3, "\u22121,5": -1.5, " 3 ": 3.0, "0,25": 0.25,
    "True": 1.0, "false": 0.0, "- 1": -1.0, "\u20090.1\u00a0": 0.1, "1.7976931348623157e308": 1.7976931348623157e308,
    "5e-324": 5e-324, "1,234": 1.234,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS.items(), ids=map(repr, NUMBERS))
def test_numbers_as_people_write_them(text, value):
    assert read_number(text) == value


REFUSED = {
    "": "empty", "abc": "not a number", "nan": "finite", "inf": "finite", "1,234.5": "thousands separator",
    "1 234": "thousands separator", "1\u202f234,5": "thousands separator", "1.234.567": "thousands separator",
    "72%": "share", "1/3": "decimal number", "1.2.3": "one decimal point", "1e400": "too large",
    "1_000": "not a number", "0x1F": "not a number", "1+2j": "not a number", "...": "left out",
    "0.5\t0.7\n0.9\t1": '"0.5 0.7 0.9 1" is not one number',
    "\u0663": "not a number", "None": "finite", "0.2\0": "\"0.2\ufffd\" is not",
}  # fmt: skip


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=map(repr, REFUSED))
def test_what_is_no_number_is_refused_with_the_reason(text, why):
    with pytest.raises(DataError, match=why):
        read_number(text)


def test_numbers_come_through_exactly():
    rng = np.random.default_rng(3)
    table = rng.normal(size=(50, 4)) * 10.0 ** rng.integers(-300, 300, size=(50, 4))
    for text in ("\n".join("\t".join(map(repr, row)) for row in table.tolist()), repr(table.tolist())):
        assert np.array_equal(read_pasted(text).cells, table)


def test_rows_that_were_printed_one_by_one_are_a_table():
    assert read_pasted("[2.0, -1.0]\n[0.125, 3.0]").cells.tolist() == TABLE
    pasted = read_pasted("tensor([2.0, -1.0])\ntensor([0.125, 3.0])\ntensor([0, 1])\n")
    assert pasted.imported.outputs.tolist() == TABLE
    assert pasted.imported.labels.tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("text", ["tensor([2.0, -1.0, 0.5])\ntensor(2)", '{"logits": [2.0, -1.0, 0.5], "label": 2}'])
def test_one_sample_and_its_class(text):
    found = read_pasted(text).imported
    assert found.outputs.tolist() == [[2.0, -1.0, 0.5]]
    assert found.labels.tolist() == [[0, 0, 1]]


def test_the_output_of_a_model_with_its_loss():
    text = (
        "SequenceClassifierOutput(loss=tensor(0.4590, grad_fn=<NllLossBackward0>), logits=tensor([[2.0, -1.0],\n"
        "        [0.125, 3.0]], grad_fn=<AddmmBackward0>), hidden_states=None, attentions=None)"
    )
    pasted = read_pasted(text)
    assert pasted.cells.tolist() == TABLE
    assert pasted.number_text == "0.4590"
    assert read_pasted("{'loss': tensor(0.4590), 'logits': tensor([[2., -1.]])}").number_text == "0.4590"


def test_a_frame_with_row_names_pastes_its_numbers():
    text = "          cat  dog\nsample            \nfirst   2.000 -1.0\nsecond  0.125  3.0"
    pasted = read_pasted(text)
    assert pasted.cells.tolist() == TABLE
    assert pasted.imported.sample_names == ("first", "second")
    assert pasted.imported.class_names == ("cat", "dog")
    assert read_pasted("       cat  dog\na    2.000 -1.0\nb    0.125  3.0").cells.tolist() == TABLE


def test_columns_left_out_by_a_print_are_told():
    with pytest.raises(DataError, match=r"left out by the print.*to_string"):
        read_pasted("     0    1  ...   8    9\n0  1.0  2.0  ... 3.0  4.0")


@pytest.mark.parametrize(
    ("weights", "role"),
    [("weight=torch.tensor([1., 2., 4.])", "class_weights"), ("sample_weight=np.array([1., 2.])", "sample_weights")],
)
@pytest.mark.parametrize("first", ["labels", "outputs", "weights"])
def test_tables_without_names_keep_their_roles_beside_named_weights(weights: str, role: str, first: str) -> None:
    pieces = {
        "outputs": "tensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3]])",
        "labels": "tensor([0, 2])",
        "weights": weights,
    }
    order = [first, *(piece for piece in pieces if piece != first)]
    pasted = read_pasted("\n".join(pieces[piece] for piece in order) + "\nloss 0.4591")
    assert pasted.holds_both
    found = pasted.imported
    assert found.labels.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert found.outputs[0].tolist() == [2.0, 0.5, -1.0]
    assert np.ravel(getattr(found, role)).tolist() == [1.0, 2.0, 4.0][: len(np.ravel(getattr(found, role)))]
    assert found.number_text == "0.4591"
