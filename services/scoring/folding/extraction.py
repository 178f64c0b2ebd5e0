"""Which facts each event states: pure functions from an event's fields to rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from services.scoring.folding import shapes as s
from services.scoring.folding.fact_tables import NULL, Row
from shared.values.clock import INSTALLATION_ZONE

Rows = dict[str, list[Row]]
"""Rows by table."""


class Head(NamedTuple):
    """The envelope's part of a fact; `version` and `recorded_at` as the texts they were on the wire."""

    stream: str
    version: str
    unit: str
    recorded_at: str


Extract = Callable[[Head, Any, Rows], None]


class Reader(NamedTuple):
    """How events of one type are read: all of a batch in one call, each into its rows."""

    decode: Callable[[bytes], list[Any]]
    extract: Extract


_READERS: dict[tuple[str, str], Reader] = {}


def reads(service: str, event: str, shape: type[s.Shape]) -> Callable[[Extract], Extract]:
    """Declares which events a function extracts facts from, and the shape it is given."""

    def keep(extract: Extract) -> Extract:
        _READERS[service, event] = Reader(msgspec.json.Decoder(list[shape]).decode, extract)  # type: ignore[valid-type]
        SHAPES[service, event] = shape
        return extract

    return keep


SHAPES: Final[dict[tuple[str, str], type[s.Shape]]] = {}
"""What is read of each event, for the test that holds it against the published schemas."""


def service_of_stream(stream: str) -> str:
    """Whose stream it is: events are named after the streams that hold them."""
    return _OWNERS[stream.partition("-")[0]]


def readers() -> dict[tuple[bytes, bytes], Reader]:
    """Readers by `ce_source` and `ce_type` as they stand in the headers."""
    return {(f"/pactline/{service}".encode(), name.encode()): reader for (service, name), reader in _READERS.items()}


def _day(at: Head) -> str:
    return datetime.fromisoformat(at.recorded_at).astimezone(INSTALLATION_ZONE).date().isoformat()


def _patch(
    at: Head, kind: str, day: str, fields: dict[str, Any], out: Rows, customer: str = "", survivor: str = NULL
) -> None:
    text = msgspec.json.encode(fields, order="sorted").decode()
    subject = customer or at.stream.partition("-")[2]
    out["customer_facts"].append(
        (at.stream, at.version, "0", kind, at.unit, at.recorded_at, day, subject, survivor, text)
    )


@reads("customer", "customer.registered.v1", s.CustomerRegistered)
def customer_registered(at: Head, e: s.CustomerRegistered, out: Rows) -> None:
    fields = {
        "kind": e.kind,
        "roles": e.roles,
        "name": e.name,
        "region": e.region,
        "industry": e.industry,
        "owner_id": e.owner_id,
        "stage": e.stage,
        "source": e.source,
        "registered_on": e.effective_on,
    }
    _patch(at, "registered", e.effective_on, fields, out, e.customer_id)


FOLLOWED: Final[tuple[str, ...]] = ("roles", "name", "region", "industry")


@reads("customer", "customer.changed.v1", s.CustomerChanged)
def customer_changed(at: Head, e: s.CustomerChanged, out: Rows) -> None:
    fields = {name: e.changes[name].after for name in FOLLOWED if name in e.changes}
    _patch(at, "changed", _day(at), fields, out)


@reads("customer", "customer.stage_changed.v1", s.CustomerMoved)
def customer_stage_changed(at: Head, e: s.CustomerMoved, out: Rows) -> None:
    _patch(at, "changed", _day(at), {"stage": e.after}, out)


@reads("customer", "customer.owner_changed.v1", s.CustomerMoved)
def customer_owner_changed(at: Head, e: s.CustomerMoved, out: Rows) -> None:
    _patch(at, "changed", _day(at), {"owner_id": e.after}, out)


@reads("customer", "customer.deregistered.v1", s.Nothing)
def customer_deregistered(at: Head, _: s.Nothing, out: Rows) -> None:
    _patch(at, "changed", _day(at), {"stage": "deregistered"}, out)


