from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import Executable, func, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.contract.events import (
    ContractApproved,
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractRejected,
    ContractResumed,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractSuspended,
    ContractTerminated,
    ContractVoided,
    ContractWithdrawn,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
    Terms,
)
from services.contract.contract.tables import contracts
from services.contract.series.tables import series, unit_codes
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Event, Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

TAKE_EFFECT: Final = "contract.take_effect"
projection = Projection("contracts", tables=[contracts, series, unit_codes])


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


_not_imported = {"type_id", "approval_id", "template_id", "text_hash"}
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
    )


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
    start = datetime.combine(event.effective_on, time(), INSTALLATION_ZONE)
    yield set_deadline(TAKE_EFFECT, event.contract_id, start)


@projection.on(ContractEffective)
def take_effect(r: Recorded[ContractEffective]) -> Iterable[Executable]:
    yield _changed(r, state="effective", effective_on=r.event.effective_on)
    yield clear_deadline(TAKE_EFFECT, r.event.contract_id)


STATE_AFTER: Final[dict[type[Event], str]] = {
    ContractApproved: "approved",
    ContractRejected: "draft",
    ContractWithdrawn: "draft",
    ContractVoided: "void",
    ContractSuspended: "suspended",
    ContractResumed: "effective",
    ContractCompleted: "completed",
    ContractTerminated: "terminated",
    ContractExpired: "expired",
    ContractArchived: "archived",
}


@projection.on(*STATE_AFTER)
def move(r: Recorded[Event]) -> Iterable[Executable]:
    yield _changed(r, state=STATE_AFTER[type(r.event)])
    yield clear_deadline(TAKE_EFFECT, r.id)
