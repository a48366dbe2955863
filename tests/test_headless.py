"""Evaluate and match on the command line: the same numbers as the public functions, and what is refused."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import xentgui
from xentgui.command_line import main
from xentgui.entry import Entry, Focus
from xentgui.files.session import save_session

LABELS, OUTPUTS = [0, 1, 0], [[2.0, -1.0], [0.5, 0.25], [0.1, 0.3]]
TABLE = "logit_cat,logit_dog,label\n2.0,-1.0,cat\n0.5,0.25,dog\n0.1,0.3,cat\n"


@pytest.fixture
def table(tmp_path):
    (tmp_path / "results.csv").write_text(TABLE)
    return str(tmp_path / "results.csv")


def printed(capsys, *words):
    assert main(list(words)) == 0
    return capsys.readouterr().out


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


def test_json_holds_the_value_the_rows_and_the_definition(capsys, table):
    told = json.loads(printed(capsys, "evaluate", table, "--definition", "nielsen", "--json"))
    evaluation = xentgui.evaluate(LABELS, OUTPUTS, "nielsen")
    assert told["value"] == evaluation.value
    assert told["per_sample"] == evaluation.per_sample.tolist()
    assert told["definition"] == "multi-sigmoid"
    assert told["fields"]["likelihood"] == "bernoulli"


def test_one_loss_a_row_is_printed_as_a_list(capsys, table):
    told = printed(capsys, "evaluate", table, "--set", "reduction=none")
    assert json.loads(told[: told.index("]") + 1]) == xentgui.evaluate(LABELS, OUTPUTS, reduction="none").value.tolist()


def test_a_session_in_binary_mode_is_the_yes_no_question_of_its_column(capsys, tmp_path):
    entry = replace(Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]], ("cat", "dog")), mode="binary", yes=1)
    save_session(tmp_path / "lesson.xent", entry, Focus())
    told = printed(capsys, "evaluate", str(tmp_path / "lesson.xent"))
    assert float(told.split()[0]) == xentgui.evaluate([0, 1], [-1.0, 0.25], "binary").value


def test_a_number_is_explained(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS, 'softmax', log_base=2).value:.4f}"
    told = json.loads(printed(capsys, "match", table, number, "--json"))
    assert told[0]["hit"]
    assert told[0]["changes"]["log_base"] == 2
    assert number[:4] in printed(capsys, "match", table, number)


def test_where_nothing_gives_the_number_the_nearest_are_told(capsys, table):
    told = printed(capsys, "match", table, "123.456789")
    assert told.startswith("No definition I know gives 123.456789 on this data. The nearest:")


def test_near_misses_are_told_only_where_nothing_is_a_hit(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS).value:.6f}"
    told = printed(capsys, "match", table, number)
    assert "The definition chosen, as it is." in told
    assert "than your number" not in told


def test_a_number_that_is_known_by_itself_is_told_first(capsys, table):
    told = printed(capsys, "match", table, "16.118096")
    assert told.startswith("16.11809565095832 is known by itself: Keras.")


def test_what_a_number_is_by_itself_is_told_in_json_too(capsys, table):
    told = json.loads(printed(capsys, "match", table, "16.118096", "--json"))
    known = [each for each in told if each["kind"] == "fingerprint"]
    assert [each["slug"] for each in known] == ["keras-clip"]
    assert known[0]["value"] == pytest.approx(16.11809565095832)
    assert all(each["definition"] for each in told if each["kind"] == "explanation")


def test_few_digits_are_said_to_be_few(capsys, table):
    number = f"{xentgui.evaluate(LABELS, OUTPUTS).value:.1f}"
    told = printed(capsys, "match", table, number)
    assert "The definition chosen, as it is." in told
    assert "more digits tell them apart" in told


def test_several_numbers_are_the_losses_of_the_rows(capsys, table):
    losses = [f"{loss:.4f}" for loss in xentgui.evaluate(LABELS, OUTPUTS, log_base=2).per_sample]
    told = json.loads(printed(capsys, "match", table, *losses, "--json"))
    assert told[0]["hit"]
    assert told[0]["changes"]["log_base"] == 2
    assert main(["match", table, "0.1", "0.2"]) == 2
    assert "2 numbers do not fit 3 samples" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["evaluate", "{table}", "--definition", "sotfmax"], "softmax"),
        (["evaluate", "{table}", "--set", "log_bsae=2"], "log_base"),
        (["evaluate", "{table}", "--set", "log_base=-1"], "log_base"),
        (["evaluate", "no-such-file.csv"], "no-such-file.csv"),
        (["match", "{table}", "abc"], "'abc' is not a number"),
        (["match", "{table}", "1,234.5"], "1,234.5"),
    ],
)
def test_what_is_refused_is_one_line_and_status_2(capsys, table, words, told):
    assert main([word.format(table=table) for word in words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("xentgui: ")
    assert error.count("\n") == 1
    assert told in error


def test_a_field_without_a_value_says_how_it_is_written(capsys, table):
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", table, "--set", "log_base"])
    assert ended.value.code == 2
    assert "FIELD=VALUE" in capsys.readouterr().err


def test_no_qt_is_imported(table):
    program = "import sys; from xentgui.command_line import main; main(sys.argv[1:]); print('PySide6' in sys.modules)"
    words = [sys.executable, "-c", program, "evaluate", table]
    told = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.splitlines()[-1] == "False"
