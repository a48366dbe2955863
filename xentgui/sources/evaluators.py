"""The log losses of MATLAB, R's yardstick and Spark, as their documentation gives them."""

import math

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

SOURCES = (
    Source(
        name="matlab.crossentropy",
        title="MATLAB crossentropy",
        definition=Definition(over_outputs="none"),
        takes="probabilities",
        reference="MATLAB documentation, crossentropy",
        url="https://www.mathworks.com/help/deeplearning/ref/crossentropy.html",
        version="R2024b, documentation",
        particular="The network performance is the mean of -t log(y) over all elements, so it is the usual mean over "
        "samples divided by the number of classes. One output is a yes/no question with both terms.",
        framework="MATLAB",
    ),
    Source(
        name="yardstick.mn_log_loss",
        title="yardstick mn_log_loss",
        definition=Definition(one_class=True, clip=2.0**-52, normalise_by="sample-weights"),
        takes="probabilities",
        reference="yardstick documentation, mn_log_loss",
        url="https://yardstick.tidymodels.org/reference/mn_log_loss.html",
        version="1.3.2, documentation",
        particular="The columns must stand in the order of the factor's levels, and of two classes the first level is "
        "the event. Probabilities are held within 2**-52 of 0 and 1; case weights divide.",
        framework="yardstick",
    ),
    Source(
        name="spark.LogLoss",
        title="Spark logLoss",
        definition=Definition(one_class=True, log_clamp=math.log(1e-15), normalise_by="sample-weights"),
        takes="probabilities",
        reference="Spark documentation, logLoss",
        url="https://spark.apache.org/docs/latest/api/python/reference/api/"
        "pyspark.ml.evaluation.MulticlassClassificationEvaluator.html",
        version="4.0.0, documentation",
        particular="The evaluator's metric logLoss holds the probability of the true class at eps = 1e-15, so no row "
        "costs more than 34.538776; weights divide.",
        framework="Spark",
    ),
)
