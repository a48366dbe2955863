"""scikit-learn's log loss."""

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

FRAMEWORK = "scikit-learn"
VERSION = "1.9.1"
_URL = "https://scikit-learn.org/stable/modules/generated/sklearn.metrics.log_loss.html"


def _source(name: str, title: str, definition: Definition, particular: str, *, version: str = VERSION) -> Source:
    return Source(
        name=name,
        title=title,
        definition=definition,
        takes="probabilities",
        reference="scikit-learn documentation, sklearn.metrics.log_loss",
        url=_URL,
        version=version,
        particular=particular,
        framework=FRAMEWORK,
    )


SOURCES = (
    _source(
        "sklearn.metrics.log_loss",
        "scikit-learn log_loss",
        Definition(clip=2.0**-52, normalise_by="weights"),
        "Takes probabilities, clipped at 2**-52 in float64: an impossible answer costs 36.043653. Class names are "
        "sorted, and without labels= a class that does not occur in y_true is missing. Sample weights divide.",
    ),
    _source(
        "sklearn.metrics.log_loss:float32",
        "scikit-learn log_loss, float32 input",
        Definition(clip=2.0**-23, normalise_by="weights", precision="float32"),
        "Given float32 probabilities it clips at float32's own spacing: an impossible answer costs 15.942385.",
    ),
    _source(
        "sklearn.metrics.log_loss:eps=1e-15",
        "scikit-learn log_loss before 1.3",
        Definition(clip=1e-15, renormalise="after-clip", normalise_by="weights"),
        "Until release 1.2 it clipped at 1e-15 and then divided each row by its sum: an impossible answer costs "
        "34.538776 or, in one column, 34.539576 where the label is 0.",
        version="1.1.3",
    ),
)
