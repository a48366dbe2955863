"""Session files: everything comes back exactly, damaged and newer files are refused, writing is all or nothing."""

import contextlib
import dataclasses
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xentgui.entry import THREE_SOURCES, Entry, Focus, ShownCard, in_blocks
from xentgui.files.atomic import Stamp, write_whole
from xentgui.files.session import A_PIECE, MOST_WRITTEN_OUT, open_session, read_session, save_session, session_text
from xentgui.losses.batch import DataError
from xentgui.losses.definition import Definition
from xentgui.questions.contest import Contest, OfTable
from xentgui.questions.models import LinearClassifier, Neuron
from xentgui.training_examples import AT_FIRST, COSTS, QUADRATIC, training_examples

SOFT = ShownCard(
    "mine",
    "My own",
    "mine",
    Definition(label_smoothing=0.1, class_weights=(1.0, 2.5, 0.25), ignore_index=-100, clip=1e-7),
    own=("class_weights",),
)


def an_entry() -> Entry:
    labels = np.array([[1, 0, 0], [0, 0.25, 0.75]])
    outputs = np.array([[2.0, -1.0, 5e-324], [0.1, 1 / 3, -1.7976931348623157e308]])
    return Entry(
        in_blocks(labels, outputs, np.array([[1.0], [0.5]])),
        ("cat", "chien é", '"quoted", comma'),
        sample_names=("a", "a"),
        mode="multi-sigmoid",
        yes=2,
        log_base=2.0,
        reduction="sum",
        class_weights=(1.0, 2.0, 4.0),
        groups=("batch 1", "batch 1"),
        cards=(*THREE_SOURCES, SOFT),
        training=AT_FIRST.with_front(Contest(Neuron(-1.5, 1e-300, x=3.0, y=0.25), (QUADRATIC,), 7, seed=3)),
    )


def same(first: Entry, second: Entry) -> bool:
    weights = [
        np.concatenate([b.weights for b in e.blocks]) for e in (first, second) if e.blocks[0].weights is not None
    ]
    return (
        dataclasses.replace(first, blocks=()) == dataclasses.replace(second, blocks=())
        and all(np.array_equal(first.table(name), second.table(name)) for name in ("labels", "outputs"))
        and (len(weights) == 0 or np.array_equal(*weights))
    )


def test_an_entry_and_its_focus_come_back(tmp_path):
    focus = Focus(row=1, column=2, chosen=3, rest="kept", epoch=7, blocks=None)
    save_session(tmp_path / "a.xent", an_entry(), focus)
    session = open_session(tmp_path / "a.xent")
    assert same(session.entry, an_entry())
    assert session.focus == focus


def test_every_field_of_an_entry_is_written():
    written = json.loads(session_text(an_entry(), Focus()))
    names = {field.name for field in dataclasses.fields(Entry)} - {"blocks"}
    assert set(written["entry"]) == names | {"labels", "outputs", "sample_weights"}
    assert set(written["focus"]) == {field.name for field in dataclasses.fields(Focus)}
    assert set(written["entry"]["cards"][0]) == {field.name for field in dataclasses.fields(ShownCard)}


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), NUMBERS), min_size=1, max_size=5), st.text(max_size=5))
def test_every_number_and_every_name_comes_back_exactly(rows, name):
    entry = Entry.of([[y, 1.0] for y, _ in rows], [[f, 0.0] for _, f in rows], (name, name + "b"))
    text = session_text(entry, Focus()).encode(errors="backslashreplace").decode()
    assert same(read_session(text).entry, entry)


