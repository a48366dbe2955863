"""A definition as a short program over arrays: the steps of the computation layer, in its order, in any dialect."""

import math

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.fields import FIELDS, LOGITS, acting
from xentgui.sources.dialect import Call, Dialect, UnsayableError
from xentgui.sources.literals import OUTPUT_NAMES, python_list, short
from xentgui.sources.logarithm_lines import LogarithmLines
from xentgui.sources.needs import Needs, needs

NOT_WRITTEN_YET = (
    "over_groups",
    *acting(LOGITS),
    "temperature_squared",
    "focal_gamma",
    "alpha",
    "poly_epsilon",
    "z_loss",
    "divergence",
)
_NAN = 'float("nan")'


def program(batch: Batch, definition: Definition, dialect: Dialect) -> str:
    """Give a complete program that prints the value of a definition on a batch.

    Raises UnsayableError for fields that no dialect has words for yet, and what `evaluate` raises where the batch does
    not fit the definition.
    """
    for name in definition.differences:
        if name in NOT_WRITTEN_YET or (name == "precision" and definition.precision != "float32"):
            raise UnsayableError(f"{FIELDS[name].noun} can not be written as code yet")
    return _Program(batch, definition, dialect, needs(batch, definition)).text()


def _times(*factors: str) -> str:
    return " * ".join(factor for factor in factors if factor)


def _applied(form: str, written: str) -> str:
    """A function or a method of what is written, which a method needs in brackets."""
    return form.format(x=f"({written})" if form.startswith("{x}.") and " " in written else written)


