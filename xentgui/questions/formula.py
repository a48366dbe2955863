"""A definition written as a formula: TeX made from its fields, in one place for cards, help and documentation.

x counts samples, j outputs, k is the true class; a are the outputs after the activation, f the scores before it,
y the labels (y' when smoothed), w class weights, s sample weights, n the samples that count and N all of them.
"""

import math
import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from xentgui.losses.definition import Definition
from xentgui.losses.denominators import counted_by
from xentgui.losses.fields import LOGARITHM, acting
from xentgui.questions.tex import logarithm, number, scores

Role = Literal["plain", "shared", "added"]
_COLOURED = re.compile(r"\\textcolor\{(?:labels|outputs)\}\{([^{}]*)\}")

_UNSEEN = re.compile(r"\\(?:frac|left|right|mathrm|[,:])|[\\{}^_ ]")
_RELATION = re.compile(r"(?:=|\\in) ")
_NEW_LINE = "\\\\\n"
_ROOM = 60  # signs in a line of an article of one column

_A = re.compile(r"(?<!\w)a(?!\w|')|(?<!\w)a_")


@dataclass(frozen=True)
class Piece:
    """A part of a formula: `tex` colours labels and outputs with \\textcolor{labels} and \\textcolor{outputs}.

    `role` is "shared" for the term y ln a that all cross-entropies have, "added" for what this one adds to it.
    """

    tex: str
    role: Role = "plain"


def formula(definition: Definition) -> str:
    r"""Give the TeX of a definition, with its weights, smoothing, base and clip visible.

    >>> print(formula(Definition()))
    -\frac{1}{n}\sum_{x}\sum_{j} y_j \ln a_j
    """
    return plain(" ".join(piece.tex for piece in formula_pieces(definition)))


def latex(definition: Definition) -> str:
    r"""Give a definition as a LaTeX equation that stands by itself: the formula and what its symbols are.

    What is too wide for a page is set in lines: a clause each, and each part that is added to a long formula.

    >>> print(latex(Definition()))
    \begin{equation*}
    C = -\frac{1}{n}\sum_{x}\sum_{j} y_j \ln a_j, \quad a_j = \frac{e^{f_j}}{{\sum}_{i}\,e^{f_i}}
    \end{equation*}
    """
    over = ("x,j" if definition.over_outputs == "none" else "x") if definition.reduction == "none" else ""
    cost = f"C_{{{over}}}" if over else "C"
    pieces = [plain(piece.tex) for piece in formula_pieces(definition)]
    own = [piece for piece in pieces if not piece.startswith(",")]
    beside = [piece.removeprefix(r",\quad ") for piece in pieces if piece.startswith(",") and " a =" not in piece]
    clauses = [f"{cost} = {' '.join(own)}", *beside, *where(definition)]
    if _signs(line := r", \quad ".join(clauses)) <= _ROOM:
        return f"\\begin{{equation*}}\n{line}\n\\end{{equation*}}"
    if _signs(clauses[0]) > _ROOM:
        clauses[0] = f"{cost} = {' '.join(f'{_NEW_LINE}& {piece}' if piece[0] == '+' else piece for piece in own)}"
    lines = f", {_NEW_LINE}".join(_RELATION.sub(r"\g<0>{}& ", clause, count=1) for clause in clauses)
    return f"\\begin{{align*}}\n{lines}\n\\end{{align*}}"


def _signs(tex: str) -> int:
    """About how many signs wide it is on paper."""
    return len(_UNSEEN.sub("", tex))


def plain(tex: str) -> str:
    """Give the TeX of a piece without its colour names."""
    return _COLOURED.sub(r"\1", tex)


def formula_pieces(definition: Definition, *, one_output: bool = False, indices: bool = True) -> tuple[Piece, ...]:
    r"""Give the formula in parts, so that what definitions share and what each adds can be marked.

    Args:
        one_output: the data have one yes/no column: y and a need no index, and both terms are the shared one.
        indices: the labels are class indices, which decides what a mean by "weights-of-indices" divides by.
    """
    return _Writer(definition=definition, one_output=one_output or definition.one_output, indices=indices).pieces()


def term_tex(definition: Definition, *, complement: bool) -> str:
    """Give the TeX of one output's term, -y ln a or -(1 - y) ln(1 - a), with its weights but without what changes a."""
    unchanged: dict[str, Any] = dict.fromkeys(acting(LOGARITHM))
    each = replace(definition, one_class=False, **unchanged)
    writer = _Writer(definition=each, one_output=False, indices=False)
    weight = "w_j " if each.class_weights is not None else ""
    if complement:
        return f"-{writer.other()}{weight}{_joined(writer.term(f'(1 - {writer.label}) ', complement=True))}"
    square = rf" + \frac{{{number(each.z_loss)}}}{{K}}(\ln {{\sum}}_{{i}}\,e^{{f_i}})^2" if each.z_loss else ""
    return f"-{writer.positive()}{weight}{_joined(writer.term(f'{writer.label} '))}{square}"


