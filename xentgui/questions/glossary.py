"""The words that open: each in two plain lines, with its number in the row looked at or on the data.

glossary(evaluation, short, row, column, names) -> dict of Meaning by word; find(text) -> where such words stand
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation
from xentgui.losses.fields import LOGITS, A, acting
from xentgui.losses.rows import one_class, zeros_and_ones
from xentgui.questions.card import unit
from xentgui.questions.principle import Principle, principle
from xentgui.questions.row_terms import RowTerms, row_terms
from xentgui.questions.saying.register import capital
from xentgui.questions.saying.runs import Run
from xentgui.sources import sources
from xentgui.sources.source import Source

CITED = ("nielsen", "tensorflow-intro", "cs231n")
_MODEL = (*acting(LOGITS, A), "likelihood", "one_output", "renormalise", "ignore_index")
SMALLEST = -math.log(1e-300)

Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Meaning:
    """A word, two lines that say what it is, and a sentence with its number here: () where it has none."""

    word: str
    lines: tuple[str, str]
    here: Runs = ()


@dataclass(frozen=True, eq=False)
class Here:
    """What the numbers are of: a row and column (counted from 0) of what a definition of this short name gives."""

    evaluation: Evaluation
    short: str
    row: int
    column: int
    names: tuple[str, ...]

    @property
    def batch(self) -> Batch:
        return self.evaluation.batch

    @property
    def definition(self) -> Definition:
        return self.evaluation.definition

    @cached
    def terms(self) -> RowTerms:
        """The row under the bare model: its probabilities, and labels as they were entered."""
        bare = Definition(**{name: getattr(self.definition, name) for name in _MODEL})
        return row_terms(self.batch, bare, self.row)

    @cached
    def principle(self) -> Principle:
        return principle(self.batch, self.definition, self.evaluation)

    @property
    def row_words(self) -> str:
        """The row as a sentence begins with it."""
        return capital(self.batch.row_words(self.row))

    @property
    def place(self) -> str:
        return f"{self.row_words}, {self.short}: "

    @property
    def data(self) -> str:
        return f"All rows, {self.short}: "

    @property
    def unit(self) -> str:
        return unit(self.definition)

    @property
    def true_class(self) -> int | None:
        """The place of the single 1 among the labels of the row; for a yes/no question 0 is yes, and 1 is no."""
        labels = self.terms.labels
        return int(labels.argmax()) if one_class(labels[None])[0] else None

    def name(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else f"not {self.names[0]}"

    def minus_log(self) -> float | None:
        """-ln of the likelihood of the row; None where labels or model are not of the kind."""
        terms, labels = self.terms, self.terms.labels
        if not self.principle.is_likelihood or not terms.weights.any() or not zeros_and_ones(labels[None])[0]:
            return None
        if self.principle.of_one_class:
            return None if self.true_class is None else float(terms.yes[self.true_class])
        return float(np.where(labels == 1, terms.yes, terms.no).sum())


def glossary(
    evaluation: Evaluation | None, short: str, row: int, column: int, names: Sequence[str]
) -> dict[str, Meaning]:
    """Every word, in the order of the page; without numbers where nothing was evaluated."""
    here = None if evaluation is None else Here(evaluation, short, row, column, tuple(names))
    return {
        word: Meaning(word, lines, () if here is None else number(here)) for word, (lines, number) in _WORDS.items()
    }


def cited() -> tuple[Source, ...]:
    """The three sources that the words are read in."""
    return tuple(sources[name] for name in CITED)


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a word that opens begins and ends, and its name in the glossary.

    >>> list(find("Softmax of log-likelihoods"))
    [(0, 7, 'softmax'), (15, 26, 'likelihood')]
    """
    for found in _PATTERN.finditer(text):
        yield found.start(), found.end(), _name(found[0])


def _name(form: str) -> str:
    return "k" if form == "ₖ" else next(word for word in _WORDS if form.lower().startswith(word.lower()))


def _likelihood(here: Here) -> Runs:
    if not here.principle.is_likelihood:
        return (Run(f"{here.short} is none here: {here.principle.reason}."),)
    return _probability(here)


def _probability(here: Here) -> Runs:
    cost = here.minus_log()
    if cost is None:
        return ()
    if cost > SMALLEST:
        return (Run(f"{here.place}less than 1e−300."),)
    return Run(here.place), Run(value=math.exp(-cost)), Run(".")


def _probability_of(likelihood: str) -> Callable[[Here], Runs]:
    """The probability of the labels, where this is the likelihood."""
    return lambda here: _probability(here) if here.principle.likelihood == likelihood else ()


def _entropy(here: Here) -> Runs:
    return _amount(here, here.principle.entropy)


def _divergence(here: Here) -> Runs:
    return _amount(here, here.principle.kl if here.principle.is_divergence else None)


def _cross_entropy(here: Here) -> Runs:
    return _amount(here, None if here.principle.entropy is None else here.principle.value)


def _amount(here: Here, value: float | None) -> Runs:
    if value is None or math.isnan(value):
        return ()
    return Run(here.data), Run(value=value), Run(f" {here.unit}.")


def _nats(here: Here) -> Runs:
    value, base = here.principle.value, here.definition.log_base
    if here.principle.entropy is None or not math.isfinite(value):
        return ()
    nats = value * math.log(base)
    return Run(here.data), Run(value=nats), Run(" nats = "), Run(value=nats / math.log(2)), Run(" bits.")


