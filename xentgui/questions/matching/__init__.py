"""Match a number: which definition, option or slip gives it on these data, and what to change.

Three rooms: the `steps` that may have gone wrong, the `search` over paths of them, the `telling` of what was found.
"""

from xentgui.questions.matching.match import match as match
from xentgui.questions.matching.match import not_it as not_it
from xentgui.questions.matching.match import search as search
from xentgui.questions.matching.search.retrace import Difference as Difference
from xentgui.questions.matching.search.search import Search as Search
from xentgui.questions.matching.steps import SLIPS as SLIPS
from xentgui.questions.matching.telling.match import Match as Match
from xentgui.questions.matching.telling.match import Quotient as Quotient
from xentgui.questions.matching.telling.match import Snapshot as Snapshot
from xentgui.questions.matching.telling.match import quotient as quotient
from xentgui.questions.matching.telling.match import separate as separate
from xentgui.questions.matching.telling.match import simplest as simplest
from xentgui.questions.matching.telling.match import tell_apart as tell_apart
