"""The tools of an assistant, explain and evaluate, over the Model Context Protocol on standard input and output."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

import xentgui
from xentgui.diagnosis import own_version
from xentgui.questions.number import as_printed
from xentgui.terminal.answers import plain

INSTRUCTIONS = (
    "Which cross-entropy a number is, is computed here and not guessed: explain says which definition, option or slip "
    "gives a loss on labels and outputs, evaluate what a definition gives. Pass on the words of the answer, also where "
    "they say that several explanations fit or that it may be chance."
)
Kind = Literal["logits", "probabilities", "log-probabilities"]


def explain(
    labels: list[Any],
    outputs: list[Any],
    number: str | float | list[str | float],
    definition: str = "softmax",
    outputs_are: Kind | None = None,
    sample_weights: list[float] | None = None,
    options: dict[str, Any] | None = None,
) -> str:
    """Say which definition, option or slip gives a loss on these data, how to tell them apart, and what it is not.

    Args:
        labels: class numbers, one for each row of the outputs; or rows of numbers in [0, 1]; "ignored" rows as -100.
        outputs: rows of one number for each class, or one number for each yes/no answer; "inf" and "-inf" as text.
        number: the loss as it was printed, with all its digits, such as "0.4591"; or one for each row.
        definition: the loss that was meant, as people write it: torch.nn.CrossEntropyLoss, log_loss, ...
        outputs_are: what the outputs are; leave it out where that is not known.
        sample_weights: one for each row.
        options: what is known of the call: class_weights, ignore_index, label_smoothing, reduction, log_base, ...
    """
    printed = [str(each) for each in number] if isinstance(number, list) else as_printed(str(number))
    found = xentgui.explain(
        _numbers(labels), _numbers(outputs), printed, definition=definition, outputs_are=outputs_are,
        sample_weights=sample_weights, **options or {},
    )  # fmt: skip
    return found.text


def evaluate(
    labels: list[Any],
    outputs: list[Any],
    definition: str = "softmax",
    outputs_are: Kind = "logits",
    sample_weights: list[float] | None = None,
    options: dict[str, Any] | None = None,
) -> str:
    """Compute the loss that a definition gives on these data; the arguments are those of explain."""
    found = xentgui.evaluate(
        _numbers(labels), _numbers(outputs), definition, outputs_are=outputs_are, sample_weights=sample_weights,
        **options or {},
    )  # fmt: skip
    value = f"{plain(found.value)}  ({xentgui.describe(found.definition)})"
    return "\n".join([value, *(f"warning: {warning}" for warning in found.warnings)])


def _in_words(tool: Callable[..., str]) -> Callable[..., str]:
    """The tool, whose errors are sentences that the assistant is to read; others would be kept from it."""

    @functools.wraps(tool)
    def answered(**arguments: Any) -> str:
        try:
            return tool(**arguments)
        except ValueError as error:
            raise ToolError(str(error)) from error

    return answered


def _numbers(given: Any) -> Any:
    """JSON has no infinite numbers: they come as text."""
    if isinstance(given, list):
        return [_numbers(each) for each in given]
    return float(given) if given in ("inf", "-inf") else given


def serve() -> None:
    """Answer until standard input ends."""
    server = MCPServer("xentgui", version=own_version(), instructions=INSTRUCTIONS)
    for tool in (explain, evaluate):
        server.add_tool(_in_words(tool))
    server.run()