def _one_hot(here: Here) -> Runs:
    row, place = here.row_words, here.true_class
    return (Run(f"{row} is not." if place is None else f"{row}: the 1 stands at {here.name(place)}."),)


def _k(here: Here) -> Runs:
    place = here.true_class
    if place is None:
        return (Run(f"{here.row_words} names no one true class."),)
    start = f"{here.place}k is {here.name(place)}, and aₖ is "
    return Run(start), Run(value=float(here.terms.activations[place])), Run(".")


def _logit(here: Here) -> Runs:
    if here.batch.outputs_are != "logits":
        return ()
    return (
        Run(f"{here.row_words}: f({here.name(here.column)}) = "),
        Run(value=_output(here)),
        Run("."),
    )


def _output(here: Here) -> float:
    start, block = next((s, b) for s, b in here.batch.starts() if here.row < s + len(b))
    return float(block.outputs[here.row - start, here.column])


def _activated(name: str) -> Callable[[Here], Runs]:
    def number(here: Here) -> Runs:
        if here.batch.outputs_are != "logits" or here.definition.activation != name:
            return ()
        words = f"{here.place}a({here.name(here.column)}) = "
        return Run(words), Run(value=float(here.terms.activations[here.column])), Run(".")

    return number


def _equation(*, one_output: bool) -> Callable[[Here], Runs]:
    """What the row gets where the definition is this formula."""

    def number(here: Here) -> Runs:
        is_it = here.definition == Definition(
            activation=here.definition.activation, likelihood="bernoulli", reduction=here.definition.reduction
        )
        if not is_it or here.batch.one_dimensional != one_output:
            return ()
        return Run(here.place), Run(value=here.evaluation.loss_of(here.row)), Run(f" {here.unit}.")

    return number


def _soft_labels(here: Here) -> Runs:
    labels = here.terms.labels
    if zeros_and_ones(labels[None])[0]:
        return (Run(f"{here.row_words} has none."),)
    place = int(labels.argmax())
    return Run(f"{here.row_words}: y({here.name(place)}) = "), Run(value=float(labels[place])), Run(".")


_WORDS: dict[str, tuple[tuple[str, str], Callable[[Here], Runs]]] = {
    "likelihood": (
        ("How probable the model makes the labels that were seen.",
         "The better it foresaw them, the nearer to 1; −ln of it is the loss: 0 at best."),
        _likelihood,
    ),
    "categorical": (
        ("One of several classes is true, and their probabilities sum to 1.",
         "Its likelihood is the probability of the true class alone."),
        _probability_of("categorical"),
    ),
    "Bernoulli": (
        ("A question of yes or no: yes has the probability a, no the rest, 1 − a.",
         "Several such questions, each decided by itself, multiply: all their outputs count."),
        _probability_of("bernoulli"),
    ),
    "cross-entropy": (
        ("What it costs on average to expect a where y is true: the sum of −y ln a.",
         "It is the entropy of the labels plus the divergence."),
        _cross_entropy,
    ),
    "entropy": (
        ("How unsure the labels themselves are: 0 where one class is certain.",
         "No outputs bring the cross-entropy below it."),
        _entropy,
    ),
    "divergence": (
        ("How far the outputs a are from the labels y (Kullback and Leibler).",
         "It is 0 where a = y: the part of the loss that learning can take away."),
        _divergence,
    ),
    "nats": (
        ("The unit of a loss made with the natural logarithm, ln.",
         "With log₂ it is counted in bits: one bit is ln 2 = 0.6931 nats."),
        _nats,
    ),
    "one-hot": (
        ("Labels with a single 1, at the true class, and 0 everywhere else.",
         "Of the sum over the classes they leave only −ln aₖ."),
        _one_hot,
    ),
    "soft labels": (
        ("Labels between 0 and 1, such as 0.7 for cat and 0.3 for dog: not quite sure.",
         "The loss is then a mean over the classes that may be true, with y as their weights."),
        _soft_labels,
    ),
    "k": (
        ("The true class of a row; j goes through all classes.",
         "aₖ is the probability that the model gave to what was true."),
        _k,
    ),
    "logit": (
        ("A score f before it is made a probability: any number, also below 0.",
         "A larger score means a larger probability."),
        _logit,
    ),
    "softmax": (
        ("Makes of the scores of a row probabilities that sum to 1: each eᶠ by the sum of all.",
         "Where one goes up the others go down: one class is picked."),
        _activated("softmax"),
    ),
    "sigmoid": (
        ("Makes of one score f one probability between 0 and 1: 1 / (1 + e⁻ᶠ).",
         "Each output by itself: the others do not move, and several may be true."),
        _activated("sigmoid"),
    ),
    "(57)": (
        ("Nielsen’s formula for one yes/no output: −[y ln a + (1 − y) ln(1 − a)].",
         "y = 1 keeps −ln a, and y = 0 keeps −ln(1 − a)."),
        _equation(one_output=True),
    ),
    "(63)": (
        ("Nielsen’s formula for several outputs: (57) of each, added up.",
         "It takes every output for a yes/no question of its own."),
        _equation(one_output=False),
    ),
}  # fmt: skip
_PATTERN = re.compile(
    r"(?<!\w)(?:likelihood|categorical|bernoulli|cross-entropy|entropy|divergence|one-hot|logit|softmax|sigmoid)s?(?!\w)"
    r"|(?<!\w)soft labels(?!\w)|\((?:57|63)\)"
    r"|(?<!\w)(?:nats|(?-i:k))(?![\w’'])|ₖ(?!\w)",
    re.IGNORECASE,
)
