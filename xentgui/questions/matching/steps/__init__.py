"""Everything that is known to go wrong, in the order in which it happens."""

from collections.abc import Mapping
from types import MappingProxyType

from xentgui.questions.matching.steps.ending import EndingStep
from xentgui.questions.matching.steps.labels import LABEL_STEPS
from xentgui.questions.matching.steps.outputs import OutputStep
from xentgui.questions.matching.steps.rows import RowStep
from xentgui.questions.matching.steps.situation import SituationStep
from xentgui.questions.matching.steps.smoothing import Divergence, SmoothingStep
from xentgui.questions.matching.steps.step import Step, every
from xentgui.questions.matching.steps.weights import WeightStep

KINDS: Mapping[str, tuple[type[Step], ...]] = MappingProxyType(
    {
        "The situation": tuple(every(SituationStep)),
        "Outputs": tuple(every(OutputStep)),
        "Labels": LABEL_STEPS,
        "Weights": tuple(every(WeightStep)),
        "Smoothing": (*every(SmoothingStep), Divergence),
        "Rows put together": tuple(every(RowStep)),
        "The number": tuple(step for step in every(EndingStep) if not issubclass(step, RowStep)),
    }
)
SLIPS: Mapping[str, type[Step]] = MappingProxyType({step.slug: step for kind in KINDS.values() for step in kind})
