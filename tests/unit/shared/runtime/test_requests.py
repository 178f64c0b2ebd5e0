"""A wish for a restore: left once, taken once, only from the account's own private file; told of until it has ended."""

import json
import os
from pathlib import Path

import pytest

from shared.runtime.requests import (
    FOLDER,
    WANTED,
    Told,
    Wanted,
    is_supervised,
    is_wanted,
    leave,
    read_told,
    say,
    take,
    tell,
)
from shared.runtime.state import Process, State, write_state

WISH = Wanted("r-1", "/backups/one", "anna", "2026-03-01T08:00:00+00:00")


def test_a_wish_is_left_once_and_taken_once(tmp_path: Path):
    assert leave(tmp_path, WISH)
    assert not leave(tmp_path, Wanted("r-2", "/backups/two", "bert", ""))
    assert is_wanted(tmp_path)
    assert take(tmp_path) == WISH
    assert take(tmp_path) is None
    told = read_told(tmp_path)
    assert told is not None
    assert (told.wanted, told.state, told.runs) == (WISH, "wanted", True)


def test_no_second_wish_while_one_is_carried_out_and_another_after_it(tmp_path: Path):
    tell(tmp_path, Told(WISH, "restoring"))
    assert not leave(tmp_path, WISH)
    say(tmp_path, state="failed", why="the disk is full")
    assert leave(tmp_path, WISH)


def test_a_wish_whose_writer_died_before_leaving_it_hinders_nobody(tmp_path: Path):
    tell(tmp_path, Told(WISH, "wanted"))
    assert leave(tmp_path, WISH)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_could_have_written_or_read_is_no_wish(tmp_path: Path, mode: int):
    leave(tmp_path, WISH)
    (tmp_path / FOLDER / WANTED).chmod(mode)
    assert take(tmp_path) is None
    assert not is_wanted(tmp_path)


def test_a_link_or_a_folder_in_its_place_is_no_wish(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text(json.dumps({"restore_id": "x", "source": "/", "actor": "", "asked_at": ""}))
    elsewhere.chmod(0o600)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / WANTED).symlink_to(elsewhere)
    assert take(tmp_path) is None
    assert not is_wanted(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"source": "/x"}', '{"a": 1}'])
def test_what_is_no_wish_is_gone_too(tmp_path: Path, text: str):
    leave(tmp_path, WISH)
    place = tmp_path / FOLDER / WANTED
    place.write_text(text)
    assert take(tmp_path) is None
    assert not place.exists()


def test_a_file_of_another_account_is_no_wish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    leave(tmp_path, WISH)
    owner = (tmp_path / FOLDER / WANTED).stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert take(tmp_path) is None


def test_only_a_supervisor_that_started_this_process_takes_wishes(tmp_path: Path):
    place = tmp_path / "state.json"
    assert not is_supervised(tmp_path)
    parent = Process.of("supervisor", os.getppid())
    write_state(place, State(parent, "", (), {}))
    assert not is_supervised(tmp_path)
    write_state(place, State(parent, "", (), {}, restores=True))
    assert is_supervised(tmp_path)
    write_state(place, State(Process.of("supervisor", os.getpid()), "", (), {}, restores=True))
    assert not is_supervised(tmp_path)
