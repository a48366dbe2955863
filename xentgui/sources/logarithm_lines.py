"""The lines of a program that take outputs to ln a and ln(1 - a), as a definition wants them."""

import math

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.dialect import Dialect
from xentgui.sources.literals import OUTPUT_NAMES, short
from xentgui.sources.needs import Needs


class LogarithmLines:
    """Writes to `lines`; each method gives the name of what it wrote."""

    def __init__(self, batch: Batch, definition: Definition, dialect: Dialect, needs: Needs, lines: list[str]) -> None:
        self.definition, self.say, self.needs, self.lines = definition, dialect, needs, lines
        self.outputs = OUTPUT_NAMES[batch.outputs_are]
        self.activation = definition.activation
        if batch.one_dimensional and definition.activation != "identity":
            self.activation = "softmax" if needs.two_classes else "sigmoid"
        self.held = ""  # the name of a, rescaled and clipped, once it is written

    def add(self, line: str) -> None:
        self.lines.append(line)

    def columns(self) -> None:
        """Make the outputs the table that the definition speaks of."""
        if self.needs.two_classes:
            self.two_columns()
        if self.definition.z_loss:
            self.add(f"log_sums = {self.log_sums()}")
        if self.needs.table and self.needs.columns == 1 and self.of_scores:
            self.add(f"logits = {self.say.zeros.format(x='logits')}  # a softmax over one output is 1")

    def log_sums(self) -> str:
        """ln sum e^z of each row; of one yes/no output, of 0 and z."""
        if not self.needs.table:
            return f"-{self.say.log_sigmoid_of_minus.format(x='logits')}"
        return self.say.log_sum_exp.format(x="logits")

    @property
    def of_scores(self) -> bool:
        return self.outputs == "logits" and self.activation == "softmax"

    @property
    def taken_as_a(self) -> bool:
        """Whether the outputs are a themselves."""
        return self.outputs == "probabilities" or (self.outputs == "logits" and self.activation == "identity")

    def two_columns(self) -> None:
        z = self.outputs
        if z == "log_probabilities":
            no = self.say.log1p.format(x=f"-{self.say.exp.format(x=z)}")
        elif self.taken_as_a:
            no = f"1 - {z}"
        else:
            no = self.say.zeros.format(x=z)
        self.add(f"{z} = {self.say.pair.format(no=no, yes=z)}")

    def share(self) -> str:
        """The name of a, written if it has to be."""
        say, z = self.say, self.outputs
        if self.taken_as_a:
            return z
        if self.outputs == "log_probabilities":
            self.add(f"a = {say.exp.format(x=z)}")
        else:
            self.add(f"a = {(say.softmax if self.activation == 'softmax' else say.sigmoid).format(x=z)}")
        return "a"

    def held_share(self) -> str:
        """The name of a, rescaled and clipped."""
        a, each = self.share(), self.definition
        rescaled = f"{{a}} / {self.say.total_rows.format(x='{a}')}[:, None]"
        steps = [rescaled] if each.renormalise else []
        if each.clip:
            clipped = self.say.clip.format(x="{a}", low=short(each.clip), high=f"1 - {short(each.clip)}")
            steps.insert(1 if each.renormalise == "before-clip" else 0, clipped)
        for step in steps:
            self.add(f"a = {step.format(a=a)}")
            a = "a"
        return a

    @property
    def taken_of_a(self) -> bool:
        each = self.definition
        return bool(each.clip or each.log_epsilon or (each.renormalise and self.taken_as_a))

    @property
    def epsilon(self) -> str:
        return f" + {short(self.definition.log_epsilon)}" if self.definition.log_epsilon else ""

    def logarithm(self) -> str:
        say, z = self.say, self.outputs
        if self.taken_of_a:
            self.held = self.held_share()
            written = say.log.format(x=f"{self.held}{self.epsilon}")
        elif self.outputs == "log_probabilities":
            written = z
        elif self.taken_as_a:
            written = say.log.format(x=z)
        else:
            written = (say.log_softmax if self.activation == "softmax" else say.log_sigmoid).format(x=z)
        if self.definition.renormalise and not self.taken_of_a and not self.of_scores:
            self.add(f"log_a = {written}")
            written = f"log_a - {say.log_sum_exp.format(x='log_a')}[:, None]"
        self.name_share(written)
        self.add(f"log_a = {self.clamped(written)}")
        self.with_factors("log_a", f"(1 - {self.held})")
        return "log_a"

    def logarithm_of_the_rest(self) -> str:
        say, z = self.say, self.outputs
        if self.taken_of_a:
            written = say.log.format(x=f"1 - {self.held}{self.epsilon}")
        elif self.outputs == "log_probabilities":
            written = say.log1p.format(x=f"-{say.exp.format(x=z)}")
        elif self.taken_as_a:
            written = say.log1p.format(x=f"-{z}")
        elif self.activation == "sigmoid":
            written = say.log_sigmoid_of_minus.format(x=z)
        else:
            own = say.identity.format(k=self.needs.columns)
            others = say.where.format(x=own, then=f"-{say.infinity}", otherwise=f"{z}[:, None, :]")
            self.add(f"others = {others}  # the scores of the other classes, for each class")
            written = f"{say.log_sum_exp.format(x='others')} - {say.log_sum_exp.format(x=z)}[:, None]"
        self.add(f"log_not_a = {self.clamped(written)}")
        self.with_factors("log_not_a", self.held)
        return "log_not_a"

    @property
    def factors(self) -> bool:
        return bool(self.definition.focal_gamma or self.definition.poly_epsilon)

    def name_share(self, log_a: str) -> None:
        """Write a, where a factor or a further term asks for it and it has no name yet."""
        if not self.factors or self.held:
            return
        if self.definition.renormalise and not self.of_scores:
            self.add(f"a = {self.say.exp.format(x=log_a)}")
            self.held = "a"
        else:
            self.held = self.share()

    def with_factors(self, name: str, other: str) -> None:
        """What a focal or a polynomial loss makes of a logarithm; `other` is the share of the other answer."""
        gamma, epsilon = self.definition.focal_gamma, self.definition.poly_epsilon
        if gamma:
            base = other if gamma == int(gamma) else self.say.at_least.format(x=other, low="0.0")
            self.add(f"{name} = {base} ** {short(gamma)} * {name}")
        if epsilon:
            units = f" * {self.say.ln.format(x=short(self.definition.log_base))}" if self.in_other_units else ""
            self.add(f"{name} = {name} - {short(epsilon)}{units} * {other}")

    @property
    def in_other_units(self) -> bool:
        return self.definition.log_base != math.e

    def clamped(self, written: str) -> str:
        low = self.definition.log_clamp
        return written if low is None else self.say.at_least.format(x=written, low=short(low))
