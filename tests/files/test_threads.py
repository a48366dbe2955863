"""What stands in threads, notebooks and logs: prompts, options of a call, other languages, numbers beside the data."""

import random

import numpy as np
import pytest

from xentgui.files.pasted import read_pasted
from xentgui.losses.batch import DataError

DATA = "logits = tensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]])\nlabels = tensor([0, 1, 2])\n"
TABLE = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]]


def read(text):
    found = read_pasted(text).imported
    assert found.outputs.tolist() == TABLE
    assert found.labels.tolist() == np.eye(3).tolist()
    return found


NUMBERS = {
    "a name of its own": ("c1 = -0.4426", "-0.4426"),
    "called output": ("output: 0.44", "0.44"),
    "called as a metric": ("BatchMean: 0.04", "0.04"),
    "a print": ("tensor(0.4591, grad_fn=<NllLossBackward0>)", "0.4591"),
    "a print with a name": ("out = tensor(0.4591)", "0.4591"),
    "bare": ("0.7984", "0.7984"),
    "bare, exact": ("0.", "0."),
    "of R": ("[1] 0.12", "0.12"),
    "a comment": ("# 0.0985725708595", "0.0985725708595"),
    "an arrow": ("# => 0.45", "0.45"),
    "behind the call": ("F.cross_entropy(logits, labels)  # 0.4591", "0.4591"),
    "below the call": ("print(F.cross_entropy(logits, labels))\n0.4591", "0.4591"),
    "a log": ("2024-03-01 12:00:00,123 INFO train.py:12 - loss: 0.44", "0.44"),
    "another log": ("[2024-03-01 12:00:00] step 3 loss=0.44", "0.44"),
    "a log of absl": ("I0301 12:00:00.123456 1234 train.py:12] loss = 0.44", "0.44"),
    "logging": ("INFO:root:loss 0.44", "0.44"),
    "one for each row": ("[0.10536052 0.80466845 0.0618754 ]", "0.10536052 0.80466845 0.0618754"),
    "one for each row, called so": ("loss = [0.1053 0.8050 0.0618]", "0.1053 0.8050 0.0618"),
    "of MATLAB": ("perf =\n\n    0.1234\n", "0.1234"),
    "below a factor": ("1.0e-02 *\n\n   2.3088", "2.3088e-02"),
}


