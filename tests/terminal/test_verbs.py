"""Evaluate, match and definitions on the command line: the public functions' numbers, exit status, what is refused."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import xentgui
from xentgui.command_line import VERBS, main
from xentgui.entry import Entry, Focus
from xentgui.files.session import save_session
from xentgui.opening import of_file

LABELS, OUTPUTS = [0, 1, 0], [[2.0, -1.0], [0.5, 0.25], [0.1, 0.3]]
TABLE = "logit_cat,logit_dog,label\n2.0,-1.0,cat\n0.5,0.25,dog\n0.1,0.3,cat\n"
NOTEBOOK = """logits = tensor([[ 2.0,  0.5, -1.0], [ 0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1, 1, 1]], device='cuda:0')
labels = tensor([0, 1, 2, 0])
weight=torch.tensor([1., 2., 4.])
loss: tensor(0.4591, grad_fn=<NllLossBackward0>)
"""
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/terminal.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def table(tmp_path):
    (tmp_path / "results.csv").write_text(TABLE)
    return str(tmp_path / "results.csv")


@pytest.fixture
def piped(monkeypatch):
    """Puts bytes on standard input."""

    def pipe(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return pipe


def status_of(words):
    """The exit status, however the program ends."""
    try:
        return main(words)
    except SystemExit as ended:
        return ended.code


def printed(capsys, *words, status=0):
    assert main(list(words)) == status
    return capsys.readouterr().out


def record(capsys, *words, status=0):
    """The object of --json, which the schema describes."""
    told = json.loads(printed(capsys, *words, "--json", status=status))
    check(told, SCHEMA)
    return told


def check(value, schema):
    """Whether a value is as a schema says; of JSON Schema no more than ours uses."""
    if "$ref" in schema:
        return check(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        [matching] = [each for each in schema["oneOf"] if each["$ref"] == f"#/$defs/{value['verb']}"]
        return check(value, matching)
    if "const" in schema:
        assert value == schema["const"]
    if "enum" in schema:
        assert value in schema["enum"]
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        named = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        assert any(number if kind in ("number", "integer") else isinstance(value, named[kind]) for kind in kinds), value
    if isinstance(value, list) and "items" in schema:
        for each in value:
            check(each, schema["items"])
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value) <= set(schema["properties"])
        for name, each in value.items():
            check(each, schema["properties"][name])
    return None


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_of_the_terminal_names_every_verb_and_option(verb, capsys):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    page = (Path(__file__).parents[2] / "docs/terminal.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert [word for word in (f"xentgui {verb}", *options) if word not in page] == []


@pytest.mark.parametrize(
    ("words", "definition", "changes"),
    [
        ([], "softmax", {}),
        (["--definition", "nielsen"], "nielsen", {}),
        (["--set", "log_base=2", "--set", "reduction=sum"], "softmax", {"log_base": 2, "reduction": "sum"}),
        (["--set", "class_weights=[1, 3]"], "softmax", {"class_weights": [1, 3]}),
        (["--definition", "torch.nn.CrossEntropyLoss"], "torch.nn.CrossEntropyLoss", {}),
    ],
)
def test_the_value_is_that_of_the_public_function_with_all_digits(capsys, table, words, definition, changes):
    told = printed(capsys, "evaluate", table, *words)
    assert float(told.split()[0]) == xentgui.evaluate(LABELS, OUTPUTS, definition, **changes).value


def test_json_holds_the_value_the_rows_the_definition_and_how_the_data_were_read(capsys, table):
    told = record(capsys, "evaluate", table, "--definition", "nielsen")
    evaluation = xentgui.evaluate(LABELS, OUTPUTS, "nielsen")
    assert (told["xentgui"], told["verb"]) == (1, "evaluate")
    assert told["value"] == evaluation.value
    assert told["per_sample"] == evaluation.per_sample.tolist()
    assert told["definition"] == "multi-sigmoid"
    assert told["fields"]["likelihood"] == "bernoulli"
    data = told["data"]
    assert (data["name"], data["samples"], data["outputs"], data["outputs_are"]) == ("results.csv", 3, 2, "logits")


def test_values_that_are_not_finite_are_text_in_json(capsys, tmp_path):
    (tmp_path / "sure.csv").write_text("prob_cat,prob_dog,label\n1,0,dog\n0.5,0.5,cat\n")
    told = record(capsys, "evaluate", str(tmp_path / "sure.csv"))
    assert told["value"] == "inf"


def test_a_first_line_that_may_be_a_header_or_numbers_is_told(capsys, tmp_path):
    (tmp_path / "a.csv").write_text("0,1,2\n1,0.5,1.5\n0,1.5,2.5\n")
    assert main(["evaluate", str(tmp_path / "a.csv")]) == 0
    told = capsys.readouterr().err
    assert "the first line, 0 1 2, is read as a header" in told
    assert "it may also be read as numbers without a header" in told


@pytest.mark.parametrize("name", ["run.csv", "run.txt"])
def test_of_a_number_in_a_file_that_becomes_0_it_is_told(capsys, tmp_path, name):
    (tmp_path / name).write_text("a,b,label\n1e-400,1.5,0\n0.5,2,1\n")
    main(["evaluate", str(tmp_path / name)])
    assert "1e-400 is smaller than every number here, and becomes 0" in capsys.readouterr().err


def test_of_a_number_with_a_comma_before_three_digits_it_is_told_how_it_is_read(capsys, table):
    main(["match", table, "1,234"])
    assert "1,234 is read as 1.234 (for 1234 leave out the comma)" in capsys.readouterr().err


def test_of_a_number_that_is_looked_for_as_0_it_is_told(capsys, table):
    main(["match", table, "1e-400"])
    assert "1e-400 is smaller than every number here, and becomes 0" in capsys.readouterr().err


def test_of_a_loss_beside_the_data_that_becomes_0_it_is_told_once(capsys, tmp_path):
    (tmp_path / "run.txt").write_text("logits = [[2, 0.5], [0.1, 1]]\nlabels = [0, 1]\nloss = 1e-400\n")
    main(["match", str(tmp_path / "run.txt")])
    assert capsys.readouterr().err.count("1e-400 is smaller than every number here, and becomes 0") == 1


def test_one_loss_a_row_is_printed_as_a_list(capsys, table):
    told = printed(capsys, "evaluate", table, "--set", "reduction=none")
    assert json.loads(told[: told.index("]") + 1]) == xentgui.evaluate(LABELS, OUTPUTS, reduction="none").value.tolist()


def test_what_the_outputs_are_can_be_said_where_they_are_read_otherwise(capsys, tmp_path):
    (tmp_path / "bare.csv").write_text("0.7,0.2,0.1,0\n0.1,0.8,0.1,1\n")
    outputs, words = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]], ["evaluate", str(tmp_path / "bare.csv")]
    for kind, told in (("logits", ["--outputs-are", "logits"]), ("probabilities", [])):
        value = xentgui.evaluate([0, 1], outputs, outputs_are=kind).value
        assert float(printed(capsys, *words, *told).split()[0]) == value
    save_session(tmp_path / "run.xent", Entry.of(np.eye(3)[:2], outputs), Focus())
    told = record(capsys, "evaluate", str(tmp_path / "run.xent"), "--outputs-are", "probabilities")
    assert (told["data"]["outputs_are"], told["value"]) == ("probabilities", value)


def test_a_session_in_binary_mode_is_the_yes_no_question_of_its_column(capsys, tmp_path):
    entry = replace(Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]], ("cat", "dog")), mode="binary", yes=1)
    save_session(tmp_path / "lesson.xent", entry, Focus())
    told = printed(capsys, "evaluate", str(tmp_path / "lesson.xent"))
    assert float(told.split()[0]) == xentgui.evaluate([0, 1], [-1.0, 0.25], "binary").value


def test_class_weights_of_a_session_are_used_and_named(capsys, tmp_path):
    entry = replace(Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]]), class_weights=(1.0, 3.0))
    save_session(tmp_path / "weighted.xent", entry, Focus())
    assert main(["evaluate", str(tmp_path / "weighted.xent")]) == 0
    told = capsys.readouterr()
    assert float(told.out.split()[0]) == xentgui.evaluate([0, 1], OUTPUTS[:2], class_weights=[1, 3]).value
    assert "weighted.xent: used: class weights 1, 3" in told.err


BATCHES = "logit_cat,logit_dog,label,batch\n2.0,-1.0,cat,1\n0.5,0.25,dog,1\n0.1,0.3,cat,2\n"


@pytest.mark.parametrize("session", [False, True])
def test_groups_in_a_file_are_used_and_named(capsys, tmp_path, session):
    path = tmp_path / ("run.xent" if session else "run.csv")
    if session:
        save_session(path, Entry.of(np.eye(2)[LABELS], OUTPUTS, groups=("1", "1", "2")), Focus())
    else:
        path.write_text(BATCHES)
    assert main(["evaluate", str(path), "--set", "over_groups=mean"]) == 0
    told, value = capsys.readouterr(), xentgui.evaluate(LABELS, OUTPUTS, groups=[1, 1, 2], over_groups="mean").value
    assert float(told.out.split()[0]) == value
    assert f"{path.name}: used: groups" in told.err
    assert "The mean of the means of groups" in printed(capsys, "match", str(path), f"{value:.6f}")


NAMED = (
    "name,logit_cat,logit_dog,logit_bird,label\n"
    "img1,2.0,0.5,-1.0,cat\nimg2,0.1,1.2,0.3,dog\nimg3,-0.5,0.0,1.5,bird\nimg4,1.0,1.0,1.0,cat\n"
)


class TestWords:
    """What is said is said in the words of the data, and what is advised is what one types here."""

    @pytest.fixture
    def named(self, tmp_path):
        (tmp_path / "run.csv").write_text(NAMED)
        return str(tmp_path / "run.csv")

    @pytest.fixture
    def session(self, named, tmp_path):
        start = of_file(Path(named))
        save_session(tmp_path / "run.xent", start.entry, start.focus)
        return str(tmp_path / "run.xent")

    @pytest.mark.parametrize("kind", ["named", "session"])
    def test_rows_and_classes_have_the_names_of_the_file(self, capsys, kind, request):
        told = " ".join(printed(capsys, "match", request.getfixturevalue(kind), "0.4").split())
        assert re.search(r"change the label of row img\d from (cat|dog|bird) to (cat|dog|bird):", told)
        main(["evaluate", request.getfixturevalue(kind), "--outputs-are", "log-probabilities"])
        assert "warning: row img1, cat: 2 is above 0" in capsys.readouterr().err

    def test_rows_without_names_have_their_number_counted_from_1(self, capsys, table):
        assert main(["evaluate", table, "--outputs-are", "probabilities"]) == 2
        told = capsys.readouterr().err
        assert "outputs, row 1, cat: 2 is no probability" in told or "outputs, row 1, dog: -1 is no probability" in told
        assert "say --outputs-are logits" in told

    def test_a_place_in_a_sequence_has_the_name_that_the_window_gives_it(self, capsys, tmp_path):
        logits = np.random.default_rng(0).uniform(size=(2, 3, 4))
        logits[1, 2, 0] = -3
        np.savez(tmp_path / "run.npz", logits=logits, labels=np.zeros((2, 3), int))
        assert main(["evaluate", str(tmp_path / "run.npz"), "--outputs-are", "probabilities"]) == 2
        assert "outputs, row 1, 2, 0: -3 is no probability" in capsys.readouterr().err

    def test_weights_are_asked_for_as_they_are_given_here(self, capsys, named):
        assert "Then give --set class_weights=W,W,..." in " ".join(
            printed(capsys, "match", named, "0.4591", status=1).split()
        )
        assert "class_weights=(1, 2, 4)" in printed(capsys, "evaluate", named, "--set", "class_weights=1,2,4")

    def test_a_field_that_another_goes_with_is_named_as_it_is_set_here(self, capsys, named):
        assert main(["evaluate", named, "--set", "alpha=0.25"]) == 2
        assert "goes with --set likelihood=bernoulli only" in capsys.readouterr().err


class TestGate:
    VALUE = xentgui.evaluate(LABELS, OUTPUTS).value

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            (["--expect", f"{VALUE:.4f}"], 0),
            (["--expect", f"tensor({VALUE:.4f})"], 0),
            (["--expect", f"{VALUE + 0.01:.4f}"], 1),
            (["--expect", f"{VALUE + 0.01:.4f}", "--tolerance", "0.02"], 0),
            (["--expect", f"{VALUE + 0.01:.4f}", "--tolerance", "1e-4"], 1),
            (["--expect", "abc"], 2),
            (["--expect", "0.5", "--set", "reduction=none"], 2),
        ],
    )
    def test_the_exit_status_says_whether_it_is_as_expected(self, capsys, table, words, status):
        assert main(["evaluate", table, *words]) == status
        if status < 2:
            assert ("not as expected" in capsys.readouterr().out) == bool(status)
            assert record(capsys, "evaluate", table, *words, status=status)["expected"]["agrees"] == (not status)

    def test_quiet_prints_nothing(self, capsys, table):
        assert main(["evaluate", table, "--expect", "9", "--quiet"]) == 1
        assert main(["match", table, f"{self.VALUE:.5f}", "--quiet"]) == 0
        assert main(["match", table, "123.456789", "--quiet"]) == 1
        told = capsys.readouterr()
        assert (told.out, told.err) == ("", "")
        assert main(["match", "no-such-file.csv", "1", "--quiet"]) == 2
        assert "no-such-file.csv" in capsys.readouterr().err

    @pytest.mark.parametrize("tolerance", ["-1", "nan", "much"])
    def test_a_tolerance_is_a_number_of_at_least_0(self, capsys, table, tolerance):
        with pytest.raises(SystemExit) as ended:
            main(["evaluate", table, "--expect", "0.5", f"--tolerance={tolerance}"])
        assert ended.value.code == 2
        assert "1e-4" in capsys.readouterr().err


def test_match_tells_what_the_window_tells(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS, 'softmax', log_base=2).value:.4f}"
    told = record(capsys, "match", table, number)
    assert told["explained"]
    assert told["explanations"][0]["changes"]["log_base"] == 2
    text = printed(capsys, "match", table, number)
    assert text.startswith(f"{told['headline']}.")
    assert text == f"{xentgui.explain(LABELS, OUTPUTS, number, outputs_are='logits')}\n"


def test_masked_logits_are_matched_from_a_table(capsys, tmp_path):
    (tmp_path / "masked.csv").write_text("logit_a,logit_b,logit_c,label\n1,2,-inf,a\n0.5,-inf,-1,c\n2,0,-inf,b\n")
    outputs = [[1, 2, -np.inf], [0.5, -np.inf, -1], [2, 0, -np.inf]]
    number = f"{xentgui.evaluate([0, 2, 1], outputs).value:.6f}"
    told = record(capsys, "match", str(tmp_path / "masked.csv"), number)
    assert told["explanations"][0]["title"] == "The definition chosen, as it is"


def test_images_and_sequences_keep_their_axes(capsys, tmp_path):
    random = np.random.default_rng(3)
    logits, labels = random.normal(size=(2, 3, 4, 4)), random.integers(0, 3, (2, 4, 4))
    labels[1, 2] = 255
    np.savez(tmp_path / "seg.npz", logits=logits, labels=labels)
    losses = xentgui.evaluate(labels, logits, class_axis=1, ignore_index=255, reduction="none").value.reshape(2, 16)
    means = (losses[0].mean() + losses[1].sum() / 12) / 2
    told = printed(capsys, "match", str(tmp_path / "seg.npz"), f"{means:.6f}")
    assert "The means of the 2 images were averaged" in told


def test_where_nothing_gives_the_number_the_nearest_are_told_and_the_status_is_1(capsys, table):
    told = printed(capsys, "match", table, "123.456789", status=1)
    assert told.startswith("No definition I know gives 123.456789 on these 3 rows.")
    assert not record(capsys, "match", table, "123.456789", status=1)["explained"]


def test_near_misses_are_told_only_where_nothing_is_a_hit(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS).value:.6f}"
    told = printed(capsys, "match", table, number)
    assert "nothing has to change" in told
    assert "than your number" not in told


def test_a_number_that_is_known_by_itself_is_told_first(capsys, table):
    told = printed(capsys, "match", table, "16.118096")
    assert told.startswith("16.118096 is known by itself.")
    assert [each["slug"] for each in record(capsys, "match", table, "16.118096")["fingerprints"]] == ["keras-clip"]


def test_few_digits_are_said_to_be_few(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS).value:.1f}"
    assert "more digits tell them apart" in printed(capsys, "match", table, number)


def test_several_numbers_are_the_losses_of_the_rows(capsys, table):
    losses = [f"{loss:.4f}" for loss in xentgui.evaluate(LABELS, OUTPUTS, log_base=2).per_sample]
    told = record(capsys, "match", table, *losses)
    assert told["explanations"][0]["changes"]["log_base"] == 2
    assert told["number"] == losses
    assert main(["match", table, "0.1", "0.2"]) == 2
    assert "2 numbers do not fit 3 samples" in capsys.readouterr().err


@pytest.mark.parametrize(
    "written",
    ["{}", "tensor({})", "loss: {}", "tensor({}, grad_fn=<NllLossBackward0>)", "val loss {}", "Epoch 3: train_loss {}"],
)
def test_a_number_is_taken_as_it_was_printed_before_or_after_options(capsys, table, written):
    number = written.format(f"{xentgui.evaluate(LABELS, OUTPUTS, reduction='sum').value:.4f}")
    assert "explanation" in printed(capsys, "match", table, number)
    assert "explanation" in printed(capsys, "match", table, "--set", "log_epsilon=1e-9", number)
    assert "explanation" in printed(capsys, "match", number, table)


class TestData:
    def test_a_printed_notebook_on_standard_input_is_explained_with_its_own_number_and_weights(self, capsys, piped):
        piped(NOTEBOOK.encode())
        assert main(["match", "-"]) == 0
        told = capsys.readouterr()
        assert told.out.startswith("Two explanations give 0.4591 on these 4 rows.")
        assert "standard input: used: class weights 1, 2, 4" in told.err

    def test_the_same_text_in_a_file_gives_the_same(self, capsys, tmp_path):
        (tmp_path / "cell.txt").write_text(NOTEBOOK)
        told = record(capsys, "match", str(tmp_path / "cell.txt"))
        assert told["explanations"][0]["definition"].startswith("torch.nn.CrossEntropyLoss")
        assert told["data"]["known"]["class_weights"] == [1, 2, 4]

    @pytest.mark.parametrize("kind", ["csv", "npz"])
    def test_the_bytes_of_a_file_are_read_from_standard_input(self, capsys, piped, kind):
        content = io.BytesIO()
        np.savez(content, logits=OUTPUTS, labels=LABELS)
        piped(TABLE.encode() if kind == "csv" else content.getvalue())
        assert float(printed(capsys, "evaluate", "-").split()[0]) == xentgui.evaluate(LABELS, OUTPUTS).value

    @pytest.mark.parametrize("content", [b"", b"\x00\xff\x13", b"hello there"])
    def test_what_is_no_data_is_refused_in_one_line(self, capsys, piped, content):
        piped(content)
        assert main(["evaluate", "-"]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "standard input" in error

    def test_labels_and_outputs_in_files_of_their_own_are_what_it_is_said_that_they_are(self, capsys, tmp_path):
        np.save(tmp_path / "a.npy", OUTPUTS)
        np.save(tmp_path / "b.npy", LABELS)
        words = ["--labels", str(tmp_path / "b.npy"), "--outputs", str(tmp_path / "a.npy")]
        value = xentgui.evaluate(LABELS, OUTPUTS).value
        assert float(printed(capsys, "evaluate", *words).split()[0]) == value
        assert "explanation" in printed(capsys, "match", *words, f"{value:.4f}")
        hot = np.eye(2)[LABELS]
        np.save(tmp_path / "b.npy", hot)
        assert float(printed(capsys, "evaluate", *words).split()[0]) == value

    def test_files_of_their_own_may_hold_sequences_and_images(self, capsys, tmp_path):
        draw = np.random.default_rng(2)
        for shape, labels in (((2, 3, 4), (2, 3)), ((2, 4, 3, 2), (2, 3, 2))):
            scores, classes = draw.normal(size=shape), draw.integers(0, 4, labels)
            np.save(tmp_path / "a.npy", scores)
            np.save(tmp_path / "b.npy", classes)
            words = ["--labels", str(tmp_path / "b.npy"), "--outputs", str(tmp_path / "a.npy")]
            value = xentgui.evaluate(classes, scores).value
            assert float(printed(capsys, "evaluate", *words).split()[0]) == pytest.approx(value, rel=1e-14)

    def test_several_files_are_read_together(self, capsys, tmp_path):
        np.save(tmp_path / "logits.npy", OUTPUTS)
        np.save(tmp_path / "labels.npy", LABELS)
        files = [str(tmp_path / "logits.npy"), str(tmp_path / "labels.npy")]
        value = xentgui.evaluate(LABELS, OUTPUTS).value
        assert float(printed(capsys, "evaluate", *files).split()[0]) == value
        assert "explanation" in printed(capsys, "match", *files, f"{value:.4f}")

    def test_ignored_rows_count_for_nothing_and_it_is_said(self, capsys, tmp_path):
        (tmp_path / "padded.csv").write_text("logit_0,logit_1,label\n2,-1,0\n0.5,0.25,1\n9,9,-100\n")
        assert main(["evaluate", str(tmp_path / "padded.csv")]) == 0
        told = capsys.readouterr()
        assert float(told.out.split()[0]) == xentgui.evaluate([0, 1], OUTPUTS[:2]).value
        assert "rows with the label -100 are ignored" in told.err

    def test_what_is_not_plain_is_said_on_standard_error(self, capsys, tmp_path):
        (tmp_path / "bare.csv").write_text("0.2,0.9,1\n0.7,0.1,0\n0.4,0.3,1\n")
        main(["evaluate", str(tmp_path / "bare.csv")])
        told = capsys.readouterr()
        assert "bare.csv: " in told.err
        assert "xentgui" not in told.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["evaluate", "{table}", "--definition", "sotfmax"], "softmax"),
        (["evaluate", "{table}", "--set", "log_bsae=2"], "log_base"),
        (["evaluate", "{table}", "--set", "log_base=-1"], "log_base"),
        (["evaluate", "no-such-file.csv"], "no-such-file.csv"),
        (["evaluate", "{table}", "0.55"], "--expect"),
        (["evaluate"], "name a file, or -"),
        (["evaluate", "--labels", "{table}"], "--labels and --outputs go together"),
        (["evaluate", "{table}", "-"], "- is standard input, alone"),
        (["match", "{table}"], "which number?"),
        (["match", "{table}", "abc"], "'abc' is not a number"),
        (["match", "{table}", "9" * 5000 + "x"], "is not a number"),
        (["evaluate", "x" * 5000], "it cannot be read"),
        (["evaluate", "{table}", "x" * 5000 + ".csv"], "it cannot be read"),
        (["match", "{table}", "1,234.5"], "1,234.5"),
        (["definitions", "xyzzy"], "xyzzy"),
        (["evaluate", "0.55", "{table}"], "--expect"),
        (["evaluate", "."], "xentgui: .: "),
        (["evaluate", "{table}", "--tolerance", "0.1"], "--tolerance goes with --expect"),
        (["evaluate", "{table}", "--set", "outputs_are=logits"], "--outputs-are"),
        (["match", "{table}", "0.5", "--set", "labels=1"], "--labels"),
        (["evaluate", "{table}", "--set", "sample_weights=1,2,3"], "sample_weights"),
        (["evaluate", "{table}", "--definition", "nn.CrossEntropyLoss(label_smoothing=0.1)"], "--set FIELD=VALUE"),
        (["evaluate", "{table}", "--definition", "hinge"], "xentgui definitions lists all"),
        (["match", "{table}", "lables", "0.5"], "'lables' is not a number"),
        (["match", "{table}", "Epoch 3: loss 0.55 acc 0.75"], "'acc' is not a number"),
        (["match", "--labels", "{table}", "--outputs", "{table}", "0.5"], "outputs, line 2"),
        (["matc", "{table}", "0.5"], "did you mean xentgui match?"),
        (["evaluate", "{table}", "--tolerence", "1e-4"], "--tolerence"),
        (["evaluate", "{table}", "--outputs-are", "scores"], "log-probabilities"),
        (["report", "{table}"], "--output"),
        (["--screnshot", "x.png"], "--screnshot"),
    ],
)
def test_what_is_refused_is_one_line_and_status_2(capsys, table, words, told):
    assert status_of([word.format(table=table) for word in words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("xentgui: ")
    assert error.count("\n") == 1
    assert told in error


def test_a_field_without_a_value_says_how_it_is_written(capsys, table):
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", table, "--set", "log_base"])
    assert ended.value.code == 2
    assert "FIELD=VALUE" in capsys.readouterr().err


def test_all_definitions_are_listed_and_words_choose(capsys):
    told = printed(capsys, "definitions")
    assert [line.split()[0] for line in told.splitlines()] == list(xentgui.definitions)
    assert "keras.losses.BinaryCrossentropy" in printed(capsys, "definitions", "keras", "binary")
    assert "torch" not in printed(capsys, "definitions", "keras")
    assert [each["name"] for each in record(capsys, "definitions")["definitions"]] == list(xentgui.definitions)


def test_names_from_data_are_printed_with_control_characters_visible(capsys, tmp_path):
    name = "cat\x1b[31m\u202e\x9b"
    rows = [[1.0, 2.0, 0.5], [0.5, 0.25, 1.0], [0.1, 0.3, 0.2]]
    entry = Entry.of(np.eye(3), rows, (name, "dog", "bird"))
    save_session(tmp_path / "odd.xent", entry, Focus())
    odd = tmp_path / f"odd{name}.csv"
    odd.write_text("x\n")
    for words in (["match", str(tmp_path / "odd.xent"), "0.9"], ["evaluate", str(odd)]):
        main(words)
        told = capsys.readouterr()
        assert not set(told.out + told.err) & {"\x1b", "\u202e", "\x9b"}


@pytest.mark.parametrize("words", [["definitions"], ["--list-examples"], ["--diagnose"]])
def test_a_closed_pipe_is_no_traceback(words):
    command = [sys.executable, "-m", "xentgui", *words]
    told = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told.stdout.close()
    error = told.stderr.read().decode()
    assert told.wait(180) == 0
    told.stderr.close()
    assert error == ""


@pytest.mark.parametrize(
    ("redirected", "status", "told"),
    [
        ("evaluate {table} >&-", 0, ""),
        ("evaluate {table} --set log_base=2 2>&-", 0, "softmax"),
        ("evaluate no-such-file.csv 2>&-", 2, ""),
        ("evaluate - <&-", 2, "xentgui: standard input: "),
        pytest.param(
            "evaluate {table} >/dev/full", 2, "xentgui: the answer cannot be written",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device"),
        ),
    ],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
def test_closed_and_full_streams_are_no_traceback(table, redirected, status, told):
    words = f"exec {shlex.quote(sys.executable)} -m xentgui {redirected.format(table=shlex.quote(table))}"
    ended = subprocess.run(["sh", "-c", words], capture_output=True, text=True, timeout=180, check=False)
    assert ended.returncode == status
    assert told in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_terminal_that_lacks_a_sign_gets_another(table):
    words = [sys.executable, "-X", "utf8=0", "-m", "xentgui", "match", table, "0.7"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    told = subprocess.run(words, capture_output=True, env=environment, timeout=180, check=False)
    assert told.returncode in (0, 1)
    assert b"Traceback" not in told.stderr


def test_no_qt_is_imported(table):
    program = "import sys; from xentgui.command_line import main; main(sys.argv[1:]); print('PySide6' in sys.modules)"
    words = [sys.executable, "-c", program, "evaluate", table]
    told = subprocess.run(words, capture_output=True, text=True, timeout=180, check=True)
    assert told.stdout.splitlines()[-1] == "False"
