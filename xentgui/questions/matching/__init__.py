"""Match a number: which definition, option or slip gives it on these data, and what to change."""

from xentgui.questions.matching.answers import Quotient as Quotient
from xentgui.questions.matching.answers import not_it as not_it
from xentgui.questions.matching.answers import quotient as quotient
from xentgui.questions.matching.answers import separate as separate
from xentgui.questions.matching.answers import simplest as simplest
from xentgui.questions.matching.answers import tell_apart as tell_apart
from xentgui.questions.matching.found import Match as Match
from xentgui.questions.matching.found import Search as Search
from xentgui.questions.matching.found import Snapshot as Snapshot
from xentgui.questions.matching.match import match as match
from xentgui.questions.matching.match import search as search
from xentgui.questions.matching.retrace import Difference as Difference
from xentgui.questions.matching.slips import SLIPS as SLIPS
