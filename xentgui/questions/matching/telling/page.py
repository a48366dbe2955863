"""The page of what is looked for: `python -m xentgui.questions.matching.telling.page > docs/matching.md`."""

import math
from collections.abc import Iterator

from xentgui.questions.fingerprints import CEILINGS
from xentgui.questions.matching.search.plausibility import GUARDS, Guard
from xentgui.questions.matching.search.search import LARGE, RAREST
from xentgui.questions.matching.steps import KINDS
from xentgui.questions.matching.steps.ending import BASES
from xentgui.questions.matching.steps.smoothing import SHARES
from xentgui.questions.matching.steps.step import Step
from xentgui.questions.matching.telling.match import MAY_BE_CHANCE

_HEAD = f"""# What My number looks for

Made by `python -m xentgui.questions.matching.telling.page > docs/matching.md`; a test keeps it current.

`match` and the field *My number* try every definition with every option below, and up to three things that went wrong.
Each costs *bits*: how rarely it is met, one bit for each halving. An explanation costs the sum of its bits; the
definition chosen costs nothing, the defaults of a framework about one bit. Explanations beyond {RAREST:g} bits are not
told, nor those for which the digits typed are too few. Where more than {MAY_BE_CHANCE:g} explanations as rare would be
expected to give such digits by accident, an explanation says that it may be chance.

Of {LARGE[3][0]:,}, {LARGE[2][0]:,}, {LARGE[1][0]:,} and {LARGE[0][0]:,} outputs and more, explanations up to
{LARGE[3][1]:g}, {LARGE[2][1]:g}, {LARGE[1][1]:g} and {LARGE[0][1]:g} bits are looked for; of the last
no other guard of the logarithm than none.
Class weights, sample weights and pos_weight are never guessed: they are applied, left out or put in another place only
where they are given.
"""


def page() -> str:
    """Give the Markdown of the page."""
    return "\n".join([_HEAD, *_slips(), *_guards(), *_smaller(), *_known()]) + "\n"


def _slips() -> Iterator[str]:
    yield "## What goes wrong\n"
    for name, steps in KINDS.items():
        yield f"### {name}\n\n| slug | bits | what happened | what to do |\n| --- | --- | --- | --- |"
        yield from (_row(step) for step in {step.slug: step for step in steps}.values())
        yield ""


def _row(step: type[Step]) -> str:
    return f"| `{step.slug}` | {step.bits:g} | {step.happened} | {step.advice} |"


def _guards() -> Iterator[str]:
    yield "## What is put around a logarithm\n\n| bits | how |\n| --- | --- |"
    yield from (f"| {guard.bits:g} | {_said(guard)} |" for guard in GUARDS if guard.bits)
    yield ""


def _said(guard: Guard) -> str:
    parts = [f"`{name}={_short(value)}`" for name, value in guard.fields.items() if value is not None]
    return ", ".join(parts) + (", also in single precision" if guard.single else "")


def _short(value: float | str) -> str:
    return repr(value) if isinstance(value, str) else f"{value:.4g}"


def _smaller() -> Iterator[str]:
    yield "## Shares and bases\n"
    shares = ", ".join(f"{share:g} ({bits:g} bits)" for share, bits in SHARES)
    yield f"Label smoothing, where none is given: {shares}.\n"
    names = {math.e: "e", 2.0: "2", 10.0: "10"}
    yield f"Bases of the logarithm: {', '.join(names[base] for base, _ in BASES)}, and the one chosen.\n"
    yield (
        "Factors: rows, outputs, both together, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128 and 1000, "
        "and one over each.\n"
    )


def _known() -> Iterator[str]:
    yield "## Numbers that are known by themselves\n\n| number | who | how |\n| --- | --- | --- |"
    yield from (f"| {each.value:.9g} | {each.who} | {each.derivation} |" for each in CEILINGS)
    yield "\nAnd ln K, an untrained model with K classes; ln(1 + (K − 1)/e), a perfect one-hot row passed as logits."


if __name__ == "__main__":
    print(page(), end="")