@reads("customer", "customer.restored.v1", s.CustomerRestored)
def customer_restored(at: Head, e: s.CustomerRestored, out: Rows) -> None:
    _patch(at, "changed", _day(at), {"stage": e.stage}, out)


@reads("customer", "customer.merged.v1", s.CustomerMerged)
def customer_merged(at: Head, e: s.CustomerMerged, out: Rows) -> None:
    _patch(at, "merged", _day(at), {}, out, survivor=e.survivor_id)


@reads("customer", "customer.unmerged.v1", s.Nothing)
def customer_unmerged(at: Head, _: s.Nothing, out: Rows) -> None:
    _patch(at, "unmerged", _day(at), {}, out)


@reads("customer", "customer.erased.v1", s.Nothing)
def customer_erased(at: Head, _: s.Nothing, out: Rows) -> None:
    _patch(at, "changed", _day(at), {"erased": True}, out)


@reads("customer", "contact.added.v1", s.OfContact)
def contact_added(at: Head, e: s.OfContact, out: Rows) -> None:
    _patch(at, "contact-added", _day(at), {"role": e.role}, out, e.customer_id)


@reads("customer", "contact.removed.v1", s.OfContact)
@reads("customer", "contact.erased.v1", s.OfContact)
def contact_gone(at: Head, e: s.OfContact, out: Rows) -> None:
    _patch(at, "contact-gone", _day(at), {}, out, e.customer_id)


@reads("contract", "contract.signed.v1", s.ContractAgreed)
@reads("contract", "contract.imported.v1", s.ContractAgreed)
def contract_agreed(at: Head, e: s.ContractAgreed, out: Rows) -> None:
    out["contract_facts"].append(
        (
            at.stream, at.version, "0", e.state, at.unit, at.recorded_at, e.effective_on,
            e.counterparty_id, e.contract_id, e.direction, e.number, e.title, e.owner_id,
            e.amount.amount, e.amount.currency, e.term_from or NULL, e.term_to or NULL,
        )
    )  # fmt: skip


@reads("contract", "contract.amended.v1", s.ContractAmended)
def contract_amended(at: Head, e: s.ContractAmended, out: Rows) -> None:
    """What the contract says from that day on; who it is with stands where it was agreed."""
    out["contract_facts"].append(
        (
            at.stream, at.version, "0", "amended", at.unit, at.recorded_at, e.effective_on,
            NULL, e.contract_id, NULL, NULL, e.title, NULL,
            e.amount.amount, e.amount.currency, e.term_from or NULL, e.term_to or NULL,
        )
    )  # fmt: skip


@reads("contract", "contract.amendment_imported.v1", s.AmendedElsewhere)
def contract_restated(at: Head, e: s.AmendedElsewhere, out: Rows) -> None:
    """An amendment of before the contract was taken over says nothing else of it."""
    said = e.restated
    if said is None:
        return
    out["contract_facts"].append(
        (
            at.stream, at.version, "0", "amended", at.unit, at.recorded_at, e.amended_on or _day(at),
            NULL, e.contract_id, NULL, NULL, said.title, NULL,
            said.amount.amount, said.amount.currency, said.term_from or NULL, said.term_to or NULL,
        )
    )  # fmt: skip


def _contract_moves(kind: str) -> Extract:
    def moved(at: Head, e: s.ContractMoved, out: Rows) -> None:
        out["contract_facts"].append(
            (
                at.stream, at.version, "0", kind, at.unit, at.recorded_at, e.effective_on,
                NULL, e.contract_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            )
        )  # fmt: skip

    return moved


for _kind in ("effective", "suspended", "resumed", "completed", "terminated", "expired", "voided", "archived"):
    reads("contract", f"contract.{_kind}.v1", s.ContractMoved)(_contract_moves(_kind))


