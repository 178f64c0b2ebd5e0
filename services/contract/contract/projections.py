from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Executable, func, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentEffective,
    AmendmentImported,
    AmendmentSigned,
    ContractAmended,
    ContractApproved,
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractRejected,
    ContractRenewed,
    ContractResumed,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractSuspended,
    ContractTerminated,
    ContractVoided,
    ContractWithdrawn,
    HoldPlaced,
    HoldReleased,
    RenewalDeclined,
    RetentionEnded,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
    TermEnding,
    Terms,
    WorkBegun,
)
from services.contract.contract.reminding import next_reminder
from services.contract.contract.tables import contract_holds, contracts, imported_amendments
from services.contract.particulars import Renewal
from services.contract.series.tables import series, unit_codes
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE, business_date

TAKE_EFFECT: Final = "contract.take_effect"
TERM_ENDING: Final = "contract.term_ending"
TERM_OVER: Final = "contract.term_over"
RETENTION: Final = "contract.retention"
RUNS: Final = ("signed", "effective")
"""States in which an imported contract has its end before it."""
projection = Projection("contracts", tables=[contracts, contract_holds, imported_amendments, series, unit_codes])


def _said(terms: Terms) -> dict[str, Any]:
    return {
        "type_id": terms.type_id,
        "type_code": terms.type_code,
        "direction": terms.direction,
        "title": terms.title,
        "owner_id": terms.owner_id,
        "counterparty_id": terms.counterparty_id,
        "template_id": terms.template_id,
        "amount_kind": terms.amount_kind,
        "amount": terms.amount.amount,
        "currency": terms.amount.currency,
        "lines": [line.model_dump(mode="json") for line in terms.lines],
        "plan": [line.model_dump(mode="json") for line in terms.plan],
        "term_from": terms.term_from,
        "term_to": terms.term_to,
        "signing_order": list(terms.signing_order),
        "text_hash": terms.text_hash,
        "amends": terms.amends.contract_id if terms.amends else None,
        "renewal": terms.renewal.model_dump(mode="json") if terms.renewal else None,
        "master": terms.master.model_dump(mode="json") if terms.master else None,
        "under": terms.under,
        "country": terms.country,
    }


def _changed(r: Recorded[Any], **values: Any) -> Executable:
    return update(contracts).where(contracts.c.contract_id == r.event.contract_id).values(version=r.version, **values)


@projection.on(ContractDrafted)
def draft(r: Recorded[ContractDrafted]) -> Iterable[Executable]:
    event = r.event
    yield insert(contracts).values(
        contract_id=event.contract_id,
        unit_id=r.unit,
        number="",
        state="draft",
        round=0,
        signed_by=[],
        source=event.source,
        source_id=event.source_id,
        version=r.version,
        **_said(event),
    )


@projection.on(ContractRevised)
def revise(r: Recorded[ContractRevised]) -> Iterable[Executable]:
    yield _changed(r, state="draft", signed_by=[], approval_id=None, **_said(r.event))


_not_imported = {"type_id", "approval_id", "template_id", "text_hash", "amends", "work_begun_on"}
_not_imported |= {"master", "under", "country", "notice_by", "shelf", "keep_until", "retention_ended"}
TAKE_OVER: Final = Prepared(
    insert(contracts), [column.name for column in contracts.c if column.name not in _not_imported], independent=True
)


@projection.on(ContractImported)
def take_over(r: Recorded[ContractImported]) -> Iterable[Executable]:
    event = r.event
    yield TAKE_OVER(
        contract_id=event.contract_id,
        unit_id=r.unit,
        type_code=event.type_code,
        direction=event.direction,
        title=event.title,
        owner_id=event.owner_id,
        counterparty_id=event.counterparty_id,
        number=event.number,
        state=event.state,
        round=0,
        amount_kind=event.amount_kind,
        amount=event.amount.amount,
        currency=event.amount.currency,
        lines=[],
        plan=[line.model_dump(mode="json") for line in event.plan],
        term_from=event.term_from,
        term_to=event.term_to,
        signed_on=event.signed_on,
        effective_on=event.effective_on,
        signing_order=[],
        signed_by=[],
        source=event.source,
        source_id=event.source_id,
        version=r.version,
        renewal=event.renewal.model_dump(mode="json") if event.renewal else None,
        ended_on=event.ended_on,
    )
    since = event.taken_on or event.effective_on
    if event.state == "signed" and event.effective_on > since:
        yield set_deadline(TAKE_EFFECT, event.contract_id, _morning(event.effective_on))
    if event.state in RUNS and event.term_to is not None and event.term_to >= since:
        yield from _ending(event.contract_id, event.term_to, event.renewal, since)


