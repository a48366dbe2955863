"""What is known of a named definition: who says it, where, and what is easily got wrong."""

from dataclasses import dataclass

from xentgui.losses.brief import brief
from xentgui.losses.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Source:
    """One named definition as its source publishes it.

    `takes` is what the real function wants: "logits", "probabilities" or "log-probabilities".
    `version` is the edition or release that the entry was checked against, `also` lists other names
    of the same function, and `framework` is the family it belongs to ("" for a book or a mere form).
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

    __repr__ = brief
