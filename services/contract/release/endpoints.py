import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import asyncpg
from fastapi import Query as Parameter
from fastapi.responses import Response
from sqlalchemy import select

from services.contract.contract.tables import contracts
from services.contract.release import queries
from services.contract.release.building import Organisation, Released, package, release
from shared.eventstore.work import Work
from shared.security.tables import units
from shared.values.clock import rfc3339
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.client import Away, Peers
from shared.web.routing import Others, Page, Query, allowed, page_of, router

routes = router()
Prefix = Annotated[
    str, Parameter(pattern="^ocds-[a-z0-9]{6}$", description="Stands before the ids of processes that are our own")
]
OWN = "ocds-000000"
TOGETHER = 8
"""Names that are asked for at once."""


@routes.get("/v1/ocds-releases", response_class=Response, dependencies=[allowed("contract.contract.read")])
async def releases(
    work: Query,
    page: Page,
    others: Others,
    source: Code | None = None,
    contract_id: Id | None = None,
    prefix: Prefix = OWN,
) -> Response:
    """Contracts that were agreed on, or one of them, as a release package of the Open Contracting Data Standard 1.1,
    page by page.
    """
    rows = await page_of(work, queries.released(source, contract_id), [contracts.c.contract_id], page)
    found = [release(one, prefix) for one in await _released(work, others, rows)]
    content = package(found, "Pactline", rfc3339(work.context.now), str(page.request.url.path))
    headers = {"Link": page.response.headers["Link"]} if "Link" in page.response.headers else {}
    return Response(content, media_type="application/json", headers=headers)


async def _released(work: Work, others: Peers, rows: list[asyncpg.Record]) -> list[Released]:
    ids = [row["contract_id"] for row in rows]
    parties = sorted({row["counterparty_id"] for row in rows})
    paid, planned = await queries.payments_of(work, ids), await queries.obligations_of(work, ids)
    amended = await queries.amendments_of(work, ids)
    known = await queries.source_ids(work, parties)
    names = await _names(others, parties)
    theirs = {one: Organisation(known.get(one, one), names.get(one) or known.get(one, one)) for one in parties}
    ours = await _units(work, {row["unit_id"] for row in rows})
    return [_one(row, ours[row["unit_id"]], theirs[row["counterparty_id"]], (paid, planned, amended)) for row in rows]


async def _names(others: Peers, parties: Sequence[str]) -> dict[str, str]:
    """What customers are called; while that can't be had they stand under their ids."""
    names: dict[str, str] = {}
    for at in range(0, len(parties), TOGETHER):
        asked = parties[at : at + TOGETHER]
        found = await asyncio.gather(*(others.get("customer", f"/v1/customers/{one}") for one in asked))
        told = zip(asked, found, strict=True)
        names |= {one: said["name"] for one, said in told if isinstance(said, dict) and said.get("name")}
        if any(isinstance(said, Away) for said in found):
            break
    return names


def _one(
    row: asyncpg.Record, ours: Organisation, theirs: Organisation, of: tuple[Mapping[str, Sequence[Any]], ...]
) -> Released:
    buyer, supplier = (ours, theirs) if row["direction"] == "purchase" else (theirs, ours)
    return Released(dict(row), buyer, supplier, *(each.get(row["contract_id"], ()) for each in of))


async def _units(work: Work, ids: set[str]) -> dict[str, Organisation]:
    rows = await work.rows(select(units.c.unit_id, units.c.name).where(units.c.unit_id.in_(ids)))
    named = {row["unit_id"]: row["name"] for row in rows}
    return {one: Organisation(one, named.get(one) or one) for one in ids}
