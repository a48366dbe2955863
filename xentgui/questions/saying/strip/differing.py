"""The strip's "≠" and "2×" lines: which cards give another number, by how much, and which terms make it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xentgui.questions.agreement import Agreement
from xentgui.questions.facts import output_facts
from xentgui.questions.saying.few import FEW, different, times
from xentgui.questions.saying.register import PRINT
from xentgui.questions.saying.runs import Line, Run, log_word
from xentgui.questions.saying.sentence import Cause
from xentgui.questions.saying.strip.scene import Scene

Runs = tuple[Run, ...]
MOST_BESIDES = 2  # causes that are told beside the first


def twice_line(scene: Scene) -> Line | None:
    """The trap of eq. 63 over both outputs of a yes/no question: on this data, or as a warning where all agree."""
    counted = [group for group in _others(scene) if "counted-twice" in _conditions(scene, group[0])]
    counted = [group for group in counted if scene.cards[group[0]].relation == "multiple"]
    if counted:
        return _counted_twice(scene, counted[0])
    return _would_count_twice(scene)


def different_line(scene: Scene) -> Line | None:
    """The cards that do not agree with the chosen one, the first with its reason, the next in short."""
    others = [group for group in _others(scene) if not _is_twice(scene, group)]
    if not others:
        return None
    first = _sentence(scene, others[0])
    if len(others) == 1:
        long, short = (_no_likelihood(scene, others[0], brief=brief) for brief in (False, True))
        return Line("≠", (*first, *long), short=(*first, *short))
    second = (Run(" "), *_short(scene, others[1], others[0]))
    return Line("≠", (*first, *second, *_last(scene, others[2:])), short=(*first, *_left(scene, others[1:])))


def _left(scene: Scene, groups: Sequence[tuple[int, ...]]) -> Runs:
    """What is left, in the fewest words: a card by its name, of several how many."""
    places = [place for group in groups for place in group]
    if len(places) != 1:
        return (Run(f" {len(places)} more differ."),) if places else ()
    undefined = scene.cards[places[0]].relation == "refused" or math.isnan(scene.cards[places[0]].value)
    return Run(" "), scene.name(places[0]), Run(" has no value." if undefined else " differs too.")


def _last(scene: Scene, groups: Sequence[tuple[int, ...]]) -> Runs:
    """The card that is left, in a few words; of several how many."""
    if len(groups) != 1 or len(groups[0]) != 1:
        return _left(scene, groups)
    (place,) = groups[0]
    if scene.cards[place].relation not in ("different", "multiple"):
        return (Run(" "), *_sentence(scene, groups[0]))
    cause = different(scene.between(scene.chosen, place))
    return (Run(" "), scene.name(place), Run(f" differs too: {cause}."))


def _others(scene: Scene) -> list[tuple[int, ...]]:
    """The groups without the chosen card, those that say most first, and the refused cards one by one."""
    groups = [group for group in scene.groups if scene.chosen not in group]
    order = ("multiple", "different", "coincidence", "undefined")
    groups.sort(key=lambda group: order.index(_relation(scene, group)))
    groups = _undefined_together(scene, groups)
    refused = [(place,) for place, card in enumerate(scene.cards) if card.relation == "refused"]
    return groups + [group for group in refused if group != (scene.chosen,)]


def _undefined_together(scene: Scene, groups: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those that are not defined for one and the same reason make one group."""
    found: dict[object, tuple[int, ...]] = {}
    for group in groups:
        undefined = math.isnan(scene.cards[group[0]].value)
        key = scene.why_undefined(group[0]) if undefined else group
        found[key] = (*found.get(key, ()), *group)
    return list(found.values())


def _relation(scene: Scene, group: Sequence[int]) -> str:
    relation = scene.cards[group[0]].relation
    return relation if relation in ("multiple", "coincidence", "undefined") else "different"


def _conditions(scene: Scene, place: int) -> tuple[str, ...]:
    both = scene.evaluation(place) is not None and scene.evaluation(scene.chosen) is not None
    return scene.between(scene.chosen, place).conditions if both else ()


def _is_twice(scene: Scene, group: Sequence[int]) -> bool:
    return scene.cards[group[0]].relation == "multiple" and "counted-twice" in _conditions(scene, group[0])


