"""What stands in the way of the first `make` is said in a plain sentence with a next step, and nothing half-made stays.

pip is the real one, given an index or a proxy at a port of this machine that refuses, or a folder of made-up packages.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / ".ci" / "environment.py"
spec = importlib.util.spec_from_file_location("environment", FILE)
environment = importlib.util.module_from_spec(spec)
spec.loader.exec_module(environment)

REFUSING = "127.0.0.1:9"
WRONG = "0" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """An environment with pip in it and nothing else."""
    place = tmp_path_factory.mktemp("environment") / ".venv"
    environment.make_environment(place)
    return place


@pytest.fixture
def asked(tmp_path, monkeypatch) -> Path:
    """One pinned package, asked for with no settings of pip but a test's own."""
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name, value in {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1"}.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "runtime.txt"
    file.write_text(f"made-up==1.0 \\\n    --hash=sha256:{WRONG}\n", encoding="utf-8")
    return file


def refusal(place: Path, requirements: Path) -> str:
    with pytest.raises(SystemExit) as ended:
        environment.main(place, requirements)
    said = str(ended.value)
    assert "Traceback" not in said
    return said


def wheel(folder: Path) -> None:
    about = "made_up-1.0.dist-info"
    with zipfile.ZipFile(folder / "made_up-1.0-py3-none-any.whl", "w") as packed:
        packed.writestr("made_up.py", "")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{about}/RECORD", "")


def test_an_index_that_cannot_be_reached_asks_for_the_network(made, asked, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{REFUSING}/simple")
    said = refusal(made, asked)
    assert said.startswith("The package index is not reachable. Connect this machine to the network for the first run")
    assert len(said.splitlines()) == 1


def test_a_proxy_that_refuses_is_told_apart_from_an_index_that_does(made, asked, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.invalid/simple")
    monkeypatch.setenv("PIP_PROXY", f"http://{REFUSING}")
    said = refusal(made, asked)
    assert said.startswith("The proxy does not let pip through. Set HTTPS_PROXY")
    assert len(said.splitlines()) == 1


def test_a_package_that_is_another_file_than_it_is_pinned_to_is_not_installed(made, asked, monkeypatch):
    wheel(asked.parent)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(asked.parent))
    said = refusal(made, asked)
    assert said.startswith("A package is not the file it is pinned to. Nothing was installed; try again")
    assert not list(made.glob("lib/*/site-packages/made_up*"))


def test_a_package_that_there_is_not_for_this_machine_is_named(made, asked, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    said = refusal(made, asked)
    assert said.startswith("made-up==1.0 does not exist for this Python or this kind of machine. Use Python 3.11")


def test_what_nobody_foresaw_is_shown_as_pip_says_it(made, asked, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    asked.write_text("--no-such-option\n", encoding="utf-8")
    said = refusal(made, asked)
    assert "no such option: --no-such-option" in said
    assert said.endswith("The packages could not be installed; the lines above say why.")


def pip_that(folder: Path, ends_as: str) -> Path:
    """A Python whose pip ends by this; the words are then those of the system."""
    python = folder / "python"
    python.write_text(f"#!{sys.executable}\n{ends_as}\n", encoding="utf-8")
    python.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("ends_as", "sentence"),
    [
        ("open('/dev/full', 'w', buffering=1).write('x\\n')", "The disk is full. Free 2 GB here and run make again."),
        ("raise PermissionError(13, 'Permission denied')", "This user may not write here. Give it the rights to this"),
        ("raise OSError(30, 'Read-only file system')", "This user may not write here. Give it the rights to this"),
        ("raise SystemExit('killed')", "killed\n\nThe packages could not be installed; the lines above say why."),
    ],
)
def test_what_the_system_refuses_pip_is_said_in_a_sentence(ends_as, sentence, tmp_path):
    with pytest.raises(SystemExit) as ended:
        environment.install(pip_that(tmp_path, ends_as), ["made-up"], 1)
    assert sentence in str(ended.value)


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("/usr/bin/python: No module named ensurepip", "This Python lacks the module that makes environments. Install"),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("PermissionError: [Errno 13] Permission denied: '/opt'", "This user may not write here."),
    ],
)
def test_an_environment_that_cannot_be_made_says_why(printed, sentence, tmp_path, monkeypatch):
    failing = subprocess.CalledProcessError(1, ["python", "-m", "ensurepip"], output=printed.encode())

    def fails(*_arguments, **_options):
        raise failing

    monkeypatch.setattr(subprocess, "check_output", fails)
    with pytest.raises(SystemExit, match=sentence.replace(".", r"\.")):
        environment.make_environment(tmp_path / ".venv")


def test_a_folder_that_may_not_be_written_says_so(tmp_path, monkeypatch):
    def refused(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "makedirs", refused)
    with pytest.raises(SystemExit, match="This user may not write here"):
        environment.make_environment(tmp_path / ".venv")


def test_an_environment_that_was_cut_off_as_it_was_made_is_made_anew(tmp_path):
    place = tmp_path / ".venv"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    environment.make_environment(place)
    done = subprocess.run([place / "bin" / "python", "-m", "pip", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"pip ")


OLD = "#!/bin/sh\nexit 1\n"


@pytest.mark.parametrize("named", ["", "/nowhere/python3.11", "old"])
def test_make_without_a_python_that_is_new_enough_says_how_to_get_one(named, tmp_path):
    for file in ("Makefile", "pyproject.toml", ".ci/environment.py", "requirements/runtime.txt"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    if named == "old":
        (tmp_path / "old").write_text(OLD, encoding="utf-8")
        (tmp_path / "old").chmod(0o755)
        named = str(tmp_path / "old")
    done = subprocess.run(
        ["make", "-C", tmp_path, f"PYTHON={named}", ".venv/ready-runtime"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    said = done.stderr.splitlines()[0]
    assert said.startswith(f"Pactline needs Python 3.11 or later, and {named or 'there'} is none")
    assert "make PYTHON=/path/to/python3.11" in said
    assert not (tmp_path / ".venv").exists()
