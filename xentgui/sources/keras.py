"""Keras' cross-entropy losses and metrics."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

FRAMEWORK = "Keras"
VERSION = "3.15.1"
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


def _source(name: str, definition: Definition, particular: str, *, also: tuple[str, ...] = ()) -> Source:
    function, _, variant = name.partition(":")
    page = "probabilistic_metrics" if ".metrics." in function else "probabilistic_losses"
    short = function.rpartition(".")[2]
    kind = "metric " if ".metrics." in function else ""
    return Source(
        name=name,
        title=f"Keras {kind}{short}" + (", from_logits=True" if variant else ""),
        definition=definition,
        takes="logits" if variant else "probabilities",
        reference=f"Keras documentation, {function}" + ("(from_logits=True)" if variant else ""),
        url=f"https://keras.io/api/{page.replace('probabilistic_', '')}/{page}/#{short.lower()}-class",
        version=VERSION,
        particular=particular,
        framework=FRAMEWORK,
        also=also,
    )


SOURCES = (
    _source(
        "keras.losses.CategoricalCrossentropy",
        _PROBABILITIES,
        "Takes probabilities by default: logits passed in are rescaled and clipped without a word. Rows are divided "
        "by their sum, then held within 1e-7 of 0 and 1, in float32: no row costs more than 16.118096.",
        also=("tf.keras.losses.CategoricalCrossentropy",),
    ),
    _source(
        "keras.losses.SparseCategoricalCrossentropy",
        _INDEX,
        "As CategoricalCrossentropy, with class indices. It never rounds or checks an index: on some backends "
        "a label outside 0..K-1 costs 0.",
        also=("tf.keras.losses.SparseCategoricalCrossentropy",),
    ),
    _source(
        "keras.losses.BinaryCrossentropy",
        _BINARY,
        "Takes probabilities by default and takes the mean over the outputs of a row. A hopeless answer costs "
        "16.118096 where a = 0 and 15.942385 where a = 1: the two differ because 1 - 1e-7 is rounded to float32.",
        also=("tf.keras.losses.BinaryCrossentropy",),
    ),
    _source(
        "keras.losses.CategoricalCrossentropy:from_logits",
        _LOGITS,
        "With from_logits=True nothing is rescaled or clipped. With sample weights the sum is divided by the number "
        "of rows, not by the weights.",
    ),
    _source(
        "keras.losses.SparseCategoricalCrossentropy:from_logits",
        _LOGITS_INDEX,
        "With from_logits=True nothing is clipped. ignore_class takes a row out of the sum and of the divisor.",
    ),
    _source(
        "keras.losses.BinaryCrossentropy:from_logits",
        _LOGITS_BINARY,
        "With from_logits=True nothing is clipped; the mean over the outputs of a row stays.",
    ),
    _source(
        "keras.metrics.CategoricalCrossentropy",
        Definition(
            renormalise="before-clip", clip=_CLIP, normalise_by="weights", empty_mean="zero", precision="float32"
        ),
        "The metric divides by the sum of the sample weights where the loss divides by the number of rows, so a "
        "progress bar may show two numbers for one thing.",
        also=("tf.keras.metrics.CategoricalCrossentropy",),
    ),
    _source(
        "keras.metrics.SparseCategoricalCrossentropy",
        Definition(
            renormalise="before-clip",
            clip=_CLIP,
            one_class=True,
            normalise_by="weights",
            empty_mean="zero",
            precision="float32",
        ),
        "As the loss, but divided by the sum of the sample weights. Without sample weights the rows that "
        "ignore_class takes out stay in its divisor.",
        also=("tf.keras.metrics.SparseCategoricalCrossentropy",),
    ),
    _source(
        "keras.metrics.BinaryCrossentropy",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="mean",
            clip=_CLIP,
            normalise_by="weights",
            empty_mean="zero",
            precision="float32",
        ),
        "As the loss, but divided by the sum of the sample weights.",
        also=("tf.keras.metrics.BinaryCrossentropy",),
    ),
)
