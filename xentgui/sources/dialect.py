"""How a library writes arrays, and what is done with them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.needs import Needs


class UnsayableError(ValueError):
    """A library has no words for this definition on this data; the message says why."""


@dataclass(frozen=True)
class Call:
    """A library's own loss function, called.

    It gives the whole value or the losses (one for each sample), with the class weights in them, or the terms (one for
    each output), which have them where `weighted`; ignored samples are taken out where it `ignores` them.
    """

    expression: str
    gives: Literal["value", "losses", "terms"]
    weighted: bool = False
    ignores: bool = False


def _no_call(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
    return None


def of_logits(
    softmax: Callable[[Batch, Definition], Call | None], sigmoid: Callable[[Definition, Needs], Call | None]
) -> Callable[[Batch, Definition, Needs], Call | None]:
    """The call of a library whose functions take logits, sum over the outputs and leave the samples apart."""

    def call(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
        if needs.guarded or needs.two_classes or not needs.plain or batch.outputs_are != "logits":
            return None
        if definition.exclusive and definition.activation == "softmax":
            return softmax(batch, definition) if needs.summed == "sum" and needs.sample_weights != 2 else None
        return sigmoid(definition, needs) if definition.two_sided and definition.activation == "sigmoid" else None

    return call


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A library's words. Each is a format string: x is the argument, and k or low and high what else it needs."""

    imports: Callable[[str], str]  # what a program needs, seen by its text
    numbers: str  # x: a list, kind: "float64" or "float32"
    own_numbers: str = ""  # x: a list, of the kind that the library takes by itself
    own_kind: str = ""
    integers: str  # x: a list
    infinity: str = 'float("inf")'
    log_softmax: str
    log_sigmoid: str
    log_sigmoid_of_minus: str
    softmax: str
    sigmoid: str
    log_sum_exp: str  # over the last axis
    exp: str
    log: str
    log1p: str
    tanh: str
    clip: str
    at_least: str
    where: str  # x: the condition, then, otherwise
    total: str
    mean: str
    total_rows: str
    mean_rows: str
    count: str
    one_hot: str  # x: class indices, k: how many, kind
    identity: str  # k: how many; as booleans
    zeros: str
    pair: str  # no, yes: two columns
    scalar: str = "float({x})"
    listed: str = "{x}.tolist()"
    ln: str = "math.log({x})"
    rounded: str  # x, kind: "bfloat16" or "float16"
    has_bfloat16: bool = True
    call: Callable[[Batch, Definition, Needs], Call | None] = _no_call
