"""One thing that goes wrong: what it does to the outputs, and the sentences that explain it."""

from collections.abc import Callable
from dataclasses import dataclass

from xentgui.losses.arrays import Array
from xentgui.questions.matching.numbers_changed import same


@dataclass(frozen=True)
class OutputChange:
    """Outputs that are `of` this kind are changed and then read as another: by the `activations`, where these are few.

    `among` says for how many outputs it applies: "any", "several" or "one". `detail` tells changes of one slip apart.
    """

    of: str
    read_as: str
    change: Callable[[Array], Array] = same
    activations: tuple[str, ...] = ()
    among: str = "any"
    detail: str = ""
    more_bits: float = 0.0


@dataclass(frozen=True)
class Slip:
    """`title`: a few words. `says`: what happened, a clause. `advice`: what to change, without a full stop."""

    slug: str
    bits: float
    title: str
    says: str
    advice: str
    outputs: tuple[OutputChange, ...] = ()


L, P, LP = "logits", "probabilities", "log-probabilities"
