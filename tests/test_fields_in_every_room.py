"""Every field of a definition in every room: what the room says of it is true, and a room that forgot one is named.

`PLANTED` has a row for each field. The field's values are put into each of `BASES` on each of `DATA`, where they are
taken; a pair of definitions that differ in this field alone is then asked for in every room.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from losses import whole
from questions import tex_value
from sources.standins import stand_in
from sources.test_against_frameworks import MODULES
from sources.test_code import printed

from xentgui.entry import Entry, Focus, ShownCard
from xentgui.files.session import read_session, session_text
from xentgui.losses.batch import Batch, DataError
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.fields import FIELDS, LOGITS, OUTPUTS, TERM, A
from xentgui.losses.fields import acting as acting_on
from xentgui.questions.agreement import Agreement, compare
from xentgui.questions.card import Titled
from xentgui.questions.curve import curve
from xentgui.questions.formula import latex, term_tex
from xentgui.questions.glossary import Here
from xentgui.questions.likelihood import likelihood
from xentgui.questions.matching import match
from xentgui.questions.models import FreeOutputs, Neuron
from xentgui.questions.page import page
from xentgui.questions.principle import principle
from xentgui.questions.saying.few import why
from xentgui.questions.training import train
from xentgui.questions.worked import worked
from xentgui.sources import FRAMEWORKS, UnsayableError, code, describe, resolve


class Plant(NamedTuple):
    """What a field is set to, how a sentence names it, and what the principle says of a definition that has it.

    `principle` is None where the field leaves the likelihood what it was: another arithmetic on the same terms.
    """

    values: tuple[Any, ...]
    named: str
    principle: str | None = None


PLANTED = {
    "activation": Plant(("sigmoid", "softmax", "identity"), "sigmoid|softmax|as entered"),
    "likelihood": Plant(("categorical", "bernoulli", "quadratic"), r"adds -|squares", "likelihood"),
    "one_class": Plant((True,), "not defined|true class"),
    "one_output": Plant((True,), "nothing that this data asks for"),
    "over_outputs": Plant(("mean", "none"), "how the terms are put together|put together"),
    "reduction": Plant(("sum", "none"), "how the terms are put together|put together"),
    "normalise_by": Plant(
        ("weights", "weights-of-indices", "sample-weights", "all-samples", "nonzero-weights"),
        "the divisor|put together",
    ),
    "empty_mean": Plant(("zero",), "not defined"),
    "log_base": Plant((2.0, 10.0, 0.5), "base"),
    "label_smoothing": Plant((0.3, 1.0), "label smoothing", "expected"),
    "class_weights": Plant(((1.0, 2.0, 4.0), (1.0, 3.0), (3.0,), 0.25), "class weights", "weighted"),
    "pos_weight": Plant((3.0, (1.0, 2.0, 4.0)), "the weight of positive labels", "weighted"),
    "ignore_index": Plant((1,), "ignored samples"),
    "renormalise": Plant(("before-clip", "after-clip"), "rescaled rows", "nearly"),
    "clip": Plant((0.15, 1e-7), "the clip of a", "nearly"),
    "log_epsilon": Plant((0.02,), "the epsilon in the logarithm", "nearly"),
    "log_clamp": Plant((-0.3, 0.0), "the clamp of the logarithm", "nearly"),
    "precision": Plant(("float32", "bfloat16", "float16"), "float32|the precision"),
    "over_groups": Plant(("mean", "sum"), "how groups are put together"),
    "softcap": Plant((2.0,), "the softcap", "model"),
    "temperature": Plant((2.0, 0.7), "the temperature", "model"),
    "temperature_squared": Plant((True,), "the squared temperature"),
    "focal_gamma": Plant((2.0, 0.5), "the focal factor", "none"),
    "alpha": Plant((0.25,), "alpha", "weighted"),
    "poly_epsilon": Plant((2.0, -1.0), "the polynomial term", "nearly"),
    "z_loss": Plant((0.1,), "the z-loss", "nearly"),
    "divergence": Plant((True,), "the entropy of the labels", "nearly"),
}

BASES = {
    "softmax": Definition(),
    "one class": Definition(one_class=True),
    "sigmoids": Definition(activation="sigmoid", likelihood="bernoulli"),
    "bernoulli of a softmax": Definition(likelihood="bernoulli"),
    "categorical of sigmoids": Definition(activation="sigmoid"),
    "quadratic": Definition(activation="sigmoid", likelihood="quadratic"),
    "mean over outputs": Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="mean"),
    "weighted": Definition(class_weights=(1.0, 2.0, 4.0)),
    "clipped": Definition(clip=0.12),
    "ignoring": Definition(ignore_index=0),
    "tempered": Definition(temperature=2.0, softcap=3.0),
    "focal": Definition(activation="sigmoid", likelihood="bernoulli", focal_gamma=1.0),
    "grouped": Definition(over_groups="mean"),
    "Keras": Definition(clip=1e-7, renormalise="before-clip"),
    "z-loss": Definition(z_loss=0.1),
    "in other units": Definition(log_base=2.0, over_outputs="mean"),
}

_SCORES = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.05, 1.5], [1.0, 1.0, -2.5]]
_SHARES = [[0.7, 0.2, 0.05], [0.25, 0.5, 0.125], [0.3, 0.3, 0.9], [0.6, 0.1, 0.05]]
_ONE_HOT = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]

DATA = {
    "indices": Batch([0, 1, 2, 0], _SCORES),
    "one-hot": Batch(_ONE_HOT, _SCORES, sample_weights=[1.0, 0.0, 2.0, 0.5]),
    "soft": Batch([[0.5, 0.25, 0.25], [0, 1, 0], [0.25, 0.25, 0.5], [1, 0, 0]], _SCORES),
    "several": Batch([[1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]], _SCORES),
    "shares": Batch([0, 1, 2, 0], _SHARES, outputs_are="probabilities"),
    "logarithms": Batch(_ONE_HOT, np.log(_SHARES), outputs_are="log-probabilities"),
    "yes or no": Batch([1.0, 0.0, 1.0, 0.0], [2.0, -0.5, 0.3, 0.8]),
    "yes or no, shares": Batch([1.0, 0.0, 0.5, 0.0], [0.9, 0.2, 0.3, 0.6], outputs_are="probabilities"),
    "groups": Batch([0, 1, 2, 0], _SCORES, groups=["a", "a", "b", "a"]),
    "all ignored": Batch([0, 0], _SCORES[:2]),
}


class Case(NamedTuple):
    """Two definitions that differ in one field, on data that both take."""

    name: str
    field: str
    batch: Batch
    without: Evaluation
    having: Evaluation

    @property
    def agreement(self) -> Agreement:
        return compare(self.batch, {"first": self.without.definition, "second": self.having.definition}).agreements[0]

    @property
    def tolerance(self) -> float:
        return {"float64": 1e-9, "float32": 1e-5, "float16": 2e-2, "bfloat16": 5e-2}[self.having.definition.precision]


@cache
def cases(field: str) -> tuple[Case, ...]:
    """Each value with each base and on each data at least once, where the field is taken and, if it can be, acts."""
    found = sorted(_cases(field), key=lambda pair: same(pair[1].without.value, pair[1].having.value))
    covered: set[tuple[str, str]] = set()
    kept = []
    for (value, base, data), case in found:
        new = {(value, base), (value, data)} - covered
        if new:
            covered |= new
            kept.append(case)
    return tuple(kept)


def _cases(field: str) -> Iterator[tuple[tuple[str, str, str], Case]]:
    for (base_name, base), (data_name, batch) in product(BASES.items(), DATA.items()):
        for value in PLANTED[field].values:
            try:
                definition = dataclasses.replace(base, **{field: value})
                pair = evaluate(batch, base), evaluate(batch, definition)
            except ValueError:
                continue
            if definition != base:
                name = f"{field}={value!r} in {base_name} on {data_name}"
                yield (str(value), base_name, data_name), Case(name, field, batch, *pair)


def acting(field: str) -> Iterator[Case]:
    """The cases in which the field changes the value; from one undefined value to another is no change."""
    undefines = field in ("one_class", "empty_mean")
    for case in cases(field):
        defined = case.agreement.kind != "undefined" or undefines
        if defined and not same(case.without.value, case.having.value):
            yield case


def same(one: Any, other: Any) -> bool:
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-12, atol=0, equal_nan=True)


every_field = pytest.mark.parametrize("field", FIELD_NAMES)


def test_no_field_is_forgotten_here():
    assert set(PLANTED) == set(FIELD_NAMES)


@every_field
def test_a_field_acts_somewhere(field):
    assert field == "one_output" or list(acting(field))


@every_field
def test_the_value_is_that_of_the_formula_at_60_digits(field):
    for case in cases(field):
        batch, definition = case.batch, case.having.definition.weighing(case.batch.weighed_classes)
        if definition.precision == "float64" and not definition.one_class and definition.activation != "identity":
            wanted = whole.loss(
                batch.labels, batch.outputs, definition, batch.outputs_are, batch.sample_weights, batch.groups
            )
            assert np.isclose(np.sum(case.having.value), wanted, rtol=1e-12, equal_nan=True), case.name


@every_field
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_code_prints_the_value(framework, field, monkeypatch):
    """Run for NumPy; in the words of a library with what its documentation says of it."""
    stand_in(monkeypatch)
    assert_printed(framework, field)


def test_no_library_is_forgotten_here():
    assert {*MODULES, "NumPy"} == set(FRAMEWORKS)


@pytest.mark.filterwarnings("ignore")
@every_field
@pytest.mark.parametrize("framework", MODULES)
def test_the_code_prints_the_value_in_the_library_itself(framework, field):
    pytest.importorskip(MODULES[framework])
    assert_printed(framework, field)


def assert_printed(framework, field):
    said = 0
    for case in cases(field):
        try:
            program = code(framework, case.batch, case.having.definition)
        except UnsayableError:
            assert framework == "scikit-learn", case.name
            continue
        expected = np.asarray(case.having.value, float)
        half = case.having.definition.precision in ("bfloat16", "float16")
        single = framework == "Keras" or case.having.definition.precision == "float32"
        tolerance = 2e-2 if half else 2e-6 if single else 1e-9
        found = printed(program)
        close = np.allclose(found, expected, rtol=tolerance, atol=tolerance / 10, equal_nan=True)
        assert close, f"{case.name}: {found} for {expected}\n{program}"
        said += 1
    assert said or framework == "scikit-learn"


@every_field
def test_the_formula_shows_it(field):
    """All but what is done where there is no value, and with how many digits."""
    for case in acting(field):
        differ = latex(case.having.definition) != latex(case.without.definition)
        assert differ == (field not in ("empty_mean", "precision")), f"{case.name}: {latex(case.having.definition)}"


@every_field
def test_the_sentence_names_it(field):
    for case in acting(field):
        text = case.agreement.text
        assert re.search(PLANTED[field].named, text), f"{case.name}: {text}"


@every_field
def test_the_list_says_why(field):
    for case in acting(field):
        named = {"first": case.without.definition, "second": case.having.definition}
        words = why("second", "first", compare(case.batch, named), {})
        assert words, case.name
        assert "another sum" not in words, f"{case.name}: {words}"


@every_field
def test_the_principle_knows_what_it_does(field):
    wanted = PLANTED[field].principle
    for case in acting(field):
        told = principle(case.batch, case.having.definition)
        before = principle(case.batch, case.without.definition)
        if wanted == "none":
            assert not told.is_likelihood, case.name
        elif wanted is None and field not in ("activation", "one_class"):
            assert told.likelihood == before.likelihood, case.name
        elif wanted in ("expected", "weighted", "nearly", "model") and before.is_likelihood and told.is_likelihood:
            assert getattr(told, wanted), case.name
        if told.entropy is not None:
            made = told.entropy + told.kl
            assert np.isclose(made, told.value, rtol=case.tolerance, equal_nan=True), case.name


@every_field
def test_the_gradient_is_the_difference_quotient(field):
    for case in cases(field):
        if case.having.definition.precision != "float64" or case.having.divisor == 0:
            continue
        gradient, step = case.having.gradient, 1e-6
        for place in np.ndindex(gradient.shape):
            up, down = (_moved(case, place, sign * step) for sign in (1, -1))
            quotient = (up - down) / (2 * step)
            close = math.isnan(quotient) or math.isclose(gradient[place], quotient, rel_tol=1e-5, abs_tol=1e-7)
            assert close, f"{case.name} at {place}: {gradient[place]} for {quotient}"


def _moved(case: Case, place: tuple[int, int], by: float) -> float:
    """The value with one output moved; of samples that have a loss."""
    given, outputs = case.batch, np.array(case.batch.outputs)
    outputs.reshape(given.shape)[place] += by
    known = {"outputs_are": given.outputs_are, "sample_weights": given.sample_weights, "groups": given.groups}
    moved = evaluate(Batch(given.labels, outputs, **known), case.having.definition)
    if case.having.definition.over_groups is None and not math.isfinite(np.sum(moved.value)):
        alone = moved.per_sample[place[0]]
        return alone / moved.divisor if math.isfinite(alone) else math.nan
    return float(np.sum(moved.value)) if np.all(np.isfinite(moved.value)) else math.nan


@every_field
def test_the_worked_terms_add_up_and_the_numbers_put_in_give_the_value(field):
    for case in cases(field):
        definition, rows = case.having.definition, case.having.per_sample
        shown = [Titled("having", "having", "having", definition)]
        names = ["a", "b", "c"][: case.batch.shape[1]]
        for row in range(case.batch.shape[0]):
            found = worked(case.batch, shown, 0, row, "softmax", names, digits=9)
            assert found is not None, case.name
            line = found.lines[0]
            assert np.isclose(line.value, rows[row], rtol=case.tolerance, equal_nan=True), case.name
            if math.isnan(line.value) or "undefined" in line.tex:
                continue
            comes_to = tex_value.value(line.tex)
            tolerance = max(case.tolerance, 1e-6)
            assert math.isclose(comes_to, line.value, rel_tol=tolerance, abs_tol=tolerance), (
                f"{case.name}, row {row}: {comes_to} for {line.value}: {line.tex}"
            )
            if definition.likelihood != "quadratic":
                total = found.shared_total + found.added_total
                total /= case.batch.shape[1] if definition.over_outputs == "mean" else 1
                assert math.isclose(total, line.value, rel_tol=case.tolerance, abs_tol=case.tolerance), (
                    f"{case.name}, row {row}: the terms add up to {total} for {line.value}"
                )


@pytest.mark.parametrize(
    "field", [name for name in acting_on(TERM, OUTPUTS) if not FIELDS[name].reduction and name != "likelihood"]
)
def test_the_head_of_the_worked_terms_shows_it(field):
    for case in acting(field):
        if field in case.without.definition.differences:
            continue
        heads = [term_tex(each.definition, complement=side) for each in (case.without, case.having) for side in (0, 1)]
        assert heads[:2] != heads[2:], case.name


@every_field
def test_my_number_says_that_a_field_of_the_definition_chosen_was_left_out(field):
    told = 0
    for case in acting(field):
        without, having = np.sum(case.without.value), np.sum(case.having.value)
        known = {"sample_weights": case.batch.sample_weights, "groups": case.batch.groups}
        if told == 2 or not np.isfinite([without, having]).all() or np.isclose(without, having, rtol=1e-4):
            continue
        told += 1
        found = match(
            case.batch.labels,
            case.batch.outputs,
            f"{without:.9g}",
            definition=case.having.definition,
            outputs_are=case.batch.outputs_are,
            **known,
        )
        assert not any("nothing has to change" in each.explanation for each in found), case.name


@every_field
def test_describe_tells_it(field):
    for value in PLANTED[field].values:
        definition = next(
            (c.having.definition for c in cases(field) if getattr(c.having.definition, field) == value), None
        )
        if definition is None:
            continue
        name, *changes = re.split(r", (?=\w+=)", describe(definition))
        fields = dict(change.split("=", 1) for change in changes)
        assert resolve(name, {key: _read(text) for key, text in fields.items()}) == definition, describe(definition)


def _read(text: str) -> Any:
    try:
        return eval(text, {"e": math.e, "__builtins__": {}})
    except (NameError, SyntaxError):
        return text


@pytest.mark.parametrize("field", acting_on(LOGITS, A))
def test_likelihood_and_glossary_are_of_the_same_a(field):
    for case in cases(field):
        evaluation = case.having
        if evaluation.definition.renormalise is None:
            a = evaluation.activations_of(0, 1)[0]
            factors = [each.a for each in likelihood(case.batch, 0, evaluation.definition).factors]
            assert np.allclose(factors, a, rtol=1e-12), case.name
            here = Here(evaluation, "having", 0, 0, ("a", "b", "c"))
            assert np.allclose(here.terms.activations[: len(a)], a, rtol=1e-12), case.name


@every_field
def test_the_curve_goes_through_the_loss(field):
    for case in cases(field):
        along = curve(case.batch, 0, 0, {"having": case.having.definition}, points=5)
        here = along.losses["having"][along.x == along.here][0]
        assert np.isclose(here, case.having.per_sample[0], rtol=1e-12, equal_nan=True), case.name


@every_field
def test_training_starts_from_the_value(field):
    for case in cases(field):
        if case.batch.outputs_are != "logits" or case.having.definition.one_output:
            continue
        start = FreeOutputs(case.batch.labels, case.batch.outputs, case.batch.sample_weights)
        if case.having.definition.over_groups is not None:
            with pytest.raises(DataError, match="needs groups"):
                train(start, costs=[case.having.definition], learning_rate=0.01, epochs=1)
            continue
        runs = [train(start, costs=[case.having.definition], learning_rate=0.01, epochs=1)]
        expected = [case.having.value]
        if case.batch.shape[1] == 1:
            runs.append(train(Neuron(0.5, 0.2, y=1.0), costs=[case.having.definition], learning_rate=0.01, epochs=1))
            expected.append(evaluate(Batch([1.0], [0.7]), case.having.definition).value)
        for run, value in zip(runs, expected, strict=True):
            (trace,) = run.traces.values()
            (losses,) = trace.losses.values()
            finite = np.isfinite(np.sum(value))
            assert np.isclose(losses[0], np.sum(value) if finite else math.nan, rtol=1e-12, equal_nan=True), case.name


@every_field
def test_a_session_keeps_it(field):
    for case in cases(field):
        entry = Entry.of(np.eye(3), np.eye(3), cards=(ShownCard("a", "a", "a", case.having.definition),))
        kept = read_session(session_text(entry, Focus())).entry
        assert kept.cards[0].definition == case.having.definition, case.name


@every_field
def test_the_options_editor_edits_it(field, qtbot):
    from xentgui.window.options import FieldEditor

    of = FIELDS[field]
    assert of.help
    for value in (of.default, *PLANTED[field].values):
        editor = FieldEditor(of, of.default)
        qtbot.addWidget(editor)
        editor.display(value)
        assert editor.value() == value


@every_field
def test_the_page_of_definitions_lists_it(field):
    assert f"| `{field}` |" in page()
