"""The table of fields: Definition is made of it, and every row tells all there is to tell."""

import dataclasses

import pytest

from xentgui import Definition
from xentgui.losses import fields
from xentgui.losses.fields import FIELDS, acting

ACTS = (
    fields.DATA,
    fields.NUMBERS,
    fields.LABELS,
    fields.LOGITS,
    fields.A,
    fields.LOGARITHM,
    fields.TERM,
    fields.OUTPUTS,
    fields.SAMPLES,
)


def test_the_fields_of_a_definition_are_the_rows_of_the_table_in_its_order():
    declared = dataclasses.fields(Definition)
    assert [field.name for field in declared] == list(FIELDS)
    assert [field.default for field in declared] == [field.default for field in FIELDS.values()]


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_a_field_says_what_it_is_called_where_it_acts_and_what_it_takes(field):
    assert field.help
    assert field.noun
    assert field.acts in ACTS
    assert bool(field.choices) != bool(field.allowed)
    assert field.checked(field.default) == field.default
    assert field.refused("categorical", "softmax") == "" or fields.BERNOULLI in field.needs


def test_nouns_tell_fields_apart():
    assert len({field.noun for field in FIELDS.values()}) == len(FIELDS)


def test_acting_finds_the_fields_of_one_place():
    assert acting(fields.LOGARITHM) == ("renormalise", "clip", "log_epsilon", "log_clamp")
    assert sorted(name for on in ACTS for name in acting(on)) == sorted(FIELDS)


def test_a_long_value_is_not_written_back_whole():
    with pytest.raises(ValueError, match="activation") as caught:
        Definition(activation="x" * 100_000)
    assert len(str(caught.value)) < 300
    with pytest.raises(ValueError, match="log_base") as caught:
        Definition(log_base="1" * 100_000)
    assert len(str(caught.value)) < 300
    with pytest.raises(ValueError, match="valid: 'activation'") as caught:
        Definition(**{"y" * 100_000: 1})
    assert len(str(caught.value)) < 600
