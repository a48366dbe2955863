"""Keras' cross-entropy losses and metrics."""

import math
from dataclasses import replace

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.dialect import Call, Dialect
from xentgui.sources.needs import Needs
from xentgui.sources.source import Library

_CLIP = 1e-7
_LOGITS = Definition(empty_mean="zero", precision="float32")
_LOGITS_INDEX = Definition(one_class=True, empty_mean="zero", precision="float32")
_LOGITS_BINARY = Definition(
    activation="sigmoid", likelihood="bernoulli", over_outputs="mean", empty_mean="zero", precision="float32"
)
_PROBABILITIES = Definition(renormalise="before-clip", clip=_CLIP, empty_mean="zero", precision="float32")
_INDEX = Definition(renormalise="before-clip", clip=_CLIP, one_class=True, empty_mean="zero", precision="float32")
_BINARY = Definition(
    activation="sigmoid",
    likelihood="bernoulli",
    over_outputs="mean",
    clip=_CLIP,
    empty_mean="zero",
    precision="float32",
)
_BINARY_FOCAL = replace(_BINARY, focal_gamma=2.0)
_FOCAL = replace(_PROBABILITIES, focal_gamma=2.0, class_weights=0.25)

_loss = Library(
    framework="Keras",
    version="3.15.1",
    url="https://keras.io/api/losses/probabilistic_losses/#{anchor}-class",
    takes="probabilities",
    also=("tf.{function}",),
    arguments=("label_smoothing", "reduction", "sample_weight"),
)
_from_logits = replace(
    _loss,
    also=(),
    takes="logits",
    title="Keras {short}, from_logits=True",
    reference="Keras documentation, {function}(from_logits=True)",
)
_metric = replace(
    _loss,
    title="Keras metric {short}",
    url="https://keras.io/api/metrics/probabilistic_metrics/#{anchor}-class",
    arguments=("label_smoothing", "sample_weight"),
)

SOURCES = (
    _loss(
        "keras.losses.CategoricalCrossentropy",
        _PROBABILITIES,
        "Takes probabilities by default: logits passed in are rescaled and clipped without a word. Rows are divided "
        "by their sum, then held within 1e-7 of 0 and 1, in float32: no row costs more than 16.118096.",
    ),
    _loss(
        "keras.losses.SparseCategoricalCrossentropy",
        _INDEX,
        "As CategoricalCrossentropy, with class indices. It never rounds or checks an index: on some backends "
        "a label outside 0..K-1 costs 0.",
        arguments=("ignore_class", "reduction", "sample_weight"),
    ),
    _loss(
        "keras.losses.BinaryCrossentropy",
        _BINARY,
        "Takes probabilities by default and takes the mean over the outputs of a row. A hopeless answer costs "
        "16.118096 where a = 0 and 15.942385 where a = 1: the two differ because 1 - 1e-7 is rounded to float32.",
    ),
    _from_logits(
        "keras.losses.CategoricalCrossentropy:from_logits",
        _LOGITS,
        "With from_logits=True nothing is rescaled or clipped. With sample weights the sum is divided by the number "
        "of rows, not by the weights.",
    ),
    _from_logits(
        "keras.losses.SparseCategoricalCrossentropy:from_logits",
        _LOGITS_INDEX,
        "With from_logits=True nothing is clipped. ignore_class takes a row out of the sum and of the divisor.",
        arguments=("ignore_class", "reduction", "sample_weight"),
    ),
    _from_logits(
        "keras.losses.BinaryCrossentropy:from_logits",
        _LOGITS_BINARY,
        "With from_logits=True nothing is clipped; the mean over the outputs of a row stays.",
    ),
    _metric(
        "keras.metrics.CategoricalCrossentropy",
        Definition(
            renormalise="before-clip", clip=_CLIP, normalise_by="sample-weights", empty_mean="zero", precision="float32"
        ),
        "The metric divides by the sum of the sample weights where the loss divides by the number of rows, so a "
        "progress bar may show two numbers for one thing.",
    ),
    _metric(
        "keras.metrics.SparseCategoricalCrossentropy",
        Definition(
            renormalise="before-clip",
            clip=_CLIP,
            one_class=True,
            normalise_by="sample-weights",
            empty_mean="zero",
            precision="float32",
        ),
        "As the loss, but divided by the sum of the sample weights. Without sample weights the rows that "
        "ignore_class takes out stay in its divisor.",
        arguments=("ignore_class", "sample_weight"),
    ),
    _metric(
        "keras.metrics.BinaryCrossentropy",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="mean",
            clip=_CLIP,
            normalise_by="sample-weights",
            empty_mean="zero",
            precision="float32",
        ),
        "As the loss, but divided by the sum of the sample weights.",
    ),
    _loss(
        "keras.losses.KLDivergence",
        Definition(divergence=True, log_clamp=math.log(_CLIP), empty_mean="zero", precision="float32"),
        "Takes probabilities. Labels and probabilities are held at 1e-7 or more, so a label of 0 adds about 1e-7 "
        "times its logarithm: up to a millionth more than the divergence.",
        arguments=("reduction", "sample_weight"),
    ),
    _loss(
        "keras.losses.BinaryFocalCrossentropy",
        _BINARY_FOCAL,
        "alpha = 0.25 does nothing until apply_class_balancing=True. Takes probabilities by default and takes the "
        "mean over the outputs of a row.",
        arguments=(*_loss.arguments, "alpha", "gamma"),
    ),
    _loss(
        "keras.losses.CategoricalFocalCrossentropy",
        _FOCAL,
        "Its alpha = 0.25 multiplies every term, whatever the class: the number is a quarter of the focal loss. "
        "A list of alpha is one class weight for each class.",
        arguments=(*_loss.arguments, "alpha", "gamma"),
    ),
    _from_logits(
        "keras.losses.BinaryFocalCrossentropy:from_logits",
        _BINARY_FOCAL,
        "With from_logits=True the sigmoid is taken first, and its probabilities are clipped all the same.",
        arguments=(*_loss.arguments, "alpha", "gamma"),
    ),
    _from_logits(
        "keras.losses.CategoricalFocalCrossentropy:from_logits",
        _FOCAL,
        "With from_logits=True the softmax is taken first, and its probabilities are clipped all the same.",
        arguments=(*_loss.arguments, "alpha", "gamma"),
    ),
)


