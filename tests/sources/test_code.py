"""A definition copied as code is a whole program that prints the card's value."""

import contextlib
import io
import math
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources.standins import stand_in
from strategies import drawn, draws

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.fields import A_LOGIT, FIELDS
from xentgui.sources import FRAMEWORKS, UnsayableError, code, definitions, resolve
from xentgui.sources.literals import markdown_table, numpy_literal
from xentgui.sources.needs import needs

LOGITS = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]]
ONE_HOT = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]


def printed(program):
    """What a program prints, as an array; its own warnings (0 times inf, log of 0) are not ours."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        exec(program, {})
    return np.asarray(eval(out.getvalue(), {"nan": math.nan, "inf": math.inf}), dtype=float)


@st.composite
def tables(draw):
    """Labels, outputs, what they are, and weights, of one to four rows and columns; one column also as (N,)."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    scores = np.array(draw(st.lists(st.floats(-9, 9), min_size=rows * columns, max_size=rows * columns)))
    scores = scores.reshape(rows, columns)
    outputs_are = draw(st.sampled_from(["logits", "logits", "probabilities", "log-probabilities"]))
    outputs = scores if outputs_are == "logits" else np.exp(-np.abs(scores) - 0.1)
    if outputs_are == "log-probabilities":
        outputs = np.log(outputs)
    named = np.array(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    labels = {
        "indices": named if columns > 1 else np.ones((rows, 1)),
        "one-hot": np.eye(columns)[named],
        "soft": np.full((rows, columns), 1 / columns),
        "several": (scores > 0).astype(float),
    }[draw(st.sampled_from(["indices", "one-hot", "soft", "several"]))]
    if columns == 1 and draw(st.booleans()):
        labels, outputs = labels.ravel(), outputs.ravel()
    weights = draw(st.sampled_from([None, (), (rows,), (rows, columns)]))
    if weights is not None:
        weights = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=16, max_size=16)))[
            : int(np.prod(weights))
        ].reshape(weights)
    return Batch(labels, outputs, outputs_are=outputs_are, sample_weights=weights)


POINTS = st.fixed_dictionaries(
    {
        "activation": st.sampled_from(["softmax", "sigmoid"]),
        "renormalise": st.sampled_from([None, "before-clip", "after-clip"]),
        "likelihood": st.sampled_from(["categorical", "categorical", "bernoulli", "quadratic"]),
        "over_outputs": st.sampled_from(["sum", "mean", "none"]),
        "reduction": st.sampled_from(["mean", "sum", "none"]),
        "normalise_by": st.sampled_from(
            ["samples", "weights", "weights-of-indices", "sample-weights", "all-samples", "nonzero-weights"]
        ),
    },
    optional={
        "one_class": st.booleans(),
        "empty_mean": st.just("zero"),
        "log_base": st.sampled_from([2.0, 10.0, 0.5]),
        "label_smoothing": st.sampled_from([0.1, 1.0]),
        "class_weights": st.sampled_from([(1.0, 2.0), (1.0, 0.0, 4.0), (2.0,), (1.0, 2.0, 3.0, 4.0)]),
        "pos_weight": st.just(3.0),
        "ignore_index": st.sampled_from([0, 0, 1, -100]),
        "clip": st.sampled_from([1e-3, 1e-7]),
        "log_epsilon": st.just(1e-7),
        "log_clamp": st.just(-3.0),
        "softcap": st.just(4.0),
        "temperature": st.sampled_from([0.5, 3.0]),
        "temperature_squared": st.just(True),
        "focal_gamma": st.sampled_from([0.5, 2.0]),
        "alpha": st.just(0.25),
        "poly_epsilon": st.sampled_from([2.0, -1.0]),
        "z_loss": st.just(0.1),
        "divergence": st.just(True),
    },
)


@st.composite
def questions(draw):
    """Data and a definition that takes them: fields that go together, weights for its columns, rows to ignore."""
    batch, fields = draw(tables()), draw(POINTS)
    kind = fields["likelihood"], fields["activation"]
    on_logits = batch.outputs_are == "logits"
    fields = {
        name: value
        for name, value in fields.items()
        if not FIELDS[name].refused(*kind) and (on_logits or A_LOGIT not in FIELDS[name].needs)
    }
    if "class_weights" in fields:
        width = 2 if batch.one_dimensional else batch.shape[1]
        fields["class_weights"] = draw(st.lists(st.sampled_from([1.0, 0.0, 2.0]), min_size=width, max_size=width))
    if "pos_weight" in fields and draw(st.booleans()):
        columns = batch.shape[1]
        fields["pos_weight"] = draw(st.lists(st.sampled_from([1.0, 0.0, 3.0]), min_size=columns, max_size=columns))
    if "ignore_index" in fields:
        there = np.ravel(batch.labels) if batch.indices or batch.shape[1] == 1 else np.empty(0)
        fields["ignore_index"] = draw(
            st.sampled_from([-100, *(int(label) for label in there if label in (0, 1, 2, 3))])
        )
    return batch, Definition(**fields)


