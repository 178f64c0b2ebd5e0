import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.testing.serving import Serve

from . import walking
from .walking import OWNER_UNIT

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 5
STREAMS = "/v1/inbox/stream"


def _without_waiting(document: dict[str, Any]) -> None:
    """A position that never comes is answered 503 after two seconds, as it should: not what is looked for here."""
    for item in document["paths"].values():
        for operation in item.values():
            kept = [one for one in operation.get("parameters", []) if one["name"] != "at_least"]
            operation["parameters"] = kept


@pytest.mark.parametrize("name", walking.services())
async def test_whatever_comes_in_is_answered_as_documented(name: str, serve: Serve, tmp_path: Path):
    """schemathesis over every operation: no 5xx, no status, content type or answer that the document does not tell."""
    serving = await serve(walking.declared(name), rate_per_second=0)
    await serving.unit(OWNER_UNIT, None, "headquarters")
    await serving.grant("anna", ["*"], OWNER_UNIT)
    _without_waiting(serving.app.openapi())
    token = serving.issuer.token("anna", name, lifetime=3600)
    async with serving.listening() as address:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--header", f"Authorization: Bearer {token}", "--checks", CHECKS),
            *("--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "7", "--no-shrink"),
            *("--continue-on-failure", "--exclude-path", STREAMS, "--request-timeout", "20", "--warnings", "off"),
            *("--suppress-health-check", "all", "--max-response-time", "20"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()[-12_000:]