def label_tex(definition: Definition) -> str:
    """Give the TeX of one output's label in these terms: y', where they are smoothed."""
    return _Writer(definition=replace(definition, one_class=False), one_output=False, indices=False).label


def _joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.tex for piece in pieces)


def where(definition: Definition) -> tuple[str, ...]:
    """Give the TeX of what the symbols of `formula` stand for: the activation, clip and weights, as equations."""
    f_j, f_i = (scores(definition, f"f_{index}") for index in "ji")
    activation = {
        "softmax": rf"a_j = \frac{{e^{{{f_j}}}}}{{{{\sum}}_{{i}}\,e^{{{f_i}}}}}",
        "sigmoid": rf"a_j = \frac{{1}}{{1 + e^{{-{f_j}}}}}",
        "identity": "a_j = f_j",
    }[definition.activation]
    written = formula(definition)
    clauses = [activation.replace("_j", "") if definition.one_output else activation] if _A.search(written) else []
    if definition.one_class and "_k" not in written:
        clauses.append(r"y_j \in \{0, 1\}, \quad {\sum}_{j}\,y_j = 1")
    if definition.clip:
        clip = number(definition.clip)
        clauses.append(rf"\mathrm{{clip}}(a) = \min(\max(a, {clip}), 1 - {clip})")
    if isinstance(definition.class_weights, tuple):
        clauses.append(f"w = ({', '.join(map(number, definition.class_weights))})")
    elif definition.class_weights is not None:
        clauses.append(f"w_j = {number(definition.class_weights)}")
    if isinstance(definition.pos_weight, tuple):
        clauses.append(f"p = ({', '.join(map(number, definition.pos_weight))})")
    return tuple(clauses)


def changes_a(definition: Definition) -> bool:
    """Whether anything is done to a before, or to its logarithm after it is taken."""
    return any(getattr(definition, name) is not None for name in acting(LOGARITHM))


def adds_to_a_term(definition: Definition) -> bool:
    """Whether a term is more than a label, its weights and a logarithm."""
    return definition.goes_beyond or definition.divergence


def _output(name: str) -> str:
    return rf"\textcolor{{outputs}}{{{name}}}"


