"""ONNX' loss operators."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Library

_source = Library(
    framework="ONNX",
    version="1.23.2",
    url="https://onnx.ai/onnx/operators/onnx__{short}.html",
    reference="ONNX operators, {short} (opset 13)",
)

SOURCES = (
    _source(
        "onnx.SoftmaxCrossEntropyLoss",
        Definition(one_class=True, normalise_by="weights"),
        "Takes class indices alone. The weighted mean is divided by the weights used, as in PyTorch; "
        "ignore_index has no default.",
        arguments=("weights", "reduction", "ignore_index"),
    ),
    _source(
        "onnx.NegativeLogLikelihoodLoss",
        Definition(one_class=True, normalise_by="weights"),
        "Takes log-probabilities and class indices, with the classes on axis 1.",
        takes="log-probabilities",
        arguments=("weight", "reduction", "ignore_index"),
    ),
)
