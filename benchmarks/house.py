"""How well the house holds together: modules, callers, floors, circles, things said more than once. `make house`.

Every figure is read from the source as text and syntax trees; nothing of the program is run.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
HOUSE = TOP / "xentgui"
INSIDE_THE_LOGARITHM = {"clip", "log_epsilon", "log_clamp", "renormalise"}
TELL_NOTHING = set(
    re.findall(r"\w+", "told found given left kept shown asked hand groups condensed things misc common base")
)


def modules() -> dict[str, Path]:
    """Every module by its dotted name; a package is its ``__init__``."""
    return {name_of(path): path for path in sorted(HOUSE.rglob("*.py"))}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of the house that a module imports, anywhere in it; those only for types as well."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & set(known) or {node.module}
    return found & set(known) - {name_of(path)}


def floors(arrows: dict[str, set[str]], room: str) -> int:
    """The longest chain of imports within a room."""
    inside = {name for name in arrows if name.startswith(room) and name != room}

    @cache
    def height(name: str) -> int:
        return 1 + max((height(below) for below in arrows[name] & inside), default=0)

    return max(map(height, inside), default=0)


def circles(arrows: dict[str, set[str]]) -> list[str]:
    """The modules that import themselves over others."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(arrows[start])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += arrows[name]
        return seen

    return [name for name in arrows if name in reached(name)]


def lists_of(fields: set[str], known: dict[str, Path]) -> Iterator[str]:
    """Where three or more of these field names are listed as strings, outside the table of fields."""
    for name, path in known.items():
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
                said = {each.value for each in node.elts if isinstance(each, ast.Constant)}
                if len(said & fields) >= 3 and name != "xentgui.losses.fields":
                    yield f"{name}:{node.lineno}"


def functions(known: dict[str, Path]) -> Iterator[tuple[int, str]]:
    for name, path in known.items():
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                start = node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.lineno
                yield (node.end_lineno or start) - start + 1, f"{name}.{node.name}"


def uses_of_the_window(known: dict[str, Path]) -> Iterator[str]:
    """Where another file names the main window, or reaches for what is its own, and does not make it."""
    (window,) = (node for node in tree(known["xentgui.window.main"]).body if isinstance(node, ast.ClassDef))
    inside = [node for node in ast.walk(window) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    own = {node.attr for node in inside} | {node.name for node in window.body if isinstance(node, ast.FunctionDef)}
    for name, path in known.items():
        nodes = list(ast.walk(tree(path)))
        made = any(isinstance(node, ast.Call) and ast.unparse(node.func) == window.name for node in nodes)
        for node in () if made or name == "xentgui.window.main" else nodes:
            if isinstance(node, ast.Attribute) and node.attr in own:
                if ast.unparse(node.value).split(".")[-1].removeprefix("_") == "window":
                    yield f"{name}:{node.lineno}"
            elif isinstance(node, ast.Name | ast.alias) and window.name in ast.unparse(node):
                yield f"{name}:{node.lineno}"


def matches(pattern: str, paths: dict[str, Path]) -> int:
    return sum(len(re.findall(pattern, path.read_text(encoding="utf-8"))) for path in paths.values())


def figures() -> Iterator[tuple[str, object, str]]:
    known = modules()
    arrows = {name: imports(path, known) for name, path in known.items()}
    callers = defaultdict(set)
    for name, below in arrows.items():
        for each in below:
            callers[each].add(name)
    sizes = {name: path.read_text(encoding="utf-8").count("\n") for name, path in known.items()}
    window = {name: path for name, path in known.items() if name.startswith("xentgui.window.")}
    elsewhere = {name: path for name, path in known.items() if not re.match(r"xentgui\.(losses|sources)", name)}
    yield "application modules", len(known), "190"
    yield "lines", sum(sizes.values()), "31000"
    yield "modules with exactly one caller", sum(len(who) == 1 for who in callers.values()), "45"
    yield "floors of losses", floors(arrows, "xentgui.losses"), "6"
    yield "floors of questions/matching", floors(arrows, "xentgui.questions.matching"), "7"
    yield "main window used by files that do not make it", len(list(uses_of_the_window(window))), "0"
    yield "modules in a circle of imports", len(circles(arrows)), "0"
    yield "`likelihood ==` outside losses and sources", matches(r"likelihood [!=]= ", elsewhere), "15"
    yield "tests of the kind of contest", matches(r"\bkind [!=]= \"(?:neuron|outputs|classifier)", elsewhere), "0"
    yield "lists of what acts inside the logarithm", len(list(lists_of(INSIDE_THE_LOGARITHM, known))), "1"
    yield "mypy codes switched off in window", mypy_codes(), "as Qt's stubs force"
    yield "module names that tell nothing", len([name for name in known if name.split(".")[-1] in TELL_NOTHING]), "0"
    yield "longest file", "{1} {0}".format(*max((size, name) for name, size in sizes.items())), "400"
    yield "longest function", "{1} {0}".format(*max(functions(known))), "60"


def mypy_codes() -> int:
    overrides = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["overrides"]
    return sum(len(each.get("disable_error_code", ())) for each in overrides)


if __name__ == "__main__":
    for what, now, goal in figures():
        print(f"{what:45} {now!s:50} goal {goal}")
