"""Rounds over words of the library: opened when they are submitted, closed with what came of them."""

from services.contract.deputy.handlers import let_deputies_in
from services.contract.review.places import places_of
from services.contract.review.route import TextKind, route_of
from shared.approvals.commands import OpenApproval
from shared.approvals.handlers import open_round
from shared.eventstore.aggregate import AnyStream
from shared.eventstore.work import Work


async def open_text_round(
    work: Work, subject: AnyStream, kind: TextKind, label: str, text_hash: str, round_: int, approval_id: str
) -> None:
    """Starts the round over the frozen words of a clause or a template."""
    places = await places_of(work, subject.unit)
    command = OpenApproval(
        approval_id=approval_id,
        subject=subject.name,
        label=label,
        round=round_,
        drafter=work.context.actor,
        text_hash=text_hash,
        steps=route_of(kind, places["headquarters"]),
        at=work.context.now,
    )
    await open_round(work, command, key=subject.id, unit=subject.unit, started=let_deputies_in)
