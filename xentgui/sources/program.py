"""A definition as a short program over arrays: the steps of the computation layer, in its order, in any dialect."""

import math

import numpy as np

from xentgui.losses.arrays import Array, rounded
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.denominators import Groups
from xentgui.sources.dialect import Call, Dialect
from xentgui.sources.literals import OUTPUT_NAMES, python_list, short
from xentgui.sources.logarithm_lines import LogarithmLines
from xentgui.sources.needs import Needs, needs

_NAN = 'float("nan")'


def program(batch: Batch, definition: Definition, dialect: Dialect) -> str:
    """Give a complete program that prints the value of a definition on a batch.

    Raises what `evaluate` raises where the batch does not fit the definition.
    """
    return _Program(batch, definition, dialect, needs(batch, definition)).text()


def _times(*factors: str) -> str:
    return " * ".join(factor for factor in factors if factor)


def _applied(form: str, written: str, kind: str = "") -> str:
    """A function or a method of what is written, which a method needs in brackets."""
    return form.format(x=f"({written})" if form.startswith("{x}.") and " " in written else written, kind=kind)


class _Program:
    """One program being written: data, labels, logarithms, terms, weights, reduction."""

    def __init__(self, batch: Batch, definition: Definition, dialect: Dialect, needs: Needs) -> None:
        self.batch, self.definition, self.say, self.needs = batch, definition, dialect, needs
        self.outputs = OUTPUT_NAMES[batch.outputs_are]
        self.kind = "float64" if definition.precision == "float64" else "float32"  # of every step
        self.lines: list[str] = []
        self.logarithms = LogarithmLines(batch, definition, dialect, needs, self.lines)
        self.table = ""  # the name of the labels as one row of numbers a sample, once there is one

    def text(self) -> str:
        call = self.say.call(self.batch, self.definition, self.needs)
        if call and (self.needs.more_than_logarithms or (self.definition.over_groups and call.gives == "value")):
            call = None
        self.data()
        nothing = self.needs.empty is not None or not self.batch.shape[0]
        value = self.over_nothing() if nothing else self.value(call)
        code = "\n".join([*self.lines, f"print({value})"])
        needs_math = "math." in code.replace("tf.math.", "")
        return ("import math\n\n" if needs_math else "") + f"{self.say.imports(code)}\n\n{code}\n"

    def add(self, line: str) -> None:
        self.lines.append(line)

    def data(self) -> None:
        labels, outputs = self.batch.labels, self.batch.outputs
        if self.batch.indices:
            self.array("labels", labels, "int64")
        else:
            self.array("labels", labels.reshape(outputs.shape), self.kind)
        self.array(self.outputs, outputs)
        weights = self.batch.weight_table
        if weights is not None:
            self.array("sample_weights", weights[:, 0] if self.needs.sample_weights == 1 else weights)
        for name in ("class_weights", "pos_weight"):
            given = getattr(self.definition, name)
            if isinstance(given, tuple):
                read = rounded(np.asarray(given), self.definition.precision).tolist()
                self.constant(name, f"[{', '.join(map(short, read))}]")
        self.add("")

    def array(self, name: str, values: Array, kind: str = "") -> None:
        read = values if kind == "int64" else rounded(values, self.definition.precision)
        half = self.definition.precision not in ("float64", "float32") and kind != "int64"
        self.constant(name, python_list(read if half else values, infinity=self.say.infinity), kind)

    def constant(self, name: str, listed: str, kind: str = "") -> None:
        kind = kind or self.kind
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
        self.scale_scores()
        total = self.reduced(*self.from_logarithms()) if call is None else self.from_call(call)
        if self.definition.log_base != math.e:
            total = f"{total} / {self.ln_base}"
        if self.definition.temperature_squared and self.definition.temperature != 1:
            total = f"{short(self.definition.temperature)} ** 2 * {total}"
        if self.definition.precision not in ("float64", "float32"):
            total = self.rounded(total)
        return _applied(self.say.listed if self.definition.reduction == "none" else self.say.scalar, total)

    @property
    def ln_base(self) -> str:
        return self.say.ln.format(x=short(self.definition.log_base))

    def scale_scores(self) -> None:
        cap, temperature = self.definition.softcap, self.definition.temperature
        if cap is not None:
            self.add(f"logits = {short(cap)} * {self.say.tanh.format(x=f'logits / {short(cap)}')}")
        if temperature != 1:
            self.add(f"logits = logits / {short(temperature)}")

    def rounded(self, total: str) -> str:
        """A result rounded to half precision."""
        if self.definition.precision == "bfloat16" and not self.say.has_bfloat16:
            self.add(f"bits = np.asarray({total}, dtype=np.float32).view(np.uint32)")
            return "((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).view(np.float32)"
        return _applied(self.say.rounded, total, self.definition.precision)

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
            written = self.say.one_hot.format(x="labels", k=self.needs.columns, kind=self.kind)
            self.add(f"one_hot = {written}")
        if self.needs.two_classes:
            self.add(f"labels = {self.say.pair.format(no='1 - labels', yes='labels')}")
        return self.table

    def smoothed(self) -> str:
        table, share = self.label_table(), self.definition.label_smoothing
        if not share:
            return table
        among = self.needs.columns if self.definition.exclusive else 2
        self.add(f"smoothed = {short(1 - share)} * {table} + {short(share)} / {among}")
        return "smoothed"

    # the logarithms

    def from_logarithms(self) -> tuple[str, bool]:
        """Write the terms, weighted; gives their name and whether ignored samples are taken out."""
        labels = self.smoothed()
        self.logarithms.columns()
        weight = self.weight()
        log_a, log_not_a = "", ""
        if not self.definition.squares:
            log_a = self.less_entropy(self.logarithms.logarithm(), labels)
        if self.definition.two_sided:
            log_not_a = self.less_entropy(self.logarithms.logarithm_of_the_rest(), f"1 - {labels}")
        if self.definition.squares:
            self.quadratic(labels, weight)
        elif self.definition.exclusive:
            factor = _times(weight, labels)
            self.add(f"terms = {self.product('factor', factor, log_a)}")
        else:
            no_weight, yes_weight = ("", "") if self.needs.table else self.answers()
            alpha = self.definition.alpha
            yes_alpha, no_alpha = ("", "") if alpha is None else (short(alpha), short(1 - alpha))
            yes = _times(weight, yes_weight, yes_alpha, self.positive(), labels)
            no = _times(weight, no_weight, no_alpha, f"(1 - {labels})")
            yes_term, no_term = self.product("yes", yes, log_a), self.product("no", no, log_not_a)
            self.add(f"terms = {yes_term} - {no_term.removeprefix('-')}")
        return "terms", False

    def less_entropy(self, log: str, labels: str) -> str:
        """The name of a logarithm, less that of the labels where the divergence is asked for; 0 ln 0 is 0."""
        if self.definition.divergence:
            written = self.say.log.format(x=self.where(f"{labels} == 0", "1.0", labels))
            self.add(f"{log} = {log} - {written}")
        return log

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
        if self.definition.z_loss:
            self.add(f"{name} = {name} + {self.z_loss(by_term)}")
        if self.needs.one_class:
            self.without_single_class(name, by_term)
        if self.needs.ignored and not ignores:
            self.add(f"{name} = {self.where('counted[:, None]' if by_term else 'counted', name, '0.0')}")
        if self.needs.sample_weights == 1 and not self.sample_weight_of_terms():
            self.add(f"{name} = sample_weights * {name}")
        if self.definition.reduction == "none":
            return name
        if self.definition.over_groups is not None:
            return self.of_groups(name, by_term)
        total = self.say.total.format(x=name)
        if self.definition.reduction == "sum":
            return total
        return self.say.mean.format(x=name) if self.needs.divides_by == "rows" else f"{total} / {self.divisor()}"

    def z_loss(self, by_term: bool) -> str:
        """What is added to each sample, or shared out over its terms: the squares of ln sum e^z, in nats."""
        weight = ""
        if self.sample_weight_of_terms():
            two = self.needs.sample_weights == 2
            weight = self.say.mean_rows.format(x="sample_weights") if two else "sample_weights"
        units = self.ln_base if self.definition.log_base != math.e else ""
        written = _times(weight, short(self.definition.z_loss), units, "log_sums ** 2")
        return f"({written} / {self.needs.columns})[:, None]" if by_term else written

    def of_groups(self, name: str, by_term: bool) -> str:
        """The samples put together in each group, then the groups."""
        if by_term:
            self.add(f"losses = {self.say.total_rows.format(x=name)}")
            name = "losses"
        groups = Groups.of(self.batch, self.definition, 0.0)
        members = np.array([np.isin(np.arange(self.batch.shape[0]), rows) for rows in groups.members], dtype=int)
        self.constant("members", python_list(members, infinity=""), "int64")
        self.lines[-1] += "  # which samples are in each group"
        written = self.say.total_rows.format(x=self.where("members == 1", name, "0.0"))
        if self.definition.reduction == "mean":
            self.constant("divisors", python_list(groups.divisors, infinity=""))
            self.lines[-1] += "  # what the sum of each group is divided by"
            written = f"{written} / divisors"
            if self.definition.empty_mean == "zero" and not groups.divisors.all():
                written = self.where("divisors == 0", "0.0", written)
        self.add(f"groups = {written}")
        return (self.say.mean if self.definition.over_groups == "mean" else self.say.total).format(x="groups")

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
        elif self.definition.exclusive:
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
