"""Imported contracts run out by themselves as ones of our own do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from services.contract.contract.handlers import end_term
from services.contract.contract.projections import TERM_OVER
from shared.eventstore.deadlines import Deadline
from shared.eventstore.rebuild import rebuild
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_imports import run


def contract(name: str, until: str, status: str = "active") -> dict[str, Any]:
    period = {"startDate": "2019-01-01T00:00:00Z", "endDate": f"{until}T00:00:00Z"}
    value = {"amount": 1000, "currency": "CNY"}
    return {"id": name, "awardID": "a", "title": name, "status": status, "value": value, "period": period}


async def test_an_imported_contract_ends_on_its_day_and_one_that_ended_before_has(company: Company):
    until = f"{datetime.now(UTC).date() + timedelta(days=400)}"
    kinds = [("past", "2020-12-31", "active"), ("runs", until, "active"), ("done", "2020-12-31", "terminated")]
    release = {"ocid": "o-1", "id": "1", "date": "2019-01-01T00:00:00Z", "tag": ["contract"]}
    release["contracts"] = [contract(*kind) for kind in kinds]  # type: ignore[assignment]  # the rest are texts
    done = await run(company, "ocds", json.dumps({"releases": [release]}).encode())
    assert done["imported"] == 3
    rows = {row["title"]: row for row in (await ok(company.admin.get("/v1/contracts")))["items"]}
    assert {title: row["state"] for title, row in rows.items()} == {
        "past": "expired", "runs": "effective", "done": "completed",
    }  # fmt: skip
    store, runs = company.serving.running.store, rows["runs"]["contract_id"]
    async with store.begin() as work:
        kept = await work.rows(text("SELECT subject, due_at, data FROM deadlines WHERE kind LIKE 'contract.term%'"))
    assert {row["subject"] for row in kept} == {runs}
    assert len(kept) == 2
    async with store.begin() as work:
        await end_term(work, Deadline(TERM_OVER, runs, max(row["due_at"] for row in kept), {}))
    assert (await ok(company.admin.get(f"/v1/contracts/{runs}")))["state"] == "expired"
    assert [check for check in await rebuild(store) if not check.same] == []
