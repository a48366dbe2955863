"""A definition is a frozen point: what its fields take, what excludes what, what is said when it is wrong."""

import copy
import dataclasses
import math
import pickle
import re

import numpy as np
import pytest

from xentgui.losses.batch import DataError
from xentgui.losses.definition import FIELD_NAMES, Definition


def test_it_is_frozen_hashable_and_equal_by_its_fields():
    one, other = Definition(class_weights=[1, 2]), Definition(class_weights=np.array([1.0, 2.0]))
    assert one == other
    assert hash(one) == hash(other)
    assert one.class_weights == (1.0, 2.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.clip = 0.1
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_fields_are_keyword_only_and_each_has_a_line_of_help():
    with pytest.raises(TypeError):
        Definition("softmax")
    for field in dataclasses.fields(Definition):
        assert field.kw_only
        assert field.metadata["help"]
        assert "\n" not in field.metadata["help"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"activaton": "softmax"}, ["'activaton'", "did you mean 'activation'", "'log_clamp'"]),
        ({"activation": "sofmax"}, ["did you mean 'softmax'", "'sigmoid'", "'identity'"]),
        ({"activation": None}, ["'softmax'"]),
        ({"likelihood": "bernouli"}, ["did you mean 'bernoulli'", "'quadratic'"]),
        ({"over_outputs": "all"}, ["'none'"]),
        ({"reduction": "average"}, ["'mean'"]),
        ({"normalise_by": "weight"}, ["did you mean 'weights'", "'weights-of-indices'"]),
        ({"empty_mean": 0}, ["'zero'"]),
        ({"renormalise": "before"}, ["'before-clip'"]),
        ({"precision": "float8"}, ["'float32'"]),
        ({"one_class": 1}, ["True"]),
        ({"log_base": 1}, ["other than 1"]),
        ({"log_base": 0}, ["> 0"]),
        ({"log_base": -2}, ["> 0"]),
        ({"log_base": math.inf}, ["finite"]),
        ({"log_base": math.nan}, ["finite"]),
        ({"log_base": "e"}, ["number"]),
        ({"label_smoothing": 1.5}, ["from 0 to 1"]),
        ({"label_smoothing": -0.1}, ["from 0 to 1"]),
        ({"label_smoothing": math.nan}, ["from 0 to 1"]),
        ({"clip": 0}, ["between 0 and 0.5"]),
        ({"clip": 0.5}, ["between 0 and 0.5"]),
        ({"log_epsilon": 0}, ["> 0"]),
        ({"log_clamp": -math.inf}, ["finite"]),
        ({"ignore_index": 0.5}, ["whole number"]),
        ({"class_weights": [1, -1]}, ["class_weights[1]", ">= 0"]),
        ({"class_weights": [1, math.inf]}, ["class_weights[1]", "finite"]),
        ({"class_weights": -2.0}, [">= 0"]),
        ({"class_weights": []}, ["sequence"]),
        ({"class_weights": "12"}, ["numbers"]),
        ({"class_weights": {0: 1.0}}, ["numbers"]),
        ({"pos_weight": -1, "likelihood": "bernoulli"}, ["pos_weight", ">= 0"]),
        ({"pos_weight": 2.0}, ["bernoulli"]),
        ({"renormalise": "before-clip", "likelihood": "bernoulli"}, ["categorical"]),
        ({"likelihood": "quadratic", "pos_weight": 2.0}, ["quadratic"]),
        ({"likelihood": "quadratic", "log_base": 2.0}, ["quadratic"]),
        ({"likelihood": "quadratic", "clip": 0.1}, ["quadratic"]),
        ({"likelihood": "quadratic", "log_epsilon": 0.1}, ["quadratic"]),
        ({"likelihood": "quadratic", "log_clamp": -100}, ["quadratic"]),
        ({"likelihood": "quadratic", "renormalise": "after-clip"}, ["quadratic"]),
    ],
)
def test_what_is_refused_is_a_plain_value_error_that_says_what_is_valid(fields, words):
    with pytest.raises(ValueError, match=re.escape(words[0])) as caught:
        Definition(**fields)
    assert not isinstance(caught.value, DataError)
    for word in words:
        assert word in str(caught.value)


def test_replace_checks_names_too():
    with pytest.raises(ValueError, match="did you mean 'log_base'"):
        dataclasses.replace(Definition(), logbase=2)


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ({"log_base": 2}, 2.0),
        ({"label_smoothing": np.float32(0.5)}, 0.5),
        ({"ignore_index": np.int64(-100)}, -100),
        ({"ignore_index": 255.0}, 255),
        ({"pos_weight": 3, "likelihood": "bernoulli"}, 3.0),
        ({"pos_weight": np.array([1, 2]), "likelihood": "bernoulli"}, (1.0, 2.0)),
        ({"one_class": np.True_}, True),
    ],
)
def test_values_become_plain_python(fields, plain):
    name = next(iter(fields))
    value = getattr(Definition(**fields), name)
    assert value == plain
    assert type(value) is type(plain)


def test_no_zero_of_a_field_is_negative():
    assert repr(Definition(label_smoothing=-0.0, focal_gamma=-0.0)) == repr(Definition())


def test_the_pointwise_half_forgets_the_reduction_alone():
    definition = Definition(
        reduction="sum", log_base=2, normalise_by="weights", over_outputs="mean", label_smoothing=0.1, clip=1e-7
    )
    assert definition.pointwise == Definition(label_smoothing=0.1, clip=1e-7)
    assert list(definition.differences) == [name for name in FIELD_NAMES if name in definition.differences]
    assert definition.differences["log_base"] == 2