class _Program:
    """One program being written: data, labels, logarithms, terms, weights, reduction."""

    def __init__(self, batch: Batch, definition: Definition, dialect: Dialect, needs: Needs) -> None:
        self.batch, self.definition, self.say, self.needs = batch, definition, dialect, needs
        self.outputs = OUTPUT_NAMES[batch.outputs_are]
        self.lines: list[str] = []
        self.logarithms = LogarithmLines(batch, definition, dialect, needs, self.lines)
        self.table = ""  # the name of the labels as one row of numbers a sample, once there is one

    def text(self) -> str:
        call = self.say.call(self.batch, self.definition, self.needs)
        self.data()
        nothing = self.needs.empty is not None or not self.batch.shape[0]
        value = self.over_nothing() if nothing else self.value(call)
        code = "\n".join([*self.lines, f"print({value})"])
        needs_math = "math." in code.replace("tf.math.", "")
        return ("import math\n\n" if needs_math else "") + f"{self.say.imports(code)}\n\n{code}\n"

    def add(self, line: str) -> None:
        self.lines.append(line)

    def data(self) -> None:
        self.array("labels", self.batch.labels, "int64" if self.batch.indices else self.definition.precision)
        self.array(self.outputs, self.batch.outputs)
        weights = self.batch.weight_table
        if weights is not None:
            self.array("sample_weights", weights[:, 0] if self.needs.sample_weights == 1 else weights)
        for name in ("class_weights", "pos_weight"):
            given = getattr(self.definition, name)
            if isinstance(given, tuple):
                self.constant(name, f"[{', '.join(map(short, given))}]")
        self.add("")

    def array(self, name: str, values: Array, kind: str = "") -> None:
        self.constant(name, python_list(values, infinity=self.say.infinity), kind)

    def constant(self, name: str, listed: str, kind: str = "") -> None:
        kind = kind or self.definition.precision
        form = self.say.own_numbers if kind == self.say.own_kind else self.say.numbers
        self.add(f"{name} = {(self.say.integers if kind == 'int64' else form).format(x=listed, kind=kind)}")

    def over_nothing(self) -> str:
        self.add(f"# the {self.definition.reduction} is over no samples")
        if self.needs.empty is None:
            return "[]" if self.definition.reduction == "none" else "0.0"
        return "0.0" if self.needs.empty == 0 else _NAN

    def value(self, call: Call | None) -> str:
        if self.needs.ignored and not (call and call.ignores):
            one_column = self.needs.table and not self.batch.indices and not self.needs.two_classes
            self.add(f"counted = {'labels[:, 0]' if one_column else 'labels'} != {self.definition.ignore_index}")
            self.add(f"labels = {self.where('counted[:, None]' if one_column else 'counted', 'labels', '0')}")
        total = self.reduced(*self.from_logarithms()) if call is None else self.from_call(call)
        if self.definition.log_base != math.e:
            total = f"{total} / {self.say.ln.format(x=short(self.definition.log_base))}"
        return _applied(self.say.listed if self.definition.reduction == "none" else self.say.scalar, total)

    def from_call(self, call: Call) -> str:
        labels = self.smoothed() if "{y}" in call.expression else ""
        expression = call.expression.format(y=labels, labels="labels", outputs=self.outputs)
        if call.gives == "value":
            self.add(f"loss = {expression}")
            return "loss"
        if call.gives == "losses":
            self.add(f"losses = {expression}")
            return self.reduced("losses", call.ignores)
        weight = self.sample_weight_of_terms() if call.weighted else self.weight()
        self.add(f"terms = {_times(weight, expression)}")
        return self.reduced("terms", call.ignores)

    # the labels

    def label_table(self) -> str:
        if self.table:
            return self.table
        self.table = "labels"
        if self.batch.indices:
            self.table = "one_hot"
            written = self.say.one_hot.format(x="labels", k=self.needs.columns, kind=self.definition.precision)
            self.add(f"one_hot = {written}")
        if self.needs.two_classes:
            self.add(f"labels = {self.say.pair.format(no='1 - labels', yes='labels')}")
        return self.table

    def smoothed(self) -> str:
        table, share = self.label_table(), self.definition.label_smoothing
        if not share:
            return table
        among = self.needs.columns if self.definition.likelihood == "categorical" else 2
        self.add(f"smoothed = {short(1 - share)} * {table} + {short(share)} / {among}")
        return "smoothed"

    # the logarithms

    def from_logarithms(self) -> tuple[str, bool]:
        """Write the terms, weighted; gives their name and whether ignored samples are taken out."""
        labels = self.smoothed()
        self.logarithms.columns()
        weight = self.weight()
        if self.definition.likelihood == "quadratic":
            self.quadratic(labels, weight)
        elif self.definition.likelihood == "categorical":
            log_a = self.logarithms.logarithm()
            factor = _times(weight, labels)
            self.add(f"terms = {self.product('factor', factor, log_a)}")
        else:
            log_a, log_not_a = self.logarithms.logarithm(), self.logarithms.logarithm_of_the_rest()
            no_weight, yes_weight = ("", "") if self.needs.table else self.answers()
            yes = _times(weight, yes_weight, self.positive(), labels)
            no = _times(weight, no_weight, f"(1 - {labels})")
            yes_term, no_term = self.product("yes", yes, log_a), self.product("no", no, log_not_a)
            self.add(f"terms = {yes_term} - {no_term.removeprefix('-')}")
        return "terms", False

    def quadratic(self, labels: str, weight: str) -> None:
        no, yes = ("", "") if self.needs.table else self.answers()
        if yes:
            weight = _times(weight, f"({yes} * {labels} + {no} * (1 - {labels}))")
        self.add(f"terms = 0.5 * {_times(weight, f'({labels} - {self.logarithms.share()}) ** 2')}")

    def answers(self) -> tuple[str, str]:
        given = self.definition.class_weights is not None
        return ("class_weights[0]", "class_weights[1]") if given else ("", "")

    def positive(self) -> str:
        weight = self.definition.pos_weight
        return "" if weight is None else "pos_weight" if isinstance(weight, tuple) else short(weight)

    def product(self, name: str, factor: str, log: str) -> str:
        """Minus a factor times a logarithm; where the logarithm may be infinite, a factor of 0 gives 0."""
        if not self.needs.guarded:
            return f"-{factor} * {log}"
        if " " in factor:
            self.add(f"{name} = {factor}")
            factor = name
        return f"-{factor} * {self.where(f'{factor} == 0', '0.0', log)}"

    # weights and reduction

    def where(self, condition: str, then: str, otherwise: str) -> str:
        return self.say.where.format(x=condition, then=then, otherwise=otherwise)

    def weight(self) -> str:
        """The factor of a term, where weights are put on terms; "" where there is none."""
        return self.named_weight(self.sample_weight_of_terms(), self.class_weight())

    def named_weight(self, samples: str, classes: str) -> str:
        if samples and classes:
            if "weights = " + _times(samples, classes) not in self.lines:
                self.add("weights = " + _times(samples, classes))
            return "weights"
        return samples or classes

    def class_weight(self) -> str:
        return "class_weights" if self.definition.class_weights is not None and self.needs.table else ""

    def sample_weight(self) -> str:
        if not self.needs.sample_weights:
            return ""
        return "sample_weights[:, None]" if self.needs.table and self.needs.sample_weights == 1 else "sample_weights"

    def sample_weight_of_terms(self) -> str:
        by_term = self.needs.sample_weights == 2 or self.needs.guarded or self.needs.summed == "none"
        return self.sample_weight() if by_term else ""

    def reduced(self, name: str, ignores: bool) -> str:
        """Put the terms or losses together and write the value."""
        by_term = name == "terms" and self.needs.table
        if by_term and self.needs.summed != "none":
            rows = self.say.total_rows if self.needs.summed == "sum" else self.say.mean_rows
            self.add(f"losses = {rows.format(x='terms')}")
            name, by_term = "losses", False
        if self.needs.one_class:
            self.without_single_class(name, by_term)
        if self.needs.ignored and not ignores:
            self.add(f"{name} = {self.where('counted[:, None]' if by_term else 'counted', name, '0.0')}")
        if self.needs.sample_weights == 1 and not self.sample_weight_of_terms():
            self.add(f"{name} = sample_weights * {name}")
        if self.definition.reduction == "none":
            return name
        total = self.say.total.format(x=name)
        if self.definition.reduction == "sum":
            return total
        return self.say.mean.format(x=name) if self.needs.divides_by == "rows" else f"{total} / {self.divisor()}"

    def without_single_class(self, name: str, by_term: bool) -> None:
        if self.needs.table:
            table, rows = self.label_table(), self.say.total_rows
            single = f"({rows.format(x=table)} == 1) & ({rows.format(x=f'({table} ** 2)')} == 1)"
        else:
            single = "(labels == 0) | (labels == 1)"
        if by_term:
            single = f"({single})[:, None]"
        self.add(f"{name} = {self.where(single, name, _NAN)}")

    def divisor(self) -> str:
        times_outputs = str(self.needs.columns) if self.needs.summed == "none" else ""
        if self.needs.divides_by == "counted":
            return self.in_brackets(times_outputs, self.say.count.format(x="counted"))
        if self.needs.divides_by == "nonzero-weights":
            return self.nonzero(times_outputs)
        if self.needs.divides_by == "sample-weights":
            counted = "sample_weights"
            if self.needs.sample_weights == 2:
                counted = self.say.mean_rows.format(x=counted)
            if self.needs.ignored:
                counted = self.where("counted", counted, "0.0")
            return self.in_brackets(times_outputs, _applied(self.say.total, counted))
        return self.total_weight(times_outputs)

    @staticmethod
    def in_brackets(*factors: str) -> str:
        written = _times(*factors)
        return f"({written})" if " " in written else written

    def nonzero(self, times_outputs: str) -> str:
        weights, counted = "sample_weights", "counted"
        if self.needs.sample_weights == 2 and times_outputs:
            times_outputs, counted = "", "counted[:, None]"
        elif self.needs.sample_weights == 2:
            weights = self.say.total_rows.format(x=weights)
        if self.needs.ignored:
            weights = self.where(counted, weights, "0.0")
        return self.in_brackets(times_outputs, self.say.count.format(x=weights))

    def total_weight(self, times_outputs: str) -> str:
        """The sum of the weights used: of each label for categorical, of the mean over outputs for bernoulli."""
        if not self.needs.table:
            no, yes = self.answers()
            answer = f"({yes} * labels + {no} * (1 - labels))" if yes else ""
            written = _times(self.sample_weight(), answer)
        elif self.definition.likelihood == "categorical":
            weight = self.named_weight(self.sample_weight(), self.class_weight())
            written = _times(weight, self.label_table())
        else:
            ones = "" if self.needs.sample_weights and self.class_weight() else f"(0 * {self.label_table()} + 1)"
            written = _times(self.named_weight(self.sample_weight(), self.class_weight()), ones)
            if not times_outputs:
                written = f"{written} / {self.needs.columns}"
            times_outputs = ""
        if self.needs.ignored:
            written = self.where("counted[:, None]" if self.needs.table else "counted", written, "0.0")
        self.add(f"divisor = {_applied(self.say.total, written)}")
        return self.in_brackets(times_outputs, "divisor")
