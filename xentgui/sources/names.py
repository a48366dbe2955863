"""Definitions by the names that people write: F.cross_entropy, nn.BCELoss, log_loss, categorical_crossentropy."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from xentgui.sources.source import Source

_FUNCTIONAL = "torch.nn.functional."
_SAID = {  # in short, or in words
    "ce": "torch.nn.CrossEntropyLoss",
    "crossentropy": "torch.nn.CrossEntropyLoss",
    "nll": "torch.nn.NLLLoss",
    "bce": "torch.nn.BCELoss",
    "binarycrossentropyloss": "torch.nn.BCELoss",
    "cce": "keras.losses.CategoricalCrossentropy",
    "scce": "keras.losses.SparseCategoricalCrossentropy",
    "tensorflow": "tensorflow-intro",
    "multilabel": "multi-sigmoid",
    "sigmoid": "multi-sigmoid",
    "mse": "quadratic",
}


def source_named(name: str, sources: Mapping[str, Source]) -> Source | None:
    """The source that a name means; of several the first, one that is written so before one that only reads so."""
    if name in sources:
        return sources[name]
    for said in (str, _read):
        for source in sources.values():
            if said(name) in map(said, _written(source)):
                return source
    return sources.get(_SAID.get(_read(name), ""))


def nearest(name: str, sources: Mapping[str, Source]) -> str:
    """The name of the source that an unknown name is most like, in any of the ways of writing it."""

    def likeness(source: Source) -> float:
        return max(difflib.SequenceMatcher(None, _read(name), _read(each)).ratio() for each in _written(source))

    best = max(sources.values(), key=likeness)
    return best.name if likeness(best) > 0.5 else ""


def _written(source: Source) -> Iterator[str]:
    """Its names with and without the modules in front."""
    for name in (source.name, *source.also):
        if name.startswith(_FUNCTIONAL):
            yield f"F.{name.removeprefix(_FUNCTIONAL)}"
        path, colon, variant = name.partition(":")
        parts = path.split(".")
        yield from (".".join(parts[start:]) + colon + variant for start in range(len(parts)))


def _read(name: str) -> str:
    """As it is read aloud: without signs, spaces and capitals."""
    return "".join(letter for letter in name.lower() if letter.isalnum() or letter == ":")