@dataclass(frozen=True, kw_only=True)
class _Writer:
    """One definition being written; `index` is "" for one output, "_k" for the true class, "_j" in a sum."""

    definition: Definition
    one_output: bool
    indices: bool

    @property
    def one(self) -> bool:
        return self.one_output and not self.definition.exclusive

    @property
    def names_a_class(self) -> bool:
        each = self.definition
        summed = each.label_smoothing or each.over_outputs == "none"
        return each.exclusive and each.one_class and not summed

    @property
    def index(self) -> str:
        return "" if self.one else "_k" if self.names_a_class else "_j"

    @property
    def label(self) -> str:
        prime = "'" if self.definition.label_smoothing else ""
        return rf"\textcolor{{labels}}{{y{prime}{self.index}}}"

    @property
    def divides_by(self) -> str:
        weighted = self.indices and self.definition.class_weights is not None
        return counted_by(self.definition, indices=weighted)

    def pieces(self) -> tuple[Piece, ...]:
        terms = {"categorical": self.categorical, "bernoulli": self.bernoulli, "quadratic": self.quadratic}
        body = terms[self.definition.likelihood]()
        factors = self.factors()
        head = self.prefix() + (rf"{factors}\," if factors else "")
        return tuple(
            piece for piece in (Piece(head), *body, *self.z_loss(), *self.smoothing(), *self.tempered()) if piece.tex
        )

    def prefix(self) -> str:
        sign = "" if self.definition.squares else "-"
        return sign + self.of_groups() + self.fraction() + self.sums()

    def of_groups(self) -> str:
        groups = {None: "", "mean": r"\frac{1}{G}\sum_{g}", "sum": r"\sum_{g}"}[self.groups]
        return self.temperature_squared() + groups

    @property
    def groups(self) -> str | None:
        """How groups are put together; None where the samples are not."""
        return None if self.definition.reduction == "none" else self.definition.over_groups

    def temperature_squared(self) -> str:
        each = self.definition
        return rf"{number(each.temperature)}^2\," if each.temperature_squared and each.temperature != 1 else ""

    def fraction(self) -> str:
        each = self.definition
        half = "2" if each.squares else ""
        outputs = "" if self.one or each.over_outputs == "sum" else "K"
        if each.reduction != "mean":
            outputs = outputs if each.over_outputs == "mean" else ""
            return rf"\frac{{1}}{{{half}{outputs}}}" if half + outputs else ""
        by_weights_of_outputs = self.divides_by == "weights" and each.class_weights is not None and self.index == "_j"
        averaged = not each.exclusive and by_weights_of_outputs and not outputs
        return rf"\frac{{{'K' if averaged else 1}}}{{{half}{self.divisor(outputs)}}}"

    @property
    def samples(self) -> str:
        """What a sum over samples runs over."""
        return "x" if self.groups is None else r"x \in g"

    def divisor(self, outputs: str) -> str:
        each, x = self.definition, self.samples
        if self.divides_by == "sample-weights" or (self.divides_by == "weights" and each.class_weights is None):
            return outputs + rf"\sum_{{{x}}} s_x"
        if self.divides_by != "weights":
            counts = {"samples": "n", "all-samples": "N", "nonzero-weights": r"n_{s \neq 0}"}
            if self.groups is not None:
                counts = {"samples": "n_g", "all-samples": "N_g", "nonzero-weights": r"n_{g, s \neq 0}"}
            return counts[self.divides_by] + outputs
        if self.one:
            return rf"\sum_{{{x}}} w_y"
        if each.exclusive:
            return outputs + (rf"\sum_{{{x}}} w_k" if self.names_a_class else rf"\sum_{{{x},j}} w_j y_j")
        return rf"\sum_{{{x},j}} w_j"

    def sums(self) -> str:
        each = self.definition
        elementwise = each.reduction == "none" and each.over_outputs == "none"
        return self.over_samples() + (r"\sum_{j}" if self.index == "_j" and not elementwise else "")

    def over_samples(self) -> str:
        """The sum over the samples that count."""
        ignored = self.definition.ignore_index
        counted = self.samples if ignored is None or ignored < 0 else rf"{self.samples}:\, k \neq {ignored}"
        return "" if self.definition.reduction == "none" else rf"\sum_{{{counted}}}"

    def factors(self) -> str:
        has_own = self.definition.class_weights is not None and not self.one
        return self.sample_weight() + (f" w{self.index}" if has_own else "")

    def sample_weight(self) -> str:
        weighs_samples = self.divides_by in ("nonzero-weights", "sample-weights") or (
            self.divides_by == "weights" and self.definition.class_weights is None
        )
        return " s_x" if weighs_samples and self.definition.reduction != "none" else ""

    def categorical(self) -> tuple[Piece, ...]:
        label = "" if self.names_a_class else f"{self.label} "
        return self.term(label)

    def bernoulli(self) -> tuple[Piece, ...]:
        positive = self.positive()
        yes = self.term(f"{self.class_factor('1')}{self.label} ")
        no = self.term(f"{self.class_factor('0')}(1 - {self.label}) ", complement=True)
        other = f"+ {self.other()}{' '.join(piece.tex for piece in no)}"
        if self.one:
            both = f"{positive}{' '.join(piece.tex for piece in yes)} {other}"
            return Piece("["), Piece(both, "shared"), Piece("]")
        return Piece(f"[{positive}"), *yes, Piece(other, "added"), Piece("]")

    def term(self, factor: str, *, complement: bool = False) -> tuple[Piece, ...]:
        """A factor times the logarithm of a or 1 - a, with what a focal, polynomial or divergent loss makes of it."""
        written = f"{self.focal(complement)}{self.log(self.share(), complement=complement)}"
        added = f"{self.polynomial()} {self.minus_entropy(complement)}".strip()
        if not added:
            return (Piece(factor + written, "shared"),)
        return Piece(f"{factor}("), Piece(written, "shared"), Piece(added, "added"), Piece(")")

    def focal(self, complement: bool) -> str:
        """The power of the other answer's share: (1 - a)^2, a^2."""
        each = self.definition
        if not each.focal_gamma:
            return ""
        a = self.held()
        power = "" if each.focal_gamma == 1 else f"^{{{number(each.focal_gamma)}}}"
        return f"{a if complement else f'(1 - {a})'}{power} "

    def held(self) -> str:
        """a as a factor takes it: after the clip."""
        a = _output(f"a{self.index}")
        clip = self.definition.clip
        return a if clip is None else rf"\mathrm{{clip}}_{{{number(clip)}}}({a})"

    def polynomial(self) -> str:
        epsilon = self.definition.poly_epsilon
        if not epsilon:
            return ""
        size = "" if abs(epsilon) == 1 else number(abs(epsilon))
        return f"{'-' if epsilon > 0 else '+'} {size}(1 - {self.held()})"

    def minus_entropy(self, complement: bool) -> str:
        if not self.definition.divergence or self.names_a_class:
            return ""
        label = f"(1 - {self.label})" if complement else f" {self.label}"
        return f"- {logarithm(self.definition.log_base)}{label}"

    def other(self) -> str:
        """The factor of the other answer's term."""
        alpha = self.definition.alpha
        return "" if alpha is None else rf"{number(1 - alpha)} \cdot "

    def z_loss(self) -> tuple[Piece, ...]:
        """What is added to each sample: w (ln sum e^f)^2."""
        each = self.definition
        if not each.z_loss:
            return ()
        f_i = scores(each, _output("f_i"))
        square = rf"\left(\ln {{\sum}}_{{i}}\,e^{{{f_i}}}\right)^2"
        over = "K" if each.over_outputs == "none" else ""
        mean = rf"\frac{{1}}{{{self.divisor(over)}}}" if each.reduction == "mean" else ""
        sums = f"{self.of_groups()}{mean}{self.over_samples()}{self.sample_weight()}"
        return (Piece(rf"+ {sums} {number(each.z_loss)} {square}", "added"),)

    def quadratic(self) -> tuple[Piece, ...]:
        a = _output(f"a{self.index}")
        if not self.one or self.definition.class_weights is None:
            return (Piece(f"({self.label} - {a})^2"),)
        return (Piece(rf"[w_1 {self.label} + w_0 (1 - {self.label})] ({self.label} - {a})^2"),)

    def class_factor(self, answer: str) -> str:
        return f"w_{answer} " if self.one and self.definition.class_weights is not None else ""

    def positive(self) -> str:
        weight, alpha = self.definition.pos_weight, self.definition.alpha
        balance = "" if alpha is None else rf"{number(alpha)} \cdot "
        if weight is None:
            return balance
        return balance + (rf"p{self.index} \cdot " if isinstance(weight, tuple) else rf"{number(weight)} \cdot ")

    def share(self) -> str:
        """What stands in the logarithm: a, the softmax of the scores for a true class, rescaled or clipped."""
        each = self.definition
        if self.names_a_class and each.activation == "softmax" and not (changes_a(each) or adds_to_a_term(each)):
            f_k, f_j = (scores(each, _output(f)) for f in ("f_k", "f_j"))
            return rf"\frac{{e^{{{f_k}}}}}{{{{\sum}}_{{j}}\,e^{{{f_j}}}}}"
        clipped = r"\mathrm{clip}_{" + number(each.clip) + "}" if each.clip else ""
        a, others = _output(f"a{self.index}"), _output("a_i")
        if each.renormalise is None:
            return f"{clipped}({a})" if clipped else a
        if each.renormalise == "before-clip" and clipped:
            return rf"{clipped}\left(\frac{{{a}}}{{{{\sum}}_{{i}}\,{others}}}\right)"
        inside = (f"{clipped}({a})", f"{clipped}({others})") if clipped else (a, others)
        return rf"\frac{{{inside[0]}}}{{{{\sum}}_{{i}}\,{inside[1]}}}"

    def log(self, share: str, *, complement: bool = False) -> str:
        each = self.definition
        inside = f"1 - {share}" if complement else share
        if each.log_epsilon:
            inside = f"{inside} + {number(each.log_epsilon)}"
        if r"\frac" in share and not share.startswith(r"\mathrm"):
            inside = rf"\left({inside}\right)"
        elif complement or each.log_epsilon:
            inside = f"({inside})"
        else:
            inside = f" {inside}"
        if each.log_clamp is None:
            return logarithm(each.log_base) + inside
        clamped = rf"\max({logarithm(math.e)}{inside}, {{{number(each.log_clamp)}}})"
        return clamped if each.log_base == math.e else rf"\frac{{{clamped}}}{{\ln {number(each.log_base)}}}"

    def tempered(self) -> tuple[Piece, ...]:
        """What a is of, where something is done to the scores and the formula is written in a."""
        each, f = self.definition, _output("f")
        written = scores(each, f)
        if written == f or (self.names_a_class and self.share().startswith(r"\frac{e")):
            return ()
        return (Piece(rf",\quad a = \mathrm{{{each.activation}}}({written})"),)

    def smoothing(self) -> tuple[Piece, ...]:
        share = self.definition.label_smoothing
        if not share:
            return ()
        spread = rf"\frac{{{number(share)}}}{{K}}" if self.definition.exclusive else number(share / 2)
        y = self.label.replace("'", "")
        kept = "" if share == 1 else rf"{number(1 - share)}\,{y} + "
        return (Piece(rf",\quad {self.label} = {kept}{spread}"),)
