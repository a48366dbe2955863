"""PyTorch's cross-entropy functions."""

from dataclasses import replace

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.dialect import Call, Dialect
from xentgui.sources.needs import Needs
from xentgui.sources.source import Library

_source = Library(
    framework="PyTorch",
    version="2.13.0",
    url="https://docs.pytorch.org/docs/stable/generated/{function}.html",
)
_WEIGHED = ("weight", "reduction")
_ELEMENTS = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none")

SOURCES = (
    _source(
        "torch.nn.CrossEntropyLoss",
        Definition(normalise_by="weights-of-indices", ignore_index=-100),
        "Takes logits; softmax outputs passed in are softmaxed again. With class indices the weighted mean is "
        "divided by the weights used, with a table of labels by the number of rows. A mean over no rows is nan.",
        also=("torch.nn.functional.cross_entropy",),
        arguments=(*_WEIGHED, "label_smoothing", "ignore_index"),
    ),
    _source(
        "torch.nn.NLLLoss",
        Definition(one_class=True, normalise_by="weights", ignore_index=-100),
        "Takes log-probabilities (from log_softmax) and only picks and negates them: probabilities passed in "
        "give a negative loss. It takes class indices alone.",
        takes="log-probabilities",
        also=("torch.nn.functional.nll_loss",),
        arguments=(*_WEIGHED, "ignore_index"),
    ),
    _source(
        "torch.nn.BCEWithLogitsLoss",
        _ELEMENTS,
        "The mean runs over all N·K elements, not over the N rows. Its `weight` never enters the divisor, "
        "and `pos_weight` multiplies the y ln a term alone.",
        also=("torch.nn.functional.binary_cross_entropy_with_logits",),
        arguments=(*_WEIGHED, "pos_weight"),
    ),
    _source(
        "torch.nn.BCELoss",
        Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none", log_clamp=-100.0),
        "Takes probabilities. Each logarithm is held at -100, so a hopeless answer costs 100 and no more. "
        "The mean runs over all N·K elements.",
        takes="probabilities",
        also=("torch.nn.functional.binary_cross_entropy",),
        arguments=_WEIGHED,
    ),
    _source(
        "torch.nn.MultiLabelSoftMarginLoss",
        Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="mean"),
        "Despite its name it is the sigmoid cross-entropy of the logits, averaged over the outputs of each row "
        "first: with reduction none it gives N values, not N·K.",
        also=("torch.nn.functional.multilabel_soft_margin_loss",),
        arguments=_WEIGHED,
    ),
    _source(
        "torch.nn.KLDivLoss",
        Definition(divergence=True, over_outputs="none"),
        "Takes log-probabilities, and the labels as probabilities. The mean runs over all N·K elements, which is the "
        "divergence divided by K: PyTorch itself warns and recommends batchmean.",
        takes="log-probabilities",
        also=("torch.nn.functional.kl_div",),
        arguments=("reduction",),
    ),
    _source(
        "torch.nn.KLDivLoss:batchmean",
        Definition(divergence=True),
        'With reduction="batchmean" the sum is divided by the number of rows: the divergence itself.',
        takes="log-probabilities",
        title="PyTorch KLDivLoss:batchmean",
    ),
    _source(
        "torch.nn.KLDivLoss:sum",
        Definition(divergence=True, reduction="sum"),
        'With reduction="sum" nothing is divided.',
        takes="log-probabilities",
        title="PyTorch KLDivLoss:sum",
    ),
    _source(
        "torchvision.ops.sigmoid_focal_loss",
        replace(_ELEMENTS, reduction="none", focal_gamma=2.0, alpha=0.25),
        "Gives N·K numbers by default. alpha = 0.25 is the weight of the rare yes, so a no weighs 0.75; "
        "a negative alpha switches it off. On soft labels its factor is (1 - p_t) of the mixture.",
        title="torchvision sigmoid_focal_loss",
        reference="torchvision documentation, torchvision.ops.sigmoid_focal_loss",
        url="https://docs.pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html",
        version="0.28, documentation",
        arguments=("alpha", "gamma", "reduction"),
    ),
    _source(
        "transformers.loss:ForCausalLM",
        Definition(normalise_by="weights-of-indices", ignore_index=-100),
        "Labels are shifted by one inside: give it the inputs as labels and shift nothing. Where "
        "num_items_in_batch is given the sum is divided by that, not by the tokens of this batch.",
        title="transformers loss of a causal language model",
        reference="transformers, loss_utils.ForCausalLMLoss",
        url="https://github.com/huggingface/transformers/blob/main/src/transformers/loss/loss_utils.py",
        version="4.57, source",
    ),
    _source(
        "liger_kernel.LigerCrossEntropyLoss",
        Definition(normalise_by="weights-of-indices", ignore_index=-100),
        "As PyTorch's; softcap, lse_square_scale (the z-loss) and label_smoothing are its arguments. It "
        "writes the gradient over the logits that it is given.",
        title="Liger Kernel LigerCrossEntropyLoss",
        reference="Liger Kernel, LigerCrossEntropyLoss",
        url="https://github.com/linkedin/Liger-Kernel",
        version="0.6, source",
        arguments=(*_WEIGHED, "label_smoothing", "ignore_index"),
    ),
)


