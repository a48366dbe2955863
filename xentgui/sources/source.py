"""What is known of a named definition: who says it, where, what is easily got wrong; and the names that people write.

F.cross_entropy, nn.BCELoss, log_loss and categorical_crossentropy are looked up here too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xentgui.losses.brief import brief
from xentgui.losses.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Source:
    """One named definition as its source publishes it.

    `takes` is what the real function wants: "logits", "probabilities" or "log-probabilities".
    `version` is the edition or release that the entry was checked against, `also` lists other names
    of the same function, and `framework` is the family it belongs to ("" for a book or a mere form).
    `arguments` are those beside labels and outputs that change the number, as its documentation names them.
    """

    name: str
    title: str
    definition: Definition
    takes: str
    reference: str
    url: str
    version: str
    particular: str
    framework: str = ""
    also: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    __repr__ = brief


@dataclass(frozen=True, kw_only=True)
class Library:
    """What the sources of one library share; called with the name of a function it gives that function's Source.

    `title`, `reference`, `url` and `also` are formats of {framework} and of what the name is made of: {function},
    without a variant behind a colon; {inside}, without the library as well; {short}, its last part; {anchor}, that in
    small letters; {path}, with slashes.
    """

    framework: str
    version: str
    url: str
    title: str = "{framework} {short}"
    reference: str = "{framework} documentation, {function}"
    takes: str = "logits"
    also: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def __call__(self, name: str, definition: Definition, particular: str, **own: Any) -> Source:
        """``own`` are fields of the Source that this function does not share."""
        function = name.partition(":")[0]
        short = function.rpartition(".")[2]
        names = {
            "framework": self.framework,
            "function": function,
            "inside": function.partition(".")[2],
            "short": short,
            "anchor": short.lower(),
            "path": function.replace(".", "/"),
        }
        shared: dict[str, Any] = {
            field: getattr(self, field) for field in ("framework", "version", "takes", "arguments")
        }
        shared |= {field: getattr(self, field).format_map(names) for field in ("title", "reference", "url")}
        shared["also"] = tuple(each.format_map(names) for each in self.also)
        return Source(name=name, definition=definition, particular=particular, **(shared | own))


_FUNCTIONAL = "torch.nn.functional."
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAID = {  # in short, or in words: what is most usual, also where a library less used has the very name
    "ce": "torch.nn.CrossEntropyLoss",
    "celoss": "torch.nn.CrossEntropyLoss",
    "crossentropy": "torch.nn.CrossEntropyLoss",
    "xent": "torch.nn.CrossEntropyLoss",
    "xentropy": "torch.nn.CrossEntropyLoss",
    "nll": "torch.nn.NLLLoss",
    "bce": "torch.nn.BCELoss",
    "binarycrossentropyloss": "torch.nn.BCELoss",
    "bcewithlogits": "torch.nn.BCEWithLogitsLoss",
    "cce": "keras.losses.CategoricalCrossentropy",
    "scce": "keras.losses.SparseCategoricalCrossentropy",
    "kldivergence": "keras.losses.KLDivergence",
    "logloss": "sklearn.metrics.log_loss",
    "focalloss": "torchvision.ops.sigmoid_focal_loss",
    "tensorflow": "tensorflow-intro",
    "multilabel": "multi-sigmoid",
    "sigmoid": "multi-sigmoid",
    "logistic": "binary",
    "logisticloss": "binary",
    "multinomial": "softmax",
    "softmaxloss": "softmax",
}


def source_named(name: str, sources: Mapping[str, Source]) -> Source | None:
    """The source that a name means; of several the first, one that is written so before one that only reads so."""
    if name in sources:
        return sources[name]
    if (usual := _SAID.get(_read(name))) is not None:
        return sources[usual]
    for said in (str, _read):
        for source in sources.values():
            if said(name) in map(said, _written(source)):
                return source
    return None


def nearest(name: str, sources: Mapping[str, Source]) -> str:
    """The source that an unknown name means: the first with words that begin so, else the one written most like it."""
    words = _words(name)
    for source in sources.values() if words else ():
        own = _words(source.name)
        if all(any(each.startswith(word) for each in own) for word in words):
            return source.name

    def likeness(source: Source) -> float:
        return max(difflib.SequenceMatcher(None, _read(name), _read(each)).ratio() for each in _written(source))

    best = max(sources.values(), key=likeness)
    return best.name if likeness(best) > 0.5 else ""


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", _CAPITAL.sub("_", name).lower()) if len(word) > 1]


def _written(source: Source) -> Iterator[str]:
    """Its names with and without the modules in front."""
    for name in (source.name, *source.also):
        if name.startswith(_FUNCTIONAL):
            yield f"F.{name.removeprefix(_FUNCTIONAL)}"
        path, colon, variant = name.partition(":")
        parts = path.split(".")
        yield from (".".join(parts[start:]) + colon + variant for start in range(len(parts)))
        yield _CAPITAL.sub("_", parts[-1]).lower() + colon + variant  # Keras' function beside its class


def _read(name: str) -> str:
    """As it is read aloud: without signs, spaces and capitals."""
    return "".join(letter for letter in name.lower() if letter.isalnum() or letter == ":")
