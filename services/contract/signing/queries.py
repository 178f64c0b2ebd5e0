"""What is asked about signings; every statement carries the predicate of visibility."""

from typing import Any

import asyncpg
from sqlalchemy import Select, literal, select

from services.contract.signing.tables import signatories, signings
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def _seen(table: Any) -> Any:
    return visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id))


def listed(contract_id: str | None = None, person: str | None = None, stage: str | None = None) -> Select[Any]:
    """Signings of visible contracts; with a person those in which it is their turn."""
    chosen = select(signings).where(_seen(signings))
    if contract_id is not None:
        chosen = chosen.where(signings.c.contract_id == contract_id)
    if stage is not None:
        chosen = chosen.where(signings.c.stage == stage)
    if person is not None:
        waiting = select(signatories.c.signing_id).where(
            signatories.c.person == person, signatories.c.kind == "staff", signatories.c.answer == "invited"
        )
        chosen = chosen.where(signings.c.signing_id.in_(waiting), signings.c.stage.in_(("open", "halted")))
    return chosen


async def one(work: Work, signing_id: str) -> asyncpg.Record:
    row = await work.row(listed().where(signings.c.signing_id == signing_id))
    if row is None:
        raise NotFoundError
    return row


async def signatories_of(work: Work, signing_id: str) -> list[asyncpg.Record]:
    """Everybody asked, in the order in which they sign."""
    chosen = select(signatories).where(signatories.c.signing_id == signing_id, _seen(signatories))
    return await work.rows(chosen.order_by(signatories.c.place))
