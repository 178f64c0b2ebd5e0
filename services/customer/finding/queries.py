"""Finding customers: organisations by their text, persons by keyed tokens, anybody by a number."""

from collections.abc import Sequence
from typing import Final

import asyncpg
from sqlalchemy import Integer, String, column, func, or_, select

from services.customer.archive.queries import all_visible, name_of, private_of
from services.customer.archive.tables import customers, identifiers
from services.customer.contact.tables import contacts
from services.customer.search import tokens
from services.customer.search.tables import search_tokens
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.identifier_checks import IdentifierKind
from shared.values.identifiers import IdentifierError, check
from shared.values.text import normalise

MOST_CANDIDATES: Final = 500
LIKE_SIGNS: Final = str.maketrans("%_\\", "   ")
LEAST_LIKENESS: Final = 0.5


async def find(work: Work, query: str, limit: int) -> list[asyncpg.Record]:
    """Customers that fit what was typed, best first: a number's holder, then names by likeness.

    A person's contact leads to the customer they speak for.
    """
    scores: dict[str, float] = {}
    for found in (
        await _by_number(work, query),
        await _organisations(work, query),
        await _persons(work, query),
    ):
        for customer_id, score in found.items():
            scores[customer_id] = max(score, scores.get(customer_id, 0.0))
    best = sorted(scores, key=lambda one: (-scores[one], one))[:limit]
    rows = await work.rows(all_visible().where(customers.c.customer_id.in_(best)))
    return sorted(rows, key=lambda row: best.index(row["customer_id"]))


async def _by_number(work: Work, query: str) -> dict[str, float]:
    numbers = _numbers(query)
    if not numbers:
        return {}
    public = await work.rows(
        select(identifiers.c.customer_id).where(
            visible(identifiers.c.unit_id),
            or_(*((identifiers.c.kind == kind) & (identifiers.c.value == value) for kind, value in numbers)),
        )
    )
    pieces = [piece for kind, value in numbers for piece in tokens.of_number(kind, value)]
    personal = await work.rows(
        select(search_tokens.c.customer_id)
        .where(search_tokens.c.token.in_(tokens.keyed(pieces, tokens.search_key())), visible(search_tokens.c.unit_id))
        .limit(MOST_CANDIDATES)
    )
    return {row["customer_id"]: 3.0 for row in (*public, *personal)}


def _numbers(query: str) -> list[tuple[str, str]]:
    """The kinds of number that the query is, each in its normal form."""
    found = []
    for kind in IdentifierKind:
        try:
            found.append((kind.value, check(kind, query)))
        except IdentifierError:
            continue
    return found


async def _organisations(work: Work, query: str) -> dict[str, float]:
    wanted = normalise(query.translate(LIKE_SIGNS))
    if not wanted:
        return {}
    call = func.find_organisations(wanted, MOST_CANDIDATES).table_valued(column("organisation", String), "score")
    rows = await work.rows(select(call.c.organisation, call.c.score))
    return {row["organisation"]: float(row["score"]) for row in rows}


async def _persons(work: Work, query: str) -> dict[str, float]:
    pieces = tokens.asked(query)
    if not pieces:
        return {}
    hits = func.count().label("hits")
    rows = await work.rows(
        select(search_tokens.c.stream, search_tokens.c.customer_id, hits.cast(Integer).label("hits"))
        .where(search_tokens.c.token.in_(tokens.keyed(pieces, tokens.search_key())), visible(search_tokens.c.unit_id))
        .group_by(search_tokens.c.stream, search_tokens.c.customer_id)
        .order_by(hits.desc(), search_tokens.c.stream)
        .limit(MOST_CANDIDATES)
    )
    names = await _names(work, [row["stream"] for row in rows])
    scores: dict[str, float] = {}
    for row in rows:
        score = tokens.likeness(query, names.get(row["stream"], ""))
        if score >= LEAST_LIKENESS:
            scores[row["customer_id"]] = max(score, scores.get(row["customer_id"], 0.0))
    return scores


async def _names(work: Work, streams: Sequence[str]) -> dict[str, str]:
    """The names of persons by their streams, opened in one step each for customers and contacts."""
    ids: dict[str, list[str]] = {"customer": [], "contact": []}
    for stream in streams:
        kind, _, subject = stream.partition("-")
        ids[kind].append(subject)
    persons = await work.rows(all_visible().where(customers.c.customer_id.in_(ids["customer"])))
    private = await private_of(work, persons)
    names = {f"customer-{row['customer_id']}": name_of(row, private.get(row["customer_id"], {})) for row in persons}
    people = await work.rows(
        select(contacts.c.contact_id, contacts.c.sealed).where(
            contacts.c.contact_id.in_(ids["contact"]), contacts.c.sealed.is_not(None), visible(contacts.c.unit_id)
        )
    )
    opened = await work.unseal_all([(f"contact-{row['contact_id']}", row["sealed"]) for row in people])
    for row, one in zip(people, opened, strict=True):
        names[f"contact-{row['contact_id']}"] = one.get("name")
    return {stream: name for stream, name in names.items() if name is not None}
