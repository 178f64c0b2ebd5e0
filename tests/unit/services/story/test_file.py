"""`pactline demo --ocds FILE`: a file that the story can't be told with is refused before anything starts."""

import json
import sys
from pathlib import Path

import pytest

from services.__main__ import main
from services.story.ocds import NEXT_STEP

NO_OCDS = {
    "empty": ("", "the file is empty"),
    "blanks": (" \n\n", "the file is empty"),
    "no JSON": ("name,value", "the file is neither JSON nor JSON lines"),
    "lines of something else": ("name,value\na,1", "no release in the file: it is no JSON (line 1)"),
    "half of it": ('{"releases": [', "the file is neither JSON nor JSON lines"),
    "endless nesting": ("[" * 200_000, "the file is neither JSON nor JSON lines"),
    "a number": ("1", "no release in the file: it is no release, record or package"),
    "a list": ("[1, 2]", "no release in the file: it is no release, record or package"),
    "another object": ("{}", "no release in the file: a release names its process (ocid)"),
    "a package of nothing": ('{"releases": []}', "no release in the file: it holds none"),
    "a package that is none": ('{"releases": 5}', "no release in the file: a release names its process (ocid)"),
    "a package of numbers": ('{"releases": [1]}', "no release in the file: a release names its process"),
    "records of numbers": ('{"records": [1]}', "no release in the file: a record is an object"),
    "no organisation": ('{"ocid": "o-1", "parties": [1]}', "there is no organisation in it"),
    "no contract": ('{"ocid": "o-1", "parties": [{"id": "S-1"}]}', "there is no contract in it"),
    "no contract to take": ('{"ocid": "o-1", "parties": [{"id": "S-1"}], "contracts": [{}]}', "no contract in it"),
}


def told_with(file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The two lines of the refusal."""
    monkeypatch.setattr(sys, "argv", ["pactline", "demo", "--ocds", file])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (1, "")
    sentence, next_step = err.splitlines()
    return sentence, next_step


@pytest.mark.parametrize("what", NO_OCDS)
def test_a_file_of_something_else_is_refused_in_one_sentence_with_one_next_step(what, tmp_path, monkeypatch, capsys):
    text, reason = NO_OCDS[what]
    file = tmp_path / "file.json"
    file.write_text(text)
    sentence, next_step = told_with(str(file), monkeypatch, capsys)
    assert sentence.startswith(f"{file}: ")
    assert reason in sentence
    assert sentence.endswith(".")
    assert next_step == NEXT_STEP


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.json", "No such file or directory"),
        (".", "Is a directory"),
        ("file.json/inside", "Not a directory"),
        ("-", "No such file or directory"),
        ("/proc/self/mem", "Input/output error"),  # opens, and refuses to be read from its beginning, for root too
    ],
)
def test_a_file_that_cannot_be_read_is_refused_without_the_systems_wording(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file.json").write_text(json.dumps({}))
    monkeypatch.chdir(tmp_path)
    assert told_with(name, monkeypatch, capsys) == (f"{name}: it can't be read: {reason}.", NEXT_STEP)