def _call(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
    if needs.guarded or needs.one_class or needs.two_classes:
        return None
    if definition.exclusive and needs.plain and needs.summed == "sum":
        return _cross_entropy(batch, definition, needs)
    if definition.two_sided and definition.activation == "sigmoid":
        return _binary_cross_entropy(batch, definition, needs)
    return None


def _cross_entropy(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
    if batch.outputs_are == "logits" and definition.activation == "softmax":
        function, smoothing = "F.cross_entropy", definition.label_smoothing
    elif batch.outputs_are == "log-probabilities" and batch.indices and not definition.label_smoothing:
        function, smoothing = "F.nll_loss", 0.0
    else:
        return None
    if needs.sample_weights == 2:
        return None
    arguments = ["{outputs}", "labels"]
    if definition.class_weights is not None:
        arguments.append("weight=class_weights")
    if needs.ignored:
        arguments.append(f"ignore_index={definition.ignore_index}")
    if smoothing:
        arguments.append(f"label_smoothing={smoothing!r}")
    whole = _gives_value(definition, needs, divides_by="weights" if batch.indices and needs.weighs_classes else "")
    arguments.append(f'reduction="{definition.reduction if whole else "none"}"')
    written = f"{function}({', '.join(arguments)})".replace(', reduction="mean"', "")
    return Call(written, "value" if whole else "losses", ignores=whole)


def _gives_value(definition: Definition, needs: Needs, *, divides_by: str) -> bool:
    """Whether the function's own reduction is the one that is asked for."""
    if needs.sample_weights or definition.reduction == "none":
        return False
    wanted = (divides_by,) if divides_by else ("counted",) if needs.ignored else ("rows", "counted")
    return definition.reduction == "sum" or needs.divides_by in wanted


def _binary_cross_entropy(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
    by_itself = definition.clip is None and definition.log_epsilon is None
    if batch.outputs_are == "logits" and needs.plain:
        function = "F.binary_cross_entropy_with_logits"
    elif batch.outputs_are == "probabilities" and by_itself and definition.log_clamp in (None, -100.0):
        function = "F.binary_cross_entropy"
        if definition.pos_weight is not None:
            return None
    else:
        return None
    if definition.class_weights is not None and not needs.table:
        return None
    arguments = ["{outputs}", "{y}" if not batch.indices or needs.table else "labels"]
    if definition.class_weights is not None:
        arguments.append("weight=class_weights")
    if definition.pos_weight is not None:
        one = not isinstance(definition.pos_weight, tuple)
        arguments.append(f"pos_weight=torch.tensor({definition.pos_weight!r})" if one else "pos_weight=pos_weight")
    elementwise = needs.summed == "none" or not needs.table
    direct = definition.reduction == "sum" or needs.divides_by == "rows"
    whole = elementwise and direct and definition.reduction != "none" and not (needs.sample_weights or needs.ignored)
    arguments.append(f'reduction="{definition.reduction if whole else "none"}"')
    written = f"{function}({', '.join(arguments)})".replace(', reduction="mean"', "")
    return Call(written, "value" if whole else "terms", weighted=True)


def _imports(code: str) -> str:
    return "import torch" + ("\nimport torch.nn.functional as F" if "F." in code else "")


DIALECT = Dialect(
    imports=_imports,
    numbers="torch.tensor({x}, dtype=torch.{kind})",
    integers="torch.tensor({x})",
    infinity="torch.inf",
    log_softmax="torch.log_softmax({x}, dim=1)",
    log_sigmoid="F.logsigmoid({x})",
    log_sigmoid_of_minus="F.logsigmoid(-{x})",
    softmax="torch.softmax({x}, dim=1)",
    sigmoid="torch.sigmoid({x})",
    log_sum_exp="torch.logsumexp({x}, dim=-1)",
    exp="torch.exp({x})",
    log="torch.log({x})",
    log1p="torch.log1p({x})",
    tanh="torch.tanh({x})",
    clip="torch.clamp({x}, {low}, {high})",
    at_least="torch.clamp({x}, min={low})",
    where="torch.where({x}, {then}, {otherwise})",
    total="{x}.sum()",
    mean="{x}.mean()",
    total_rows="{x}.sum(dim=1)",
    mean_rows="{x}.mean(dim=1)",
    count="torch.count_nonzero({x})",
    one_hot="F.one_hot({x}, {k}).to(torch.{kind})",
    identity="torch.eye({k}, dtype=torch.bool)",
    zeros="torch.zeros_like({x})",
    pair="torch.stack([{no}, {yes}], dim=1)",
    rounded="{x}.to(torch.{kind})",
    call=_call,
)