def _counted_twice(scene: Scene, group: tuple[int, ...]) -> Line:
    card = scene.cards[group[0]]
    double = card.ratio > 1
    exactly = "exactly " if abs(card.ratio * (0.5 if double else 2) - 1) <= 1e-12 else "to rounding "
    size = {True: "twice", False: "half"}[double] if _is_two(card.ratio) else f"{times(card.ratio)} of"
    adder = group[0] if double else scene.chosen
    sums, one = ("(63)", "(57)") if scene.cards[adder].source == "nielsen" else ("its sum", "The yes/no formula")
    head = (*scene.names(group), Run(f" {_are(group)} {exactly}{size} "), scene.name(scene.chosen))
    takes, link = "takes one", None
    if scene.batch.outputs_are == "logits" and scene.mode == "softmax":
        first, second = scene.class_names
        takes, link = f"takes one, with the logit f({first}) − f({second})", "enter-difference-logit"
    long = f": {sums} over two outputs that sum to 1 counts every term twice: {_again(scene, adder)}. {one} {takes}."
    short = f": {sums} counts every term twice."
    return Line("2×", (*head, Run(long)), link, short=(*head, Run(short)))


def _is_two(ratio: float) -> bool:
    return any(math.isclose(ratio, factor, rel_tol=1e-5) for factor in (2.0, 0.5))


def _would_count_twice(scene: Scene) -> Line | None:
    """In the yes/no case: what the sum over both classes as two outputs would give."""
    if not scene.batch.one_dimensional or len(scene.groups) > 1:
        return None
    named = [
        place
        for group in scene.groups
        for place in group
        if scene.cards[place].definition.two_sided and math.isfinite(scene.cards[place].value)
    ]
    if not named or scene.card.relation == "refused":
        return None
    place = next((place for place in named if scene.cards[place].source == "nielsen"), named[0])
    equation, value = " (63)" if scene.cards[place].source == "nielsen" else "", scene.cards[place].value
    runs = (
        scene.name(place),
        Run(f"{equation}, summed over both classes as two outputs, would count every term twice, "),
        Run(value=2 * value, between=(value, -value)),
        Run(f": {_again(scene, place)}."),
    )
    return Line("2×", runs)


def _again(scene: Scene, place: int) -> str:
    """What makes a term the same term twice, with the numbers of the answer that is true in the first row.

    Numbers that are rounded to 0 and 1 would say nothing: others stand for them.
    """
    evaluation = scene.evaluation(place)
    yes = 0.7 if evaluation is None else float(evaluation.activations_of(0, 1)[0, 0])
    given = yes if scene.batch.blocks[0].labels[0, 0] >= 0.5 else 1 - yes
    given = given if 0 < round(given, 4) < 1 else 0.7
    true, other = (PRINT.number(round(a, 4)) for a in (given, 1 - given))
    log = log_word(scene.cards[place].definition.log_base)
    return f"{PRINT.minus_log(log, true)} comes again as {PRINT.minus}{log}(1 {PRINT.minus} {other})"


def _are(group: Sequence[int]) -> str:
    return "is" if len(group) == 1 else "are"


def _sentence(scene: Scene, group: Sequence[int]) -> Runs:
    """Who, by how much, and which terms make the difference."""
    card = scene.cards[group[0]]
    head = (*scene.names(group), Run(f" {_are(group)} "))
    if card.relation == "refused":
        return (*scene.names(group), Run(f" does not take this data: {card.problem}."))
    if math.isnan(card.value):
        none = "has no value" if len(group) == 1 else "have no value"
        return (*scene.names(group), Run(f" {none}: {scene.why_undefined(group[0])}."))
    if scene.evaluation(scene.chosen) is None or math.isnan(scene.card.value):
        return (*scene.names(group), Run(f" give{_s(group)} "), Run(value=card.value), Run("."))
    if math.isinf(card.value):
        return (*head, Run(f"infinite: {scene.why_infinite(group[0])}."))
    agreement = scene.between(scene.chosen, group[0])
    if agreement.kind == "coincidence":
        return (*scene.names(group), Run(f" give{_s(group)} the same value, but not row by row: a coincidence."))
    return (*head, *_size(scene, agreement), Run(": "), *_cause(scene, group, agreement))


def _s(group: Sequence[int]) -> str:
    return "s" if len(group) == 1 else ""


