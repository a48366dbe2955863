"""The log losses of XGBoost, LightGBM and CatBoost, as their training prints them."""

import math
from dataclasses import replace

from xentgui.losses.definition import Definition
from xentgui.sources.source import Library

_xgboost = Library(
    framework="XGBoost",
    version="3.2.0",
    url="https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters",
    reference="{framework} documentation, metric {short}",
    takes="probabilities",
)
_lightgbm = replace(
    _xgboost,
    framework="LightGBM",
    version="4.7.0",
    url="https://lightgbm.readthedocs.io/en/stable/Parameters.html#metric-parameters",
)
_catboost = replace(
    _xgboost,
    framework="CatBoost",
    version="1.2.8, documentation",
    url="https://catboost.ai/docs/en/concepts/loss-functions-multiclassification",
    takes="logits",
)

SOURCES = (
    _xgboost(
        "xgboost.logloss",
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
    _xgboost(
        "xgboost.mlogloss",
        Definition(one_class=True, log_clamp=math.log(1e-16), normalise_by="weights", precision="float32"),
        "No logarithm falls below that of 1e-16, so a hopeless answer costs 36.841361; it works in float32. "
        "Sample weights divide.",
    ),
    _lightgbm(
        "lightgbm.binary_logloss",
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
    _lightgbm(
        "lightgbm.multi_logloss",
        Definition(one_class=True, log_clamp=math.log(1e-15), normalise_by="weights"),
        "No logarithm falls below that of 1e-15, so a hopeless answer costs 34.538776. Sample weights divide.",
    ),
    _catboost(
        "catboost.MultiClass",
        Definition(one_class=True, normalise_by="weights"),
        "Takes the raw scores. Object and class weights divide. Its documentation leaves the minus sign out; what "
        "the training prints has it.",
    ),
)
