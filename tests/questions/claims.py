"""What a sentence of the strip claims of the cards called one, two and three, held against their values."""

import dataclasses
import math
import re

from hypothesis import event

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.agreement import total
from xentgui.questions.saying.runs import Line

CARDS = ("one", "two", "three")
NUMBER = r"(\d[\d.]*(?:e[-−+]?\d+)?)"
VALUE = NUMBER.replace(r"(\d", r"(-?\d")
NAMED = r"((?:one|two|three)(?:(?:, | and )(?:one|two|three))*)"


def check_line(
    line: Line, batch: Batch, definitions: dict[str, Definition], values: dict[str, float], chosen: str
) -> None:
    """The sentence and its short form agree with the values."""
    if "mean of means" in (text := written(line.runs)):
        _means(text, batch, definitions[chosen])
        return
    for text in filter(None, (written(line.runs), written(line.short))):
        {"=": _equal, "≠": _different, "2×": _twice, "ln": _principle}[line.mark](text, values, chosen)
    if line.mark == "≠":
        _added(written(line.runs), batch, definitions, values, chosen)


def is_near(shown: str, number: float, digits: int) -> bool:
    return math.isclose(float(shown.replace("−", "-")), abs(number), rel_tol=10.0 ** (1 - digits))


def written(runs) -> str:
    """The sentence, infinities as a number that is read as one."""
    return "".join(run.text if run.value is None else f"{run.value:.16g}".replace("inf", "1e999") for run in runs)


def names(words: str) -> list[str]:
    return re.findall("one|two|three", words)


def near(first: float, second: float, rel: float = 1e-12) -> bool:
    return first == second or math.isclose(first, second, rel_tol=rel, abs_tol=1e-300)


def _equal(text: str, values: dict[str, float], chosen: str) -> None:
    rel = 1e-5 if "to rounding" in text else 1e-12
    if every := re.match(rf"All three give {VALUE}", text):
        assert all(near(value, float(every[1]), rel) for value in values.values())
    elif some := re.match(rf"{NAMED} equals?,?(?: to rounding,)? (one|two|three): ", text):
        assert all(near(values[name], values[some[2]], rel) for name in names(some[1]))
    else:
        raise AssertionError(text)


def _different(text: str, values: dict[str, float], chosen: str) -> None:
    sized = 0
    for found in re.finditer(rf"{NAMED} (?:is|are) {NUMBER} (higher|lower):", text):
        for name in names(found[1]):
            assert math.isclose(abs(values[name] - values[chosen]), float(found[2]), rel_tol=1e-9)
            assert (values[name] > values[chosen]) == (found[3] == "higher")
        sized += 1
    for found in re.finditer(rf"{NAMED} (?:is|are) infinite:", text):
        assert all(math.isinf(values[name]) for name in names(found[1]))
        sized += 1
    for found in re.finditer(rf"{NAMED} (?:has no value|have no value|does not take this data: )", text):
        assert all(math.isnan(values[name]) for name in names(found[1]))
        sized += 1
    for found in re.finditer(rf"{NAMED} (?:is|are) finite:", text):
        assert math.isinf(values[chosen])
        assert all(math.isfinite(values[name]) for name in names(found[1]))
        sized += 1
    for found in re.finditer(rf"{NAMED} gives? {VALUE}\.", text):
        assert all(near(values[name], float(found[2])) for name in names(found[1]))
        sized += 1
    for found in re.finditer(rf"{NAMED} (?:is|are) {chosen} ([×÷]) (−?){NUMBER}", text):
        for ratio in (values[name] / values[chosen] for name in names(found[1])):
            assert is_near(found[4], 1 / ratio if found[2] == "÷" else ratio, 4)
            assert bool(found[3]) == (ratio < 0)
        sized += 1
    for found in re.finditer(rf"{NAMED} gives? the same value, but not row by row", text):
        assert all(near(values[name], values[chosen], 1e-6) for name in names(found[1]))
        sized += 1
    assert sized, text


def _added(text: str, batch: Batch, definitions: dict[str, Definition], values: dict[str, float], chosen: str) -> None:
    """What is said to be added or left out, and nothing besides, is the whole difference."""
    added = rf"{NAMED} (?:is|are) {NUMBER} (?:higher|lower): (?:it|they) (adds?|leaves? out) −\S*\(1 − \S+\) ([^.]*)\."
    for found in re.finditer(added, text):
        for name in names(found[1]):
            adder = definitions[name if found[3].startswith("add") else chosen]
            if (
                "besides" in found[4] or adder.normalise_by == "weights"
            ):  # the labels count in one of the divisors alone
                continue
            without = dataclasses.replace(adder, likelihood="categorical")
            part = total(evaluate(batch, adder)) - total(evaluate(batch, without))
            event("terms are added")
            if math.isfinite(part):
                assert math.isclose(abs(part), abs(values[name] - values[chosen]), rel_tol=1e-6, abs_tol=1e-9), text


def _means(text: str, batch: Batch, definition: Definition) -> None:
    rows, means = (
        total(evaluate(batch, dataclasses.replace(definition, reduction="mean", over_groups=over)))
        for over in (None, "mean")
    )
    if told := re.search(rf"mean of means is {VALUE}, the mean of all rows {VALUE}\.", text):
        assert near(means, float(told[1]))
        assert near(rows, float(told[2]))
        assert not near(means, rows)
    elif told := re.search(rf"mean of means is that of all rows, {VALUE}\.", text):
        assert near(means, float(told[1]), 1e-11)
        assert near(rows, float(told[1]))
    else:
        assert "is undefined: one of them has no row that counts" in text, text
        assert math.isnan(means)


def _twice(text: str, values: dict[str, float], chosen: str) -> None:
    if warned := re.match(
        rf"(one|two|three)(?: \(63\))?, summed over both .* would count every term twice, {VALUE}: ", text
    ):
        assert near(2 * values[warned[1]], float(warned[2]))
        return
    counted = re.match(rf"{NAMED} (?:is|are) (exactly |to rounding )(twice|half|([×÷]) {NUMBER} of) {chosen}: ", text)
    assert counted, text
    factor = {"twice": 2.0, "half": 0.5}.get(counted[3]) or float(counted[5]) ** (-1 if counted[4] == "÷" else 1)
    rel = 1e-3 if counted[4] else 1e-12 if counted[2] == "exactly " else 1e-5
    assert all(math.isclose(values[name], factor * values[chosen], rel_tol=rel) for name in names(counted[1]))


def _principle(text: str, values: dict[str, float], chosen: str) -> None:
    assert text.startswith(chosen)
    if parts := re.search(rf"{VALUE} = entropy of the labels {VALUE} \+ divergence {VALUE}\.", text):
        value, entropy, divergence = map(float, parts.groups())
        assert near(value, values[chosen])
        assert math.isclose(value, entropy + divergence, rel_tol=1e-9, abs_tol=1e-12)
    elif surprised := re.search(rf"{VALUE} is how surprised the model is", text):
        assert near(float(surprised[1]), values[chosen])
    elif "It is infinite" in text:
        assert math.isinf(values[chosen])
    elif "is not defined here" in text:
        assert math.isnan(values[chosen])
