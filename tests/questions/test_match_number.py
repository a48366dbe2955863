"""What the digits of a typed number say."""

import math

import numpy as np
import pytest

from xentgui.questions.number import as_printed, read_number


def hits(number: object, value: float) -> bool:
    return bool(read_number(number).rounds_from(np.array([[value]]))[0])


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("0.452", 0.452, 1e-3),
        ("0,452", 0.452, 1e-3),
        (" 0.4520 ", 0.452, 1e-4),
        ("4.5e-3", 4.5e-3, 1e-4),
        ("-1.5E2", -150.0, 10.0),
        ("+7", 7.0, 1.0),
        (".5", 0.5, 0.1),
        ("16.", 16.0, 16 * 2.0**-23),
        (0.1, 0.1, 0.1),
        (np.float32(0.1), 0.1, 0.1),
        (3, 3.0, 1.0),
    ],
)
def test_reads_value_and_place_of_the_last_digit(text: object, value: float, step: float) -> None:
    number = read_number(text)
    assert number.values[0] == pytest.approx(value, rel=1e-15)
    assert number.steps[0] == pytest.approx(step, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "loss: 0.58162",
        "loss = 0.58162",
        "tensor(0.58162, device='cuda:0', grad_fn=<NllLossBackward0>)",
        "np.float64(0.58162)",
        "tf.Tensor(0.58162, shape=(), dtype=float32)",
        "(0.58162)",
    ],
)
def test_reads_a_number_as_a_program_printed_it(text: str) -> None:
    number = read_number(as_printed(text))
    assert (number.values.tolist(), number.alone) == ([0.58162], True)


@pytest.mark.parametrize(
    "text",
    [
        "[0.1269, 0.4741, 0.5544, 1.1711]",
        "tensor([0.1269, 0.4741, 0.5544, 1.1711], grad_fn=<NllLossBackward0>)",
        "array([0.1269,0.4741,0.5544,1.1711])",
        "0.1269, 0.4741, 0.5544, 1.1711",
    ],
)
def test_reads_a_column_as_a_program_printed_it(text: str) -> None:
    number = read_number(as_printed(text))
    assert (number.values.tolist(), number.alone) == ([0.1269, 0.4741, 0.5544, 1.1711], False)


@pytest.mark.parametrize("text", ["", "nan", "4 %", "1,234.5", "0.4.5", "about 2", "1e", "infinity", "1 2", None, True])
def test_refuses_what_is_no_number_and_says_what_is(text: object) -> None:
    with pytest.raises(ValueError, match=r"0\.452"):
        read_number(text)


@pytest.mark.parametrize(("text", "value"), [("inf", math.inf), ("+inf", math.inf), ("-inf", -math.inf)])
def test_reads_infinity(text: str, value: float) -> None:
    assert read_number(text).values[0] == value
    assert hits(text, value)
    assert not hits(text, 1e300)


def test_a_value_must_round_to_exactly_the_digits() -> None:
    assert hits("0.452", 0.45249)
    assert hits("0.452", 0.4515)
    assert not hits("0.452", 0.45251)
    assert not hits("0.4520", 0.45206)
    assert not hits(0.45, 0.4549999 + 1e-3)


def test_a_float_is_matched_to_all_digits_of_its_repr_but_for_rounding() -> None:
    assert hits(1.168852632439994, 1.1688526324399937)
    assert not hits(1.168852632439994, 1.1688526324390)


def test_a_sequence_is_one_number_each_and_a_table_is_read_row_by_row() -> None:
    number = read_number([["0.1", 2], [np.float64(3.5), "4,0"]])
    assert number.values.tolist() == [0.1, 2.0, 3.5, 4.0]
    assert not number.alone
    assert read_number(["0.1"]).values.tolist() == [0.1]
    assert read_number([[1, 2], [3]]).values.tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="no number"):
        read_number([])


def test_digits_beyond_single_precision_are_no_sign_of_it() -> None:
    assert read_number("0.23101775").may_be_float32
    assert read_number("16.11809539794922").may_be_float32
    assert not read_number("34.5395759923").may_be_float32
    assert not read_number("0.4591").may_be_float32


def test_more_digits_tell_more() -> None:
    assert read_number("0.4591").bits > read_number("0.459").bits + 3
    assert read_number(["0.459", "0.321"]).bits > read_number("0.459").bits + 8


@pytest.mark.parametrize("text", ["1e-310", "5e-324", "0e-320", "1.7e308", "-1e308", "1." + "0" * 330])
def test_how_much_the_digits_tell_is_a_number_at_the_ends_of_the_range(text: str) -> None:
    with np.errstate(all="raise", under="ignore"):
        number = read_number(text)
        assert 0 <= number.bits <= 40
        assert number.digits >= 1


def test_digits_tell_the_logarithm_of_the_losses_that_they_tell_apart() -> None:
    assert read_number("0.452").bits == pytest.approx(math.log2(3 * 0.752 / 1e-3), rel=1e-12)
    assert read_number("0").bits == 0


def test_each_of_several_numbers_is_looked_at_by_itself():
    assert read_number(["0.5", "0.25"]).each_rounds_from(np.array([0.52, 0.2501])).tolist() == [True, True]
    assert read_number(["0.5", "0.25"]).each_rounds_from(np.array([0.56, 0.2501])).tolist() == [False, True]


def test_a_value_is_the_number_exactly_within_a_millionth_of_its_last_digit():
    number = read_number("0.25")
    assert number.is_exactly(np.array([0.25 + 0.9e-8]))
    assert not number.is_exactly(np.array([0.25 + 1.1e-8]))
    assert number.is_exactly(np.array([0.25]))
