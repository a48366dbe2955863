"""ONNX' loss operators."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

FRAMEWORK = "ONNX"
VERSION = "1.23.2"


def _source(name: str, definition: Definition, particular: str, *, takes: str) -> Source:
    short = name.removeprefix("onnx.")
    return Source(
        name=name,
        title=f"ONNX {short}",
        definition=definition,
        takes=takes,
        reference=f"ONNX operators, {short} (opset 13)",
        url=f"https://onnx.ai/onnx/operators/onnx__{short}.html",
        version=VERSION,
        particular=particular,
        framework=FRAMEWORK,
    )


SOURCES = (
    _source(
        "onnx.SoftmaxCrossEntropyLoss",
        Definition(one_class=True, normalise_by="weights"),
        "Takes class indices alone. The weighted mean is divided by the weights used, as in PyTorch; "
        "ignore_index has no default.",
        takes="logits",
    ),
    _source(
        "onnx.NegativeLogLikelihoodLoss",
        Definition(one_class=True, normalise_by="weights"),
        "Takes log-probabilities and class indices, with the classes on axis 1.",
        takes="log-probabilities",
    ),
)
