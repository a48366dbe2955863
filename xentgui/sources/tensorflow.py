"""TensorFlow's own cross-entropy functions (for tf.keras see Keras)."""

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.dialect import Call, Dialect, of_logits
from xentgui.sources.needs import Needs
from xentgui.sources.source import Library

_source = Library(
    framework="TensorFlow",
    version="2.21.0",
    url="https://www.tensorflow.org/api_docs/python/{path}",
    title="TensorFlow {inside}",
)
_SIGMOID_ELEMENTS = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none", reduction="none")

SOURCES = (
    _source(
        "tf.nn.softmax_cross_entropy_with_logits",
        Definition(reduction="none"),
        "Gives one number for each row: the mean is yours to take. The labels need not sum to 1 and are not checked.",
        also=("tf.compat.v1.nn.softmax_cross_entropy_with_logits_v2",),
    ),
    _source(
        "tf.nn.sigmoid_cross_entropy_with_logits",
        _SIGMOID_ELEMENTS,
        "Gives N·K numbers, one for each output: whether they are summed or averaged over a row is the caller's "
        "choice, and makes the factor K.",
    ),
    _source(
        "tf.nn.sparse_softmax_cross_entropy_with_logits",
        Definition(reduction="none", one_class=True),
        "Takes class indices and gives one number for each row.",
    ),
    _source(
        "tf.nn.weighted_cross_entropy_with_logits",
        _SIGMOID_ELEMENTS,
        "Its pos_weight has no default and multiplies the y ln a term alone; with 1 it is "
        "sigmoid_cross_entropy_with_logits.",
        arguments=("pos_weight",),
    ),
    _source(
        "tf.compat.v1.losses.softmax_cross_entropy",
        Definition(normalise_by="nonzero-weights", empty_mean="zero", precision="float32"),
        "The weighted sum is divided by the number of weights that are not 0, not by their sum; the mean is taken "
        "in float32.",
        also=("tf.losses.softmax_cross_entropy",),
        arguments=("weights", "label_smoothing", "reduction"),
    ),
    _source(
        "tf.compat.v1.losses.sparse_softmax_cross_entropy",
        Definition(one_class=True, normalise_by="nonzero-weights", empty_mean="zero", precision="float32"),
        "As softmax_cross_entropy, with class indices.",
        also=("tf.losses.sparse_softmax_cross_entropy",),
        arguments=("weights", "reduction"),
    ),
    _source(
        "tf.compat.v1.losses.sigmoid_cross_entropy",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="none",
            normalise_by="nonzero-weights",
            empty_mean="zero",
            precision="float32",
        ),
        "The mean runs over all elements whose weight is not 0. Its label_smoothing pulls each label towards ½.",
        also=("tf.losses.sigmoid_cross_entropy",),
        arguments=("weights", "label_smoothing", "reduction"),
    ),
    _source(
        "tf.compat.v1.losses.log_loss",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="none",
            log_epsilon=1e-7,
            normalise_by="nonzero-weights",
            empty_mean="zero",
            precision="float32",
        ),
        "Takes probabilities and adds 1e-7 inside each logarithm instead of clipping: even a perfect answer costs "
        "slightly less than 0.",
        takes="probabilities",
        also=("tf.losses.log_loss",),
        arguments=("weights", "epsilon", "reduction"),
    ),
)


def _softmax(batch: Batch, definition: Definition) -> Call | None:
    if batch.indices and not definition.label_smoothing:
        function = "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)"
        weight = "tf.gather(class_weights, labels) * " if definition.class_weights is not None else ""
        return Call(weight + function, "losses")
    if definition.class_weights is not None:
        return None
    return Call("tf.nn.softmax_cross_entropy_with_logits(labels={y}, logits=logits)", "losses")


def _sigmoid(definition: Definition, needs: Needs) -> Call | None:
    if not needs.table:
        return None
    if definition.pos_weight is None:
        return Call("tf.nn.sigmoid_cross_entropy_with_logits(labels={y}, logits=logits)", "terms")
    weight = "pos_weight" if isinstance(definition.pos_weight, tuple) else repr(definition.pos_weight)
    function = "tf.nn.weighted_cross_entropy_with_logits"
    return Call(f"{function}(labels={{y}}, logits=logits, pos_weight={weight})", "terms")


DIALECT = Dialect(
    imports=lambda code: "import tensorflow as tf",
    numbers="tf.constant({x}, dtype=tf.{kind})",
    integers="tf.constant({x})",
    log_softmax="tf.nn.log_softmax({x})",
    log_sigmoid="tf.math.log_sigmoid({x})",
    log_sigmoid_of_minus="tf.math.log_sigmoid(-{x})",
    softmax="tf.nn.softmax({x})",
    sigmoid="tf.sigmoid({x})",
    log_sum_exp="tf.reduce_logsumexp({x}, axis=-1)",
    exp="tf.exp({x})",
    log="tf.math.log({x})",
    log1p="tf.math.log1p({x})",
    tanh="tf.tanh({x})",
    clip="tf.clip_by_value({x}, {low}, {high})",
    at_least="tf.maximum({x}, {low})",
    where="tf.where({x}, {then}, {otherwise})",
    total="tf.reduce_sum({x})",
    mean="tf.reduce_mean({x})",
    total_rows="tf.reduce_sum({x}, axis=1)",
    mean_rows="tf.reduce_mean({x}, axis=1)",
    count="float(tf.math.count_nonzero({x}))",
    one_hot="tf.one_hot({x}, {k}, dtype=tf.{kind})",
    identity="tf.eye({k}, dtype=tf.bool)",
    zeros="tf.zeros_like({x})",
    pair="tf.stack([{no}, {yes}], axis=1)",
    rounded="tf.cast({x}, tf.{kind})",
    listed="{x}.numpy().tolist()",
    call=of_logits(_softmax, _sigmoid),
)