@reads("contract", "ledger.booked.v1", s.Booking)
@reads("contract", "arrears.impaired.v1", s.Booking)
def ledger_booked(at: Head, e: s.Booking, out: Rows) -> None:
    out["bookings"].append(
        (
            at.stream, at.version, "0", e.kind, at.unit, at.recorded_at, e.effective_on,
            e.contract_id, e.document, e.clause or NULL, e.phase or NULL, e.amount.amount, e.amount.currency,
        )
    )  # fmt: skip


@reads("contract", "ledger.adjusted.v1", s.Adjustment)
def ledger_adjusted(at: Head, e: s.Adjustment, out: Rows) -> None:
    """A booking like any other, and what it changes of the invoice that it names."""
    ledger_booked(at, e, out)
    if e.invoice_id is not None:
        out["adjustments"].append(
            (
                at.stream, at.version, "0", e.kind, at.unit, at.recorded_at, e.effective_on,
                e.contract_id, e.invoice_id, e.amount.amount, e.amount.currency,
            )
        )  # fmt: skip


@reads("contract", "order.placed.v1", s.OrderPlaced)
def order_placed(at: Head, e: s.OrderPlaced, out: Rows) -> None:
    for line in e.lines:
        out["purchases"].append(
            (
                at.stream, at.version, str(line.line), e.direction, at.unit, at.recorded_at, e.effective_on,
                e.counterparty_id, e.contract_id, line.product or NULL, line.quantity,
                line.amount.amount, line.amount.currency,
            )
        )  # fmt: skip


def _invoices(kind: str) -> Extract:
    def invoiced(at: Head, e: s.Invoice, out: Rows) -> None:
        out["invoices"].append(
            (
                at.stream, at.version, "0", kind, at.unit, at.recorded_at, e.effective_on,
                e.counterparty_id, e.contract_id, e.invoice_id, e.due_on, e.gross.amount, e.gross.currency,
            )
        )  # fmt: skip

    return invoiced


for _kind in ("issued", "received"):
    reads("contract", f"invoice.{_kind}.v1", s.Invoice)(_invoices(_kind))


def _payment(
    at: Head,
    kind: str,
    e: s.PaymentMade | s.PaymentReceived | s.PaymentBlocked | s.PaymentAllocated | s.PaymentRefunded,
    amount: s.Money,
    out: Rows,
    *,
    line: str = "0",
    invoice: str | None = None,
    due_on: str | None = None,
) -> None:
    out["payments"].append(
        (
            at.stream, at.version, line, kind, at.unit, at.recorded_at, e.effective_on,
            e.counterparty_id, e.contract_id, invoice or NULL, due_on or NULL, amount.amount, amount.currency,
        )
    )  # fmt: skip


@reads("contract", "payment.made.v1", s.PaymentMade)
def payment_made(at: Head, e: s.PaymentMade, out: Rows) -> None:
    _payment(at, "made", e, e.amount, out, invoice=e.invoice_id, due_on=e.due_on)


@reads("contract", "payment.blocked.v1", s.PaymentBlocked)
def payment_blocked(at: Head, e: s.PaymentBlocked, out: Rows) -> None:
    _payment(at, "blocked", e, e.requested, out)


@reads("contract", "payment.received.v1", s.PaymentReceived)
def payment_received(at: Head, e: s.PaymentReceived, out: Rows) -> None:
    _payment(at, "received", e, e.amount, out)


@reads("contract", "payment.allocated.v1", s.PaymentAllocated)
def payment_allocated(at: Head, e: s.PaymentAllocated, out: Rows) -> None:
    for line, part in enumerate(e.allocations):
        _payment(at, "allocated", e, part.amount, out, line=str(line), invoice=part.invoice_id, due_on=part.due_on)


@reads("contract", "payment.refunded.v1", s.PaymentRefunded)
def payment_refunded(at: Head, e: s.PaymentRefunded, out: Rows) -> None:
    """A customer was given money back; a supplier gave some back."""
    _payment(at, "refunded" if e.direction == "sales" else "returned", e, e.amount, out)