@projection.on(AmendmentImported)
def keep_amendment(r: Recorded[AmendmentImported]) -> Iterable[Executable]:
    said = r.event.model_dump(include=set(imported_amendments.c.keys()))
    yield insert(imported_amendments).values(**said, unit_id=r.unit, sealed=r.sealed)
    restated = r.event.restated
    if restated is None:
        yield _changed(r)
        return
    yield _changed(
        r,
        title=restated.title,
        amount_kind=restated.amount_kind,
        amount=restated.amount.amount,
        plan=[line.model_dump(mode="json") for line in restated.plan],
        term_from=restated.term_from,
        term_to=restated.term_to,
    )
    yield from _ends(r.event.contract_id, restated.term_to, None, business_date(r.recorded_at))


@projection.on(ContractSubmitted)
def submit(r: Recorded[ContractSubmitted]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, state="in_review", number=event.number, round=event.round, approval_id=event.approval_id)
    if event.series is None:
        return
    # The taker wrote these rows already; at a rebuild they come from here.
    taken = event.series
    yield insert(unit_codes).values(unit=r.unit, code=taken.unit_code).on_conflict_do_nothing()
    row = insert(series).values(prefix=taken.prefix, unit=r.unit, year=taken.year, last=taken.serial)
    yield row.on_conflict_do_update(
        index_elements=[series.c.prefix, series.c.unit, series.c.year],
        set_={"last": func.greatest(series.c.last, row.excluded.last)},
    )


@projection.on(SignatureGiven)
def sign(r: Recorded[SignatureGiven]) -> Iterable[Executable]:
    yield _changed(r, state="signing", signed_by=func.array_append(contracts.c.signed_by, r.event.side))


@projection.on(SigningStarted)
def send_out(r: Recorded[SigningStarted]) -> Iterable[Executable]:
    yield _changed(r, state="signing", signed_by=[])


@projection.on(SigningEnded)
def take_back(r: Recorded[SigningEnded]) -> Iterable[Executable]:
    yield _changed(r, state="approved", signed_by=[])


@projection.on(ContractSigned)
def be_signed(r: Recorded[ContractSigned]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, state="signed", signed_on=event.signed_on, effective_on=event.effective_on)
    yield set_deadline(TAKE_EFFECT, event.contract_id, _morning(event.effective_on))
    yield from _ends(event.contract_id, event.term_to, event.renewal, event.signed_on)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), INSTALLATION_ZONE)


def _ends(contract_id: str, term_to: date | None, renewal: Renewal | None, after: date) -> Iterable[Executable]:
    """When the end of the term is told, and when it is over."""
    yield clear_deadline(TERM_ENDING, contract_id)
    yield clear_deadline(TERM_OVER, contract_id)
    if term_to is not None:
        yield from _ending(contract_id, term_to, renewal, after)


def _ending(contract_id: str, term_to: date, renewal: Renewal | None, after: date) -> Iterable[Executable]:
    yield set_deadline(TERM_OVER, contract_id, _morning(term_to + timedelta(days=1)))
    told = next_reminder(term_to, renewal, after)
    if told is not None:
        yield set_deadline(TERM_ENDING, contract_id, _morning(told))


@projection.on(AmendmentSigned)
def agree_on_amendment(r: Recorded[AmendmentSigned]) -> Iterable[Executable]:
    event = r.event
    same = contracts.c.contract_id == event.amendment_id
    said = {"state": "signed", "signed_on": event.signed_on, "effective_on": event.effective_on}
    yield update(contracts).where(same).values(version=r.version, **said)
    yield set_deadline(TAKE_EFFECT, event.amendment_id, _morning(event.effective_on))