def test_the_questions_are_spread_out():
    seen = drawn(questions(), 150)
    assert len({definition for _, definition in seen}) > 40
    assert sum(definition.renormalise is not None for _, definition in seen) > 8
    drawn_fields = {name for _, definition in seen for name in definition.differences}
    assert drawn_fields == set(FIELDS) - {"one_output", "precision", "over_groups"}
    ignoring = [np.ravel(batch.labels) == definition.ignore_index for batch, definition in seen]
    assert sum(bool(rows.any()) for rows in ignoring) > 5
    for batch, definition in seen:
        evaluate(batch, definition)


@settings(max_examples=draws(300), deadline=None)
@given(questions())
def test_numpy_says_every_definition(question):
    batch, definition = question
    value = evaluate(batch, definition).value
    np.testing.assert_allclose(
        printed(code("NumPy", batch, definition)), np.asarray(value, dtype=float), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize(
    ("labels", "outputs", "definition"),
    [
        (
            [1, 2, 1],
            [0.4, -0.2, 3.0],
            Definition(activation="sigmoid", likelihood="bernoulli", normalise_by="weights", ignore_index=2),
        ),
        ([0, 2, 1], LOGITS[:3], Definition(class_weights=(1, 2, 4), normalise_by="weights", ignore_index=2)),
    ],
)
def test_numpy_divides_by_the_weights_of_the_rows_that_count(labels, outputs, definition):
    batch = Batch(labels, outputs, sample_weights=[1.0, 2.5, 0.5])
    assert printed(code("NumPy", batch, definition)) == pytest.approx(evaluate(batch, definition).value, rel=1e-12)


@settings(max_examples=draws(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions())
def test_every_library_says_every_definition(monkeypatch, question):
    """Run with what the libraries' documentation says of their functions, installed or not."""
    stand_in(monkeypatch)
    batch, definition = question
    value = np.asarray(evaluate(batch, definition).value, dtype=float)
    for framework in sorted(set(FRAMEWORKS) - {"NumPy", "scikit-learn"}):
        tolerance = 3e-6 if framework == "Keras" else 1e-9
        np.testing.assert_allclose(
            printed(code(framework, batch, definition)), value, rtol=tolerance, atol=tolerance / 10, err_msg=framework
        )


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"scikit-learn"}))
@pytest.mark.parametrize(
    "weights", [{"pos_weight": 3.0}, {"pos_weight": (3.0, 1.0, 0.5)}, {"class_weights": (3.0, 1.0, 0.5)}]
)
@pytest.mark.parametrize("over_outputs", ["none", "sum"])
def test_weights_reach_the_function_that_takes_them(framework, weights, over_outputs, monkeypatch):
    """One number for all outputs, or one for each: the functions themselves, without anything done by hand."""
    stand_in(monkeypatch)
    batch = Batch([[1, 0, 1], [0, 1, 1]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]])
    definition = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs=over_outputs, **weights)
    printed_value = printed(code(framework, batch, definition))
    assert printed_value == pytest.approx(
        evaluate(batch, definition).value, rel=3e-6 if framework == "Keras" else 1e-12
    )


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"scikit-learn"}))
@pytest.mark.parametrize("sample_weights", [None, [2.0, 0.5, 1.0]])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_class_weights_of_indices_multiply_each_row_once(framework, sample_weights, reduction, monkeypatch):
    stand_in(monkeypatch)
    batch = Batch([0, 1, 1], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 0.1, 1.9]], sample_weights=sample_weights)
    definition = Definition(class_weights=(3.0, 2.0, 0.5), reduction=reduction)
    value = evaluate(batch, definition).value
    np.testing.assert_allclose(printed(code(framework, batch, definition)), value, rtol=3e-6)


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"scikit-learn"}))
@pytest.mark.parametrize("named", ["softmax", "multi-sigmoid"])
@pytest.mark.parametrize("over_outputs", ["mean", "sum"])
def test_sample_weights_of_each_output_multiply_its_term(framework, named, over_outputs, monkeypatch):
    stand_in(monkeypatch)
    weights = [[1.0, 2.0, 0.5], [3.0, 0.0, 1.0]]
    tables = [[1, 0, 0], [0, 1, 0]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]
    batch = Batch(*tables, sample_weights=weights)
    definition = resolve(named, {"over_outputs": over_outputs})
    value = evaluate(batch, definition).value
    assert value != pytest.approx(evaluate(Batch(*tables), definition).value, rel=1e-3)
    assert printed(code(framework, batch, definition)) == pytest.approx(value, rel=3e-6)


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"scikit-learn"}))
@pytest.mark.parametrize("guard", [{"clip": 0.3}, {"log_epsilon": 0.1}, {"log_clamp": -0.5}])
@pytest.mark.parametrize("named", ["softmax", "multi-sigmoid"])
@pytest.mark.parametrize("outputs_are", ["logits", "probabilities"])
def test_no_function_is_called_that_does_not_guard_its_logarithms_so(framework, guard, named, outputs_are, monkeypatch):
    stand_in(monkeypatch)
    outputs = np.array(LOGITS) if outputs_are == "logits" else np.array([[0.7, 0.2, 0.1]] * 4)
    batch, definition = Batch(ONE_HOT, outputs, outputs_are=outputs_are), resolve(named, guard)
    value = evaluate(batch, definition).value
    assert value != pytest.approx(evaluate(batch, definitions[named]).value, rel=1e-3)
    assert printed(code(framework, batch, definition)) == pytest.approx(value, rel=3e-6)


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"scikit-learn"}))
@pytest.mark.parametrize("over_groups", ["mean", "sum"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("empty_mean", ["nan", "zero"])
def test_groups_are_reduced_by_themselves(framework, over_groups, reduction, empty_mean, monkeypatch):
    """Groups of three rows, of two, and of one that is ignored."""
    stand_in(monkeypatch)
    scores = np.random.default_rng(0).normal(size=(6, 3)).round(2)
    batch = Batch([0, 1, 2, 0, 1, -100], scores, groups=[0, 0, 0, 1, 1, 2])
    definition = Definition(over_groups=over_groups, reduction=reduction, ignore_index=-100, empty_mean=empty_mean)
    value = evaluate(batch, definition).value
    np.testing.assert_allclose(printed(code(framework, batch, definition)), value, rtol=3e-6)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"clip": 1e-7, "renormalise": "before-clip", "log_clamp": 0.0}, 0.0),
        ({"clip": 1e-7, "renormalise": "before-clip", "log_epsilon": 0.1}, None),
    ],
)
def test_keras_own_loss_is_asked_for_nothing_that_it_does_not_do(fields, value, monkeypatch):
    stand_in(monkeypatch)
    batch = Batch([0, 1], [[0.6, 0.3], [0.5, 0.5]], outputs_are="probabilities")
    wanted = evaluate(batch, Definition(**fields)).value
    assert value is None or wanted == value
    assert printed(code("Keras", batch, Definition(**fields))) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("name", definitions)
