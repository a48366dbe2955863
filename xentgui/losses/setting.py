"""How a batch is read under a definition's pointwise half: the key under which blocks remember their parts."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition


@dataclass(frozen=True)
class Setting:
    """The pointwise half of a definition, and what the outputs and labels of the batch are."""

    pointwise: Definition
    outputs_are: str
    one_dimensional: bool
    indices: bool

    @classmethod
    def of(cls, batch: Batch, definition: Definition) -> "Setting":
        return cls(definition.pointwise, batch.outputs_are, batch.one_dimensional, batch.indices)

    @property
    def dtype(self) -> type[np.floating[Any]]:
        return np.float32 if self.pointwise.precision == "float32" else np.float64

    @property
    def two_sided(self) -> bool:
        """Whether a term has both y ln a and (1 - y) ln(1 - a): bernoulli, and the two classes of one column."""
        return self.pointwise.likelihood == "bernoulli" or (
            self.one_dimensional and self.pointwise.likelihood == "categorical"
        )

    @property
    def exclusive(self) -> bool:
        """Whether the columns are classes of one distribution, under a categorical definition."""
        return self.pointwise.likelihood == "categorical" and not self.one_dimensional

    @property
    def softmax(self) -> bool:
        """Whether logits go through a softmax over the columns; on ``(N,)`` outputs over no and yes: a sigmoid."""
        logits = self.outputs_are == "logits" and self.pointwise.activation == "softmax"
        return logits and not self.one_dimensional
