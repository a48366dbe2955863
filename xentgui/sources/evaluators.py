"""The log losses of MATLAB, R's yardstick and Spark, as their documentation gives them."""

import math

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source


def _source(
    name: str, framework: str, definition: Definition, url: str, version: str, particular: str, *, short: str
) -> Source:
    return Source(
        name=name,
        title=f"{framework} {short}",
        definition=definition,
        takes="probabilities",
        reference=f"{framework} documentation, {short}",
        url=url,
        version=version,
        particular=particular,
        framework=framework,
    )


SOURCES = (
    _source(
        "matlab.crossentropy",
        "MATLAB",
        Definition(over_outputs="none"),
        "https://www.mathworks.com/help/deeplearning/ref/crossentropy.html",
        "R2024b, documentation",
        "The network performance is the mean of -t log(y) over all elements, so it is the usual mean over samples "
        "divided by the number of classes. One output is a yes/no question with both terms.",
        short="crossentropy",
    ),
    _source(
        "yardstick.mn_log_loss",
        "yardstick",
        Definition(one_class=True, clip=2.0**-52, normalise_by="sample-weights"),
        "https://yardstick.tidymodels.org/reference/mn_log_loss.html",
        "1.3.2, documentation",
        "The columns must stand in the order of the factor's levels, and of two classes the first level is the event. "
        "Probabilities are held within 2**-52 of 0 and 1; case weights divide.",
        short="mn_log_loss",
    ),
    _source(
        "spark.LogLoss",
        "Spark",
        Definition(one_class=True, log_clamp=math.log(1e-15), normalise_by="sample-weights"),
        "https://spark.apache.org/docs/latest/api/python/reference/api/"
        "pyspark.ml.evaluation.MulticlassClassificationEvaluator.html",
        "4.0.0, documentation",
        "The evaluator's metric logLoss holds the probability of the true class at eps = 1e-15, so no row costs more "
        "than 34.538776; weights divide.",
        short="logLoss",
    ),
)
