"""Numbers that are recognised without any data."""

import math

import pytest

from xentgui import Batch
from xentgui.questions.fingerprints import CEILINGS, fingerprints


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("16.118096", "keras-clip"),
        ("16.11809539794922", "keras-clip"),
        ("15.942385", "keras-clip-upper"),
        ("15.424949", "keras-epsilon-twice"),
        ("15.424948470398375", "keras-epsilon-twice"),
        ("15.333239", "keras-epsilon-twice-upper"),
        ("27.631021", "epsilon-1e-12"),
        ("34.538776", "sklearn-1e-15"),
        ("34.539576", "sklearn-1e-15-upper"),
        ("36.043653", "sklearn-eps"),
        ("87.336545", "flt-min"),
        ("100", "torch-bce-100"),
        ("100.0", "torch-bce-100"),
        ("2.302585", "untrained-10"),
        ("2.3026", "untrained-10"),
        ("0.6931", "untrained-2"),
        ("6.9078", "untrained-1000"),
        ("0.904832", "one-hot-as-logits-5"),
        ("1.461150", "one-hot-as-logits-10"),
    ],
)
def test_recognises(number: str, slug: str) -> None:
    assert [each.slug for each in fingerprints(number)] == [slug]


@pytest.mark.parametrize("number", ["0.9", "0.7", "2", "0.4591", "1.2745", "inf", "-0.5", "0", ["16.118096", "0.1"]])
def test_ordinary_numbers_have_none(number: object) -> None:
    assert fingerprints(number) == []


def test_each_says_who_why_and_what_to_do() -> None:
    for each in CEILINGS:
        assert each.who
        assert each.derivation
        assert each.advice
        assert math.isfinite(each.value)
    assert len({each.slug for each in CEILINGS}) == len(CEILINGS)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="a number such as"):
        fingerprints("sixteen")


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("10.8249", "untrained-50257"),
        ("10.8258", "untrained-50304"),
        ("11.7618", "untrained-128256"),
        ("50257.0", "perplexity-50257"),
        ("8.3178", "contrastive-4096"),
    ],
)
def test_what_trains_language_models_starts_at_the_logarithm_of_its_vocabulary(number, slug):
    assert slug in [each.slug for each in fingerprints(number)]


def test_a_vocabulary_is_not_named_for_one_output():
    assert not fingerprints("10.8249", Batch([1.0], [0.3]))
