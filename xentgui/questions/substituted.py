"""A definition's formula with the numbers of one row put in, as pieces of TeX; numbers get the digits they need."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.definition import Definition
from xentgui.losses.summation import total
from xentgui.questions.formula import Piece, adds_to_a_term, changes_a
from xentgui.questions.row_terms import RowTerms
from xentgui.questions.saying.runs import equals
from xentgui.questions.tex import logarithm, number, scores

MOST = 6  # terms that are written out
DOTS = r"\cdots"
UNDEFINED = r"\mathrm{undefined}"
MORE = 2  # decimals
_DECIMALS = re.compile(r"\\textcolor\{outputs\}\{\d*\.(\d+)\}(?! \\cdot 10)")


@dataclass(frozen=True, eq=False)
class Put:
    """What is put in: the row's terms, its scores where it has some, and what the definition gives.

    `yes_no`: one output of a yes/no question; the terms are those of yes and no, and the score of no is 0.
    """

    definition: Definition
    terms: RowTerms
    scores: tuple[float, ...] | None
    yes_no: bool
    value: float
    digits: int
    places: int = 0  # decimals that every probability gets at least

    @property
    def from_scores(self) -> bool:
        """Whether the formula is written from the scores: -ln of a softmax, to which nothing is done."""
        each = self.definition
        plain = not (each.label_smoothing or changes_a(each) or adds_to_a_term(each))
        return plain and each.one_class and each.activation == "softmax" and self.scores is not None

    @property
    def only_numbers(self) -> bool:
        """Whether both a and what is made of its logarithm are changed, or much of several: too much for one line."""
        several = not self.yes_no and np.count_nonzero(self.terms.labels) > 1
        return adds_to_a_term(self.definition) and (changes_a(self.definition) or bool(several))

    @property
    def mean(self) -> str:
        """The 1/K of a mean over the outputs; one yes/no output is one."""
        averaged = self.definition.over_outputs == "mean" and not self.yes_no
        return rf"\frac{{1}}{{{len(self.terms.labels)}}}" if averaged else ""

    def tex(self, value: float) -> str:
        """A result, in the window's digits."""
        return tex_number(value, self.digits)


def tex_number(value: float, digits: int) -> str:
    """A number in TeX: a fixed number of decimals, powers of ten where these would lose it."""
    if math.isnan(value):
        return UNDEFINED
    sign = "-" if value < 0 else ""
    size = abs(value)
    if math.isinf(size):
        return sign + r"\infty"
    if size == 0 or size == 1:
        return f"{sign}{size:.0f}"
    if size >= 1e7 or size < 0.5 * 10.0**-digits:
        return sign + _power(f"{size:.{max(digits - 1, 1)}e}")
    return f"{sign}{size:.{digits}f}"


def _power(text: str) -> str:
    mantissa, exponent = text.split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _entered(value: float, digits: int) -> str:
    """A label or weight as short as it was entered; of a third as many digits as the sum needs to come out."""
    return f"{value:.{digits + 2}g}"


def _blue(text: str) -> str:
    return rf"\textcolor{{labels}}{{{text}}}"


def _orange(text: str) -> str:
    """The colour of outputs; a power of ten stays outside of it."""
    number, dot, power = text.partition(r" \cdot ")
    return rf"\textcolor{{outputs}}{{{number}}}{dot}{power}"


def share(value: float, result: Callable[[float], float], digits: int, least: int = 0) -> str:
    """A probability with as many digits as its result needs to be found again: ln 0.0058951 gives -5.1336.

    It has at least `least` decimals.
    """
    if value in (0.0, 1.0) or not math.isfinite(value):
        return tex_number(value, digits)
    wanted = f"{result(value) + 0.0:.{digits}f}"
    for places in range(max(digits, least), 18):
        text = tex_number(value, places)
        shown = _read(text)
        if shown > 0 and f"{result(shown) + 0.0:.{digits}f}" == wanted:
            return text
    return tex_number(value, digits)


def _plain(text: str) -> str:
    return text.replace(r" \cdot 10^{", "e").rstrip("}")


def _read(text: str) -> float:
    return float(_plain(text))


def pieces(put: Put) -> tuple[Piece, ...]:
    """The formula of the definition, its numbers, and " = value"."""
    if math.isnan(put.value):
        return (Piece(UNDEFINED),)
    written = _WRITERS[put.definition.likelihood](put)
    return (*written, Piece(f"= {put.tex(put.value)}"))


