"""Routes of one likelihood with their halves, as many as one look takes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Float, extent
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.logarithms import Halved, cancelling
from xentgui.questions.matching.search.by_class import INFINITE, Asked, OfRows, Passes
from xentgui.questions.matching.search.routes import Route

NUMBERS = 1_000_000  # numbers in the halves of one bundle, at most
ROUTES = 48  # routes in one bundle, at most
FEW = 30_000  # numbers in all routes, up to which it takes less to ask all of every definition than fewer of each
SHARED = 4_000_000  # numbers in the outputs, up to which what makes a is kept for other guards


@dataclass(frozen=True, eq=False)
class Bundle:
    """Routes of one `family`, the likely first, and their halves ``(R, N, K)``; `no` is None for categorical.

    Of large tables these are ``(R, C, N)`` at the classes that are `asked`, with the sums ``(R, N)`` over all outputs.
    """

    family: Definition
    routes: tuple[Route, ...]
    yes: Float
    no: Float | None
    bits: Float
    asked: Asked | None = None
    all_yes: Float | None = None
    all_no: Float | None = None

    @cached
    def is_infinite(self) -> bool:
        """Whether some half for the label 0 is, so that no difference may be taken of its sums."""
        return self.asked is None and self.no is not None and extent(self.no)[1] >= INFINITE


Asks = Callable[[list[Route]], Asked | bool]  # which classes alone are asked of some routes; all, or nothing


def bundles(routes: Sequence[Route], asks: Asks = lambda routes: True) -> Iterator[Bundle]:
    """The routes with their halves; what is nowhere defined is left out. Routes that share a function share a call."""
    shared: dict[object, Halved] = {}
    wanted = [(some, asks(some)) for some in _by_likelihood(routes)]
    passes = Passes([(each, asked) for some, asked in wanted if isinstance(asked, Asked) for each in some])
    for some, asked in wanted:
        found = [passes.of(route) for route in some] if isinstance(asked, Asked) else []
        if isinstance(asked, Asked) and not any(each.is_infinite for each in found):
            yield from _by_class(some, asked, found)
        elif asked:
            if len(some) > 1 or some[0].numbers.size > SHARED:
                shared = {}
            yield from _bundled(some, shared)


def _by_class(routes: list[Route], asked: Asked, found: list[OfRows]) -> Iterator[Bundle]:
    kept = [place for place, each in enumerate(found) if each.is_defined]
    for start in range(0, len(kept), ROUTES):
        some = [routes[place] for place in kept[start : start + ROUTES]]
        parts = [found[place] for place in kept[start : start + ROUTES]]
        tables = (_stacked([getattr(each, name) for each in parts]) for name in ("yes", "no", "all_yes", "all_no"))
        yes, no, all_yes, all_no = (None if table is None else _finite(table) for table in tables)
        assert yes is not None
        bits = np.array([route.bits for route in some])
        yield Bundle(some[0].family, tuple(some), yes, no, bits, asked, all_yes, all_no)


def _stacked(parts: Sequence[Float | None]) -> Float | None:
    """``(R, ...)``: the parts of several routes, where there are any."""
    tables = [part for part in parts if part is not None]
    return (tables[0][None] if len(tables) == 1 else np.stack(tables)) if tables else None


def _finite(table: Float) -> Float:
    """The table with large numbers in the place of infinite ones."""
    low, high = extent(table)
    return np.clip(table, -INFINITE, INFINITE) if max(-low, high) > INFINITE else table


def _by_likelihood(routes: Sequence[Route]) -> Iterator[list[Route]]:
    """Routes of one likelihood, the likely first, as many as one bundle takes."""
    by_likelihood = attrgetter("likelihood")
    for _, of_likelihood in groupby(sorted(routes, key=by_likelihood), key=by_likelihood):
        chosen = sorted(of_likelihood, key=lambda route: route.bits)
        step = int(np.clip(NUMBERS // max(chosen[0].numbers.size, 1), 1, len(chosen)))
        yield from (chosen[start : start + step] for start in range(0, len(chosen), step))


def _bundled(routes: list[Route], shared: dict[object, Halved]) -> Iterator[Bundle]:
    tables = [_stacked(halves) for halves in zip(*_halves(routes, shared), strict=True)]
    largest = [half.max(axis=(1, 2)) for half in tables if half is not None]
    defined = np.flatnonzero(~np.isnan(largest).any(axis=0))
    for start in range(0, len(defined), ROUTES):
        kept = defined[start : start + ROUTES]
        some = tuple(routes[place] for place in kept)
        yes, no = (
            None if half is None else _finite(half if len(some) == len(routes) else half[kept]) for half in tables
        )
        assert yes is not None
        yield Bundle(routes[0].family, some, yes, no, np.array([route.bits for route in some]))


Halves = tuple[Float, Float | None]


def _halves(routes: list[Route], shared: dict[object, Halved]) -> list[Halves]:
    """``(N, K)`` each; what differs in the size of its guard alone is computed in one call."""
    found: dict[int, Halves] = {}
    asked: dict[tuple[str, int], dict[Definition, list[int]]] = {}
    for place, route in enumerate(routes):
        if route.unstable:
            found[place] = cancelling(route.numbers)
        else:
            places = asked.setdefault((route.read_as, id(route.numbers)), {})
            places.setdefault(route.pointwise, []).append(place)
    alike: dict[object, list[dict[Definition, list[int]]]] = {}
    few = sum(route.numbers.size for route in routes) <= FEW
    for (read_as, _), places in asked.items():
        alike.setdefault((read_as, None if few else frozenset(places)), []).append(places)
    for each in alike.values():
        found |= _halves_of(routes, each, shared)
    return [found[place] for place in range(len(routes))]


def _halves_of(
    routes: list[Route], each: list[dict[Definition, list[int]]], shared: dict[object, Halved]
) -> dict[int, Halves]:
    """The same of several tables of numbers, by the places of their routes: of any that one definition is asked of."""
    first = [routes[next(iter(places.values()))[0]] for places in each]
    tables, rows = [route.numbers for route in first], len(first[0].numbers)
    key = (first[0].read_as, *map(id, tables))
    if key not in shared:
        shared[key] = Halved(tables[0] if len(tables) == 1 else np.concatenate(tables), first[0].read_as)
    kinds: dict[object, list[Definition]] = {}
    for definition in dict.fromkeys(definition for places in each for definition in places):
        kinds.setdefault(_kind(definition), []).append(definition)
    found: dict[int, Halves] = {}
    for definitions in kinds.values():
        yes, no = (
            None if half is None else half.reshape(-1, len(each), rows, tables[0].shape[1])
            for half in shared[key].by(definitions)
        )
        assert yes is not None
        for which, definition in enumerate(definitions):
            for table, places in enumerate(each):
                for place in places.get(definition, ()):
                    found[place] = yes[which, table], None if no is None else no[which, table]
    return found


@lru_cache
def _kind(definition: Definition) -> tuple[object, ...]:
    """What is the same of definitions that differ in the sizes alone of what guards the logarithm."""
    rescaled = definition.clip if definition.renormalise == "after-clip" else None
    held = tuple(size is None for size in (definition.clip, definition.log_epsilon, definition.log_clamp))
    return definition.activation, definition.likelihood, definition.precision, definition.renormalise, rescaled, held