def _asset_taken(kind: str) -> Extract:
    def taken(at: Head, e: s.AssetTaken, out: Rows) -> None:
        out["asset_facts"].append(
            (
                at.stream, at.version, "0", kind, at.unit, at.recorded_at, e.effective_on, e.asset_id,
                e.supplier_id or NULL, e.contract_id or NULL, e.name, e.class_code, NULL, NULL, NULL, NULL,
                e.cost.amount, NULL, e.cost.currency,
            )
        )  # fmt: skip

    return taken


for _kind in ("provisional", "capitalised"):
    reads("asset", f"asset.{_kind}.v1", s.AssetTaken)(_asset_taken(_kind))


@reads("asset", "asset.depreciated.v1", s.AssetDepreciated)
@reads("asset", "asset.depreciation_reversed.v1", s.AssetDepreciated)
def asset_depreciated(at: Head, e: s.AssetDepreciated, out: Rows) -> None:
    out["asset_facts"].append(
        (
            at.stream, at.version, "0", "depreciated", at.unit, at.recorded_at, e.effective_on, e.asset_id,
            NULL, NULL, NULL, NULL, NULL, e.book, "true" if e.leading else "false", e.period, NULL,
            e.accumulated.amount, e.accumulated.currency,
        )
    )  # fmt: skip


@reads("asset", "asset.transferred.v1", s.AssetTransferred)
def asset_transferred(at: Head, e: s.AssetTransferred, out: Rows) -> None:
    """The receiver has it at what the leading book said; the giver sees that it is gone."""
    for line, kind, unit in (("0", "transferred", e.receiver), ("1", "given", e.giver)):
        out["asset_facts"].append(
            (
                at.stream, at.version, line, kind, unit, at.recorded_at, e.effective_on, e.asset_id,
                NULL, NULL, NULL, NULL, e.giver, NULL, NULL, NULL, e.cost.amount, e.accumulated.amount, e.cost.currency,
            )
        )  # fmt: skip


def _message(
    at: Head, kind: str, out: Rows, *, rule: str = NULL, channel: str = NULL, reason: str = NULL, recipient: str = NULL,
    about: str = "",
) -> None:  # fmt: skip
    of, _, subject = about.partition("-")
    named = tuple(subject if of == each and subject else NULL for each in ("customer", "contract", "asset"))
    out["messages"].append(
        (at.stream, at.version, "0", kind, at.unit, at.recorded_at, _day(at), *named, recipient, rule, channel, reason)
    )


@reads("notify", "message.intended.v1", s.MessageIntended)
def message_intended(at: Head, e: s.MessageIntended, out: Rows) -> None:
    about = e.about or e.subject
    _message(at, "intended", out, rule=e.rule, channel=e.channel, recipient=e.recipient or NULL, about=about)


def _message_sent(kind: str) -> Extract:
    def sent(at: Head, e: s.MessageSent, out: Rows) -> None:
        _message(at, kind, out, channel=e.channel)

    return sent


def _message_held_up(kind: str) -> Extract:
    def held_up(at: Head, e: s.MessageHeldUp, out: Rows) -> None:
        _message(at, kind, out, reason=e.reason)

    return held_up


for _kind in ("sent", "delivered"):
    reads("notify", f"message.{_kind}.v1", s.MessageSent)(_message_sent(_kind))
for _kind in ("postponed", "failed", "suppressed"):
    reads("notify", f"message.{_kind}.v1", s.MessageHeldUp)(_message_held_up(_kind))


@reads("notify", "message.outcome_unknown.v1", s.Nothing)
def message_outcome_unknown(at: Head, _: s.Nothing, out: Rows) -> None:
    _message(at, "outcome_unknown", out)


@reads("notify", "message.outcome_decided.v1", s.MessageDecided)
def message_outcome_decided(at: Head, e: s.MessageDecided, out: Rows) -> None:
    _message(at, "outcome_decided", out, reason=e.outcome)


_OWNERS: Final[dict[str, str]] = {event.partition(".")[0]: service for service, event in SHAPES}