@projection.on(AmendmentEffective)
def put_amendment_in_force(r: Recorded[AmendmentEffective]) -> Iterable[Executable]:
    same = contracts.c.contract_id == r.event.amendment_id
    yield update(contracts).where(same).values(version=r.version, state="effective")
    yield clear_deadline(TAKE_EFFECT, r.event.amendment_id)


@projection.on(AmendmentAgreed)
def wait_for_amendment(r: Recorded[AmendmentAgreed]) -> Iterable[Executable]:
    yield _changed(r)


@projection.on(ContractAmended)
def amend(r: Recorded[ContractAmended]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, **_said(event))
    yield from _ends(event.contract_id, event.term_to, event.renewal, event.effective_on)


@projection.on(WorkBegun)
def begin_early(r: Recorded[WorkBegun]) -> Iterable[Executable]:
    begun = func.least(contracts.c.work_begun_on, r.event.begun_on)
    yield _changed(r, work_begun_on=begun)


@projection.on(TermEnding)
def tell_of_term(r: Recorded[TermEnding]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, notice_by=event.notice_by)
    if event.next_on is not None:
        yield set_deadline(TERM_ENDING, event.contract_id, _morning(event.next_on))


@projection.on(RenewalDeclined)
def let_run_out(r: Recorded[RenewalDeclined]) -> Iterable[Executable]:
    yield _changed(r, renewal=None, notice_by=None)


@projection.on(ContractRenewed)
def renew(r: Recorded[ContractRenewed]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, term_from=event.term_from, term_to=event.term_to, notice_by=None)
    yield from _ends(event.contract_id, event.term_to, event.renewal, event.term_from)


@projection.on(HoldPlaced)
def hold(r: Recorded[HoldPlaced]) -> Iterable[Executable]:
    event = r.event
    yield insert(contract_holds).values(
        hold_id=event.hold_id, contract_id=event.contract_id, unit_id=r.unit, placed_on=event.effective_on
    )
    yield _changed(r)


@projection.on(HoldReleased)
def let_go(r: Recorded[HoldReleased]) -> Iterable[Executable]:
    same = contract_holds.c.hold_id == r.event.hold_id
    yield update(contract_holds).where(same).values(released_on=r.event.effective_on)
    yield _changed(r)


@projection.on(ContractArchived)
def archive(r: Recorded[ContractArchived]) -> Iterable[Executable]:
    event = r.event
    yield _changed(r, state="archived", shelf=event.shelf, keep_until=event.keep_until)
    if event.keep_until is not None:
        yield set_deadline(RETENTION, event.contract_id, _morning(event.keep_until + timedelta(days=1)))


@projection.on(RetentionEnded)
def keep_no_longer(r: Recorded[RetentionEnded]) -> Iterable[Executable]:
    yield _changed(r, retention_ended=True)
    yield clear_deadline(RETENTION, r.event.contract_id)


@projection.on(ContractEffective)
def take_effect(r: Recorded[ContractEffective]) -> Iterable[Executable]:
    signed = {} if r.event.signed_on is None else {"signed_on": r.event.signed_on}
    yield _changed(r, state="effective", effective_on=r.event.effective_on, **signed)
    yield clear_deadline(TAKE_EFFECT, r.event.contract_id)


STATE_AFTER: Final[dict[type[Event], str]] = {
    ContractApproved: "approved",
    ContractRejected: "draft",
    ContractWithdrawn: "draft",
    ContractVoided: "void",
    ContractSuspended: "suspended",
}
ENDED: Final[dict[type[Event], str]] = {
    ContractCompleted: "completed",
    ContractTerminated: "terminated",
    ContractExpired: "expired",
}


@projection.on(*STATE_AFTER)
def move(r: Recorded[Event]) -> Iterable[Executable]:
    yield _changed(r, state=STATE_AFTER[type(r.event)])
    yield clear_deadline(TAKE_EFFECT, r.id)


@projection.on(ContractResumed)
def go_on(r: Recorded[ContractResumed]) -> Iterable[Executable]:
    yield _changed(r, state="effective", ended_on=None)


@projection.on(*ENDED)
def end(r: Recorded[Event]) -> Iterable[Executable]:
    yield _changed(r, state=ENDED[type(r.event)], ended_on=getattr(r.event, "effective_on", None))
    for kind in (TAKE_EFFECT, TERM_ENDING, TERM_OVER):
        yield clear_deadline(kind, r.id)
