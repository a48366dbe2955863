"""optax' cross-entropy functions, for JAX."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

FRAMEWORK = "JAX"
VERSION = "0.2.8"


def _source(name: str, definition: Definition, particular: str) -> Source:
    short = name.removeprefix("optax.")
    return Source(
        name=name,
        title=f"optax {short}",
        definition=definition,
        takes="logits",
        reference=f"optax documentation, {name}",
        url=f"https://optax.readthedocs.io/en/latest/api/losses.html#optax.losses.{short}",
        version=VERSION,
        particular=particular,
        framework=FRAMEWORK,
        also=(f"optax.losses.{short}",),
    )


SOURCES = (
    _source(
        "optax.softmax_cross_entropy",
        Definition(reduction="none"),
        "Gives one number for each row. A label of 0 on an output of probability 0 gives nan there; "
        "safe_softmax_cross_entropy does not.",
    ),
    _source(
        "optax.softmax_cross_entropy_with_integer_labels",
        Definition(reduction="none", one_class=True),
        "Takes class indices and gives one number for each row. An index beyond the last class gives nan, "
        "and -1 means the last class.",
    ),
    _source(
        "optax.sigmoid_binary_cross_entropy",
        Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none", reduction="none"),
        "Gives N·K numbers. Its documentation sums them over the outputs and averages over the rows, which is K "
        "times the mean over all elements.",
    ),
    _source(
        "optax.safe_softmax_cross_entropy",
        Definition(reduction="none"),
        "As softmax_cross_entropy, but a label of 0 costs 0 also where the output is impossible.",
    ),
)
