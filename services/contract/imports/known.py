"""Contracts of a source that are here, as the tables hold them: what is held against a later file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import select

from services.contract.contract.tables import contracts, imported_amendments
from services.contract.imports.errand import one_of
from services.contract.imports.news import Here, Mark, News, Owed, news_of
from services.contract.obligation.tables import obligations
from services.contract.ocds.contracts import ForeignContract
from services.contract.payment.tables import payments
from shared.eventstore.work import Work
from shared.values.money import Money


async def told_since(work: Work, source: str, rows: Sequence[ForeignContract]) -> dict[str, News]:
    """Of the contracts that are here, by their id in the source, what is new: nothing of most."""
    named = {row.source_id: row for row in rows}
    chosen = select(contracts).where(contracts.c.source == source, one_of(contracts.c.source_id, list(named)))
    found = await work.rows(chosen) if named else []
    if not found:
        return {}
    ids = [row["contract_id"] for row in found]
    amended, paid, things = await _amended(work, ids), await _paid(work, source, found), await _things(work, ids)
    news = {}
    for row in found:
        of = row["contract_id"]
        here = Here(
            of,
            row["unit_id"],
            row["state"],
            row["direction"],
            row["title"],
            None if row["amount_kind"] == "none" else Money.of(row["amount"], row["currency"]),
            row["term_from"],
            row["term_to"],
            row["ended_on"],
            **amended[of],
            paid=paid[of],
            things=things[of],
        )
        news[row["source_id"]] = news_of(named[row["source_id"]], here)
    return news


async def _amended(work: Work, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Amendments that were agreed on here, and went out with a release, are none of the source's."""
    found: dict[str, dict[str, Any]] = {of: {"place": 0, "amendments": set(), "marks": Counter[Mark]()} for of in ids}
    told = select(imported_amendments).where(one_of(imported_amendments.c.contract_id, ids))
    for row in await work.rows(told):
        of = found[row["contract_id"]]
        of["place"] = max(of["place"], row["place"])
        if row["source_amendment_id"] is None:
            of["marks"][row["amended_on"], row["release_before"], row["release_after"]] += 1
        else:
            of["amendments"].add(row["source_amendment_id"])
    own = select(contracts.c.amends, contracts.c.number).where(
        one_of(contracts.c.amends, ids), contracts.c.number != ""
    )
    for row in await work.rows(own):
        found[row["amends"]]["amendments"].add(row["number"])
    return found


async def _paid(work: Work, source: str, found: Sequence[asyncpg.Record]) -> Mapping[str, dict[str, Any]]:
    """By the ids that they go out under: those that they came with, else their own."""
    own = {row["contract_id"]: f"{row['source_id']}/" for row in found}
    p = payments.c
    chosen = select(p.contract_id, p.payment_id, p.amount, p.currency, p.effective_on, p.source, p.source_id)
    paid: dict[str, dict[str, Any]] = {of: {} for of in own}
    for row in await work.rows(chosen.where(one_of(p.contract_id, list(own)), p.of.is_(None))):
        of = row["contract_id"]
        came = row["source"] == source and row["source_id"].startswith(own[of])
        name = row["source_id"].removeprefix(own[of]) if came else row["payment_id"]
        paid[of][name] = (Money.of(row["amount"], row["currency"]), row["effective_on"])
    return paid


async def _things(work: Work, ids: Sequence[str]) -> Mapping[str, dict[str, Owed]]:
    o = obligations.c
    chosen = select(o.contract_id, o.obligation_id, o.thing, o.state, o.due_on, o.met_on)
    things: dict[str, dict[str, Owed]] = {of: {} for of in ids}
    for row in await work.rows(chosen.where(one_of(o.contract_id, ids), o.thing.is_not(None))):
        owed = Owed(row["thing"]["description"], row["state"], row["due_on"], row["met_on"])
        things[row["contract_id"]][row["obligation_id"]] = owed
    return things
