"""Ways in for signatories without an account: a token shown once, of which only the hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.signing.aggregate import SIGNING, decide
from services.contract.signing.commands import IssueInvitation
from services.contract.signing.errors import InvitationOverError
from services.contract.signing.state import Signing
from services.contract.signing.tables import ways
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work

BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Way:
    """Where a token leads."""

    signing_id: str
    signatory_id: str


async def issue_invitation(work: Work, signing_id: str, signatory_id: str) -> tuple[Stream[Signing], str, datetime]:
    """A new token for somebody whose turn it is, in place of any earlier one, and when it runs out."""
    signing = await work.load(SIGNING, signing_id, must_exist=True)
    work.record(signing, decide(signing.state, IssueInvitation(signatory_id, work.context.actor, work.context.now)))
    token = secrets.token_urlsafe(BYTES)
    expires_at = signing.state.seat(signatory_id).expires_at or work.context.now
    row = {
        "token_hash": _hashed(token),
        "signing_id": signing.id,
        "signatory_id": signatory_id,
        "contract_id": signing.key,
        "unit_id": signing.unit,
        "expires_at": expires_at,
    }
    kept = insert(ways).values(row)
    changed = {"token_hash": kept.excluded.token_hash, "expires_at": kept.excluded.expires_at}
    await work.execute(kept.on_conflict_do_update(index_elements=["signatory_id"], set_=changed))
    return signing, token, expires_at


async def way_of(work: Work, token: str) -> Way:
    """Where a token leads; raises `InvitationOverError`."""
    chosen = select(ways.c.signing_id, ways.c.signatory_id).where(
        ways.c.token_hash == _hashed(token), ways.c.expires_at > work.context.now
    )
    row = await work.row(chosen)
    if row is None:
        raise InvitationOverError
    return Way(row["signing_id"], row["signatory_id"])


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