@st.composite
def trainings(draw):
    """What a user can ask to train: any kind in front, each with a start, costs and options of its own."""
    options = {
        "epochs": draw(st.integers(0, 400)),
        "momentum": draw(st.floats(0, 0.99)),
        "batch_size": draw(st.none() | st.integers(1, 9)),
        "seed": draw(st.integers(0, 2**31)),
    }
    rates = st.floats(0, 10)
    near = st.floats(-1e6, 1e6)
    training = AT_FIRST
    for kind in draw(st.permutations(["neuron", "outputs", "classifier"])):
        chosen = draw(st.lists(st.sampled_from(COSTS[kind]), min_size=1, max_size=4, unique=True))
        costs = tuple(dataclasses.replace(each, rate=draw(rates)) for each in chosen)
        if kind == "neuron":
            start = Neuron(draw(near), draw(near), draw(near), draw(st.floats(0, 1)))
        elif kind == "classifier":
            count = draw(st.integers(1, 5))
            points = draw(st.lists(st.tuples(near, near), min_size=count, max_size=count))
            start = LinearClassifier(points, draw(arrays(float, (count, 3), elements=st.sampled_from([0.0, 1.0]))))
            noise = draw(st.floats(0, 100))
            training = training.with_front(Contest(start, costs, **options, noise=noise))
            continue
        else:
            of_table = OfTable(tuple((name, draw(rates)) for name in draw(st.sets(st.text(max_size=3)))), **options)
            example = training_examples["one-hot-or-soft"].contest
            training = training.with_front(draw(st.sampled_from([of_table, example, OfTable()])))
            continue
        training = training.with_front(Contest(start, costs, **options))
    return training


@settings(max_examples=60, deadline=None)
@given(trainings())
def test_what_is_trained_comes_back_exactly(training):
    entry = Entry.of([[1, 0]], [[2, 1]], training=training)
    text = session_text(entry, Focus()).encode(errors="backslashreplace").decode()
    found = read_session(text).entry
    assert found.training == training
    assert found.same_as(entry)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("kind",), "forest"),
        (("neuron",), 3),
        (("neuron", "rates"), {"hinge": 0.1}),
        (("neuron", "rates"), {}),
        (("neuron", "rates", "quadratic"), -1),
        (("neuron", "start"), {"weight": "much"}),
        (("neuron", "start", "y"), 2),
        (("neuron", "epochs"), 10**12),
        (("neuron", "momentum"), 1),
        (("neuron", "batch_size"), 0),
        (("neuron", "seed"), -1),
    ],
)
def test_what_cannot_be_trained_is_refused_with_its_place(place, value):
    with pytest.raises(DataError, match=f"training.{place[0]}.*(damaged|this version knows)"):
        read_session(changed("entry", "training", *place, to=value))


