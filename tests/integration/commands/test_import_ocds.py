"""`pactline contract import-ocds` as a person runs it: signed in at a real portal, sent to real services."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.contract.app import SERVICE as CONTRACT
from services.customer.app import SERVICE as CUSTOMER
from services.portal.app import SERVICE as PORTAL
from services.portal.setup.handlers import bootstrap_secret
from services.portal.token.handlers import issuer_of
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve
from shared.values.ids import new_id

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
"""Samples that lie beside a checkout, where there are any."""
DOMINICAN = sorted(DATA.glob("ocds-dominican-republic/*.jsonl"))
PASSWORD = "correct horse battery"
RELEASES = "\n".join(
    json.dumps(
        {
            "ocid": f"o-{number}",
            "tag": ["compiled"],
            "parties": [{"id": "S-1", "name": "Supplier", "roles": ["supplier"]}],
            "awards": [{"id": "1", "suppliers": [{"id": "S-1"}]}],
            "contracts": [{"id": "1", "awardID": "1", "value": {"amount": 10, "currency": "DOP"}}],
        }
    )
    for number in range(3)
)


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    exit_code: int | None
    stdout: str
    stderr: str


Import = Callable[..., Awaitable[Done]]


@pytest.fixture
async def run_import(serve: Serve, tmp_path: Path) -> AsyncIterator[Import]:
    """The command beside three services that listen; the administrator's rights come to them as to any service."""
    async with AsyncExitStack() as stack:
        addresses = {}
        for service in (PORTAL, CUSTOMER, CONTRACT):
            serving = await serve(service, own_keys=issuer_of)
            addresses[service.name] = await stack.enter_async_context(serving.listening())
            if service is PORTAL:
                body = {
                    "bootstrap": bootstrap_secret(SECRET),
                    "organisation": "Great Wall Trading",
                    "administrator": {"login": "root", "name": "Root", "password": PASSWORD},
                }
                made = (await serving.client().post("/v1/setup", json=body)).json()
            else:
                await serving.unit(made["unit_id"], kind="headquarters")
                await serving.grant(made["staff_id"], ["*"], made["unit_id"])
        options = [word for name, url in addresses.items() for word in (f"--{name}", url)]

        async def run(*arguments: str, given: str = "", password: str = PASSWORD, name: str = "import-ocds") -> Done:
            told = options if name.startswith("import") else [*options[:2], *options[4:]]
            command = ["contract", name, *arguments, *told, "--data-dir", str(tmp_path), "--login", "root"]
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "services", *command),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "PACTLINE_PASSWORD": password},
            )
            out, err = await process.communicate(given.encode())
            return Done(process.returncode, out.decode(), err.decode())

        yield run


async def test_a_file_is_imported_and_a_second_run_changes_nothing(run_import: Import):
    source = f"s-{new_id()[-8:]}"
    first = await run_import("-", "--json", "--source", source, given=RELEASES)
    assert first.exit_code == 0, first.stderr
    done = json.loads(first.stdout)
    assert (done["contracts"], done["customers"]["registered"], done["import"]["imported"]) == (3, 1, 3)
    again = json.loads((await run_import("-", "--json", "--source", source, given=RELEASES)).stdout)
    assert (again["customers"]["registered"], again["customers"]["unchanged"]) == (0, 1)
    assert (again["import"]["imported"], again["import"]["unchanged"]) == (0, 3)


@pytest.mark.parametrize("file", DOMINICAN, ids=lambda file: file.stem)
async def test_a_public_file_is_imported_whole_to_the_cent(run_import: Import, file: Path):
    done = await run_import(str(file), "--source", "dominican")
    assert done.exit_code == 0, done.stderr
    figures = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert figures["DOP"] == ["199037888.78"]
    assert done.stdout.splitlines()[-1].split(None, 1)[1] == "578 imported, 0 amended, 0 unchanged, 0 rejected"


async def test_a_register_is_imported_and_goes_out_as_releases_that_are_imported_unchanged(run_import: Import):
    register = (
        'Contract number,Subject,Contractor,Date signed,Total value\n7,Fans,Krapi Com,29.07.10,"1,234.50"\n8,,,,\n'
    )
    done = await run_import("-", "--json", "--currency", "EUR", given=register, name="import-register")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["customers"]["registered"], told["import"]["imported"], told["import"]["rejected"]) == (1, 1, 1)
    out = await run_import("--source", "register", name="export-ocds")
    assert out.exit_code == 0, out.stderr
    (release,) = json.loads(out.stdout)["releases"]
    assert (release["ocid"], release["contracts"][0]["id"]) == ("register", "2010-7")
    assert release["contracts"][0]["value"] == {"amount": 1234.5, "currency": "EUR"}
    # The services here do not find each other: who cannot be asked for a name stands under the id.
    assert release["awards"][0]["suppliers"] == [{"id": "krapi com", "name": "krapi com"}]
    again = json.loads((await run_import("-", "--json", "--source", "register", given=out.stdout)).stdout)
    assert (again["import"]["imported"], again["import"]["unchanged"]) == (0, 1)


async def test_a_wrong_password_is_refused_in_the_portals_words(run_import: Import):
    done = await run_import("-", given=RELEASES, password="battery staple horse")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "refused: Login and password do not fit, or the account may not sign in now.\n"
