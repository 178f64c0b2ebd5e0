"""Transfers: each side's steps, and who can see them."""

from typing import Annotated

from fastapi import Query as QueryParameter
from sqlalchemy import ColumnElement, select

from services.asset.schemas import AssetKey, TransferKey
from services.asset.transfer import handlers
from services.asset.transfer.aggregate import RefuseAsset, Transfer
from services.asset.transfer.queries import told
from services.asset.transfer.schemas import (
    ApprovalBody,
    ReceiptBody,
    ReturnBody,
    TransferAnswer,
    TransferBody,
    TransferMade,
    TransfersAnswer,
)
from services.asset.transfer.tables import transfers
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/assets/{asset_id}/transfers", status_code=201, dependencies=[allowed("asset.transfer.propose")])
async def propose(asset_id: AssetKey, body: TransferBody, work: Command) -> TransferMade:
    """Offers the asset to another unit."""
    transfer = await handlers.propose_transfer(
        work,
        asset_id,
        transfer_id=new_id(),
        receiver=body.receiver,
        reason=body.reason,
        effective_on=body.effective_on or work.context.today,
    )
    return _made(transfer)


@routes.post("/v1/transfers/{transfer_id}/approvals", status_code=201, dependencies=[allowed("asset.transfer.approve")])
async def approve(transfer_id: TransferKey, body: ApprovalBody, work: Command) -> TransferMade:
    """Agrees for one of the units; once all have, the asset is in transit."""
    return _made(await handlers.decide_for_unit(work, transfer_id, body.to_command()))


@routes.post("/v1/transfers/{transfer_id}/receipt", status_code=201, dependencies=[allowed("asset.transfer.receive")])
async def receive(transfer_id: TransferKey, body: ReceiptBody, work: Command) -> TransferMade:
    """The receiver accepts the asset in the condition found, or refuses it."""
    command = body.to_command(work.context.today)
    if isinstance(command, RefuseAsset):
        return _made(await handlers.refuse_asset(work, transfer_id, command))
    return _made(await handlers.receive_asset(work, transfer_id, command))


@routes.post("/v1/transfers/{transfer_id}/return", status_code=201, dependencies=[allowed("asset.transfer.propose")])
async def take_back(transfer_id: TransferKey, body: ReturnBody, work: Command) -> TransferMade:
    """The giver has the refused asset again."""
    return _made(await handlers.take_back_asset(work, transfer_id, body.to_command(work.context.today)))


@routes.get("/v1/transfers", dependencies=[allowed("asset.transfer.read")])
async def show_all(
    work: Query,
    page: Page,
    asset_id: Annotated[Id | None, QueryParameter()] = None,
    stage: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> TransfersAnswer:
    """Transfers that one of the caller's units gives or is to receive."""
    wanted = select(transfers).where(_visible())
    for column, value in ((transfers.c.asset_id, asset_id), (transfers.c.stage, stage)):
        if value is not None:
            wanted = wanted.where(column == value)
    rows = await page_of(work, wanted, [transfers.c.transfer_id], page)
    return TransfersAnswer(transfers=await told(work, rows))


@routes.get("/v1/transfers/{transfer_id}", dependencies=[allowed("asset.transfer.read")])
async def show(transfer_id: TransferKey, work: Query) -> TransferAnswer:
    """One transfer as it stands."""
    row = await work.row(select(transfers).where(transfers.c.transfer_id == transfer_id, _visible()))
    if row is None:
        raise NotFoundError
    return (await told(work, [row]))[0]


def _visible() -> ColumnElement[bool]:
    return visible(transfers.c.unit_id, "transfer-" + transfers.c.transfer_id)


def _made(transfer: Stream[Transfer]) -> TransferMade:
    state = transfer.state
    return TransferMade(transfer_id=transfer.id, asset_id=state.asset_id, stage=state.stage, version=transfer.version)
