"""What is known of a named definition: who says it, where, and what is easily got wrong."""

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
        shared: dict[str, Any] = {field: getattr(self, field) for field in ("framework", "version", "takes")}
        shared |= {field: getattr(self, field).format_map(names) for field in ("title", "reference", "url")}
        shared["also"] = tuple(each.format_map(names) for each in self.also)
        return Source(name=name, definition=definition, particular=particular, **(shared | own))