def test_the_numpy_program_of_each_named_definition_runs_by_itself(name):
    batch = Batch([1, 0, 0, 1] if name == "binary" else ONE_HOT, [2.0, 1.0, 0.1, -1] if name == "binary" else LOGITS)
    program = code("NumPy", batch, definitions[name])
    tolerance = 1e-6 if definitions[name].precision == "float32" else 1e-14
    value = evaluate(batch, definitions[name]).value
    np.testing.assert_allclose(printed(program), np.asarray(value, dtype=float), rtol=tolerance)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_program_reads_as_one_would_write_it(framework):
    """No brackets within brackets, which read as a slip."""
    batch, said = Batch(ONE_HOT, LOGITS), 0
    for definition in definitions.values():
        with contextlib.suppress(UnsayableError, ValueError):
            program = code(framework, batch, definition)
            assert "((" not in program
            said += 1
    assert said > 4


@pytest.mark.parametrize("class_weights", [None, 0.25])
def test_labels_in_one_row_beside_outputs_in_one_column_are_a_column_in_the_program(class_weights):
    """A row beside a column would be a table of all labels with all outputs."""
    batch = Batch([1.0, 0.0, 1.0], [[2.0], [-0.5], [0.3]])
    definition = Definition(activation="sigmoid", likelihood="bernoulli", class_weights=class_weights)
    assert printed(code("NumPy", batch, definition)) == pytest.approx(evaluate(batch, definition).value, rel=1e-14)


def test_a_program_runs_in_a_python_of_its_own():
    program = code("NumPy", Batch([0, 1, 2, 0], LOGITS), definitions["nielsen"])
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(2.3534, abs=1e-4)


