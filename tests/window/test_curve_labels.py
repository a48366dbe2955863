"""Texts on a plot: each stands at its own curve or mark, on no other, and stays where it stands well."""

import numpy as np
import pytest

from xentgui.window.curves.arrangement import Arrangement, arrange, mark_at
from xentgui.window.curves.geometry import Frame, Gap, Group, Range, ShownCurves, upward
from xentgui.window.curves.placement import Box
from xentgui.window.numbers import digits
from xentgui.window.theme import LIGHT

X = np.linspace(-4, 6, 201)
FRAME = Frame(Box(60, 10, 460, 380), Range(-4.0, 6.0), Range(0.0, 6.0))
ORDINARY = np.log1p(np.exp(-X)), np.log1p(np.exp(-X)) + np.log1p(np.exp(X / 2))


def shown(*curves, here=2.0, **fields):
    index = int(np.abs(X - here).argmin())
    groups = tuple(Group((place,), values) for place, values in enumerate(curves))
    names = tuple(f"definition {place}" for place in range(len(curves) + len(fields.get("undefined", ()))))
    given = {"names": names, "slots": tuple(range(len(names))), "chosen": 0, "across_title": "", "upward_title": ""}
    given |= {"upward": FRAME.upward, "across": FRAME.across}
    return ShownCurves(x=X, here=here, index=index, groups=groups, **given | fields)


def said(label):
    return "".join(run.text for line in label.lines for run in line)


def texts(arrangement: Arrangement):
    return {said(label): label.box for label in arrangement.names + arrangement.values}


def inked(box, curve, frame=FRAME):
    fine = np.linspace(X[0], X[-1], 4000)
    across, down = frame.polyline(fine, np.interp(fine, X, curve)).T
    return ((across > box.left) & (across < box.right) & (down > box.top) & (down < box.bottom)).any()


@pytest.mark.parametrize("curve", [np.full(201, 5.4), 5.9 - 0.05 * X, 3 + 0.45 * X, 5.5 - np.abs(X - 3)])
def test_what_has_no_curve_is_told_where_no_curve_runs(curve):
    found = texts(arrange(shown(curve, undefined=(1,)), FRAME, LIGHT))
    note = next(box for text, box in found.items() if "not defined here" in text)
    assert not inked(note, curve)
    assert FRAME.box.holds(note)


@pytest.mark.parametrize("apart", [0.15, 0.3, 0.6])
@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_a_value_stands_on_no_curve_and_nearer_to_its_own_mark_than_to_any_other_or_at_a_line_from_it(apart, chosen):
    curves = [2 + place * apart + 0.1 * X for place in range(3)]
    plot = shown(*curves, chosen=chosen)
    marks = [mark_at(plot, FRAME, group, plot.index) for group in plot.groups]
    values = {f"{float(curve[plot.index]):.4f}": place for place, curve in enumerate(curves)}
    found = [(values[said(label)], label) for label in arrange(plot, FRAME, LIGHT).values if said(label) in values]
    assert len(found) == 3
    for place, label in found:
        box = label.box
        assert not any(inked(box, curve) for curve in curves)
        away = [np.hypot(max(box.left - x, x - box.right, 0), max(box.top - y, y - box.bottom, 0)) for x, y in marks]
        if label.place is None:
            assert away[place] <= min(away) + 2.0
        else:
            assert label.place.anchor == marks[place]


def test_names_stay_when_only_the_point_moves_and_follow_their_curves_when_these_move():
    before = arrange(shown(*ORDINARY), FRAME, LIGHT)
    after = arrange(shown(*ORDINARY, here=3.0), FRAME, LIGHT, before)
    assert [label.box for label in after.names] == [label.box for label in before.names]
    higher = arrange(shown(*(curve + 2 for curve in ORDINARY)), FRAME, LIGHT, before)
    assert [label.box for label in higher.names] != [label.box for label in before.names]
    assert [said(label) for label in higher.names] == [said(label) for label in before.names]


def test_a_name_in_the_way_of_the_point_goes_to_another_place():
    before = arrange(shown(*ORDINARY, here=5.0), FRAME, LIGHT)
    name = before.names[0].box
    x = FRAME.across.low + (name.left + name.width / 2 - FRAME.box.left) / FRAME.box.width * FRAME.across.width
    after = arrange(shown(*ORDINARY, here=x), FRAME, LIGHT, before)
    assert after.names[0].box != name


