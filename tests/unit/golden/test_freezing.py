"""Streams of a version that is out stay as they were, and the check that says so finds every way to change them."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.golden import __main__ as golden
from tests.golden.folding import ROOT
from tests.golden.freezing import LIST, changed, freeze, frozen

FOLDERS = sorted((ROOT / "tests" / "golden").glob("v[0-9]*"))
AUTHOR = {f"GIT_{role}_{what}": "t@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
UNRELEASED = "# Changelog\n\n## Unreleased\n- 0.1.0 and v0.1.0 are only spoken of.\n\n## 0.1.0.1\n\n## 10.1.0\n"


def git(top: Path, *arguments: str) -> None:
    nobody = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(top), *arguments], check=True, capture_output=True, env=nobody)


def commit(top: Path) -> None:
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "a state")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "CHANGELOG.md").write_text(UNRELEASED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def folder(root: Path) -> Path:
    folder = root / "tests" / "golden" / "v0.1.0"
    (folder / "asset").mkdir(parents=True)
    for name in ("lived", "rejected"):
        (folder / "asset" / f"{name}.json").write_text(f'{{"of": "{name}"}}', encoding="utf-8")
    return folder


def headed(root: Path, heading: str) -> None:
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{heading}\n- All.\n", encoding="utf-8")


def alter(folder: Path) -> None:
    (folder / "asset" / "lived.json").write_text('{"of": "another"}', encoding="utf-8")
    (folder / "asset" / "rejected.json").unlink()
    (folder / "asset" / "new.json").write_text("{}", encoding="utf-8")


ALTERED = ["asset/lived.json of v0.1.0 has changed", "asset/new.json of v0.1.0 is new"]
ALTERED += ["asset/rejected.json of v0.1.0 is gone"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_streams_of_every_version_that_is_out_are_as_they_were(folder: Path):
    assert changed(folder, ROOT) == []
    assert frozen(folder, ROOT) or folder == golden.folder()


def test_what_is_not_released_may_change(root: Path, folder: Path):
    commit(root)
    alter(folder)
    assert changed(folder, root) == []


@pytest.mark.parametrize("heading", ["## 0.1.0", "## v0.1.0", "## [0.1.0] - 2027-01-04", "## 0.1.0 (2027-01-04)"])
def test_a_version_that_the_changelog_names_has_to_be_frozen_and_stays(root: Path, folder: Path, heading: str):
    headed(root, heading)
    assert changed(folder, root) == [
        "v0.1.0 is released and its streams are not frozen: run `python -m tests.golden freeze`"
    ]
    assert freeze(folder) == 2
    assert changed(folder, root) == []
    alter(folder)
    assert changed(folder, root) == ALTERED


def test_a_version_that_is_tagged_is_released_too(root: Path, folder: Path):
    freeze(folder)
    commit(root)
    git(root, "tag", "v0.1.0")
    assert changed(folder, root) == []
    (folder / LIST).unlink()
    assert len(changed(folder, root)) == 1


def test_what_is_frozen_is_held_also_before_its_release(root: Path, folder: Path):
    freeze(folder)
    alter(folder)
    assert changed(folder, root) == ALTERED


@pytest.mark.parametrize("listed", [True, False])
def test_a_list_that_is_written_anew_is_found_by_the_tag(root: Path, folder: Path, listed):
    if listed:
        freeze(folder)
    commit(root)
    git(root, "tag", "v0.1.0")
    alter(folder)
    (folder / LIST).unlink(missing_ok=True)
    freeze(folder)
    commit(root)
    assert changed(folder, root) == [line.replace("v0.1.0", "v0.1.0, as it was tagged,") for line in ALTERED]


def test_nothing_is_frozen_twice(folder: Path):
    freeze(folder)
    before = json.loads((folder / LIST).read_text(encoding="utf-8"))
    alter(folder)
    with pytest.raises(FileExistsError):
        freeze(folder)
    assert json.loads((folder / LIST).read_text(encoding="utf-8")) == before


def test_the_streams_of_a_released_version_are_not_written_again(root, folder, monkeypatch, capsys):
    monkeypatch.setattr(golden, "ROOT", root)
    monkeypatch.setattr(golden, "folder", lambda: folder)
    headed(root, "## 0.1.0")
    assert golden.main([]) == 1
    assert "is frozen: raise the version" in capsys.readouterr().err
    assert sorted(file.name for file in folder.rglob("*.json")) == ["lived.json", "rejected.json"]


def test_an_unknown_command_ends_with_two(capsys):
    assert golden.main(["melt"]) == 2
    assert "write|freeze" in capsys.readouterr().err
