"""Numbers that identify a system by themselves, without data, each with its derivation."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.questions.number import Number, read_number

MOST_CLASSES = 1000
USUAL_CLASSES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 21, 26, 32, 50, 64, 80, 100, 128, 200, 256, 365, 512, 1000)
VOCABULARIES = {
    32000: "Llama 2", 32768: "Mistral", 50257: "GPT-2", 50304: "GPT-2, its 50257 padded to a multiple of 64",
    64000: "Yi", 65536: "RWKV", 100277: "GPT-4's cl100k", 128256: "Llama 3", 129280: "DeepSeek-V3",
    151936: "Qwen 2", 152064: "Qwen 2, padded", 200019: "GPT-4o's o200k", 202048: "Llama 4", 250112: "mT5",
    256000: "Gemma", 262144: "Gemma 3",
}  # fmt: skip
CONTRASTIVE = tuple(2**power for power in range(8, 16))  # batches of CLIP and its kin
BITS_OF_USUAL = 8.0  # what the digits must tell before any number of classes is named: 0.69 does, 0.7 does not
BITS_OF_RARE = 8.0  # what the digits must tell before an unusual number of classes is named


@dataclass(frozen=True)
class Fingerprint:
    """A number that gives its origin away: its value, who makes it, how it comes about, and what to do.

    `single`: the number is computed in single precision, so that its last digit may be another. `classes`: how many
    the data must have, where it is about these.
    """

    slug: str
    value: float
    who: str
    derivation: str
    advice: str
    single: bool = False
    classes: int = 0


_SPACING32, _SPACING64 = 2.0**-23, 2.0**-52
_HOPELESS = "one output was hopelessly wrong (a = 0 for the true answer): look at that row, or compute from logits"

CEILINGS = (
    Fingerprint(
        "keras-clip", -math.log(1e-7), "Keras", "−ln 1e-7: a was clipped from below at Keras' epsilon 1e-7", _HOPELESS,
        True,
    ),
    Fingerprint(
        "keras-clip-upper", -math.log(_SPACING32), "Keras, scikit-learn on float32, Theano",
        "−ln 2^-23: 1 − (1 − 1e-7) is 1.1920929e-07 in single precision, the spacing below 1", _HOPELESS, True,
    ),
    Fingerprint(
        "keras-epsilon-twice", -math.log(2e-7), "tf.keras before 2.3 (clip and epsilon)",
        "−ln(1e-7 + 1e-7): a was clipped at 1e-7 and 1e-7 was added again inside the logarithm", _HOPELESS, True,
    ),
    Fingerprint(
        "keras-epsilon-twice-upper", -math.log(_SPACING32 + 1e-7), "tf.keras before 2.3 (clip and epsilon)",
        "−ln(2^-23 + 1e-7): the upper end of the clip in single precision, and 1e-7 added inside the logarithm",
        _HOPELESS, True,
    ),
    Fingerprint("epsilon-1e-12", -math.log(1e-12), "a clip or epsilon of 1e-12", "−ln 1e-12", _HOPELESS),
    Fingerprint("epsilon-1e-8", -math.log(1e-8), "a clip or epsilon of 1e-8", "−ln 1e-8", _HOPELESS),
    Fingerprint("epsilon-1e-6", -math.log(1e-6), "a clip or epsilon of 1e-6", "−ln 1e-6", _HOPELESS),
    Fingerprint("epsilon-1e-10", -math.log(1e-10), "a clip or epsilon of 1e-10", "−ln 1e-10", _HOPELESS),
    Fingerprint(
        "sklearn-1e-15", -math.log(1e-15), "scikit-learn before 1.3, Kaggle, LightGBM", "−ln 1e-15: a clipped at 1e-15",
        _HOPELESS,
    ),
    Fingerprint(
        "sklearn-1e-15-upper", -math.log(1 - (1 - 1e-15)), "scikit-learn before 1.3, Kaggle",
        "−ln(1 − (1 − 1e-15)): the upper end of the clip is rounded, 1 minus it is 9.992e-16", _HOPELESS,
    ),
    Fingerprint("epsilon-1e-16", -math.log(1e-16), "XGBoost's logloss, an epsilon of 1e-16", "−ln 1e-16", _HOPELESS),
    Fingerprint(
        "sklearn-eps", -math.log(_SPACING64), "scikit-learn from 1.3, numpy.finfo(float).eps",
        "−ln 2^-52: a clipped at the spacing of double precision", _HOPELESS,
    ),
    Fingerprint("caffe-threshold", -math.log(1e-20), "Caffe's log threshold", "−ln 1e-20", _HOPELESS),
    Fingerprint(
        "flt-min", -math.log(2.0**-126), "Caffe, FLT_MIN", "−ln 2^-126: the smallest normal number of single precision",
        _HOPELESS, True,
    ),
    Fingerprint("torch-bce-100", 100.0, "torch.nn.BCELoss", "each logarithm is held at −100", _HOPELESS),
)  # fmt: skip


def fingerprints(number: object, batch: Batch | None = None) -> list[Fingerprint]:
    """The systems that a number identifies without any data, those with fewer classes first.

    Args:
        number: one number as in ``match``; a sequence has no fingerprint and gives none.
        batch: the data that it belongs to, where there are any: what they contradict is left out.

    Raises:
        ValueError: a number that can not be read.

    >>> [each.slug for each in fingerprints("16.118096")]
    ['keras-clip']
    """
    read = read_number(number)
    if not read.alone or not np.isfinite(read.values[0]) or read.values[0] <= 0:
        return []
    found = [each for each in (*CEILINGS, *_of_classes(read), *_of_vocabularies(read)) if _is(read, each)]
    return found if batch is None else [each for each in found if not _is_contradicted(each, batch)]


def _is_contradicted(fingerprint: Fingerprint, batch: Batch) -> bool:
    """Whether it is about another number of classes; two are also what a yes/no question of each output has."""
    return fingerprint.classes > 2 and fingerprint.classes != batch.shape[1]


def _is(number: Number, fingerprint: Fingerprint) -> bool:
    values = np.array([[fingerprint.value]])
    if fingerprint.single and number.may_be_float32:
        return bool(number.is_in_float32(values)[0])
    return bool(number.rounds_from(values)[0])


def _of_classes(number: Number) -> Iterator[Fingerprint]:
    """ln K and ln(1 + (K - 1)/e), for usual K, and for any K up to 1,000 where the digits suffice to tell."""
    if number.bits < BITS_OF_USUAL:
        return
    many = number.bits > BITS_OF_RARE + math.log2(MOST_CLASSES) - 8.0
    counts = range(2, MOST_CLASSES + 1) if many else USUAL_CLASSES
    values = np.array([(math.log(classes), math.log1p((classes - 1) / math.e)) for classes in counts])
    near = number.roughly(values[:, :1]) | number.roughly(values[:, 1:])
    for classes, (untrained, hot) in zip(np.array(counts)[near].tolist(), values[near].tolist(), strict=True):
        yield Fingerprint(
            f"untrained-{classes}", untrained, f"an untrained model with {classes} classes",
            f"ln {classes}: every class has the probability 1/{classes}",
            "nothing is wrong before training; after it, the model has learned nothing", True, classes,
        )  # fmt: skip
        yield Fingerprint(
            f"one-hot-as-logits-{classes}", hot,
            f"a perfect one-hot row of {classes} classes, passed as logits",
            f"ln(1 + {classes - 1}/e): the softmax of (1, 0, ..., 0) gives the true class only e/(e + {classes - 1})",
            "pass the logits, not the probabilities: a second softmax keeps the loss from ever reaching 0",
            True, classes,
        )  # fmt: skip


def _of_vocabularies(number: Number) -> Iterator[Fingerprint]:
    """ln of the vocabularies that people use, their perplexities, and ln of the batches of contrastive losses."""
    if number.bits < BITS_OF_USUAL:
        return
    for size, model in VOCABULARIES.items():
        advice = "nothing is wrong before training; after it, the labels are not those of these scores"
        yield Fingerprint(
            f"untrained-{size}", math.log(size), f"an untrained language model with {size} tokens ({model})",
            f"ln {size}: every token has the probability 1/{size}", advice, True, size,
        )  # fmt: skip
        yield Fingerprint(
            f"perplexity-{size}", float(size), f"the perplexity of an untrained language model ({model})",
            f"e to the loss, which is ln {size}", advice, True, size,
        )  # fmt: skip
    for size in CONTRASTIVE:
        yield Fingerprint(
            f"contrastive-{size}", math.log(size), f"an untrained contrastive loss (CLIP) over a batch of {size}",
            f"ln {size}: every pair of the batch is as likely as the right one",
            "nothing is wrong before training; after it, compare only losses of equal batches", True, size,
        )  # fmt: skip