def test_a_point_beyond_the_axis_is_told_and_stands_at_its_edge():
    plot = shown(ORDINARY[0], here=6.0, across=Range(-4.0, 5.0))
    frame = Frame(FRAME.box, plot.across, FRAME.upward)
    assert any("→ f = 6" in text for text in texts(arrange(plot, frame, LIGHT)))
    assert mark_at(plot, frame, plot.groups[0], plot.index)[0] == frame.box.right
    assert plot.point_x(frame) == frame.box.right


def test_a_value_that_the_sum_tells_too_is_left_out_where_it_would_lie_on_a_curve():
    lower = 0.3 - 0.03 * X
    frame = Frame(FRAME.box, FRAME.across, Range(0.0, 8.0))
    found = texts(arrange(shown(lower, 2 * lower, here=5.0, gap=Gap(1, 0, 0.15)), frame, LIGHT))
    assert any("0.3000" in text for text in found)
    assert not any(inked(box, curve, frame) for box in found.values() for curve in (lower, 2 * lower))


def test_a_curve_without_bound_leaves_through_the_top_of_the_frame():
    values = -np.log(np.linspace(0.0, 1.0, 201), where=np.linspace(0.0, 1.0, 201) > 0, out=np.full(201, -np.inf))
    frame = Frame(FRAME.box, FRAME.across, Range(0.0, 20.0))
    line = frame.polyline(X, values)
    assert frame.box.top < line[1, 1]  # the last value that is finite is far below it
    assert np.isfinite(line).all()
    assert line[0, 1] < frame.box.top


def test_what_has_no_curve_is_told_away_from_the_names_of_curves():
    for height in np.linspace(0.2, 5.8, 12):
        found = texts(arrange(shown(np.full(201, height), undefined=(1,)), FRAME, LIGHT))
        note = next(box for text, box in found.items() if "not defined here" in text).grown(3.0)
        name = next(box for text, box in found.items() if text == "definition 0")
        assert note.right <= name.left or name.right <= note.left or note.bottom <= name.top or name.bottom <= note.top


def test_a_loss_that_is_0_everywhere_leaves_its_axis_a_rounded_end():
    axis = upward((Group((0,), np.zeros(201)),), 0, X, Range(-4.0, 6.0), 100)
    assert (axis.low, axis.high) == (0.0, 1.06)


def test_a_sum_of_many_digits_stands_on_no_curve():
    low, high = np.log1p(np.exp(-X)), np.log1p(np.exp(-X)) + np.log1p(np.exp(1 - X))
    frame = Frame(Box(60, 10, 445, 355), Range(-4.0, 7.0), Range(0.0, 7.0))
    digits.decimals = 10
    try:
        here = int(np.abs(X - 2.0).argmin())
        plot = shown(low, high, across=frame.across, gap=Gap(1, 0, float(high[here] - low[here])))
        found = texts(arrange(plot, frame, LIGHT))
    finally:
        digits.decimals = digits.usual
    total = next(box for text, box in found.items() if " + " in text)
    assert not any(inked(total, curve, frame) for curve in (low, high))
    assert frame.box.holds(total)


@pytest.mark.parametrize("height", [140.0, 200.0, 380.0])
@pytest.mark.parametrize("turn", range(6))
def test_no_text_of_a_plot_lies_on_a_curve_or_on_another_text_however_low_the_plot(turn, height):
    """Where no place beside a curve or mark was free, the first one on no other text was taken."""
    slope, curves = 0.3 + 0.2 * turn, []
    for lift in (0.0, 0.4, 1.2)[: 2 + turn % 2]:
        curves.append(np.log1p(np.exp(slope * X)) * (1.0 + lift) + 0.2 * lift)
    frame = Frame(Box(60, 10, 300, height), FRAME.across, Range(0.0, float(curves[-1].max())))
    for here in np.linspace(-3.5, 5.5, 7):
        index = int(np.abs(X - here).argmin())
        gap = Gap(1, 0, float(curves[1][index] - curves[0][index]))
        plot = shown(*curves, here=here, upward=frame.upward, gap=gap, undefined=(len(curves),))
        found = list(texts(arrange(plot, frame, LIGHT)).items())
        assert sum(text.startswith("definition") for text, _ in found) == len(curves) + 1, "each has its name"
        for place, (text, box) in enumerate(found):
            assert not any(inked(box, curve, frame) for curve in curves), text
            assert not any(box.meets(other) for _, other in found[:place]), text
