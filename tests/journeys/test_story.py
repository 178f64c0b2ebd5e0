"""The demonstration, whole, as a stranger would start it: its own servers, its own directory, nothing left."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from shared.testing.ports import first_port

WITHIN_SECONDS = 180
RELEASES = "\n".join(
    json.dumps(
        {
            "ocid": f"o-{number}",
            "tag": ["compiled"],
            "parties": [{"id": f"S-{number}", "name": f"Supplier {number}", "roles": ["supplier"]}],
            "awards": [{"id": "1", "suppliers": [{"id": f"S-{number}"}]}],
            "contracts": [{"id": "1", "awardID": "1", "value": {"amount": 10, "currency": "DOP"}}],
        }
    )
    for number in range(2)
)
PUBLISHED = ("0.243", "4.414", "0.793", "2.426", "-9,582.4")


@pytest.fixture
def place() -> Iterator[Path]:
    """Where the demonstration makes its directory; PostgreSQL's account must be able to pass."""
    with tempfile.TemporaryDirectory(prefix="pactline-journey-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def tell(place: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`pactline demo` with servers of its own, whatever servers the test run has."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PACTLINE_")}
    command = [sys.executable, "-m", "services", "demo", "--port", str(first_port()), *options]
    return subprocess.run(
        command,
        env={**own, "TMPDIR": str(place), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )


def left_behind(place: Path) -> list[str]:
    running = (" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))
    return [command[:200] for command in running if str(place) in command]


def test_one_contracts_life_is_told_to_its_end_and_leaves_nothing(place: Path, tmp_path: Path):
    """With organisations and contracts of a file; that some are made up where none is given, tests in a browser try."""
    file = tmp_path / "releases.jsonl"
    file.write_text(RELEASES, encoding="utf-8")
    told = tell(place, "--ocds", str(file))
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-3000:]
    assert "2 organisations come from the Open Contracting file releases.jsonl" in told.stdout
    assert "every figure is as it should be" in told.stdout
    assert [figure for figure in PUBLISHED if figure not in told.stdout] == []
    assert "payment.blocked.v1" in told.stdout
    assert "asset.transferred.v1" in told.stdout
    assert list(place.iterdir()) == []
    assert left_behind(place) == []


def test_a_file_that_is_none_is_refused_in_a_plain_sentence(place: Path):
    told = tell(place, "--ocds", str(place / "missing.json"))
    assert told.returncode == 1
    assert "Traceback" not in told.stdout + told.stderr
    assert "missing.json" in told.stdout + told.stderr
    assert left_behind(place) == []
