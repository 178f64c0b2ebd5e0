"""By which hash or mark a file is known here; only to who sees the contract."""

from typing import Any

from sqlalchemy import literal, select

from services.contract.signing.tables import hashes, signings
from shared.eventstore.work import Work
from shared.security.visibility import visible


async def known_by_hash(work: Work, digest: str) -> Any | None:
    """The signing whose file was exactly this at some time."""
    seen = visible(hashes.c.unit_id, literal("contract-").concat(hashes.c.contract_id))
    joined = hashes.join(signings, signings.c.signing_id == hashes.c.signing_id)
    chosen = select(signings, hashes.c.part).select_from(joined).where(hashes.c.hash == digest, seen)
    return await work.row(chosen)


async def known_by_mark(work: Work, signing_id: str) -> Any | None:
    """The signing that a file claims to be of."""
    seen = visible(signings.c.unit_id, literal("contract-").concat(signings.c.contract_id))
    return await work.row(select(signings).where(signings.c.signing_id == signing_id, seen))
