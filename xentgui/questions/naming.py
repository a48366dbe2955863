"""The definitions that somebody asks about, each under its name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.fields import one_of
from xentgui.sources import describe, resolve

THREE_SOURCES = ("nielsen", "tensorflow-intro", "cs231n")

Asked = Iterable[str | Definition] | Mapping[str, str | Definition]


@dataclass(frozen=True)
class Named:
    """The definitions asked for, with the changes put in, and those that do not take the changes."""

    definitions: Mapping[str, Definition]
    refused: Mapping[str, ValueError]


def named(asked: Asked | None, changes: Mapping[str, object]) -> Named:
    """Give each definition its name: its own, its key in a mapping, or its description; None is the three sources.

    Raises ValueError for an unknown name or field, for no definitions at all, and for changes that none of them takes.
    """
    for field in changes:
        one_of("field", field, FIELD_NAMES)
    taken: dict[str, Definition] = {}
    refused: dict[str, ValueError] = {}
    for name, definition in _pairs(THREE_SOURCES if asked is None else asked):
        plain = resolve(definition)
        try:
            taken[name] = resolve(plain, changes)
        except ValueError as error:
            refused[name] = error
    if not taken:
        raise next(iter(refused.values()), ValueError("no definitions: give at least one name or Definition"))
    return Named(taken, refused)


def _pairs(asked: Asked) -> list[tuple[str, str | Definition]]:
    if isinstance(asked, (str, Definition)):
        raise ValueError(f"definitions are several: write [{asked!r}]")
    if isinstance(asked, Mapping):
        for name in asked:
            if not isinstance(name, str):
                raise ValueError(f"the name of a definition is text, not {name!r}")
        return list(asked.items())
    try:
        several = tuple(asked)
    except TypeError as error:
        raise ValueError(f"definitions are names or Definitions, not {asked!r}") from error
    pairs: dict[str, str | Definition] = {}
    for definition in several:
        name = definition if isinstance(definition, str) else describe(resolve(definition))
        pairs[_free(name, pairs)] = definition
    return list(pairs.items())


def _free(name: str, used: Mapping[str, object]) -> str:
    """The name, with a number where it is taken."""
    count = 1 + sum(1 for other in used if other == name or other.startswith(f"{name} ("))
    return name if name not in used else f"{name} ({count})"