def on_top(put: Put, shared_total: float, added: Iterable[float]) -> tuple[Piece, ...]:
    """Of a definition that adds to the shared terms: "0.4170 + 0.2776 + 0.1038 = 0.7984"."""
    terms = [term for term in added if term]
    if len(terms) > MOST - 1:
        terms = [float(total(np.array(terms)))]
    more = " ".join(f"+ {put.tex(term)}" for term in terms)
    extra = (Piece(more, "added"),) if more else ()
    sign = equals(_plain(put.tex(put.value)), (_plain(put.tex(part)) for part in (shared_total, *terms)))
    sign = {"=": "=", "≈": r"\approx"}[sign]
    return (Piece(put.tex(shared_total)), *extra, Piece(f"{sign} {put.tex(put.value)}"))


def _categorical(put: Put) -> tuple[Piece, ...]:
    if put.from_scores:
        return _from_scores(put)
    if put.only_numbers:
        return (_numbers(put, put.terms.shared),)
    labels = put.terms.labels
    places = range(len(labels)) if len(labels) <= MOST else [int(k) for k in np.flatnonzero(labels)]
    if put.definition.one_class and not put.definition.label_smoothing:
        places = [int(np.argmax(labels))]
    return (Piece(_sum(put, _alike(put, lambda put: [_yes(put, k) for k in places]))),)


