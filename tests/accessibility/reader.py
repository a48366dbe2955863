"""What a screen reader finds and is told, for the system's Python, which has AT-SPI.

Lines come on standard input: `tree` answers what is on the screen, `windows` its windows' names, `heard` what was told
since the last `heard`.
Each answer is one line of JSON after "answer: "; the first is the address of the session's bus.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PROGRAM = "xentgui"
TOLD = (
    "object:announcement",
    "object:property-change:accessible-name",
    "object:state-changed:focused",
    "object:text-changed",
)
FOCUSED, SHOWING = Atspi.StateType.FOCUSED, Atspi.StateType.SHOWING
MOST_CHILDREN = 600
PATIENCE = 60_000  # milliseconds for an answer of the program: what it tells while it is busy is not lost
_heard: list[dict[str, object]] = []


def program() -> Atspi.Accessible | None:
    desktop = Atspi.get_desktop(0)
    children = (desktop.get_child_at_index(i) for i in range(desktop.get_child_count()))
    return next((child for child in children if child is not None and child.get_name() == PROGRAM), None)


def text_of(thing: Atspi.Accessible) -> str:
    field = thing.get_text_iface()
    return Atspi.Text.get_text(field, 0, -1) if field is not None else ""


def label_of(thing: Atspi.Accessible) -> str:
    """What a choice is called: by the label before it, as its name is what is chosen."""
    relations = thing.get_relation_set() if thing.get_role() == Atspi.Role.COMBO_BOX else []
    labels = [each for each in relations if each.get_relation_type() == Atspi.RelationType.LABELLED_BY]
    targets = (each.get_target(0) for each in labels)
    return " ".join(each.get_name() for each in targets if each is not None)


def told(thing: Atspi.Accessible, depth: int, states: Atspi.StateSet) -> dict[str, object]:
    return {
        "depth": depth,
        "role": thing.get_role_name(),
        "name": thing.get_name(),
        "text": text_of(thing),
        "note": thing.get_description(),
        "label": label_of(thing),
        "focused": states.contains(FOCUSED),
    }


def on_the_screen() -> list[dict[str, object]]:
    """Everything that shows, depth first; of a table or tree that shows also what is scrolled away."""
    found, top = [], program()
    waiting = [] if top is None else [(0, top, None)]
    while waiting:
        depth, thing, seen = waiting.pop()
        try:
            states = thing.get_state_set()
            if seen is not None and not states.contains(seen):
                continue
            found.append(told(thing, depth, states))
            children = [thing.get_child_at_index(i) for i in range(min(thing.get_child_count(), MOST_CHILDREN))]
        except GLib.Error:  # it went while it was read
            continue
        seen = None if found[-1]["role"] in ("table", "tree") else SHOWING
        waiting += [(depth + 1, child, seen) for child in reversed(children) if child is not None]
    return found


def windows() -> list[str]:
    """The names of the windows that show."""
    top = program()
    children = [] if top is None else [top.get_child_at_index(i) for i in range(top.get_child_count())]
    return [child.get_name() for child in children if child is not None and child.get_state_set().contains(SHOWING)]


def say(words: object) -> None:
    print(f"answer: {json.dumps(words)}", flush=True)


def hear(event: Atspi.Event) -> None:
    try:
        words = event.any_data if isinstance(event.any_data, str) else ""
        name, role = event.source.get_name(), event.source.get_role_name()
    except GLib.Error:
        return
    _heard.append({"kind": event.type, "name": name, "role": role, "words": words, "on": bool(event.detail1)})


def answer(channel: GLib.IOChannel, _condition: GLib.IOCondition) -> bool:
    """Answers one line. At the end of the lines, and at an error of its own, the reader ends: nobody waits for it."""
    question = QUESTIONS.get(channel.readline().strip())
    said: object = None
    try:
        said = question() if question is not None else None
    except GLib.Error:  # what was there a moment ago has gone: there is nothing to see
        said = []
    finally:
        if said is None:
            Atspi.event_quit()
    if said is not None:
        say(said)
    return said is not None


def told_since() -> list[dict[str, object]]:
    said, _heard[:] = list(_heard), []
    return said


QUESTIONS: dict[str, Callable[[], object]] = {"tree": on_the_screen, "windows": windows, "heard": told_since}


def main() -> None:
    Atspi.init()
    Atspi.set_timeout(PATIENCE, PATIENCE)
    Atspi.get_desktop(0).set_cache_mask(Atspi.Cache.ROLE | Atspi.Cache.INTERFACES)  # what does not change
    listener = Atspi.EventListener.new(hear)
    for kind in TOLD:
        listener.register(kind)
    channel = GLib.IOChannel.unix_new(sys.stdin.fileno())
    GLib.io_add_watch(channel, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, answer)
    say(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    Atspi.event_main()


main()
