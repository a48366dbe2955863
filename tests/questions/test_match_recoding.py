"""Labels whose classes stand in another order than the outputs."""

import numpy as np
import pytest

from xentgui import evaluate
from xentgui.questions.matching import Match, match, search, tell_apart
from xentgui.questions.matching.steps.orders import order_in_words, orders, orders_that_tell


def outputs(classes: int, rows: int = 8) -> tuple[np.ndarray, np.ndarray]:
    seed = np.random.default_rng(classes)
    return seed.normal(size=(rows, classes)).round(2) * 2, seed.integers(0, classes, size=rows)


def recoded(order: list[int], one_hot: bool = False) -> tuple[list[Match], float]:
    """What is found where each label c was taken for `order[c]`."""
    logits, labels = outputs(len(order))
    value = float(evaluate(np.array(order)[labels], logits).value)
    entered = np.eye(len(order))[labels] if one_hot else labels
    return match(entered, logits, f"{value:.5f}", outputs_are="logits"), value


def exchanged(classes: int) -> list[int]:
    """The commonest label and another class change places."""
    first = int(np.bincount(outputs(classes)[1]).argmax())
    order = list(range(classes))
    other = (first + 3) % classes
    order[first], order[other] = other, first
    return order


@pytest.mark.parametrize("classes", [5, 7, 10, 20])
@pytest.mark.parametrize("one_hot", [False, True])
def test_two_classes_that_changed_places(classes: int, one_hot: bool) -> None:
    order = exchanged(classes)
    found, value = recoded(order, one_hot)
    assert found[0].slips == ("labels-recoded",)
    assert found[0].value == pytest.approx(value, rel=1e-12)
    assert "changed places" in found[0].explanation


@pytest.mark.parametrize("classes", [5, 8, 12])
def test_a_class_that_was_put_in_another_place(classes: int) -> None:
    order = [*range(1, classes - 1), 0, classes - 1]
    found, value = recoded(order)
    assert found[0].slips == ("labels-recoded",)
    assert found[0].value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("order", [[2, 4, 1, 0, 3], [4, 2, 0, 1, 3]])
def test_any_order_of_five_classes(order: list[int]) -> None:
    found, value = recoded(order)
    assert found[0].slips == ("labels-recoded",)
    assert found[0].value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("classes", [11, 15])
def test_numbers_sorted_as_text(classes: int) -> None:
    order = [sorted(range(classes), key=str).index(each) for each in range(classes)]
    found, value = recoded(order)
    assert found[0].slips == ("labels-recoded",)
    assert found[0].value == pytest.approx(value, rel=1e-12)
    assert "sorted as text" in found[0].explanation


def test_the_cell_that_tells_apart_knows_the_order_too() -> None:
    order = exchanged(6)
    logits, labels = outputs(6)
    value = float(evaluate(np.array(order)[labels], logits, reduction="sum").value)
    *_, end = search(labels, logits, f"{value:.4f}", outputs_are="logits")
    change = tell_apart(end.matches)
    assert end.matches[0].slips == ("labels-recoded",)
    if change is not None and change.table == "labels" and change.column is None:
        labels[change.row] = int(change.after)
        assert evaluate(np.array(order)[labels], logits, reduction="sum").value == pytest.approx(change.first)


@pytest.mark.parametrize("classes", [5, 11, 20])
def test_orders_are_orders_each_once_and_none_the_plain_one(classes: int) -> None:
    found = [order for _, order in orders(classes)]
    assert all(sorted(order) == list(range(classes)) for order in found)
    assert len(set(found)) == len(found)
    assert tuple(range(classes)) not in found


def test_orders_that_make_the_same_of_these_labels_are_tried_once() -> None:
    labels = np.array([0, 0, 3])
    tried = [order for _, order in orders_that_tell(labels, 6)]
    made = [tuple(np.array(order)[labels]) for order in tried]
    assert len(set(made)) == len(made)
    assert (0, 0, 3) not in made
    assert orders_that_tell(labels, 4) == []
    assert orders_that_tell(labels, 21) == []


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ((0, 3, 2, 1), "classes 1 and 3 changed places"),
        ((1, 2, 0), "classes 0, 1, ... were taken for 1, 2, 0"),
        ((0, 2, 3, 4, 1, 5), "each of the classes 1 to 4 was taken for one of its neighbours, in a circle"),
        (tuple(sorted(range(12), key=str)), "the class numbers were sorted as text: 0, 1, 10, 11, ..., 2"),
    ],
)
def test_orders_in_words(order: tuple[int, ...], words: str) -> None:
    assert order_in_words(order) == words


@pytest.mark.parametrize("one_hot", [False, True])
@pytest.mark.parametrize(("step", "words"), [(1, "label of the next row"), (-1, "label of the row before")])
def test_labels_that_are_shifted_by_one_row(step: int, words: str, one_hot: bool) -> None:
    """What a language model of transformers does inside, and what is forgotten outside."""
    logits, labels = outputs(7)
    pairs = (labels[1:], logits[:-1]) if step == 1 else (labels[:-1], logits[1:])
    value = float(evaluate(*pairs).value)
    first, *_ = match(np.eye(7)[labels] if one_hot else labels, logits, f"{value:.4f}", outputs_are="logits")
    assert first.slips == ("labels-shifted",)
    assert first.value == pytest.approx(value, rel=1e-12)
    assert words in first.explanation
    assert "-100" not in first.explanation
