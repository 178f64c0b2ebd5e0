"""What is done with waivers, one sentence a function."""

from services.contract.deputy.handlers import let_deputies_in
from services.contract.review.commands import CloseReview
from services.contract.review.places import places_of
from services.contract.waiver.aggregate import (
    WAIVER,
    AskWaiver,
    ExpireWaiver,
    Stage,
    UseWaiver,
    Waiver,
    WaiverOpenError,
    decide,
)
from services.contract.waiver.route import route_of
from shared.approvals.commands import OpenApproval
from shared.approvals.events import ApprovalClosed
from shared.approvals.handlers import open_round
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work


async def ask_waiver(work: Work, command: AskWaiver, label: str, *, key: str, unit: str) -> Stream[Waiver]:
    """A waiver is asked for, and the round over it starts."""
    waiver = await work.load(WAIVER, command.waiver_id, key=key, unit=unit)
    work.record(waiver, decide(waiver.state, command))
    asked = waiver.state.asked
    places = await places_of(work, unit)
    opening = OpenApproval(
        approval_id=command.approval_id,
        subject=waiver.name,
        label=label,
        round=1,
        drafter=work.context.actor,
        text_hash=asked.text_hash if asked else "",
        steps=route_of(places["headquarters"]),
        at=work.context.now,
    )
    await open_round(work, opening, key=key, unit=unit, started=let_deputies_in)
    return waiver


async def check_over(work: Work, waiver_id: str) -> None:
    """Raises `WaiverOpenError` while a waiver asked for before may still be used."""
    if not waiver_id:
        return
    waiver = await work.load(WAIVER, waiver_id, must_exist=True)
    if waiver.state.stage in (Stage.ASKED, Stage.GRANTED):
        raise WaiverOpenError(waiver_id=waiver_id)


async def waived_by(work: Work, waiver_id: str) -> frozenset[str]:
    """The rules that a granted waiver lets pass; none while it is not granted, or no longer."""
    waiver = await work.load(WAIVER, waiver_id, must_exist=True)
    granted = waiver.state.stage is Stage.GRANTED and waiver.state.asked is not None
    return frozenset(waiver.state.asked.rules) if granted and waiver.state.asked else frozenset()


async def use_waiver(work: Work, waiver_id: str, command: UseWaiver) -> None:
    """The payment is made under it, once."""
    waiver = await work.load(WAIVER, waiver_id, must_exist=True)
    work.record(waiver, decide(waiver.state, command))


async def waiver_review_closed(work: Work, waiver_id: str, closed: ApprovalClosed) -> None:
    """The end of a round is recorded on its waiver in the transaction of the last decision."""
    waiver = await work.load(WAIVER, waiver_id, must_exist=True)
    command = CloseReview.of(closed)
    work.record(waiver, decide(waiver.state, command))


async def expire_waiver(work: Work, due: Deadline) -> None:
    """The day after its last one has begun."""
    waiver = await work.load(WAIVER, due.subject, must_exist=True)
    work.record(waiver, decide(waiver.state, ExpireWaiver(work.context.today)))
