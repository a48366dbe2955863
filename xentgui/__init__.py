"""xentgui: the cross-entropy laboratory.

Which definition of cross-entropy gives which number on your labels and outputs, and why do they agree or differ?

>>> import xentgui
>>> print(f"{xentgui.evaluate([0], [[40.0, 0.0]]).value:.13g}")
4.248354255292e-18
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from xentgui.losses.arrays import DataError as DataError
from xentgui.losses.batch import Batch as Batch
from xentgui.losses.definition import Definition as Definition
from xentgui.losses.evaluation import Evaluation as Evaluation
from xentgui.losses.evaluation import evaluate as _evaluate
from xentgui.sources import Source as Source
from xentgui.sources import definitions as definitions
from xentgui.sources import describe as _describe
from xentgui.sources import resolve as _resolve
from xentgui.sources import sources as sources

if TYPE_CHECKING:
    from xentgui.notebook.agreeing import assert_agrees as assert_agrees
    from xentgui.notebook.explanation import Explanation as Explanation
    from xentgui.notebook.explanation import explain as explain
    from xentgui.notebook.showing import Shown as Shown
    from xentgui.notebook.showing import show as show
    from xentgui.questions.agreement import Agreement as Agreement
    from xentgui.questions.agreement import Comparison as Comparison
    from xentgui.questions.curve import Curve as Curve
    from xentgui.questions.matching import Match as Match
    from xentgui.questions.matching import match as match
    from xentgui.questions.parts import Part as Part
    from xentgui.questions.parts import PartResult as PartResult
    from xentgui.questions.parts import parts as parts
    from xentgui.questions.public import compare as compare
    from xentgui.questions.public import curve as curve
    from xentgui.questions.training import FreeOutputs as FreeOutputs
    from xentgui.questions.training import LinearClassifier as LinearClassifier
    from xentgui.questions.training import Neuron as Neuron
    from xentgui.questions.training import State as State
    from xentgui.questions.training import Trace as Trace
    from xentgui.questions.training import TrainingRun as TrainingRun
    from xentgui.questions.training import train as train
    from xentgui.questions.training import train_steps as train_steps

# The questions are read when they are first asked: importing xentgui stays quick.
_ASKED = {
    "notebook.agreeing": ("assert_agrees",),
    "notebook.explanation": ("Explanation", "explain"),
    "notebook.showing": ("Shown", "show"),
    "questions.agreement": ("Agreement", "Comparison"),
    "questions.public": ("compare", "curve"),
    "questions.curve": ("Curve",),
    "questions.matching": ("Match", "match"),
    "questions.parts": ("Part", "PartResult", "parts"),
    "questions.training": (
        "FreeOutputs",
        "LinearClassifier",
        "Neuron",
        "State",
        "Trace",
        "TrainingRun",
        "train",
        "train_steps",
    ),
}
_ROOM_OF = {name: room for room, names in _ASKED.items() for name in names}

__all__ = [
    "Batch",
    "DataError",
    "Definition",
    "Evaluation",
    "Source",
    "definitions",
    "describe",
    "evaluate",
    "formula",
    "sources",
    *_ROOM_OF,
]


def evaluate(
    labels: object,
    outputs: object,
    definition: str | Definition = "softmax",
    *,
    outputs_are: str = "logits",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    **changes: object,
) -> Evaluation:
    """What one definition gives on labels and outputs: the loss, its terms, its gradient, and what it assumes.

    Args:
        labels: ``(N, K)`` numbers in [0, 1]; or ``(N,)`` class indices where the outputs have two or more columns; or
            ``(N,)`` or ``(N, 1)`` numbers in [0, 1] for one yes/no output; class indices without the class axis, or a
            table of the outputs' shape, where the outputs have more axes.
        outputs: ``(N, K)``, or ``(N,)`` for one yes/no output, or more axes: ``(B, T, V)``, ``(N, C, H, W)``.
        definition: a name in ``xentgui.definitions``, or a Definition.
        outputs_are: ``"logits"``, ``"probabilities"`` or ``"log-probabilities"``: what the outputs are.
        sample_weights: None, a number, ``(N,)`` or the leading shape, ``(N, K)``, ``(1, K)`` or the outputs' shape;
            finite and >= 0.
        class_axis: the axis of the classes; None finds it by the labels' shape. 0 makes outputs ``(K,)`` one sample.
        groups: None, or what broadcasts to the leading shape: which group a sample is in.
        changes: fields of Definition, applied on top.

    Returns:
        An Evaluation; its losses are in units of the definition's logarithm (nats for base e).

    Raises:
        DataError: data that can not be read, or that the definition does not take; it names the table and the cell.
        ValueError: an unknown name, field or value.

    >>> round(evaluate([2], [[-2.85, 0.86, 0.28]], log_base=10).value, 3)
    0.452
    """
    resolved = _resolve(definition, changes)
    batch = Batch(
        labels,
        outputs,
        outputs_are=outputs_are,
        sample_weights=sample_weights,
        class_axis=class_axis,
        groups=groups,
    )
    return _evaluate(batch, resolved)


def formula(definition: str | Definition) -> str:
    r"""The formula of a definition as TeX, with its weights, smoothing, base and clip visible.

    Raises:
        ValueError: an unknown name.

    >>> print(formula("cs231n"))
    -\frac{1}{n}\sum_{x} \ln\left(\frac{e^{f_k}}{{\sum}_{j}\,e^{f_j}}\right)
    """
    from xentgui.questions.formula import formula as tex

    return tex(_resolve(definition))


def describe(definition: str | Definition) -> str:
    """The nearest name and what differs from it.

    Raises:
        ValueError: an unknown name.

    >>> describe(Definition(log_base=2))
    'softmax, log_base=2'
    """
    return _describe(_resolve(definition))


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(f"xentgui.{_ROOM_OF[name]}"), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)
