"""From where signatories came, kept sealed under their own keys, and what the certificate tells of those before."""

from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.signatory.aggregate import SIGNATORY
from services.contract.signing.proof import Signature
from services.contract.signing.state import Signing
from services.contract.signing.tables import addresses, signatories
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError

AddressDeed = Literal["opened", "signed", "declined"]
UNKNOWN: Final = ""


async def keep_address(
    work: Work, sealer: keys.Sealer, signing: Stream[Signing], signatory_id: str, deed: AddressDeed, address: str
) -> None:
    """Keeps from where somebody opened, signed or declined, the last time."""
    name = SIGNATORY.stream(signatory_id)
    key = await keys.key_of(work.conn, sealer, name)
    if key is None:
        raise NotFoundError
    row = {
        "signing_id": signing.id,
        "signatory_id": signatory_id,
        "deed": deed,
        "contract_id": signing.key,
        "unit_id": signing.unit,
        "sealed": sealer.seal(key, address.encode(), f"{name}/{deed}".encode()),
        "at": work.context.now,
    }
    kept = insert(addresses).values(row)
    changed = {"sealed": kept.excluded.sealed, "at": kept.excluded.at}
    await work.execute(kept.on_conflict_do_update(index_elements=["signing_id", "signatory_id", "deed"], set_=changed))


async def signatures_so_far(work: Work, sealer: keys.Sealer, signing: Signing) -> list[Signature]:
    """The signatures that stand in the file, in the order in which they were given."""
    opened = signing.opened
    if opened is None:
        return []
    given = select(signatories).where(signatories.c.signing_id == opened.signing_id, signatories.c.answer == "signed")
    rows = await work.rows(given.order_by(signatories.c.answered_at))
    return [await _told(work, sealer, signing, row) for row in rows]


async def _told(work: Work, sealer: keys.Sealer, signing: Signing, row: object) -> Signature:
    said = dict(row)  # type: ignore[call-overload]  # a row of asyncpg
    one = signing.signatory(said["signatory_id"])
    if one is None:
        raise NotFoundError
    known = (await work.load(SIGNATORY, one.signatory_id, must_exist=True)).state
    return Signature(
        signatory=one,
        seat=signing.seat(one.signatory_id),
        name=known.name,
        organisation=known.organisation,
        authentication=said["authentication"],
        level=said["level"],
        address=await address_of(work, sealer, one.signatory_id, "signed"),
        before=said["hash_before"],
        at=said["answered_at"],
        after=said["hash_after"],
    )


async def address_of(work: Work, sealer: keys.Sealer, signatory_id: str, deed: AddressDeed) -> str:
    """From where, in plain; empty when it is not known or the person was erased."""
    name = SIGNATORY.stream(signatory_id)
    chosen = select(addresses.c.sealed).where(addresses.c.signatory_id == signatory_id, addresses.c.deed == deed)
    sealed = await work.value(chosen)
    key = await keys.key_of(work.conn, sealer, name)
    return UNKNOWN if sealed is None or key is None else sealer.unseal(key, sealed, f"{name}/{deed}".encode()).decode()