def _call(batch: Batch, definition: Definition, needs: Needs) -> Call | None:
    if needs.guarded or needs.one_class or needs.two_classes or needs.ignored or needs.sample_weights == 2:
        return None
    if definition.class_weights is not None or definition.pos_weight is not None:
        return None
    function = _class_for(batch, definition, needs)
    if not function:
        return None
    arguments = ["from_logits=True"] if batch.outputs_are == "logits" else []
    if definition.label_smoothing and "Sparse" not in function:
        arguments.append(f"label_smoothing={definition.label_smoothing!r}")
    reduction = _REDUCTIONS.get((definition.reduction, needs.divides_by if definition.reduction == "mean" else ""))
    whole = reduction is not None and definition.reduction != "none"
    if not whole:
        arguments.append("reduction=None")
    elif reduction:
        arguments.append(f'reduction="{reduction}"')
    if definition.precision == "float64":
        arguments.append('dtype="float64"')
    weight = ", sample_weight=sample_weights" if whole and needs.sample_weights else ""
    written = f"keras.losses.{function}({', '.join(arguments)})(labels, {{outputs}}{weight})"
    return Call(written, "value" if whole else "losses")


_REDUCTIONS = {
    ("mean", "rows"): "",
    ("mean", "sample-weights"): "mean_with_sample_weight",
    ("sum", ""): "sum",
    ("none", ""): "none",
}


def _class_for(batch: Batch, definition: Definition, needs: Needs) -> str:
    """The class that says this definition, or ""."""
    scores = batch.outputs_are == "logits" and needs.plain
    held = batch.outputs_are == "probabilities" and definition.clip == _CLIP
    shifted = definition.log_epsilon is not None or definition.log_clamp is not None
    if shifted or not (scores or held):
        return ""
    if definition.exclusive:
        fits = definition.activation == "softmax" and needs.summed == "sum"
        fits = fits and (scores or definition.renormalise == "before-clip")
        if not fits or (batch.indices and definition.label_smoothing):
            return ""
        return "SparseCategoricalCrossentropy" if batch.indices else "CategoricalCrossentropy"
    averaged = needs.summed == "mean" and needs.table and not batch.indices
    fits = definition.two_sided and definition.activation == "sigmoid"
    return "BinaryCrossentropy" if fits and averaged else ""


def _imports(code: str) -> str:
    return ("import keras\n" if "keras." in code else "") + "from keras import ops"


DIALECT = Dialect(
    imports=_imports,
    numbers='ops.array({x}, dtype="{kind}")',
    integers="ops.array({x})",
    log_softmax="ops.log_softmax({x})",
    log_sigmoid="ops.log_sigmoid({x})",
    log_sigmoid_of_minus="ops.log_sigmoid(-{x})",
    softmax="ops.softmax({x})",
    sigmoid="ops.sigmoid({x})",
    log_sum_exp="ops.logsumexp({x}, axis=-1)",
    exp="ops.exp({x})",
    log="ops.log({x})",
    log1p="ops.log1p({x})",
    tanh="ops.tanh({x})",
    clip="ops.clip({x}, {low}, {high})",
    at_least="ops.maximum({x}, {low})",
    where="ops.where({x}, {then}, {otherwise})",
    total="ops.sum({x})",
    mean="ops.mean({x})",
    total_rows="ops.sum({x}, axis=1)",
    mean_rows="ops.mean({x}, axis=1)",
    count="float(ops.count_nonzero({x}))",
    one_hot='ops.one_hot({x}, {k}, dtype="{kind}")',
    identity='ops.eye({k}, dtype="bool")',
    zeros="ops.zeros_like({x})",
    pair="ops.stack([{no}, {yes}], axis=1)",
    rounded='ops.cast({x}, "{kind}")',
    listed="ops.convert_to_numpy({x}).tolist()",
    call=_call,
)
