"""Named starts of training: each shows one thing that the choice of the loss does to learning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from xentgui.losses.definition import Definition
from xentgui.questions.contest import Contender, Contest, OfTable, Start, Training, same_start
from xentgui.questions.models import FreeOutputs, LinearClassifier, Neuron
from xentgui.sources.seeds import MULTI_SIGMOID, SQUARES

EQUAL_RATE = 0.15  # of both of Nielsen's costs, where they race at equal rates
BOOK_RATES = (0.15, 0.005)

QUADRATIC = Contender("quadratic", "Quadratic (6)", "Quadratic", SQUARES, 3, EQUAL_RATE, source="Nielsen, ch. 1")
CROSS_ENTROPY = Contender(
    "nielsen", "Cross-entropy (57)", "Cross-entropy", MULTI_SIGMOID, 0, EQUAL_RATE, source="Nielsen, ch. 3"
)
SOFTMAX = Contender("softmax", "Softmax cross-entropy", "Softmax", Definition(), 1, 0.5, source="one class per point")
TWICE = Contender(
    "softmax-twice", "Softmax taken twice", "Softmax twice", Definition(), 4, 0.5, True, "the commonest slip"
)
SIGMOIDS = Contender(
    "sigmoids", "Independent sigmoids (63)", "Sigmoids", MULTI_SIGMOID, 0, 0.5, source="yes/no per class"
)
SMOOTHED = Contender(
    "smoothed", "Smoothed labels, s = 0.1", "Smoothed", Definition(label_smoothing=0.1), 5, 1.0, source="soft labels"
)
FOCAL = Contender("focal", "Focal loss, γ = 2", "Focal", Definition(focal_gamma=2.0), 2, 0.5, source="Lin et al., 2017")
ONE_HOT = Contender("one-hot", "One-hot labels", "One-hot", Definition(), 1, 1.0, source="as entered")

# Three classes in a plane, and three points between two of them that are both.
POINTS = (
    (-1.6, 1.0), (-1.1, 1.5), (-1.9, 0.4), (-0.9, 0.8), (-1.4, 0.3), (-2.2, 1.2),
    (1.5, 1.1), (1.0, 1.6), (2.0, 0.6), (0.9, 0.7), (1.6, 0.2), (2.3, 1.3),
    (0.1, -1.5), (-0.4, -1.1), (0.6, -1.0), (0.0, -2.1), (0.7, -1.8), (-0.7, -1.9),
)  # fmt: skip
CLASSES = (0,) * 6 + (1,) * 6 + (2,) * 6
BETWEEN = ((-0.2, 1.3), (0.1, 1.8), (0.2, 0.9))

# A common class, and a rare one at its edge.
COMMON = (
    (-1.6, 0.9), (-1.1, 1.4), (-1.9, 0.3), (-0.9, 0.7), (-1.4, 0.2), (-2.2, 1.1), (-0.4, 0.5), (-1.0, -0.3),
    (-1.7, -0.5), (-0.6, -0.9), (-2.1, -0.2), (-1.2, -1.1), (-0.3, 1.2), (-0.7, 0.1), (-1.5, 1.8), (-2.4, 0.5),
    (0.2, -0.2), (0.4, 0.8), (-0.1, -1.4), (0.1, 0.4),
)  # fmt: skip
RARE = ((0.7, 0.2), (1.1, -0.4), (0.5, -0.7), (0.3, 0.1))


def _with_both() -> np.ndarray:
    return np.concatenate([np.eye(3)[list(CLASSES)], np.tile([1.0, 1.0, 0.0], (len(BETWEEN), 1))])


@dataclass(frozen=True)
class TrainingExample:
    """A contest with its name on the command line, its title in the menu, a shorter one, and what it shows."""

    name: str
    title: str
    short: str
    shows: str
    contest: Contest


_ALL = (
    TrainingExample(
        "neuron-mild",
        "Nielsen’s neuron, mild start",
        "mild start",
        "From w = 0.6 and b = 0.9 both costs learn at once, cross-entropy faster.",
        Contest(Neuron(0.6, 0.9), (QUADRATIC, CROSS_ENTROPY)),
    ),
    TrainingExample(
        "neuron-wrong",
        "Nielsen’s neuron, badly wrong start",
        "badly wrong start",
        "From w = b = 2 the quadratic cost hardly learns for 150 epochs; cross-entropy, at the same rate, at once.",
        Contest(Neuron(2.0, 2.0), (QUADRATIC, CROSS_ENTROPY)),
    ),
    TrainingExample(
        "softmax-twice",
        "Softmax twice trains slower",
        "softmax twice",
        "Probabilities handed to a loss that takes logits: it still learns, but slower, and the loss stays high.",
        Contest(LinearClassifier(POINTS, CLASSES), (SOFTMAX, TWICE)),
    ),
    TrainingExample(
        "one-hot-or-soft",
        "One-hot against soft labels",
        "one-hot or soft",
        "One-hot labels push the logits apart for ever; soft labels say where to stop, and the loss ends above 0.",
        Contest(FreeOutputs(np.eye(3), np.zeros((3, 3))), (ONE_HOT, SMOOTHED)),
    ),
    TrainingExample(
        "exclusive-or-not",
        "Three classes, exclusive or not",
        "exclusive or not",
        "Three points are A and B at once. A softmax must share; independent sigmoids say yes to both.",
        Contest(LinearClassifier(np.concatenate([POINTS, BETWEEN]), _with_both()), (SOFTMAX, SIGMOIDS)),
    ),
    TrainingExample(
        "focal-or-plain",
        "A rare class, focal loss or plain",
        "focal or plain",
        "In steps four times larger the focal loss learns the rare class sooner, and ends less sure of the common one.",
        Contest(
            LinearClassifier(COMMON + RARE, (0,) * len(COMMON) + (1,) * len(RARE)), (SOFTMAX, replace(FOCAL, rate=2.0))
        ),
    ),
)

training_examples: Mapping[str, TrainingExample] = MappingProxyType({example.name: example for example in _ALL})

# What is trained where nobody asked for anything else.
AT_FIRST = Training(training_examples["neuron-mild"].contest, OfTable(), training_examples["exclusive-or-not"].contest)


def example_of(start: Start) -> TrainingExample | None:
    """The example that has this start, if one has."""
    return next((each for each in _ALL if same_start(each.contest.start, start)), None)


# What can be trained on, by what is trained, beside the definitions on show.
COSTS: Mapping[str, tuple[Contender, ...]] = MappingProxyType(
    {
        "neuron": (
            QUADRATIC,
            CROSS_ENTROPY,
            Contender(
                "smoothed-yes-no",
                "Cross-entropy, s = 0.1",
                "Smoothed",
                Definition(activation="sigmoid", likelihood="bernoulli", label_smoothing=0.1),
                5,
                EQUAL_RATE,
                source="soft target",
            ),
        ),
        "classifier": (
            SOFTMAX,
            SIGMOIDS,
            TWICE,
            replace(SMOOTHED, rate=0.5),
            FOCAL,
            Contender("squares", "Quadratic over sigmoids", "Quadratic", SQUARES, 3, 0.5, source="Nielsen, ch. 1"),
        ),
        "outputs": (ONE_HOT, SMOOTHED, replace(TWICE, rate=1.0), replace(SIGMOIDS, rate=1.0)),
    }
)
