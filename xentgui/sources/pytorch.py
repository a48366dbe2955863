"""PyTorch's cross-entropy functions."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

FRAMEWORK = "PyTorch"
VERSION = "2.13.0"
_DOCS = "https://docs.pytorch.org/docs/2.13/generated/"
_ELEMENTS = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none")


def _source(name: str, definition: Definition, particular: str, *, takes: str = "logits", also: str = "") -> Source:
    short = name.rpartition(".")[2]
    return Source(
        name=name,
        title=f"PyTorch {short}",
        definition=definition,
        takes=takes,
        reference=f"PyTorch documentation, {name}",
        url=f"{_DOCS}{name}.html",
        version=VERSION,
        particular=particular,
        framework=FRAMEWORK,
        also=(also,) if also else (),
    )


SOURCES = (
    _source(
        "torch.nn.CrossEntropyLoss",
        Definition(normalise_by="weights-of-indices", ignore_index=-100),
        "Takes logits; softmax outputs passed in are softmaxed again. With class indices the weighted mean is "
        "divided by the weights used, with a table of labels by the number of rows. A mean over no rows is nan.",
        also="torch.nn.functional.cross_entropy",
    ),
    _source(
        "torch.nn.NLLLoss",
        Definition(one_class=True, normalise_by="weights", ignore_index=-100),
        "Takes log-probabilities (from log_softmax) and only picks and negates them: probabilities passed in "
        "give a negative loss. It takes class indices alone.",
        takes="log-probabilities",
        also="torch.nn.functional.nll_loss",
    ),
    _source(
        "torch.nn.BCEWithLogitsLoss",
        _ELEMENTS,
        "The mean runs over all N·K elements, not over the N rows. Its `weight` never enters the divisor, "
        "and `pos_weight` multiplies the y ln a term alone.",
        also="torch.nn.functional.binary_cross_entropy_with_logits",
    ),
    _source(
        "torch.nn.BCELoss",
        Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none", log_clamp=-100.0),
        "Takes probabilities. Each logarithm is held at -100, so a hopeless answer costs 100 and no more. "
        "The mean runs over all N·K elements.",
        takes="probabilities",
        also="torch.nn.functional.binary_cross_entropy",
    ),
    _source(
        "torch.nn.MultiLabelSoftMarginLoss",
        Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="mean"),
        "Despite its name it is the sigmoid cross-entropy of the logits, averaged over the outputs of each row "
        "first: with reduction none it gives N values, not N·K.",
        also="torch.nn.functional.multilabel_soft_margin_loss",
    ),
)
