"""The page of all named definitions: `python -m xentgui.questions.page > docs/definitions.md`."""

import dataclasses
from collections.abc import Iterator

from xentgui.losses.definition import Definition
from xentgui.questions.formula import formula, where
from xentgui.sources import Source, sources

_HEAD = """# Named definitions

Made by `python -m xentgui.questions.page > docs/definitions.md`; a test keeps it current.

A definition is the arithmetic alone: two names with the same fields are one definition. x counts samples, j outputs,
k is the true class; a are the outputs after the activation, f the scores before it, y the labels, w class weights,
s sample weights, n the samples that count and N all of them.
"""


def page() -> str:
    """Give the Markdown of the page: an overview, the fields, and one section for each source."""
    return "\n".join([_HEAD, *_overview(), *_fields(), *(line for each in sources.values() for line in _section(each))])


def _overview() -> Iterator[str]:
    yield "| name | takes | differs from `Definition()` in |\n| --- | --- | --- |"
    for each in sources.values():
        name = f"[`{each.name}`](#{_anchor(each.title)})"
        yield f"| {name} | {each.takes} | {_differences(each.definition) or 'nothing'} |"
    yield ""


def _fields() -> Iterator[str]:
    yield "## Fields\n\n| field | default | meaning |\n| --- | --- | --- |"
    for each in dataclasses.fields(Definition):
        default = "e" if each.name == "log_base" else each.default
        yield f"| `{each.name}` | `{default}` | {each.metadata['help']} |"
    yield ""


def _section(source: Source) -> Iterator[str]:
    yield f"## {source.title}\n"
    checked = f", checked with {source.version}" if source.framework else ""
    yield f"`{source.name}`, takes {source.takes}. [{source.reference}]({source.url}){checked}.\n"
    yield f"$${formula(source.definition)}$$\n"
    symbols = where(source.definition)
    if symbols:
        yield f"with ${'$, $'.join(symbols)}$.\n"
    yield f"{source.particular}\n"
    same = [name for name, each in sources.items() if each.definition == source.definition and name != source.name]
    if same:
        yield f"The same definition as {', '.join(f'`{name}`' for name in same)}.\n"
    if source.also:
        yield f"Also called {', '.join(f'`{name}`' for name in source.also)}.\n"


def _anchor(title: str) -> str:
    """The anchor that Markdown gives to a heading."""
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")


def _differences(definition: Definition) -> str:
    return ", ".join(f"{name} {_words(value)}" for name, value in definition.differences.items())


def _words(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    print(page(), end="")
