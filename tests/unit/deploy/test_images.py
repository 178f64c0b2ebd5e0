"""What hadolint says of a Dockerfile stops the check; where it can't run the check says so."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("rules", ROOT / ".ci" / "rules.py")
rules = importlib.util.module_from_spec(_spec)
sys.modules["rules"] = rules
_spec.loader.exec_module(rules)


def recipe(folder: Path, *lines: str) -> Path:
    file = folder / "Dockerfile"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_every_dockerfile_is_found_and_no_list_of_what_docker_ignores():
    assert rules.dockerfiles() == [ROOT / "deploy" / "Dockerfile"]


def test_a_configuration_of_somebody_else_changes_nothing(tmp_path, monkeypatch, capsys):
    (tmp_path / "hadolint.yaml").write_text("ignored: [DL3003]\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert rules.images([recipe(tmp_path, "FROM debian:12", "RUN cd /tmp && rm -rf x")]) == 1
    assert "DL3003" in capsys.readouterr().err


def test_the_images_of_this_repository_have_no_finding(capsys):
    assert (rules.images(rules.dockerfiles()), capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("RUN cd /tmp && rm -rf x", "DL3003"),
        ("RUN pip install httpx", "DL3042"),
        ("RUN echo $NAME", "SC2086"),
        ("COPY a b c", "DL3021"),
        ("FROM quay.io/debian/debian:12", "DL3026"),
    ],
)
def test_a_finding_of_any_weight_stops_the_check_and_is_named(tmp_path, capsys, line, rule):
    assert rules.images([recipe(tmp_path, "FROM debian:12", line)]) == 1
    assert rule in capsys.readouterr().err


def test_no_dockerfile_at_all_is_no_passed_check(tmp_path, capsys):
    assert rules.images(rules.dockerfiles(tmp_path)) == 1
    assert capsys.readouterr().err == "There is no Dockerfile to check.\n"


def test_a_machine_that_has_no_hadolint_is_told_so(tmp_path, capsys):
    assert rules.images([recipe(tmp_path, "FROM debian:12")], tmp_path / "hadolint") == 0
    assert "THE DOCKERFILE WAS NOT TRIED: hadolint can't run on this machine (No such file" in capsys.readouterr().err


def test_a_hadolint_of_another_kind_of_machine_is_told_of(tmp_path, capsys):
    foreign = tmp_path / "hadolint"
    foreign.write_bytes(b"\x7fELF of another machine")
    foreign.chmod(0o755)
    assert rules.images([recipe(tmp_path, "FROM debian:12")], foreign) == 0
    assert "(Exec format error)" in capsys.readouterr().err
