"""Two units and one asset: what each side does, and when the books move."""

from datetime import date

from services.asset.card.aggregate import CARD
from services.asset.card.aggregate import decide as decide_card
from services.asset.card.commands import EndOffer, HandOver, Offer
from services.asset.card.handlers import own_card
from services.asset.card.state import Stage as CardStage
from services.asset.transfer.aggregate import (
    TRANSFER,
    ApproveTransfer,
    ProposeTransfer,
    ReceiveAsset,
    RefuseAsset,
    RejectTransfer,
    TakeBackAsset,
    Transfer,
    decide,
)
from services.asset.transfer.rules import approvers
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.values.errors import DomainError, ForbiddenError


class NotSettledError(DomainError):
    """A provisional asset moves to another unit once its project is settled."""


async def propose_transfer(
    work: Work, asset_id: str, *, transfer_id: str, receiver: str, reason: str, effective_on: date
) -> Stream[Transfer]:
    """The unit that has an asset offers it to another one."""
    card = await own_card(work, asset_id)
    if card.state.stage is not CardStage.CAPITALISED:
        raise NotSettledError
    cost = card.state.money(card.state.cost)
    offer = ProposeTransfer(
        transfer_id=transfer_id,
        asset_id=asset_id,
        giver=card.unit,
        receiver=receiver,
        cost=cost,
        approvers=await approvers(work, card.unit, receiver, cost),
        reason=reason,
        effective_on=effective_on,
    )
    transfer = work.start(TRANSFER, transfer_id, key=asset_id, unit=card.unit)
    work.record(transfer, decide(transfer.state, offer))
    work.record(card, decide_card(card.state, Offer(transfer_id, receiver, effective_on)))
    return transfer


async def decide_for_unit(work: Work, transfer_id: str, command: ApproveTransfer | RejectTransfer) -> Stream[Transfer]:
    """One of the approving units agrees, or ends the transfer."""
    transfer = await work.load(TRANSFER, transfer_id, must_exist=True)
    await unit_for(work, command.unit, closed=True)
    work.record(transfer, decide(transfer.state, command))
    if isinstance(command, RejectTransfer):
        await _end_offer(work, transfer.state, work.context.today)
    return transfer


async def receive_asset(work: Work, transfer_id: str, command: ReceiveAsset) -> Stream[Transfer]:
    """Books move for both units in the same transaction as the fact."""
    transfer = await work.load(TRANSFER, transfer_id, must_exist=True)
    _check_acts_for(work, transfer.state.receiver)
    work.record(transfer, decide(transfer.state, command))
    moving = transfer.state
    card = await work.load(CARD, moving.asset_id, must_exist=True)
    handed = HandOver(transfer_id, moving.giver, moving.receiver, command.effective_on)
    work.record(card, decide_card(card.state, handed), unit=moving.receiver)
    return transfer


async def refuse_asset(work: Work, transfer_id: str, command: RefuseAsset) -> Stream[Transfer]:
    """The receiver would not have it; it stays on offer, and with its unit's books, until it is back."""
    transfer = await work.load(TRANSFER, transfer_id, must_exist=True)
    _check_acts_for(work, transfer.state.receiver)
    work.record(transfer, decide(transfer.state, command))
    return transfer


async def take_back_asset(work: Work, transfer_id: str, command: TakeBackAsset) -> Stream[Transfer]:
    """The giver has it again."""
    transfer = await work.load(TRANSFER, transfer_id, must_exist=True)
    _check_acts_for(work, transfer.state.giver)
    work.record(transfer, decide(transfer.state, command))
    await _end_offer(work, transfer.state, command.effective_on)
    return transfer


def _check_acts_for(work: Work, unit: str) -> None:
    if not work.context.covers(unit):
        raise ForbiddenError("The caller does not act for that unit.")


async def _end_offer(work: Work, transfer: Transfer, on: date) -> None:
    card = await work.load(CARD, transfer.asset_id, must_exist=True)
    work.record(card, decide_card(card.state, EndOffer(transfer.transfer_id, on)))
