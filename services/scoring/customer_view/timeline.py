"""What happened, across the services, the latest first: an event a line, from the facts that it stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

import asyncpg
from sqlalchemy import Date, DateTime, Integer, Select, String, column, select, text

from services.scoring.customer_view.explanation import OF_FAMILY, named
from services.scoring.customer_view.queries import ALWAYS
from services.scoring.customer_view.statement import FAMILY, KNOWN
from services.scoring.folding.extraction import service_of_stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of

Room = Literal["archive", "contract", "ledger", "order", "invoice", "payment", "asset", "message"]
ROOMS: Final[tuple[Room, ...]] = get_args(Room)


@dataclass(frozen=True, slots=True)
class Told:
    """How a table of facts tells of events: which contract they are of, what they are about, and their money."""

    table: str
    contract: str
    about: str
    amount: str = "sum(amount)"
    currency: str = "max(currency)"


_NOTHING: Final = "NULL::text"
_FIRST: Final = "(array_agg({0} ORDER BY line))[1]"
_INTENT: Final = "(SELECT max(i.{0}) FROM messages i WHERE i.stream = messages.stream AND i.kind = 'intended')"
"""What the intent of a message said; what came of it later says only that."""
ROOM_OF: Final[dict[Room, Told]] = {
    "archive": Told(
        "customer_facts",
        _NOTHING,
        "max(array_to_string(ARRAY(SELECT jsonb_object_keys(fields::jsonb)), ','))",
        "NULL::numeric",
        _NOTHING,
    ),
    "contract": Told("contract_facts", "max(contract_id)", "max(concat_ws(' ', number, title))"),
    "ledger": Told("bookings", "max(contract_id)", "max(concat_ws(' ', clause, phase))"),
    "order": Told("purchases", "max(contract_id)", "string_agg(product, ', ' ORDER BY line)"),
    "invoice": Told("invoices", "max(contract_id)", _NOTHING),
    "payment": Told("payments", "max(contract_id)", _NOTHING),
    "asset": Told("asset_facts", "max(contract_id)", "max(coalesce(name, period))", "max(cost)"),
    "message": Told(
        "messages",
        _INTENT.format("contract_id"),
        f"concat_ws(',', {_INTENT.format('rule')}, {_INTENT.format('channel')}, max(reason))",
        "NULL::numeric",
        _NOTHING,
    ),
}
"""Each room of the timeline; the lines of one event are one line here. A message is about `rule,channel,reason`."""

CONTRACTS: Final = f"contract_id = ANY (ARRAY(SELECT contract_id FROM contract_facts WHERE {OF_FAMILY} AND {KNOWN}))"  # nosec B608  # constants of the code only
SUPPLIED: Final = f"asset_id = ANY (ARRAY(SELECT asset_id FROM asset_facts WHERE {OF_FAMILY} AND {KNOWN}))"  # nosec B608  # constants of the code only
CONTACTS: Final = (
    f"recipient = ANY (ARRAY(SELECT substr(stream, length('contact-') + 1) FROM customer_facts"
    f" WHERE kind = 'contact-added' AND {OF_FAMILY} AND {KNOWN}))"  # nosec B608  # constants of the code only
)
"""Gathered before, so that the rows are found by an index whatever is thought of their number."""


def _told_of(*conditions: str) -> str:
    """What came of the messages whose intents satisfy any of the conditions; an intent alone told nobody."""
    intents = " UNION ALL ".join(
        f"SELECT stream FROM messages WHERE kind = 'intended' AND {one} AND {KNOWN}"  # nosec B608  # constants
        for one in conditions
    )
    return f"kind <> 'intended' AND stream = ANY (ARRAY({intents}))"


OF_A_CUSTOMER: Final[dict[Room, str]] = {
    **dict.fromkeys(ROOMS, OF_FAMILY),
    "contract": CONTRACTS,
    "ledger": CONTRACTS,
    "asset": SUPPLIED,
    "message": _told_of(OF_FAMILY, CONTRACTS, CONTACTS),
}
"""Which facts are a customer's: those that name it or an archive merged into it, those of its contracts, and what its
contacts were told.
"""

Subject = Literal["customer", "asset"]
KEYS: Final = (
    column("stream", String),
    column("version", Integer),
    column("recorded_at", DateTime(timezone=True)),
    column("effective_on", Date),
)
SAID: Final = ("room", "kind", "unit_id", "contract_id", "about", "amount", "currency")
# A contract without an amount tells of a sum of nothing, which is no money that moved.
FILTERS: Final = (
    "room = ANY (:rooms) AND (CAST(:contract AS text) IS NULL OR contract_id = :contract)"
    " AND effective_on BETWEEN :first AND :last"
    " AND (CAST(:amounts AS bool) IS NULL OR (amount IS NOT NULL AND (room <> 'contract' OR amount <> 0)) = :amounts)"
)


def _lines(room: Room, scope: str) -> str:
    told = ROOM_OF[room]
    return (
        f"SELECT '{room}' AS room, stream, version, {_FIRST.format('kind')} AS kind,"
        f" {_FIRST.format('unit_id')} AS unit_id, max(recorded_at) AS recorded_at,"
        f" max(effective_on) AS effective_on, {told.contract} AS contract_id, {told.about} AS about,"
        f" {told.amount} AS amount, {told.currency} AS currency FROM {told.table} WHERE {scope} AND {KNOWN}"
        f" AND '{room}' = ANY (:rooms) GROUP BY stream, version"  # nosec B608  # assembled from constants of the code
    )


def _statement(before: str, rooms: dict[Room, str]) -> Select[Any]:
    lines = " UNION ALL ".join(_lines(room, scope) for room, scope in rooms.items())
    written = named(f"{before} SELECT * FROM ({lines}) lines WHERE {FILTERS}")  # nosec B608  # constants of the code only
    others = [
        column(name, String) for name in ("room", "kind", "unit_id", "contract_id", "about", "amount", "currency")
    ]
    return select(text(written).columns(*KEYS, *others).subquery("told"))


STATEMENTS: Final[dict[Subject, Select[Any]]] = {
    "customer": _statement(f"WITH RECURSIVE {FAMILY}", OF_A_CUSTOMER),
    "asset": _statement("", {"asset": "asset_id = $1", "message": _told_of("asset_id = $1")}),
}

KNOWN_CUSTOMER: Final = f"""
WITH RECURSIVE {FAMILY} SELECT EXISTS (
    SELECT FROM customer_facts WHERE customer_id = (SELECT id FROM root) AND kind IN ('registered', 'changed')
    AND {KNOWN})