@pytest.mark.parametrize(
    ("labels", "outputs", "outputs_are", "changes"),
    [
        ([0, 1], [[-np.inf, 0.0], [1.0, 2.0]], "logits", {}),
        ([[1, 0], [0, 1]], [[0.0, -np.inf], [1.0, 2.0]], "logits", {}),
        ([[1, 0], [0, 1]], [[1.0, 0.0], [0.5, 0.5]], "probabilities", {"likelihood": "bernoulli"}),
        ([1, 0], [0.0, 1.0], "probabilities", {"likelihood": "bernoulli", "log_clamp": -100.0}),
        ([0, 1], [[800.0, -800.0], [0.0, 0.0]], "logits", {"likelihood": "bernoulli"}),
        ([0, 0], [[1.0, 2.0], [0.0, 0.0]], "logits", {"ignore_index": 0, "empty_mean": "zero"}),
        ([0, 0], [[1.0, 2.0], [0.0, 0.0]], "logits", {"ignore_index": 0}),
        (np.empty(0), np.empty((0, 3)), "logits", {"reduction": "sum"}),
        (np.empty(0), np.empty((0, 3)), "logits", {"empty_mean": "zero"}),
        ([[0.5, 0.5], [0, 1]], [[1.0, 2.0], [0.0, 0.0]], "logits", {"one_class": True, "reduction": "none"}),
    ],
)
def test_numpy_says_infinite_empty_and_undefined_losses(labels, outputs, outputs_are, changes):
    batch, definition = Batch(labels, outputs, outputs_are=outputs_are), Definition(**changes)
    value = np.asarray(evaluate(batch, definition).value, dtype=float)
    np.testing.assert_allclose(printed(code("NumPy", batch, definition)), value, rtol=1e-12)


@pytest.mark.parametrize(
    ("framework", "definition", "call"),
    [
        ("PyTorch", definitions["softmax"], "F.cross_entropy(logits, labels)"),
        ("PyTorch", definitions["torch.nn.BCEWithLogitsLoss"], "F.binary_cross_entropy_with_logits(logits, one_hot)"),
        ("TensorFlow", definitions["softmax"], "tf.nn.sparse_softmax_cross_entropy_with_logits"),
        ("TensorFlow", definitions["nielsen"], "tf.nn.sigmoid_cross_entropy_with_logits(labels=one_hot"),
        ("Keras", definitions["softmax"], "keras.losses.SparseCategoricalCrossentropy(from_logits=True"),
        ("JAX", definitions["softmax"], "optax.softmax_cross_entropy_with_integer_labels(logits, labels)"),
        ("scikit-learn", definitions["softmax"], "log_loss(labels, softmax(logits, axis=1), labels=[0, 1, 2])"),
    ],
)
def test_a_library_is_asked_for_its_own_function(framework, definition, call):
    assert call in code(framework, Batch([0, 1, 2, 0], LOGITS), definition)


@pytest.mark.parametrize(
    ("labels", "outputs", "definition"),
    [
        ([0, 1, 1], [2.0, -1.0, 0.3], "binary"),
        ([[0], [1], [1]], [[2.0], [-1.0], [0.3]], "nielsen"),
        (ONE_HOT, LOGITS, "softmax"),
    ],
)
@pytest.mark.parametrize("weights", [None, [1.0, 2.5, 0.5, 1.0]])
@pytest.mark.parametrize("changes", [{}, {"reduction": "sum"}, {"log_base": 2.0}])
def test_scikit_learn_says_a_yes_no_question_and_one_of_classes(
    labels, outputs, definition, weights, changes, monkeypatch
):
    stand_in(monkeypatch)
    batch = Batch(labels, outputs, sample_weights=None if weights is None else weights[: len(labels)])
    definition = resolve(definition, {"normalise_by": "sample-weights", **changes})
    value = evaluate(batch, definition).value
    assert printed(code("scikit-learn", batch, definition)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ("nielsen", "categorical sum"),
        ("quadratic", "quadratic"),
        ("tf.nn.softmax_cross_entropy_with_logits", "one number for each sample"),
    ],
)
def test_scikit_learn_says_why_it_can_not(definition, reason):
    with pytest.raises(UnsayableError, match=reason):
        code("scikit-learn", Batch([0, 1, 2, 0], LOGITS), definitions[definition])


@pytest.mark.parametrize("labels", [np.zeros((0, 3)), np.zeros(0, int)])
def test_scikit_learn_is_refused_without_a_row(labels):
    with pytest.raises(UnsayableError, match="without a row"):
        code("scikit-learn", Batch(labels, np.zeros((0, 3))), Definition())


