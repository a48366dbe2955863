"""The lines of a program that take outputs to ln a and ln(1 - a), as a definition wants them."""

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
        elif self.needs.columns == 1 and self.of_scores:
            self.add(f"logits = {self.say.zeros.format(x='logits')}  # a softmax over one output is 1")

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
        self.add(f"log_a = {self.clamped(written)}")
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
        return "log_not_a"

    def clamped(self, written: str) -> str:
        low = self.definition.log_clamp
        return written if low is None else self.say.at_least.format(x=written, low=short(low))