def _from_scores(put: Put) -> tuple[Piece, ...]:
    true = int(np.argmax(put.terms.labels))
    powers = [rf"e^{{{scores(put.definition, _score(score))}}}" for score in put.scores or ()]
    powers += ["e^{0}"] if put.yes_no else []
    below = powers if len(powers) <= MOST else [*powers[: MOST // 2], DOTS, powers[-1]]
    weight = _weight(put, float(put.terms.weights[true]))
    mean = rf"{put.mean} \cdot " if put.mean and weight else put.mean
    log = logarithm(put.definition.log_base)
    return (Piece(rf"-{mean}{weight}{log}\left(\frac{{{powers[true]}}}{{{' + '.join(below)}}}\right)"),)


def _score(score: float) -> str:
    """A logit as entered, with at least one decimal."""
    if not math.isfinite(score):
        return _orange(tex_number(score, 1))
    text = f"{score:.6g}"
    return _orange(text if "." in text or "e" in text else f"{text}.0")


def _yes(put: Put, k: int) -> str:
    """The term of one output: weight · y · ln a; a that is all but 1 is written as 1 less the others' share."""
    terms, y = put.terms, float(put.terms.labels[k])
    factor = float(terms.weights[k] * terms.positive[k])
    if adds_to_a_term(put.definition):
        return _with_factors(put, factor, y, float(terms.yes[k]), _blue(_entered(y, put.digits)))
    a, others = _shares(put, float(terms.yes[k]))
    if factor * y and 0 < others < 0.5 * 10.0**-put.digits:
        argument = f"(1 - {_orange(tex_number(others, put.digits))})"
    elif a == 0 and math.isfinite(terms.yes[k]):
        argument = rf" e^{{{_orange(tex_number(-_nats(put, terms.yes[k]), put.digits))}}}"
    else:
        text = share(a, lambda shown: factor * y * _minus_log(put, shown), put.digits, put.places)
        argument = f"({_orange(text)})" if "10^" in text else f" {_orange(text)}"
    return rf"{_weight(put, factor)}{_blue(_entered(y, put.digits))} \cdot {_log(put)}{argument}"


def _no(put: Put, k: int) -> str:
    """The term of one output's other answer: weight · (1 - y) · ln(1 - a)."""
    y = float(put.terms.labels[k])
    weight = float(put.terms.weights[1] * put.terms.positive[1])  # of the one output that this is written for
    if adds_to_a_term(put.definition):
        return _with_factors(put, weight, 1 - y, float(put.terms.no[k]), f"(1 - {_blue(_entered(y, put.digits))})")
    _, a = _shares(put, float(put.terms.no[k]))
    text = share(a, lambda shown: weight * (1 - y) * _minus_log(put, 1 - shown), put.digits, put.places)
    return rf"{_weight(put, weight)}(1 - {_blue(_entered(y, put.digits))}) \cdot {_log(put)}(1 - {_orange(text)})"


def _with_factors(put: Put, factor: float, y: float, minus_log: float, label: str) -> str:
    """A term of a loss that multiplies its logarithm, or adds to it."""
    gamma, epsilon = put.definition.focal_gamma, put.definition.poly_epsilon
    inside = _shares(put, minus_log)[0]

    def cost(shown: float) -> float:
        return float((1 - shown) ** gamma * _minus_log(put, shown) + epsilon * (1 - shown))

    text = share(inside, lambda shown: factor * y * cost(shown), put.digits, put.places)
    log = f"{_log(put)}({_orange(text)})"
    other = f"(1 - {_orange(text)})"
    focal = rf"{other}^{{{number(gamma)}}} \cdot " if gamma else ""
    more = f" - {number(epsilon)} {other}" if epsilon > 0 else f" + {number(-epsilon)} {other}" if epsilon else ""
    if put.definition.divergence:
        more += f" - {_log(put)}({label})"
    return rf"{_weight(put, factor)}{label} \cdot ({focal}{log}{more})" if y else "0"


def _weight(put: Put, factor: float) -> str:
    return "" if factor == 1 else rf"{_entered(factor, put.digits)} \cdot "


def _log(put: Put) -> str:
    return logarithm(put.definition.log_base)


def _nats(put: Put, minus_log: float) -> float:
    return float(minus_log) * math.log(put.definition.log_base)


def _shares(put: Put, minus_log: float) -> tuple[float, float]:
    """What stands in a logarithm, clip included, and 1 less it."""
    with np.errstate(all="ignore"):
        nats = np.float64(_nats(put, minus_log))
        return float(np.exp(-nats)), float(-np.expm1(-nats))


def _minus_log(put: Put, inside: float) -> float:
    return -math.log(inside) / math.log(put.definition.log_base) if inside > 0 else math.inf


def _alike(put: Put, write: Callable[[Put], list[str]]) -> list[str]:
    """The terms with the same number of decimals in each probability, where none needs many more than another."""
    terms = write(put)
    needed = max((len(found) for term in terms for found in _DECIMALS.findall(term)), default=0)
    return write(replace(put, places=needed)) if needed <= put.digits + MORE else terms


def _sum(put: Put, terms: list[str]) -> str:
    """- (1/K) (the terms); without brackets where there is one."""
    if len(terms) > MOST:
        terms = [*terms[: MOST // 2], DOTS]
    inner = " + ".join(terms) or "0"
    square = float(np.sum(put.terms.square)) / (len(put.terms.labels) if put.mean else 1)
    more = f" + {put.tex(square)}" if square else ""
    return f"-{put.mean}({inner}){more}" if len(terms) > 1 or put.mean else f"-{inner}{more}"


def _bernoulli(put: Put) -> tuple[Piece, ...]:
    """Both answers of one output in one line; the terms as numbers where there are several outputs."""
    if put.yes_no and not put.only_numbers:
        return (Piece(_sum(put, _alike(put, lambda put: [_yes(put, 0), _no(put, 0)]))),)
    return (_numbers(put, put.terms.shared if put.yes_no else put.terms.shared + put.terms.added),)


def _numbers(put: Put, terms: np.ndarray) -> Piece:
    """A sum of terms that are given as numbers."""
    shown = terms if len(terms) <= MOST else terms[: MOST // 2]
    inner = " + ".join([*map(put.tex, map(float, shown)), *([DOTS] if len(terms) > MOST else [])]).replace("+ -", "- ")
    return Piece(f"{put.mean}({inner})" if put.mean else inner)


def _quadratic(put: Put) -> tuple[Piece, ...]:
    terms = put.terms
    pairs = list(zip(terms.labels, terms.activations, terms.weights, strict=True))
    if put.yes_no:  # one output: its square stands for both answers, and so does its weight
        pairs = [(terms.labels[0], terms.activations[0], float(terms.labels @ terms.weights))]
    squares = [
        rf"{_weight(put, float(w))}({_blue(_entered(float(y), put.digits))} - {_orange(put.tex(float(a)))})^2"
        for y, a, w in pairs[:MOST]
    ]
    inner = " + ".join([*squares, *([DOTS] if len(pairs) > MOST else [])])
    mean = str(2 * len(pairs)) if put.mean else "2"
    return (Piece(rf"\frac{{1}}{{{mean}}}({inner})"),)


_WRITERS = {"categorical": _categorical, "bernoulli": _bernoulli, "quadratic": _quadratic}