@pytest.mark.parametrize(("text", "number"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_beside_the_data_is_seen_as_it_is_written(text, number):
    assert read(f"{DATA}{text}").number_text == number


@pytest.mark.parametrize("text", ["c1 = -0.4426", "output: 0.44", "BatchMean: 0.04", "[1] 0.12", "# 0.44", "0.7984"])
def test_a_number_below_a_single_row_is_seen(text):
    found = read_pasted(f"tensor([[2.0, 0.5, -1.0]])\ntensor([1])\n{text}").imported
    assert found.number_text == text.split()[-1]
    assert found.labels.tolist() == [[0, 1, 0]]


def test_an_epoch_is_no_loss():
    assert read(f"{DATA}epoch = 3\nloss = 0.4591").number_text == "0.4591"
    assert read(f"{DATA}epoch = 3").number_text is None


PROSE = {
    "a question": "Does anyone know why this is not what I expect?",
    "a comment": "# this is from the docs",
    "comments": "# note: shape (3, 3)\n# see above",
    "a shape": "# (3, 3)",
    "thanks": "Thanks in advance for your help with this!",
    "fences": "```",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_what_is_written_below_the_data_is_passed_over(text):
    assert read(f"{DATA}{text}\n").number_text is None
    assert read(f"{DATA}0.4591\n{text}\n").number_text == "0.4591"
    assert read(f"{text}\n{DATA}loss: 0.4591").number_text == "0.4591"


def test_a_block_of_numbers_with_prose_around_it():
    found = read(
        "These are my logits and the labels:\n2.0 0.5 -1.0\n0.1 1.2 0.3\n-0.5 0.0 1.5\n\n0\n1\n2\n\nWhy is it so?\n"
    )
    assert found.outputs_are == "logits"


SESSIONS = {
    "python": ">>> logits\ntensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]])\n"
    ">>> labels\ntensor([0, 1, 2])",
    "notebook": "In [3]: logits\nOut[3]:\ntensor([[2.0, 0.5, -1.0],\n        [0.1, 1.2, 0.3],\n"
    "        [-0.5, 0.0, 1.5]])\n"
    "In [4]: labels\nOut[4]: tensor([0, 1, 2])",
    "log": "12:00:01 INFO logits tensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]])\n"
    "12:00:02 INFO labels tensor([0, 1, 2])",
    "R": "> z\n     [,1] [,2] [,3]\n[1,]  2.0  0.5 -1.0\n[2,]  0.1  1.2  0.3\n[3,] -0.5  0.0  1.5\n> y\n[1] 1 2 3",
    "tibble": "# A tibble: 3 × 4\n  truth    C1    C2    C3\n  <fct> <dbl> <dbl> <dbl>\n1 1       2.0   0.5  -1.0\n"
    "2 2       0.1   1.2   0.3\n3 3      -0.5   0.0   1.5",
    "data frame": "  truth   C1  C2   C3\n1     1  2.0 0.5 -1.0\n2     2  0.1 1.2  0.3\n3     3 -0.5 0.0  1.5",
    "MATLAB": "t =\n\n     1     0     0\n     0     1     0\n     0     0     1\n\ny =\n\n    2.0    0.5   -1.0\n"
    "    0.1    1.2    0.3\n   -0.5    0.0    1.5\n",
    "Julia": "3×3 Matrix{Float64}:\n  2.0  0.5  -1.0\n  0.1  1.2   0.3\n -0.5  0.0   1.5\n\n"
    "3×3 OneHotMatrix(::Vector{UInt32}) with eltype Bool:\n 1  ⋅  ⋅\n ⋅  1  ⋅\n ⋅  ⋅  1",
    "mxnet": "logits\n[[2.0 0.5 -1.0]\n [0.1 1.2 0.3]\n [-0.5 0.0 1.5]]\n<NDArray 3x3 @cpu(0)>\nlabels\n[0 1 2]\n"
    "<NDArray 3 @cpu(0)>",
}  # fmt: skip


@pytest.mark.parametrize("text", SESSIONS.values(), ids=SESSIONS)
def test_what_programs_print_around_the_data_is_passed_over(text):
    assert read(text).number_text is None
    assert read(f"{text}\n\nloss = 0.4591").number_text == "0.4591"


def test_class_numbers_of_r_count_from_1_also_where_the_last_class_is_missing():
    found = read_pasted("  truth   C1  C2   C3\n1     1  2.0 0.5 -1.0\n2     2  0.1 1.2  0.3\n[1] 0.12").imported
    assert found.labels.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert found.number_text == "0.12"
    assert any("1 is taken for the first" in reason for reason in found.reasons)


OPTIONS = {
    "weight": ("nn.CrossEntropyLoss(weight=torch.tensor([1., 2., 4.]))(logits, labels)", {}, (1.0, 2.0, 4.0)),
    "label smoothing": ("F.cross_entropy(logits, labels, label_smoothing=0.1)", {"label_smoothing": 0.1}, None),
    "ignored": ("CrossEntropyLoss(ignore_index=-1)", {"ignore_index": -1}, None),
    "sum": ("CrossEntropyLoss(reduction='sum')", {"reduction": "sum"}, None),
    "keras": (
        "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)(labels, logits).numpy()",
        {"ignore_index": -1}, None,
    ),
    "pos_weight": ("nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.]))", {"pos_weight": 3.0}, None),
    "pos_weight, printed": ("pos_weight = tensor([3.])", {"pos_weight": 3.0}, None),
    "class_weight by number": (
        "cross_entropy(class_weight={0: 1., 2: 4., 1: 5.})", {"class_weights": (1.0, 5.0, 4.0)}, None,
    ),
    "over two lines": (
        "criterion = nn.CrossEntropyLoss(\n    weight=torch.tensor([1., 2., 4.]),\n    label_smoothing=0.1,\n)",
        {"label_smoothing": 0.1}, (1.0, 2.0, 4.0),
    ),
    "a variable": ("label_smoothing = 0.1", {"label_smoothing": 0.1}, None),
}  # fmt: skip


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("call", "facts", "weights"), OPTIONS.values(), ids=OPTIONS)
def test_options_of_a_pasted_call_are_facts(call, facts, weights, before):
    found = read((f"{call}\n{DATA}" if before else f"{DATA}{call}\n") + "tensor(0.4591)")
    assert found.facts == facts
    assert found.class_weights == weights
    assert found.number_text == "0.4591"


def test_arrays_in_a_call_are_the_data():
    found = read(
        "F.cross_entropy(torch.tensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5]]), torch.tensor([0, 1, 2]), "
        "reduction='sum')\ntensor(1.2)"
    )
    assert found.facts == {"reduction": "sum"}


@pytest.mark.parametrize("said", ["True", "False"])
def test_from_logits_says_what_the_outputs_are(said):
    text = f"y_true = [0, 1]\ny_pred = [[0.5, 0.5], [0.25, 0.75]]\nSparseCategoricalCrossentropy(from_logits={said})"
    found = read_pasted(text).imported
    assert found.outputs_are == ("logits" if said == "True" else "probabilities")
    assert found.facts == {}


def test_the_labels_of_log_loss_are_the_order_of_the_classes():
    text = 'y_true = ["dog", "cat"]\ny_pred = [[0.75, 0.25], [0.5, 0.5]]\n'
    for given in ('labels = ["dog", "cat"]', 'log_loss(y_true, y_pred, labels=["dog", "cat"])'):
        found = read_pasted(f"{text}{given}\n0.49").imported
        assert found.class_names == ("dog", "cat")
        assert found.labels.tolist() == [[1, 0], [0, 1]]
        assert found.number_text == "0.49"


ONE_SAMPLE = {
    "a target in brackets": "target = tensor([[0.25, 0.5, 0.25]])\nscores = tensor([0.5, 1.5, -1.0])",
    "an index": "scores = tensor([0.5, 1.5, -1.0])\ntarget = 1",
    "an index, printed": "scores = tensor([0.5, 1.5, -1.0])\ntarget = tensor(1)",
    "an index in brackets": "scores = tensor([0.5, 1.5, -1.0])\ntarget = tensor([1])",
    "one-hot in brackets": "scores = tensor([0.5, 1.5, -1.0])\ntarget = tensor([[0, 1, 0]])",
}


@pytest.mark.parametrize("text", ONE_SAMPLE.values(), ids=ONE_SAMPLE)
def test_a_vector_of_scores_beside_one_target_is_one_sample(text):
    found = read_pasted(f"{text}\nkl = 0.0179").imported
    assert found.outputs.tolist() == [[0.5, 1.5, -1.0]]
    assert found.labels[0].argmax() == 1
    assert found.number_text == "0.0179"


def test_two_vectors_of_shares_are_one_sample_or_yes_no_questions():
    found = read_pasted("target = tensor([0.25, 0.5, 0.25])\nx = tensor([0.5, 0.25, 0.25])").imported
    assert found.outputs.tolist() == [[0.5, 0.25, 0.25]]
    assert found.labels.tolist() == [[0.25, 0.5, 0.25]]
    assert [offer.words for offer in found.offers] == ["3 yes/no questions"]
    other = found.offers[0].read()
    assert (other.outputs.shape, other.mode) == ((3, 1), "binary")


def test_one_hot_rows_called_p_beside_other_numbers_are_labels():
    found = read_pasted("p = [[0, 1], [1, 0]]\nq = [[0.25, 0.75], [0.5, 0.5]]").imported
    assert found.labels.tolist() == [[0, 1], [1, 0]]
    assert found.outputs.tolist() == [[0.25, 0.75], [0.5, 0.5]]


SHAPES = {
    "class axis last": ([2, 3, 4], [2, 3], [2, 3, 4], (2, 3)),
    "class axis second": ([2, 4, 3], [2, 3], [2, 3, 4], (2, 3)),
    "an axis of one": ([2, 4, 3], [2, 1, 3], [2, 3, 4], (2, 3)),
    "images": ([2, 4, 3, 5], [2, 3, 5], [2, 3, 5, 4], (2, 3, 5)),
    "one-hot": ([2, 3, 4], [2, 3, 4], [2, 3, 4], (2, 3)),
}


@pytest.mark.parametrize(("shape", "labels", "meant", "leading"), SHAPES.values(), ids=SHAPES)
def test_more_than_two_dimensions_become_rows_and_keep_their_shape(shape, labels, meant, leading):
    rng = np.random.default_rng(5)
    outputs, classes = rng.normal(size=shape).round(4), rng.integers(0, 4, labels[:-1] if labels == shape else labels)
    truth = np.eye(4)[classes] if labels == shape else classes
    found = read_pasted(f"logits = {outputs.tolist()}\nlabels = {truth.tolist()}\nloss: 1.25").imported
    axis = shape.index(4) if labels != shape else len(shape) - 1
    assert found.outputs.tolist() == np.moveaxis(outputs, axis, -1).reshape(-1, 4).tolist()
    assert found.labels.argmax(axis=1).tolist() == classes.ravel().tolist()
    assert found.leading == leading
    assert not found.ambiguous


def test_rows_that_are_ignored_are_kept_with_what_stands_there():
    found = read_pasted(f"{DATA.replace('0, 1, 2', '0, -100, 2')}loss: 0.4591").imported
    assert found.class_indices.tolist() == [0, -100, 2]
    assert found.ignored.tolist() == [False, True, False]
    assert found.ignore_index == -100


@pytest.mark.parametrize("digits", [2, 3, 6])
def test_printed_probabilities_sum_to_1_as_their_digits_let_them(digits):
    rows = np.full((3, 3), round(1 / 3, digits))
    text = "\n".join(" ".join(f"{share:.{digits}f}" for share in row) for row in rows)
    found = read_pasted(f"{text}\n\n0\n1\n2").imported
    assert found.outputs_are == "probabilities"
    assert found.mode == "softmax"


SIDEWAYS = {
    "Julia": "3×4 Matrix{Float64}:\n 2.0  0.1  -0.5  1.0\n 0.5  1.2   0.0  1.5\n -1.0  0.3   1.5  0.5\n\n"
    "3×4 OneHotMatrix(::Vector{UInt32}) with eltype Bool:\n 1  ⋅  ⋅  1\n ⋅  1  ⋅  ⋅\n ⋅  ⋅  1  ⋅",
    "class numbers": "3×4 Matrix{Float64}:\n 2.0  0.1  -0.5  1.0\n 0.5  1.2   0.0  1.5\n -1.0  0.3   1.5  0.5\n\n"
    "4-element Vector{Int64}:\n 1\n 2\n 3\n 1",
    "MATLAB": "t =\n\n     1     0     0     1\n     0     1     0     0\n     0     0     1     0\n\ny =\n\n"
    "    2.0    0.1   -0.5    1.0\n    0.5    1.2    0.0    1.5\n   -1.0    0.3    1.5    0.5\n",
}


@pytest.mark.parametrize("text", SIDEWAYS.values(), ids=SIDEWAYS)
def test_samples_in_columns_are_turned_into_rows_and_it_is_said(text):
    found = read_pasted(f"{text}\n\nperf = 0.45").imported
    assert found.outputs.tolist() == [*TABLE, [1.0, 1.5, 0.5]]
    assert found.labels.argmax(axis=1).tolist() == [0, 1, 2, 0]
    assert found.number_text == "0.45"
    assert any("turned into rows" in reason for reason in found.reasons)


@pytest.mark.parametrize("name", ["kl", "KLD", "kl_div", "ppl", "bpc", "ce"])
def test_a_number_with_the_short_name_of_a_loss_before_it_is_the_loss(name):
    assert read(f"{DATA}{name} 0.30760").number_text == "0.30760"


def test_labels_of_margins_are_no_and_yes():
    found = read_pasted("scores = tensor([0.7, -1.2, 0.1])\nlabels = tensor([1., -1., -1.])").imported
    assert found.labels.tolist() == [[1.0], [0.0], [0.0]]
    assert "labels -1 and 1 are taken for no and yes" in found.reasons
    assert found.ignore_index is None


def test_characters_that_turn_text_are_shown():
    found = read_pasted("2.0\t1.5\tc\u202eat\n0.5\t3.0\tdog").imported
    assert found.class_names == ("c\ufffdat", "dog")


def test_texts_that_were_cut_and_mixed_are_read_or_refused():
    texts = [
        *SESSIONS.values(),
        *SIDEWAYS.values(),
        *(f"{DATA}{text}" for text, *_ in [*NUMBERS.values(), *OPTIONS.values()]),
    ]
    draw = random.Random(11)
    for _ in range(400):
        text, other = draw.choice(texts), draw.choice(texts)
        cut, piece = draw.randrange(len(text)), draw.randrange(len(other))
        mixed = f"{text[:cut]}{draw.choice(['', chr(10)])}{other[piece : piece + draw.randint(1, 200)]}"
        try:
            found = read_pasted(mixed).imported
        except DataError:
            continue
        assert found.labels is None or found.outputs is None or len(found.labels) == len(found.outputs)
        assert all(offer.read().reasons is not None for offer in found.offers)
