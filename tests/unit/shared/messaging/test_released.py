import json
import os
import subprocess
from pathlib import Path

import pytest

from shared.messaging.released import keep, released
from shared.messaging.schemas import broken

AUTHOR = {f"GIT_{role}_{what}": "t@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(top: Path, *arguments: str) -> None:
    nobody = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(top), *arguments], check=True, capture_output=True, env=nobody)


def schema(kind: str) -> str:
    return json.dumps({"type": "object", "properties": {"number": {"type": kind}}, "required": ["number"]})


NAME = "sample/sample.signed.v1.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared" / "schemas"
    (folder / "sample").mkdir(parents=True)
    (folder / NAME).write_text(schema("string"), encoding="utf-8")
    (folder / "asyncapi.json").write_text("{}", encoding="utf-8")
    keep(folder, {NAME: schema("string")})
    return folder


@pytest.fixture
def checkout(folder: Path, tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def become(folder: Path, kind: str) -> dict[str, str]:
    (folder / NAME).write_text(schema(kind), encoding="utf-8")
    return {NAME: schema(kind)}


def commit(checkout: Path, message: str) -> None:
    git(checkout, "commit", "-q", "-a", "-m", message)


def test_a_breaking_change_is_refused_also_when_it_has_been_committed(folder: Path, checkout: Path):
    made = become(folder, "integer")
    commit(checkout, "second")
    known = released(folder)
    assert known.where == "released.json, as no release is known here"
    assert broken(made, known.texts) == [f"{NAME}/number: type was 'string' and is 'integer'"]


def test_a_breaking_change_that_was_committed_after_the_release_is_refused(folder: Path, checkout: Path):
    git(checkout, "tag", "v1.0.0")
    made = become(folder, "integer")
    commit(checkout, "second")
    known = released(folder)
    assert known.where == "release v1.0.0"
    assert broken(made, known.texts) == [f"{NAME}/number: type was 'string' and is 'integer'"]


def test_the_newest_release_counts_and_other_tags_do_not(folder: Path, checkout: Path):
    git(checkout, "tag", "v1.0.0")
    become(folder, "integer")
    commit(checkout, "second")
    git(checkout, "tag", "v2.0.0")
    made = become(folder, "boolean")
    commit(checkout, "third")
    git(checkout, "tag", "nightly")
    known = released(folder)
    assert known.where == "release v2.0.0"
    assert broken(made, known.texts) == [f"{NAME}/number: type was 'integer' and is 'boolean'"]


def test_a_release_of_another_branch_does_not_count(folder: Path, checkout: Path):
    git(checkout, "checkout", "-q", "-b", "elsewhere")
    become(folder, "integer")
    commit(checkout, "second")
    git(checkout, "tag", "v9.0.0")
    git(checkout, "checkout", "-q", "-")
    assert broken({NAME: schema("string")}, released(folder).texts) == []


def test_an_event_taken_away_since_the_release_is_named_although_its_file_is_gone(folder: Path, checkout: Path):
    git(checkout, "tag", "v1.0.0")
    (folder / NAME).unlink()
    commit(checkout, "second")
    assert broken({}, released(folder).texts) == [f"{NAME}: no class publishes it and no up-caster reads it any more"]


def test_outside_a_checkout_what_was_kept_counts(folder: Path):
    become(folder, "integer")
    assert {name: json.loads(text) for name, text in released(folder).texts.items()} == {
        NAME: json.loads(schema("string"))
    }


def test_what_is_kept_anew_counts_from_then_on(folder: Path):
    keep(folder, become(folder, "integer"))
    assert broken({NAME: schema("integer")}, released(folder).texts) == []


def test_an_archive_unpacked_inside_another_checkout_is_outside(folder: Path, checkout: Path):
    inner = checkout / "unpacked" / "schemas"
    (inner / "sample").mkdir(parents=True)
    keep(inner, {NAME: schema("integer")})
    git(checkout, "tag", "v1.0.0")
    assert broken({NAME: schema("integer")}, released(inner).texts) == []