@pytest.mark.parametrize("numbers", [MOST_WRITTEN_OUT, A_PIECE, 2 * A_PIECE])
def test_large_tables_come_back_exactly(tmp_path, numbers):
    outputs = np.random.default_rng(0).normal(size=(numbers // 10 + 1, 10))
    entry = Entry.of(np.eye(10)[np.arange(len(outputs)) % 10], outputs)
    save_session(tmp_path / "large.xent", entry, Focus())
    assert same(open_session(tmp_path / "large.xent").entry, entry)
    assert (tmp_path / "large.xent").stat().st_size < 24 * outputs.size


def test_a_file_is_laid_out_to_be_read_by_people():
    lines = session_text(an_entry(), Focus()).splitlines()
    assert "   [1.0, 0.0, 0.0]," in lines
    assert '  "class_names": ["cat", "chien é", "\\"quoted\\", comma"],' in lines


def test_a_file_of_an_earlier_version_has_defaults_for_what_it_lacks():
    session = read_session('{"xent": 1, "entry": {"labels": [[1, 0]], "outputs": [[2.5, -1]]}}')
    assert session.focus == Focus()
    assert session.entry.class_names == ("0", "1")
    assert session.entry.cards == THREE_SOURCES
    assert session.entry.log_base == math.e
    assert session.entry.training == AT_FIRST


def test_colours_come_back_and_a_file_without_them_gets_those_of_the_sources():
    moved = dataclasses.replace(an_entry(), cards=(SOFT, THREE_SOURCES[2], THREE_SOURCES[0]))
    assert [card.slot for card in moved.cards] == [3, 2, 0]
    text = session_text(dataclasses.replace(moved, cards=(moved.cards[0], *THREE_SOURCES)), Focus())
    assert [card.slot for card in read_session(text).entry.cards] == [3, 0, 1, 2]
    written = json.loads(text)
    for card in written["entry"]["cards"]:
        del card["slot"]
    assert [card.slot for card in read_session(json.dumps(written)).entry.cards] == [3, 0, 1, 2]


def test_a_file_of_a_newer_version_is_refused_politely():
    with pytest.raises(DataError, match=r"newer version of xentgui \(format 2.*reads up to 1.*untouched"):
        read_session('{"xent": 2, "something": "else"}')


WHOLE = json.loads(session_text(an_entry(), Focus()))


def changed(*path, to):
    data = json.loads(json.dumps(WHOLE))
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return json.dumps(data)


DAMAGED = {
    "empty": "",
    "cut off": session_text(an_entry(), Focus())[:700],
    "not an object": "[1, 2]",
    "another JSON": '{"logits": [[1, 2]]}',
    "version is text": changed("xent", to="1"),
    "no entry": '{"xent": 1}',
    "labels outside 0 to 1": changed("entry", "labels", 0, 0, to=2),
    "labels ragged": changed("entry", "labels", 0, to=[1, 0]),
    "labels of another shape": changed("entry", "labels", to=[[1, 0, 0]]),
    "outputs missing": changed("entry", "outputs", to=None),
    "outputs hold text": changed("entry", "outputs", 0, 0, to="2.0"),
    "outputs hold truth": changed("entry", "outputs", 0, 0, to=True),
    "outputs too large": session_text(an_entry(), Focus()).replace("2.0, -1.0", "1e999, -1.0"),
    "outputs too many digits": session_text(an_entry(), Focus()).replace("2.0, -1.0", "9" * 400 + ", -1.0"),
    "outputs far too many digits": session_text(an_entry(), Focus()).replace("2.0, -1.0", "9" * 5000 + ", -1.0"),
    "outputs nan": session_text(an_entry(), Focus()).replace("2.0, -1.0", "NaN, -1.0"),
    "outputs empty": changed("entry", "outputs", to=[]),
    "packed wrongly": changed("entry", "outputs", to={"shape": [2, 3], "float64": "AAAA"}),
    "packed with a huge shape": changed("entry", "outputs", to={"shape": [10**9, 10**9], "float64": "AAAA"}),
    "packed with letters": changed("entry", "outputs", to={"shape": [2, 3], "float64": "é"}),
    "weights negative": changed("entry", "sample_weights", to=[[-1.0], [1.0]]),
    "weights too few": changed("entry", "sample_weights", to=[[1.0]]),
    "names too few": changed("entry", "class_names", to=["a"]),
    "names alike": changed("entry", "class_names", to=["a", "a", "b"]),
    "names are numbers": changed("entry", "class_names", to=[1, 2, 3]),
    "mode unknown": changed("entry", "mode", to="ternary"),
    "mode is a list": changed("entry", "mode", to=[]),
    "yes out of range": changed("entry", "yes", to=3),
    "base 1": changed("entry", "log_base", to=1),
    "base is text": changed("entry", "log_base", to="e"),
    "reduction unknown": changed("entry", "reduction", to="none"),
    "class weights negative": changed("entry", "class_weights", to=[1, 2, -1]),
    "class weights too few": changed("entry", "class_weights", to=[1, 2]),
    "cards not a list": changed("entry", "cards", to={}),
    "no cards": changed("entry", "cards", to=[]),
    "cards alike": changed("entry", "cards", to=[WHOLE["entry"]["cards"][0]] * 2),
    "card without a name": changed("entry", "cards", 0, "name", to=None),
    "definition unknown": changed("entry", "cards", 0, "definition", "likelihood", to="poisson"),
    "definition of tomorrow": changed("entry", "cards", 0, "definition", "temper_of_tomorrow", to=2),
    "definition impossible": changed("entry", "cards", 0, "definition", "clip", to=3),
    "own fields unknown": changed("entry", "cards", 0, "own", to=["temper_of_tomorrow"]),
    "definition is a list": changed("entry", "cards", 0, "definition", to=[]),
    "focus row negative": changed("focus", "row", to=-1),
    "focus row is text": changed("focus", "row", to="1"),
    "focus rest unknown": changed("focus", "rest", to="scaled"),
    "focus is a list": changed("focus", to=[1]),
    "nested too deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_with_its_name_and_the_reason(text, tmp_path):
    path = tmp_path / "broken.xent"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"^broken\.xent: ") as refused:
        open_session(path)
    assert len(refused.value.reason) > 40


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused(data):
    text = session_text(an_entry(), Focus())
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 30)))
    put = data.draw(st.text('0123456789.-e[]{},:"x ', max_size=5))
    with contextlib.suppress(DataError):
        read_session(text[:start] + put + text[stop:])


