"""Match a number: which definition, option or slip gives it on these data, and what to change."""

from xentgui.questions.matching.match import Match as Match
from xentgui.questions.matching.match import Snapshot as Snapshot
from xentgui.questions.matching.match import match as match
from xentgui.questions.matching.match import search as search
