"""Transfers as a table, and who takes part: the receiver sees transfer and card while it is on offer."""

from collections.abc import Iterable

from sqlalchemy import Executable, cast, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from services.asset.card.tables import cards
from services.asset.transfer.events import (
    TransferApproved,
    TransferProposed,
    TransferReceived,
    TransferRefused,
    TransferRejected,
    TransferReturned,
)
from services.asset.transfer.tables import transfers
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.security.tables import participants
from shared.security.visibility import admit, dismiss

projection = Projection("transfers", tables=[transfers, participants])


@projection.on(TransferProposed)
def propose(r: Recorded[TransferProposed]) -> Iterable[Executable]:
    event = r.event
    yield insert(transfers).values(
        transfer_id=event.transfer_id,
        asset_id=event.asset_id,
        unit_id=event.giver,
        receiver=event.receiver,
        stage="proposed",
        currency=event.cost.currency,
        cost=event.cost.amount,
        approvers=list(event.approvers),
        approvals=[],
        sealed_reason=r.sealed,
        proposed_on=event.effective_on,
        version=r.version,
    )
    yield admit(r.stream, event.receiver)
    yield admit(f"asset-{event.asset_id}", event.receiver)


@projection.on(TransferApproved)
def approve(r: Recorded[TransferApproved]) -> Iterable[Executable]:
    more = transfers.c.approvals.op("||")(cast(func.to_jsonb(literal(r.event.unit)), JSONB))
    stage = "in_transit" if r.event.in_transit else "proposed"
    yield _changed(r, stage=stage, approvals=more)


@projection.on(TransferRejected)
def reject(r: Recorded[TransferRejected]) -> Iterable[Executable]:
    yield _changed(r, stage="rejected", sealed_note=r.sealed)
    yield dismiss(f"asset-{r.event.asset_id}", r.event.receiver)


@projection.on(TransferReceived)
def receive(r: Recorded[TransferReceived]) -> Iterable[Executable]:
    yield _changed(r, stage="received", sealed_note=r.sealed, settled_on=r.event.effective_on)
    # The chain of a card goes with it: its new unit sees the project it came from, and the card as its own.
    chain = select(func.concat("project-", cards.c.project_id), literal(r.event.receiver)).where(
        cards.c.asset_id == r.event.asset_id, cards.c.project_id.is_not(None)
    )
    yield insert_or_skip(participants).from_select(["resource", "party"], chain).on_conflict_do_nothing()
    yield dismiss(f"asset-{r.event.asset_id}", r.event.receiver)


@projection.on(TransferRefused)
def refuse(r: Recorded[TransferRefused]) -> Iterable[Executable]:
    yield _changed(r, stage="returning", sealed_note=r.sealed)


@projection.on(TransferReturned)
def take_back(r: Recorded[TransferReturned]) -> Iterable[Executable]:
    yield _changed(r, stage="returned", sealed_note=r.sealed, settled_on=r.event.effective_on)
    yield dismiss(f"asset-{r.event.asset_id}", r.event.receiver)


Ended = TransferRejected | TransferReceived | TransferReturned


def _changed(r: Recorded[Ended | TransferApproved | TransferRefused], **values: object) -> Executable:
    row = update(transfers).where(transfers.c.transfer_id == r.event.transfer_id)
    return row.values(version=r.version, **values)