def test_scikit_learn_is_refused_where_its_clip_gives_another_number():
    batch = Batch([0, 1], [[0.0, 1.0], [0.3, 0.7]], outputs_are="probabilities")
    with pytest.raises(UnsayableError, match=r"clips probabilities at 2\*\*-52"):
        code("scikit-learn", batch, resolve("softmax", {"clip": 1e-7}))


def test_an_unknown_framework_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="PyTorch"):
        code("pytorch", Batch([0], [[1, 2]]), Definition())
    assert FRAMEWORKS == ("PyTorch", "TensorFlow", "Keras", "JAX", "scikit-learn", "NumPy")


def test_the_data_are_said_with_every_digit():
    outputs = [[0.1 + 0.2, 1e-300], [-np.inf, 2.0]]
    batch = Batch([0, 1], outputs, sample_weights=[1.0, 2.5])
    space = {}
    exec(numpy_literal(batch), space)
    np.testing.assert_array_equal(space["logits"], outputs)
    np.testing.assert_array_equal(space["labels"], [0, 1])
    np.testing.assert_array_equal(space["sample_weights"], [1.0, 2.5])


def test_the_data_as_a_markdown_table():
    batch = Batch([[1, 0], [0, 1]], [[0.75, 0.25], [0.5, 0.5]], outputs_are="probabilities", sample_weights=[1, 2])
    assert markdown_table(batch, classes=["cat", "a|b"], samples=["first", "second"]).splitlines() == [
        "| row | label cat | label a\\|b | probability cat | probability a\\|b | weight |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        "| first | 1 | 0 | 0.75 | 0.25 | 1 |",
        "| second | 0 | 1 | 0.5 | 0.5 | 2 |",
    ]


@pytest.mark.parametrize(
    ("outputs", "outputs_are", "fields", "guarded"),
    [
        ([[0.7, 0.3]], "probabilities", {}, False),
        ([[0.0, 0.3]], "probabilities", {}, True),
        ([[1.0, 0.3]], "probabilities", {}, True),
        ([[0.0, 1.0]], "probabilities", {"clip": 1e-7}, False),
        ([[0.0, 1.0]], "probabilities", {"log_clamp": -100.0}, False),
        ([[0.0, 1.0]], "probabilities", {"likelihood": "quadratic"}, False),
        ([[-0.7, -0.6]], "log-probabilities", {}, False),
        ([[0.0, -30.0]], "log-probabilities", {}, True),
        ([[2.0, 0.0]], "logits", {}, False),
        ([[2.0, -math.inf]], "logits", {"clip": 1e-7}, True),
        ([[0.2, 0.8]], "logits", {"activation": "identity"}, True),
    ],
)
def test_nought_times_an_infinite_logarithm_is_looked_after_where_it_can_occur(outputs, outputs_are, fields, guarded):
    assert needs(Batch([0], outputs, outputs_are=outputs_are), Definition(**fields)).guarded is guarded


@pytest.mark.parametrize(
    ("labels", "weights", "fields", "divides_by"),
    [
        ([0, 1], None, {}, "rows"),
        ([0, 1], None, {"normalise_by": "weights"}, "rows"),
        ([0, 1], None, {"normalise_by": "weights", "class_weights": [1, 2]}, "weights"),
        ([0, 1], [1, 2], {"normalise_by": "weights"}, "sample-weights"),
        ([[1, 0], [0, 1]], [1, 2], {"normalise_by": "weights"}, "sample-weights"),
        ([[1, 1], [0, 1]], [1, 2], {"normalise_by": "weights"}, "weights"),
        ([[1, 1], [0, 1]], None, {"normalise_by": "weights"}, "weights"),
        ([[1, 1], [0, 1]], None, {"normalise_by": "weights", "likelihood": "bernoulli"}, "rows"),
        ([[1, 0], [0, 1]], [[1, 2], [3, 4]], {"normalise_by": "weights"}, "weights"),
        ([0, 1], [1, 2], {"normalise_by": "sample-weights"}, "sample-weights"),
        ([0, 1], None, {"normalise_by": "sample-weights"}, "rows"),
        ([0, 1], [1, 2], {"normalise_by": "nonzero-weights"}, "nonzero-weights"),
        ([0, 1], None, {"normalise_by": "nonzero-weights"}, "rows"),
        ([0, 1], None, {"ignore_index": 1}, "counted"),
        ([0, 1], None, {"ignore_index": 1, "normalise_by": "all-samples"}, "rows"),
    ],
)
def test_a_program_divides_by_the_simplest_that_is_the_same(labels, weights, fields, divides_by):
    batch = Batch(labels, [[2.0, 0.0], [0.5, 1.0]], sample_weights=weights)
    assert needs(batch, Definition(**fields)).divides_by == divides_by
