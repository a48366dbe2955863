"""The quick look: which paths give the digits typed. Terms once a route, everything after is arithmetic on sums."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.search.bundles import Bundle
from xentgui.questions.matching.search.by_class import Asked
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.look import Course, Divisors, End, Looked, Plan, Tails, together
from xentgui.questions.matching.search.path import Candidate, gives
from xentgui.questions.matching.search.plausibility import PLAIN
from xentgui.questions.matching.search.routes import Route
from xentgui.questions.matching.search.sums import Kinds, Stack, Weighed, entropies
from xentgui.questions.matching.steps.ending import BASES, Ending, InSinglePrecision, Near, Perplexity, endings, tails
from xentgui.questions.matching.steps.label_reading import LARGE, LabelReading
from xentgui.questions.matching.steps.labels import Recoding, label_readings
from xentgui.questions.matching.steps.orders import MOST_KEPT, orders_that_tell, sums_by_order
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import Smoothing, smoothings
from xentgui.questions.matching.steps.step import P, Step
from xentgui.questions.matching.steps.weights import Weights, denominators, weights
from xentgui.questions.number import Number

MET = 1e-4  # labels and weights from here on make an infinite half felt


@dataclass(frozen=True, eq=False)
class Screen:
    """One situation, ready to look at route after route. Nothing rarer than `most_bits` is looked at.

    `few_near`: only near misses that may be told are kept, not those from which rounding by hand may lead further.
    """

    situation: Situation
    facts: Facts
    number: Number
    most_bits: float
    tally: Tally
    few_near: bool = False

    @cached
    def kinds(self) -> Kinds | None:
        return Kinds.of(self.situation.given) if self.number.alone else None

    @property
    def given(self) -> Given:
        """The rows, or one of each kind where these are many."""
        return self.situation.given if self.kinds is None else self.kinds.given

    @cached
    def labels(self) -> list[LabelReading]:
        return label_readings(self.given, self.facts, self.most_bits - self.situation.bits)

    @cached
    def weights(self) -> list[Weights]:
        return weights(self.given, self.facts)

    @cached
    def _labels_told(self) -> dict[tuple[object, ...], LabelReading]:
        return {}

    def _told_labels(self, reading: LabelReading) -> LabelReading:
        """The reading with every row, as it is told."""
        if self.kinds is None:
            return reading
        if reading.key not in self._labels_told:
            self._labels_told[reading.key] = self.kinds.labels(reading)
        return self._labels_told[reading.key]

    @cached
    def endings(self) -> tuple[Ending, ...]:
        return endings(self.situation.given, self.number)

    @cached
    def tails(self) -> Tails:
        return Tails(tails(self.situation.given, self.number, self.facts.chosen.log_base))

    @cached
    def stack(self) -> Stack:
        out = "one" if self.number.alone else "elements" if self.endings[0].over_outputs == ("none",) else "rows"
        return Stack.of(self.weights, out)

    @cached
    def courses(self) -> dict[tuple[Definition, bool, Divisors], Course]:
        return {}

    @cached
    def plans(self) -> dict[tuple[int, Definition], Plan]:
        return {}

    @cached
    def _forms(self) -> dict[Definition, tuple[Smoothing, ...]]:
        return {}

    def forms(self, family: Definition) -> tuple[Smoothing, ...]:
        """Every smoothing that may follow some labels."""
        if family not in self._forms:
            self._forms[family] = smoothings(self.facts, family, self.situation.given.columns, True)
        return self._forms[family]

    def plan(self, index: int, family: Definition) -> Plan:
        """What can follow the labels' reading number `index`."""
        key = (index, family)
        if key not in self.plans:
            self.plans[key] = self._planned(self.labels[index], family, index)
        return self.plans[key]

    def _planned(self, labels: LabelReading, family: Definition, place: int) -> Plan:
        given = self.situation.given
        soft = labels.within and not labels.hard and not family.squares
        divisors = tuple(tuple(denominators(given, labels, each, family)) for each in self.weights)
        key = (family, soft, divisors)
        if key not in self.courses:
            self.courses[key] = self._course(family, soft, divisors, labels.all_bits)
        course = self.courses[key]
        subtracted = None
        if any(course.forms[form].divergence for form in set(course.form.tolist())):
            subtracted = entropies(family, labels, self.stack, course.forms, given.one_column)
        return Plan(place, labels, course, course.bits + labels.all_bits, subtracted)

    def _course(self, family: Definition, soft: bool, divisors: Divisors, bits: float) -> Course:
        """What follows readings that cost `bits` and more."""
        ends = tuple(tuple(self._ends(each)) for each in divisors)
        kind = (family, soft, tuple(tuple(names for _, names in each) for each in divisors))
        if kind not in self._alike:
            self._alike[kind] = self._course_to(ends, family, soft, bits)
        return replace(self._alike[kind], ends=ends)

    @cached
    def _alike(self) -> dict[tuple[object, ...], Course]:
        """Courses of each kind, which differ in the numbers alone that means divide by."""
        return {}

    def _course_to(self, ends: tuple[tuple[End, ...], ...], family: Definition, soft: bool, bits: float) -> Course:
        forms, columns = self.forms(family), self.situation.given.columns
        fitting = set(forms if soft else smoothings(self.facts, family, columns, False))
        of_ends = np.full((len(ends), max(map(len, ends))), np.inf)
        for place, some in enumerate(ends):
            of_ends[place, : len(some)] = [ending.bits for ending, _, _ in some]
        of_forms = np.array([form.bits if form in fitting else np.inf for form in forms])
        of_weights = np.array([self._bits_of(weighting, family) for weighting in self.weights])
        of_fields = np.array([form.field_bits for form in forms])
        both = (of_weights[:, None] + of_forms) + of_fields
        least = np.array([weighting.bits for weighting in self.weights])[:, None] + of_forms + of_fields
        after = self.tails.bits_of_squares if family.squares else self.tails.bits
        each = (both[:, :, None] + of_ends[:, None])[..., None] + after
        return Course.of(forms, ends, self.tails, each, least, self.most_bits - self.situation.bits - bits)

    def _bits_of(self, weighting: Weights, family: Definition) -> float:
        """How rare a weighting is under a likelihood: one that it has no place for is never met."""
        if weighting.positive is not None and not family.two_sided:
            return np.inf
        return weighting.bits + (1.5 if self._omits(weighting) else 0.0)

    def _omits(self, weighting: Weights) -> bool:
        first = self.weights[0]
        return (weighting.classes is None and first.classes is not None) or (
            weighting.positive is None and first.positive is not None
        )

    def _ends(self, divisors: tuple[tuple[float, tuple[str, ...]], ...]) -> Iterator[End]:
        columns = self.situation.given.columns
        for ending in self.endings:
            spread = columns if "mean" in ending.over_outputs and "sum" not in ending.over_outputs else 1
            if ending.reduction != "mean":
                yield ending, (), float(spread)
                continue
            for divisor, names in divisors:
                yield ending, names, divisor * spread

    def _left(self, likely: Route) -> float:
        """How rare may be what follows a route."""
        return self.most_bits - self.situation.bits - likely.bits

    @cached
    def _bits_of_labels(self) -> list[float]:
        return [each.all_bits for each in self.labels]

    def _kept(self, family: Definition, left: float) -> list[int]:
        """The readings of the labels up to so many bits, which stand in this order."""
        likely = range(bisect_right(self._bits_of_labels, left))
        if not family.squares:
            return list(likely)
        return [place for place in likely if self.labels[place].hard]  # they are linear in labels of 0 and 1 alone

    def asks(self, routes: list[Route]) -> Asked | bool:
        """What the readings ask of routes, the likeliest first: of large tables only the classes that they name."""
        likely = routes[0]
        left = self._left(likely)
        kept = self._kept(likely.family, left)
        if kept and all(self._is_infinite(route, kept) for route in routes):
            self.tally.tried += len(routes) * sum(self._paths_of(place, likely.family, left) for place in kept)
            return False
        if not kept:
            return False
        classes = self._classes_alone(kept, left)
        if classes is None:
            return True
        forms = smoothings(self.facts, likely.family, self.given.columns, False)
        smoothed = any(form.share and form.bits + form.field_bits <= left for form in forms)
        if (smoothed or not likely.family.exclusive) and not all(each.is_even for each in self.weights):
            return True
        return Asked(tuple(map(self._of_rows, classes.values())), smoothed, tuple(classes))

    def _of_rows(self, classes: Array) -> Array:
        """``(N,)``: classes of every row, the same array for the same classes."""
        if self.kinds is None:
            return classes
        if id(classes) not in self._classes_of_rows:
            self._classes_of_rows[id(classes)] = classes[self.kinds.of_row]
        return self._classes_of_rows[id(classes)]

    @cached
    def _classes_of_rows(self) -> dict[int, Array]:
        return {}

    def _classes_alone(self, kept: list[int], left: float) -> dict[int, Array] | None:
        """The classes that these readings name, by the array that they are; None where whole tables are needed."""
        found: dict[int, Array] = {}
        for place in kept:
            classes = self.labels[place].classes
            if classes is None:
                return None
            found[id(classes)] = classes
        large = self.number.alone and self.situation.given.outputs.size > LARGE and 2 * len(found) <= self.given.columns
        reordered = any(bits + Recoding.bits <= left for bits, _ in self._orders[1])
        return found if large and not reordered else None

    def _paths_of(self, place: int, family: Definition, left: float) -> int:
        """How many paths of a route lead through a reading of the labels, those to a perplexity among them."""
        plan = self.plan(place, family)
        count = int(np.searchsorted(plan.bits, left, side="right"))
        powers = plan.course.is_untouched[: count if self.number.values[0] > 1 else 0]
        return count + int(np.count_nonzero(powers))

    def _is_infinite(self, route: Route, kept: list[int]) -> bool:
        """Whether nothing but infinite losses comes of it, and the number is none: a label meets a probability of 0."""
        held = route.guard is not PLAIN or route.read_as != P or route.activation == "identity"
        if held or route.family.squares or not np.isfinite(self.number.values).all():
            return False
        certain = np.count_nonzero(route.numbers == 1, axis=1) if route.family.two_sided else None
        return self.number.alone and all(self._meets_zero(self.labels[place], route.numbers, certain) for place in kept)

    def _meets_zero(self, labels: LabelReading, probabilities: Array, certain: Array | None) -> bool:
        """The same of a reading of the labels; `certain` ``(N,)`` counts the ones of each row, where 1 - a counts."""
        if labels.classes is None:
            if self.kinds is not None or not labels.within:
                return False
            met = (labels.table > MET) & (probabilities == 0) & labels.keep[:, None]
            return bool(met.any()) and all(bool((met & (each.yes > MET)).any()) for each in self.weights)
        told = self._told_labels(labels)
        rows, columns = told.places
        own = probabilities[rows, columns]
        met = own == 0 if certain is None else (own == 0) | (certain[rows] > (own == 1))
        met &= told.keep[rows]
        rows, columns = rows[met], columns[met]
        counted = rows if self.kinds is None else self.kinds.of_row[rows]
        return all(each.is_even and bool((each.yes[counted, columns] > MET).any()) for each in self.weights)

    def look(self, bundle: Bundle) -> Iterator[list[Candidate]]:
        """The paths through these routes that give the number, and a few plain ones that nearly do, step by step."""
        weighed = Weighed(bundle if self.kinds is None else self.kinds.bundle(bundle), self.stack)
        left = self._left(bundle.routes[0])
        kept = self._kept(bundle.family, left)
        plans = [self.plan(place, bundle.family) for place in kept]
        found: dict[int, list[Candidate]] = {place: [] for place in kept}
        for some in together(weighed, plans, left):
            for place, candidate in self._paths(weighed, some):
                found[place].append(candidate)
            yield []
        yield [candidate for place in kept for candidate in found[place]]
        yield list(self._reordered(weighed, left))

    def _reordered(self, weighed: Weighed, left: float) -> Iterator[Candidate]:
        """The same for classes in another order, where these are too many to try every order."""
        readings = self._orders_that_fit(weighed.bundle, left)
        plans = [self._planned(reading, weighed.bundle.family, place) for place, reading in enumerate(readings)]
        for some in together(weighed, plans, left):
            yield from (candidate for _, candidate in self._paths(weighed, some))

    @cached
    def _orders(self) -> tuple[Array | None, list[tuple[float, tuple[int, ...]]]]:
        """The classes, and the orders that may be behind one number."""
        classes = _classes(self.given) if self.number.alone and not self.situation.step else None
        return classes, [] if classes is None else orders_that_tell(classes, self.given.columns)

    def _orders_that_fit(self, bundle: Bundle, left: float) -> Iterator[LabelReading]:
        """Those whose mean or sum is about the number, in one of the usual bases."""
        (classes, tried), weighting = self._orders, self.weights[0]
        tried = [order for order in tried if order[0] + Recoding.bits <= left]
        if classes is None or not tried or bundle.family.squares:
            return
        gains = bundle.yes * weighting.yes - (0.0 if bundle.no is None else bundle.no * weighting.no)
        base = 0.0 if bundle.no is None else (bundle.no * weighting.no).sum(axis=(1, 2))[:, None]
        by_order = np.array([order for _, order in tried])
        sums = sums_by_order(classes, by_order, gains) + base
        rows, columns = self.situation.given.rows, self.situation.given.columns
        weights = sums_by_order(classes, by_order, weighting.plain[None])[0]
        divisors = np.stack([np.full_like(weights, each) for each in (rows, 1, rows * columns, columns)] + [weights])
        bases = np.log([base for base, _ in BASES])[:, None, None, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            fits = self.number.roughly((sums / (divisors[:, None] * bases))[..., None]).any(axis=(0, 1, 2))
        for place in np.flatnonzero(fits)[:MOST_KEPT]:
            yield Recoding(tried[place][1]).applied(self.given, tried[place][0])

    def _paths(self, weighed: Weighed, some: list[tuple[Plan, int]]) -> Iterator[tuple[int, Candidate]]:
        """The paths of some readings of the labels, each with the place of its reading."""
        looked = Looked(weighed, some, self.situation, self.number)
        with np.errstate(all="ignore"):
            for values, bits, many in looked.tried:
                self.tally.count(values, bits, many)
            for last, more, hits in looked.verdicts:
                for route, place in looked.likeliest(hits, self.most_bits - more):
                    found = self._candidate(looked, route, place, last, more)
                    if self._holds(found[1]):
                        yield found
            for route, place in looked.nearest(self.few_near):
                yield self._candidate(looked, route, place, Near(), 0.0)

    def _holds(self, candidate: Candidate) -> bool:
        """Whether it gives all of several numbers, of which the first ones were looked at."""
        if self.number.alone:
            return True
        if isinstance(candidate.last, InSinglePrecision):
            return bool(self.number.near_in_float32(candidate.value[None])[0])
        return gives(self.number, candidate, candidate.value)

    def _candidate(
        self, looked: Looked, route: int, place: int, last: Step | None, bits: float
    ) -> tuple[int, Candidate]:
        plan, at = looked.plan(place)
        course, value = plan.course, looked.value(route, place)
        weights = int(course.weights[at])
        ending, names, divisor = course.ends[weights][course.end[at]]
        weighting = self.weights[weights]
        return plan.place, Candidate(
            self.situation, looked.bundle.routes[route], self._told_labels(plan.labels),
            weighting if self.kinds is None else self.kinds.weights(weighting),
            course.forms[course.form[at]], ending, names, divisor, course.tails.each[course.tail[at]],
            np.exp(value) if isinstance(last, Perplexity) else value, last, bits,
        )  # fmt: skip


def _classes(given: Given) -> Array | None:
    """``(N,)`` class indices where every row names one class, else None."""
    named = not len(given.outside) if given.indices else given.one_class
    return given.classes if named else None
