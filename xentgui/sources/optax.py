"""optax' cross-entropy functions, for JAX."""

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.sources.dialect import Call, Dialect, of_logits
from xentgui.sources.needs import Needs
from xentgui.sources.source import Library

_source = Library(
    framework="JAX",
    version="0.2.8",
    url="https://optax.readthedocs.io/en/latest/api/losses.html#optax.losses.{short}",
    title="optax {short}",
    reference="optax documentation, {function}",
    also=("optax.losses.{short}",),
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
    _source(
        "optax.kl_divergence",
        Definition(divergence=True, reduction="none"),
        "Takes log-probabilities first and the labels as probabilities, and gives one number for each row.",
        takes="log-probabilities",
    ),
    _source(
        "optax.sigmoid_focal_loss",
        Definition(
            activation="sigmoid", likelihood="bernoulli", over_outputs="none", reduction="none", focal_gamma=2.0
        ),
        "Gives N·K numbers, and has no alpha unless one is given. On soft labels its factor is (1 - p_t) of the "
        "mixture, which is another number.",
        arguments=("alpha", "gamma"),
    ),
    _source(
        "optax.poly_loss_cross_entropy",
        Definition(poly_epsilon=2.0, reduction="none"),
        "Stands in optax.losses alone. Gives one number for each row. epsilon = 2 is the paper's choice for images; "
        "-1 is recommended for detection.",
        arguments=("epsilon",),
    ),
)


def _softmax(batch: Batch, definition: Definition) -> Call | None:
    if batch.indices and not definition.label_smoothing:
        weight = "class_weights[labels] * " if definition.class_weights is not None else ""
        return Call(f"{weight}optax.softmax_cross_entropy_with_integer_labels(logits, labels)", "losses")
    return None if definition.class_weights else Call("optax.softmax_cross_entropy(logits, {y})", "losses")


def _sigmoid(definition: Definition, needs: Needs) -> Call | None:
    if definition.pos_weight is not None or (definition.class_weights is not None and not needs.table):
        return None
    return Call("optax.sigmoid_binary_cross_entropy(logits, {y})", "terms")


def _imports(code: str) -> str:
    wide = "float64" in code
    names = ["import jax"] if wide or "jax." in code else []
    names += ["import jax.numpy as jnp"] + (["import optax"] if "optax." in code else [])
    return "\n".join(names) + ('\n\njax.config.update("jax_enable_x64", True)' if wide else "")


DIALECT = Dialect(
    imports=_imports,
    numbers="jnp.array({x}, dtype=jnp.{kind})",
    integers="jnp.array({x})",
    infinity="jnp.inf",
    log_softmax="jax.nn.log_softmax({x})",
    log_sigmoid="jax.nn.log_sigmoid({x})",
    log_sigmoid_of_minus="jax.nn.log_sigmoid(-{x})",
    softmax="jax.nn.softmax({x})",
    sigmoid="jax.nn.sigmoid({x})",
    log_sum_exp="jax.nn.logsumexp({x}, axis=-1)",
    exp="jnp.exp({x})",
    log="jnp.log({x})",
    log1p="jnp.log1p({x})",
    tanh="jnp.tanh({x})",
    clip="jnp.clip({x}, {low}, {high})",
    at_least="jnp.maximum({x}, {low})",
    where="jnp.where({x}, {then}, {otherwise})",
    total="{x}.sum()",
    mean="{x}.mean()",
    total_rows="{x}.sum(axis=1)",
    mean_rows="{x}.mean(axis=1)",
    count="jnp.count_nonzero({x})",
    one_hot="jax.nn.one_hot({x}, {k}, dtype=jnp.{kind})",
    identity="jnp.eye({k}, dtype=bool)",
    zeros="jnp.zeros_like({x})",
    pair="jnp.stack([{no}, {yes}], axis=1)",
    rounded="{x}.astype(jnp.{kind})",
    call=of_logits(_softmax, _sigmoid),
)
