"""What is done with letters of authority, one sentence a function."""

from typing import Any

from sqlalchemy import select

from services.contract.authority.aggregate import (
    AUTHORITY,
    Authority,
    Deed,
    GrantAuthority,
    RevokeAuthority,
    decide,
    found,
)
from services.contract.authority.events import AuthorityGranted
from services.contract.authority.queries import not_revoked
from services.contract.authority.tables import authorities
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.money import Money


async def grant_authority(work: Work, fact: AuthorityGranted) -> Stream[Authority]:
    """Somebody may sign for us from now on."""
    stream = work.start(AUTHORITY, fact.authority_id, unit=fact.unit_id)
    work.record(stream, decide(stream.state, GrantAuthority(fact)))
    return stream


async def revoke_authority(work: Work, authority_id: str, if_match: int) -> Stream[Authority]:
    """They may no longer."""
    stream = await work.load(AUTHORITY, authority_id, if_match=if_match, must_exist=True)
    work.record(stream, decide(stream.state, RevokeAuthority(work.context.today, work.context.actor)))
    return stream


async def authority_for(work: Work, person: str, deed: Deed) -> AuthorityGranted | None:
    """The letter by which the person may do the deed, if there is one. A holder sees their own letters, wherever they
    were granted.
    """
    rows = await work.rows(select(authorities).where(authorities.c.person == person, not_revoked(deed.on)))
    return found([_fact(row) for row in sorted(rows, key=lambda row: row["authority_id"])], deed)


def _fact(row: Any) -> AuthorityGranted:
    said = {name: row[name] for name in AuthorityGranted.model_fields if name != "ceiling"}
    ceiling = None if row["ceiling"] is None else Money.of(row["ceiling"], row["currency"])
    return AuthorityGranted.model_validate({**said, "ceiling": ceiling})