def _size(scene: Scene, agreement: Agreement) -> Runs:
    if agreement.kind == "multiple":
        return (Run(f"{scene.card.short} {times(agreement.ratio)}"),)
    if math.isinf(agreement.difference):
        return (Run("finite"),)
    side = "higher" if agreement.difference > 0 else "lower"
    low, high = sorted((scene.card.value, scene.card.value + agreement.difference))
    return Run(value=abs(agreement.difference), between=(high, low)), Run(f" {side}")


def _cause(scene: Scene, group: Sequence[int], agreement: Agreement) -> Runs:
    if agreement.pair.likelihoods == {"categorical", "bernoulli"} and not agreement.pair.one_yes_no:
        return _wrong_classes(scene, group, agreement)
    return (Run(f"{different(agreement)}{_besides(agreement.causes[1:])}."),)


def _besides(causes: Sequence[Cause]) -> str:
    """What else makes a part of the difference."""
    told = [FEW[cause.field](cause.one, cause.two) for cause in causes[:MOST_BESIDES]]
    more = [f"{len(causes) - MOST_BESIDES} more"] if len(causes) > MOST_BESIDES else []
    return f"; besides: {', '.join([*told, *more])}" if told else ""


def _wrong_classes(scene: Scene, group: Sequence[int], agreement: Agreement) -> Runs:
    """What the Bernoulli sum adds to the categorical one, seen from the chosen card."""
    two, adds = agreement.pair.definitions[1], agreement.pair.doubles
    adder = group[0] if adds else scene.chosen
    it = "it" if len(group) == 1 else "they"
    verb = ("adds" if adds else "leaves out") if len(group) == 1 else ("add" if adds else "leave out")
    reads = f"{it} read{_s(group)} {_ACTIVATION[two.activation]} of the scores and "
    reads = reads if "different-activation" in agreement.conditions else f"{it} "
    term, where = _term(scene)
    rest = _besides([cause for cause in agreement.causes if cause.field not in ("likelihood", "activation")])
    return Run(f"{reads}{verb} "), Run(term, role="added", card=scene.cards[adder].slot), Run(f" {where}{rest}.")


_ACTIVATION = {"softmax": "softmax", "sigmoid": "sigmoids", "identity": "the values"}


def _term(scene: Scene) -> tuple[str, str]:
    wrong, log = scene.batch.shape[1] - 1, log_word(scene.card.definition.log_base)
    term = PRINT.other_answers(log, soft=scene.labels.soft is not None)
    if scene.labels.one_hot and scene.mode == "softmax":
        return term, "for the wrong class" if wrong == 1 else f"for the {wrong:,} wrong classes"
    if scene.labels.soft is None:
        return term, "for every output whose label is 0"
    return term, "for every class" if scene.mode == "softmax" else "for every output"


def _no_likelihood(scene: Scene, group: Sequence[int], *, brief: bool) -> Runs:
    """That the Bernoulli sum over outputs tied together is none, where the sentence was about one."""
    definition = scene.cards[group[0]].definition
    if not definition.two_sided or definition.activation != "softmax" or scene.batch.one_dimensional:
        return ()
    if math.isnan(scene.cards[group[0]].value) or not output_facts(scene.batch, definition).sum_to_one:
        return ()
    if brief:
        return (Run(" Each as its own question: no likelihood."),)
    one = "A softmax picks" if scene.batch.outputs_are == "logits" else "Outputs that sum to 1 pick"
    return (Run(f" {one} one class; this sum pretends that each class was decided by itself: no likelihood."),)


def _short(scene: Scene, group: Sequence[int], before: Sequence[int]) -> Runs:
    """A later card, in a few words; as a multiple of the card before it where it is one."""
    card = scene.cards[group[0]]
    if math.isfinite(card.value) and math.isfinite(scene.cards[before[0]].value):
        agreement = scene.between(before[0], group[0])
        if agreement.kind == "multiple" and 0 < agreement.ratio < 1:
            return (*scene.names(group), Run(f" divide{_s(group)} that by {PRINT.number(1 / agreement.ratio)}."))
        if agreement.kind == "multiple" and agreement.ratio > 1:
            verb = "multiplies" if len(group) == 1 else "multiply"
            return (*scene.names(group), Run(f" {verb} that by {PRINT.number(agreement.ratio)}."))
    if card.relation == "different" and math.isfinite(card.difference):
        agreement = scene.between(scene.chosen, group[0])
        head = (*scene.names(group), Run(f" {_are(group)} "), *_size(scene, agreement))
        return (*head, Run(f": {different(agreement)}{_besides(agreement.causes[1:])}."))
    return _sentence(scene, group)
