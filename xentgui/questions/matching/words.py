"""The sentences of an answer: what differs, and what to change."""

from collections.abc import Mapping
from typing import Any

from xentgui.questions.matching.groups import Member


def explanation(member: Member, changes: Mapping[str, Any], doubtful: bool) -> str:
    return ", ".join([*member.slips, *(f"{k}={v}" for k, v in changes.items())])
