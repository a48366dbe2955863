"""An assistant's tools, asked through the official client over standard input and output."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import xentgui

LABELS, LOGITS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
WEIGHTED = {"options": {"class_weights": [1, 2, 4]}}
ROOT = str(Path(xentgui.__file__).parent.parent)
SERVER = [sys.executable, "-P", "-m", "xentgui", "mcp"]
ENVIRONMENT = os.environ | {"PYTHONPATH": ROOT}


CALLS = {
    "explained": ("explain", WEIGHTED | {"number": "0.4591"}),
    "evaluated": ("evaluate", WEIGHTED),
    "as printed": ("explain", {"number": "loss: tensor(0.5500)"}),
    "a float": ("explain", {"number": 2.19984}),
    "masked": ("evaluate", {"labels": [0], "outputs": [[0.0, 0.0, "-inf"]]}),
    "one for each row": ("explain", {"number": [0.24131, 0.55356, 0.30636, 1.09861]}),
    "text": ("evaluate", {"outputs": [[2.0, "cat"]] * 4}),
    "name": ("evaluate", {"definition": "torch.nn.CrossEntropy"}),
    "option": ("explain", {"number": "0.5", "options": {"clipp": 1}}),
}


@pytest.fixture(scope="module")
def told():
    """What the server answers to each of the calls: whether it is an error, and the text."""
    mcp, anyio = pytest.importorskip("mcp"), pytest.importorskip("anyio")

    async def answers():
        program = mcp.StdioServerParameters(command=SERVER[0], args=SERVER[1:], env=ENVIRONMENT)
        async with mcp.Client(program) as client:
            found = {}
            for call, (tool, more) in CALLS.items():
                answer = await client.call_tool(tool, {"labels": LABELS, "outputs": LOGITS} | more)
                found[call] = answer.is_error, answer.content[0].text
            return found

    return anyio.run(answers)


def test_an_assistant_is_told_what_explain_and_evaluate_say(told):
    explained = xentgui.explain(LABELS, LOGITS, "0.4591", class_weights=[1, 2, 4])
    assert told["explained"] == (False, explained.text)
    value = xentgui.evaluate(LABELS, LOGITS, class_weights=[1, 2, 4]).value
    assert told["evaluated"] == (False, f"{value}  (softmax, class_weights=(1, 2, 4))")


def test_numbers_are_taken_as_printed_and_infinite_ones_as_text(told):
    assert "The definition chosen, as it is: 0.5499607" in told["as printed"][1]
    assert "Sum over the rows" in told["a float"][1]
    assert told["masked"][1].startswith("0.69314718055994")
    assert "these 4 numbers" in told["one for each row"][1].partition("\n")[0]
    assert "No definition" not in told["one for each row"][1]


def test_what_is_wrong_is_said_in_our_words(told):
    assert [told[call][0] for call in ("text", "name", "option")] == [True, True, True]
    assert "outputs[0, 1]: 'cat' is text" in told["text"][1]
    assert "'torch.nn.CrossEntropyLoss'" in told["name"][1]
    assert "did you mean 'clip'" in told["option"][1]


def test_without_the_package_one_line_says_how_to_install_it():
    program = (
        "import sys; sys.modules['mcp'] = None\nfrom xentgui.command_line import main\nraise SystemExit(main(['mcp']))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.endswith('pip install "mcp>=2,<3"\n')
    assert told.stderr.count("\n") == 1
