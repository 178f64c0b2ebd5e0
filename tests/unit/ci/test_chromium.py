"""How the browser of the tests is found, and what is said where there is none."""

import importlib.util
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[3] / ".ci" / "chromium.py"
spec = importlib.util.spec_from_file_location("chromium", FILE)
chromium = importlib.util.module_from_spec(spec)
spec.loader.exec_module(chromium)


def program(folder: Path, name: str) -> str:
    made = folder / name
    made.write_text("#!/bin/sh\n", encoding="utf-8")
    made.chmod(0o755)
    return str(made)


def test_the_first_usual_name_on_the_path_is_taken(tmp_path):
    program(tmp_path, "google-chrome")
    wanted = program(tmp_path, "chromium")
    assert chromium.chromium_here({"PATH": str(tmp_path)}) == wanted


def test_the_variable_wins_over_the_path(tmp_path):
    program(tmp_path, "chromium")
    named = program(tmp_path, "another")
    assert chromium.chromium_here({"PATH": str(tmp_path), "PACTLINE_CHROMIUM": named}) == named


def test_a_variable_that_names_no_program_is_refused_and_not_passed_over(tmp_path):
    program(tmp_path, "chromium")
    with pytest.raises(SystemExit, match="no program"):
        chromium.chromium_here({"PATH": str(tmp_path), "PACTLINE_CHROMIUM": str(tmp_path / "gone")})


def test_without_a_browser_and_without_rights_to_install_one_the_next_step_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PACTLINE_CHROMIUM", raising=False)
    assert chromium.chromium_here({"PATH": str(tmp_path)}) is None
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        chromium.main()


def test_a_system_without_the_one_without_windows_installs_the_whole_one(tmp_path, monkeypatch):
    apt, asked = Path(program(tmp_path, "apt-get")), tmp_path / "asked"
    apt.write_text(f'#!/bin/sh\necho "$*" >> {asked}\ncase "$*" in *headless*) exit 100;; esac\n', encoding="utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    chromium.install()
    assert [line.split()[-2] for line in asked.read_text().splitlines()[1:]] == ["chromium-headless-shell", "chromium"]


def test_an_installation_that_fails_says_why_and_the_next_step(tmp_path, monkeypatch):
    Path(program(tmp_path, "apt-get")).write_text("#!/bin/sh\necho 'no network' >&2\nexit 100\n", encoding="utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    with pytest.raises(SystemExit, match=r"(?s)no network.*apt-get install"):
        chromium.install()
