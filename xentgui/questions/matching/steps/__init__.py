"""Everything that is known to go wrong, in the order in which it happens."""

from collections.abc import Mapping
from types import MappingProxyType

from xentgui.questions.matching.steps.ending import EndingStep
from xentgui.questions.matching.steps.label_reading import LabelStep
from xentgui.questions.matching.steps.outputs import OutputStep
from xentgui.questions.matching.steps.situation import SituationStep
from xentgui.questions.matching.steps.smoothing import Divergence, SmoothingStep
from xentgui.questions.matching.steps.step import Step, every
from xentgui.questions.matching.steps.weights import WeightStep

KINDS: Mapping[str, tuple[type[Step], ...]] = MappingProxyType(
    {
        "The situation": tuple(every(SituationStep)),
        "Outputs": tuple(every(OutputStep)),
        "Labels": tuple(every(LabelStep)),
        "Weights": tuple(every(WeightStep)),
        "Smoothing": (*every(SmoothingStep), Divergence),
        "The number": tuple(every(EndingStep)),
    }
)
SLIPS: Mapping[str, type[Step]] = MappingProxyType({step.slug: step for kind in KINDS.values() for step in kind})