"""  # nosec B608  # assembled from constants of the code only
PARTY: Final = f"""
SELECT customer_id FROM contract_facts WHERE contract_id = $1 AND customer_id IS NOT NULL AND {KNOWN} LIMIT 1
"""  # nosec B608  # assembled from constants of the code only
KNOWN_ASSET: Final = f"SELECT EXISTS (SELECT FROM asset_facts WHERE asset_id = $1 AND {KNOWN})"  # nosec B608  # constants of the code only


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a timeline is asked for, and as of when."""

    rooms: Sequence[Room] = ROOMS
    contract_id: str | None = None
    first: date = date.min
    last: date = date.max
    amounts: bool | None = None
    as_of: date | None = None
    known_at: datetime | None = None

    def of_contract(self, contract_id: str) -> Wanted:
        """The same of one contract; of another than was asked for there is nothing."""
        rooms = self.rooms if self.contract_id in (None, contract_id) else ()
        return replace(self, rooms=rooms, contract_id=contract_id)


async def check_known(work: Work, statement: str, subject: str, wanted: Wanted) -> Any:
    """What the statement tells of the subject then; `NotFoundError` where that is nothing."""
    day = wanted.as_of or work.context.today
    found = await work.conn.fetchval(statement, subject, day, wanted.known_at or ALWAYS)
    if not found:
        raise NotFoundError
    return found


async def timeline(work: Work, about: Subject, subject: str, wanted: Wanted, page: PageWanted) -> list[asyncpg.Record]:
    """A page of events: `room`, `kind`, `stream`, `version` and what they say of money."""
    statement = STATEMENTS[about]
    c = statement.selected_columns
    bound = statement.params(
        subject=subject,
        day=wanted.as_of or work.context.today,
        known_at=wanted.known_at or ALWAYS,
        rooms=list(wanted.rooms),
        contract=wanted.contract_id,
        first=wanted.first,
        last=wanted.last,
        amounts=wanted.amounts,
    )
    keys = [c.effective_on.desc(), c.recorded_at.desc(), c.stream.desc(), c.version.desc()]
    return await page_of(work, bound, keys, page)


def moment_of(row: asyncpg.Record) -> dict[str, Any]:
    """A row of a timeline with whose event it is, money as text."""
    amount = row["amount"]
    return {**dict(row), "service": service_of_stream(row["stream"]), "amount": None if amount is None else str(amount)}
