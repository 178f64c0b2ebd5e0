"""What happened with a customer, across the services, the latest first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from services.portal.pages.customers.seen import History, Messages, Payments, View
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.words import N_

KINDS: Final = {
    "archive": N_("Archive"),
    "contract": N_("Contracts"),
    "payment": N_("Payments"),
    "message": N_("Messages"),
}
MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: its kind, a message of the catalogues with what fills it, and where it leads."""

    at: datetime
    whole_day: bool
    kind: str
    words: str
    subject: str = ""
    amount: object = None
    link: str = ""
    who: str = ""
    tone: str = ""


def timeline_of(
    history: Part[History],
    payments: Part[Payments],
    view: Part[View],
    messages: Part[Messages],
    kind: str = "",
) -> list[Moment]:
    """Of the parts that are there; with `kind` only these."""
    found = [
        *(_changes(history.value) if history.value else []),
        *(_payments(payments.value) if payments.value else []),
        *(_contracts(view.value) if view.value else []),
        *(_messages(messages.value) if messages.value else []),
    ]
    wanted = [one for one in found if kind not in KINDS or one.kind == kind]
    return sorted(wanted, key=lambda one: one.at, reverse=True)[:MOST]


def _changes(history: History) -> list[Moment]:
    return [
        Moment(one.recorded_at, False, "archive", N_("Archive changed"), f"{one.field}: {one.reason}", who=one.actor)
        for one in history.changes
    ]


def _payments(payments: Payments) -> list[Moment]:
    words = {"in": N_("Receipt"), "out": N_("Payment")}
    return [
        Moment(
            _noon(one.effective_on),
            True,
            "payment",
            N_("Payment blocked") if one.state == "blocked" else words.get(one.way, one.way),
            one.reason or one.reference or one.clause or "",
            one.amount,
            f"/contracts/{one.contract_id}",
            tone="bad" if one.state == "blocked" else "",
        )
        for one in payments.items
    ]


def _contracts(view: View) -> list[Moment]:
    return [
        Moment(
            _noon(one.signed_on),
            True,
            "contract",
            N_("Contract signed"),
            f"{one.number or ''} {one.title or ''}".strip(),
            {"amount": one.amount, "currency": one.currency} if one.amount is not None and one.currency else None,
            f"/contracts/{one.contract_id}",
        )
        for one in view.contracts
    ]


def _messages(messages: Messages) -> list[Moment]:
    return [
        Moment(one.intended_at, False, "message", N_("Message"), f"{one.rule} · {one.channel} · {one.stage}")
        for one in messages.messages
    ]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