def test_a_missing_file_a_folder_and_other_bytes_are_refused(tmp_path):
    (tmp_path / "bytes.xent").write_bytes(b"\xff\xfe\x00\x01")
    for name in ("missing.xent", ".", "bytes.xent"):
        with pytest.raises(DataError, match="cannot be read"):
            open_session(tmp_path / name)


class TestWriting:
    def test_a_link_stays_a_link_and_permissions_stay(self, tmp_path):
        target, link = tmp_path / "target.xent", tmp_path / "link.xent"
        target.write_bytes(b"old")
        target.chmod(0o640)
        link.symlink_to(target)
        write_whole(link, b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"
        assert target.stat().st_mode & 0o777 == 0o640

    def test_what_cannot_be_written_says_so_and_leaves_nothing(self, tmp_path):
        with pytest.raises(DataError, match="could not be written"):
            write_whole(tmp_path / "no such folder" / "a.xent", b"new")
        (tmp_path / "folder").mkdir()
        with pytest.raises(DataError, match="could not be written"):
            write_whole(tmp_path / "folder", b"new")
        assert [path.name for path in tmp_path.iterdir()] == ["folder"]

    @pytest.mark.skipif(sys.platform == "win32", reason="the size of files is limited on POSIX systems")
    def test_a_full_disk_leaves_the_file_that_was_there(self, tmp_path):
        path = tmp_path / "a.xent"
        path.write_bytes(b"old")
        program = (
            "import resource, sys\n"
            "from xentgui.files.atomic import write_whole\n"
            "from xentgui.losses.batch import DataError\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
            "try:\n    write_whole(sys.argv[1], b'x' * 5000)\n"
            "except DataError as error:\n    print(error.reason)\n"
        )
        run = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
        assert "could not be written" in run.stdout
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    def test_drafts_of_killed_processes_are_swept(self, tmp_path):
        old, young, other = (tmp_path / f".{name}.new" for name in ("a.xent.00", "a.xent.11", "b.xent.22"))
        for draft in (old, young, other):
            draft.write_bytes(b"half")
        for draft in (old, other):
            os.utime(draft, (0, 0))
        write_whole(tmp_path / "a.xent", b"new")
        assert sorted(path.name for path in tmp_path.iterdir()) == [".a.xent.11.new", ".b.xent.22.new", "a.xent"]

    def test_a_file_changed_by_another_program_is_noticed(self, tmp_path):
        path = tmp_path / "a.xent"
        stamp = save_session(path, an_entry(), Focus())
        assert Stamp.of(path) == stamp
        write_whole(path, path.read_bytes())
        assert Stamp.of(path) != stamp
        path.unlink()
        assert Stamp.of(path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed on POSIX systems")
@pytest.mark.parametrize("kills", [15, pytest.param(100, marks=pytest.mark.hundred)])
def test_killed_at_any_moment_while_saving_the_file_is_whole(tmp_path, kills):
    """A process saves one entry after the other and is killed by SIGKILL at a random moment, again and again."""
    run = subprocess.run(
        [sys.executable, Path(__file__).with_name("kill_while_saving.py"), tmp_path, str(kills)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    rounds, whole, lost, amid_a_write = map(int, run.stdout.split())
    assert rounds == whole == kills
    assert lost == 0
    assert amid_a_write > 0
