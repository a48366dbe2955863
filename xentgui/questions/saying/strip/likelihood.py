"""The strip's "ln" line: which likelihood the chosen card is the negative logarithm of, and what makes up its value."""

from __future__ import annotations

import math

from xentgui.questions.principle import Principle, principle
from xentgui.questions.saying.runs import Line, Run
from xentgui.questions.saying.strip.scene import Scene


def principle_line(scene: Scene) -> Line:
    """The principle of the chosen card, or why there is none on this data."""
    card, name = scene.card, scene.name(scene.chosen)
    if card.relation == "refused":
        return Line("ln", (name, Run(f" does not take this data: {card.problem}.")))
    if math.isnan(card.value):
        return Line("ln", (name, Run(f" is not defined here: {scene.why_undefined(scene.chosen)}.")))
    found = principle(scene.batch, card.definition, scene.evaluation(scene.chosen))
    long, short = (Run(_which(found, short=few)) for few in (False, True))
    long_sum, short_sum = (_made_of(scene, found, brief=brief) for brief in (False, True))
    return Line("ln", (name, long, *long_sum), short=(name, short, *short_sum))


def _which(found: Principle, *, short: bool) -> str:
    if not found.is_likelihood:
        return f" is no likelihood here: {found.reason}."
    limits = [*(["weighted"] if found.weighted else []), *([f"up to its {found.nearly}"] if found.nearly else [])]
    aside = f", {', '.join(limits)}," if limits else ""
    expected = "expected " if found.expected else ""
    reason = f"{found.reason.removesuffix(')')}, soft labels)" if found.expected else found.reason
    kind = found.reason.partition("(")[2].partition(")")[0]
    model = f", {found.model}" if found.model else ""
    if short and kind:
        return f"{aside} is {'the expected ' if found.expected else ''}−ln of the {kind} likelihood{model}."
    return f"{aside} is the {expected}negative log-likelihood of {reason}{model}."


def _surprise(scene: Scene, found: Principle) -> bool:
    """Whether the value is -ln of the probabilities of the true classes, and nothing more."""
    definition = scene.card.definition
    done = set(definition.differences) - {"activation", "one_class", "reduction", "likelihood", "one_output"}
    named = scene.labels.one_hot and not found.weighted and not done
    return named and found.is_likelihood and (scene.batch.one_dimensional or found.likelihood == "categorical")


def _made_of(scene: Scene, found: Principle, *, brief: bool) -> tuple[Run, ...]:
    """value = entropy of the labels + divergence, where the divergence is one."""
    if math.isinf(found.value):
        return (Run(f" It is infinite: {scene.why_infinite(scene.chosen)}."),)
    if _surprise(scene, found):
        how = "mean" if scene.card.definition.reduction == "mean" else "sum"
        long = "" if brief else f": the {how} of −ln(the probability that it gave them)"
        words = f" is how surprised the model is by the true classes{long}."
        return Run(" "), Run(value=found.value, role="bold"), Run(words)
    if found.entropy is None or found.kl is None or not found.is_divergence:
        return ()
    return (
        Run(" "),
        Run(value=found.value, role="bold"),
        Run(" = entropy of the labels "),
        Run(value=found.entropy, role="bold"),
        Run(" + divergence "),
        Run(value=found.kl, role="bold"),
        Run("."),
    )
