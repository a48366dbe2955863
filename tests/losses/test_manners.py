"""Whatever is handed over: our own words, short, with the place; never a warning of numpy or a word of Python."""

import re
import warnings

import numpy as np
import pytest

from xentgui import DataError, Definition, evaluate, match

Y, Z = [0, 1], [[1.0, 2.0], [3.0, 1.0]]
LONG = "x" * 100_000


@pytest.mark.parametrize(
    ("labels", "outputs", "place"),
    [
        (Y, [[1, 2], [1, [2, 3]]], "outputs[1, 1]"),
        (Y, [[[1], 2], [1, 2]], "outputs[0, 1]"),
        (Y, [[1, 2], [1]], "outputs[1]"),
        (Y, [[[1, 2], [3]], [[1, 2], [3, 4]]], "outputs[0, 1]"),
        ([[0, 1], [1]], Z, "labels[1]"),
        (Y, [np.array([1, 2]), np.array([1, 2, 3])], "outputs[1]"),
    ],
)
def test_ragged_rows_are_named_by_their_place(labels, outputs, place):
    with pytest.raises(DataError, match="ragged") as caught:
        evaluate(labels, outputs)
    assert str(caught.value).startswith(place + ":")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: evaluate([LONG, 1], Z),
        lambda: evaluate(LONG, Z),
        lambda: evaluate(Y, Z, class_weights=[LONG, 1]),
        lambda: evaluate(Y, Z, outputs_are=LONG),
        lambda: evaluate(Y, Z, **{LONG: 1}),
        lambda: evaluate(Y, Z, activation=LONG),
        lambda: match(Y, Z, LONG),
        lambda: match(Y, Z, "1" + "0" * 5000),
    ],
)
def test_a_long_text_is_not_echoed_whole(ask):
    with pytest.raises(ValueError, match="characters") as caught:
        ask()
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize(
    "ask",
    [
        lambda: evaluate(Y, [[10**5000, 1], [1, 2]]),
        lambda: evaluate([10**5000, 1], Z),
        lambda: evaluate(Y, Z, log_clamp=-(10**5000)),
        lambda: match(Y, Z, "1e" + "9" * 5000),
    ],
)
def test_thousands_of_digits_are_refused_in_our_words(ask):
    with pytest.raises(ValueError, match=r"digits|characters") as caught:
        ask()
    assert "sys." not in str(caught.value)


@pytest.mark.parametrize("definition", [None, 3, Z])
def test_what_is_no_definition_is_told_without_the_names_of_classes(definition):
    with pytest.raises(ValueError, match="name or a Definition") as caught:
        evaluate(Y, Z, definition)
    assert not re.search("NoneType|class|int$|list$", str(caught.value))


@pytest.mark.parametrize("name", ["limit", "near"])
@pytest.mark.parametrize("count", [-1, 1.5, "three", None, float("nan"), True])
def test_how_many_matches_is_a_whole_number(name, count):
    with pytest.raises(ValueError, match=f"{name} must be a whole number >= 0"):
        match(Y, Z, "0.5", **{name: count})


@pytest.mark.parametrize(
    ("labels", "outputs", "number", "more"),
    [
        (Y, [[1e308, -1e308], [3.0, 1.0]], "0.5", {}),
        (Y, Z, "0.5", {"sample_weights": [1e308, 1e308]}),
        ([10**20, 1], Z, "0.5", {}),
        (Y, Z, "1e-320", {}),
        (Y, Z, "1e-400", {}),
        (Y, Z, 5e-324, {}),
        (Y, Z, 1e308, {}),
    ],
)
def test_a_search_over_extremes_warns_of_nothing(labels, outputs, number, more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        match(labels, outputs, number, limit=2, **more)


def test_a_zero_with_a_large_exponent_is_a_zero_and_fits_no_other_number():
    value = evaluate(Y, Z).value
    assert value > 1
    assert all(abs(found.value) < 1 for found in match(Y, Z, "0e400"))


@pytest.mark.parametrize(
    "fields",
    [
        {"log_epsilon": 5e-324},
        {"clip": 5e-324},
        {"log_base": 5e-324},
        {"temperature": 5e-324},
        {"temperature": 1e308, "temperature_squared": True},
        {"softcap": 5e-324},
        {"focal_gamma": 1e308},
        {"z_loss": 1e308},
        {"poly_epsilon": -1e308},
        {"class_weights": [5e-324, 1e308], "normalise_by": "weights"},
        {"precision": "float16", "class_weights": [1e308, 1e308]},
        {"precision": "bfloat16", "log_clamp": -1e308},
    ],
)
def test_extreme_fields_warn_of_nothing(fields):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evaluate(Y, Z, Definition(**fields))
        for name in ("value", "terms", "per_sample", "gradient", "activations", "entropy", "kl"):
            getattr(found, name)
        if np.isnan(found.value):
            assert found.warnings


@pytest.mark.parametrize("more", [{"sample_weights": [1e39, 1]}, {"class_weights": [1e39, 1]}])
def test_a_factor_of_zero_gives_zero_beside_a_weight_that_float32_does_not_hold(more):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for labels in ([[1, 0], [0, 1]], Y):
            found = evaluate(labels, Z, precision="float32", **more)
            assert found.terms[0, 1] == 0
            assert found.terms[1, 0] == 0
            assert np.isfinite(found.terms[1]).all()


def test_squares_of_soft_labels_hold_the_digits_of_the_larger_of_the_two():
    """y - a cancels where they are near: 8 u of the larger of y and a, squared terms accordingly."""
    for distance in (0.0, 1e-17, 1e-12, 1e-3, 0.2):
        a = 1 / (1 + np.exp(-0.3))
        label = a + distance
        found = evaluate([label], [0.3], "quadratic").value
        slack = 8 * 2.0**-52 * max(a, label)
        assert abs(np.sqrt(2 * found) - abs(label - a)) <= slack
