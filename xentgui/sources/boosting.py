"""The log losses of XGBoost, LightGBM and CatBoost, as their training prints them."""

import math

from xentgui.losses.definition import Definition
from xentgui.sources.source import Source

_XGBOOST, _LIGHTGBM, _CATBOOST = "XGBoost", "LightGBM", "CatBoost"
_VERSIONS = {_XGBOOST: "3.2.0", _LIGHTGBM: "4.7.0", _CATBOOST: "1.2.8, documentation"}
_PAGES = {
    _XGBOOST: "https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters",
    _LIGHTGBM: "https://lightgbm.readthedocs.io/en/stable/Parameters.html#metric-parameters",
    _CATBOOST: "https://catboost.ai/docs/en/concepts/loss-functions-multiclassification",
}


def _source(
    framework: str, metric: str, definition: Definition, particular: str, *, takes: str = "probabilities"
) -> Source:
    return Source(
        name=f"{framework.lower()}.{metric}",
        title=f"{framework} {metric}",
        definition=definition,
        takes=takes,
        reference=f"{framework} documentation, metric {metric}",
        url=_PAGES[framework],
        version=_VERSIONS[framework],
        particular=particular,
        framework=framework,
    )


SOURCES = (
    _source(
        _XGBOOST,
        "logloss",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="none",
            log_clamp=math.log(1e-16),
            normalise_by="weights",
            precision="float32",
        ),
        "No logarithm falls below that of 1e-16, so a hopeless answer costs 36.841361; it works in float32, where "
        "1 - a is 0 from a = 0.99999997 on. Sample weights divide.",
    ),
    _source(
        _XGBOOST,
        "mlogloss",
        Definition(one_class=True, log_clamp=math.log(1e-16), normalise_by="weights", precision="float32"),
        "No logarithm falls below that of 1e-16, so a hopeless answer costs 36.841361; it works in float32. "
        "Sample weights divide.",
    ),
    _source(
        _LIGHTGBM,
        "binary_logloss",
        Definition(
            activation="sigmoid",
            likelihood="bernoulli",
            over_outputs="none",
            log_clamp=math.log(1e-15),
            normalise_by="weights",
        ),
        "No logarithm falls below that of 1e-15, so a hopeless answer costs 34.538776. Labels are 0 or 1: any label "
        "above 0 counts as 1. Sample weights divide.",
    ),
    _source(
        _LIGHTGBM,
        "multi_logloss",
        Definition(one_class=True, log_clamp=math.log(1e-15), normalise_by="weights"),
        "No logarithm falls below that of 1e-15, so a hopeless answer costs 34.538776. Sample weights divide.",
    ),
    _source(
        _CATBOOST,
        "MultiClass",
        Definition(one_class=True, normalise_by="weights"),
        "Takes the raw scores. Object and class weights divide. Its documentation leaves the minus sign out; what "
        "the training prints has it.",
        takes="logits",
    ),
)
