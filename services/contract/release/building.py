"""Contracts as releases of the Open Contracting Data Standard 1.1 (standard.open-contracting.org/1.1/en/schema)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from shared.eventstore.event import ERASED

STATUS_OF: Final[Mapping[str, str]] = {
    "signed": "pending",
    "effective": "active",
    "suspended": "active",
    "completed": "terminated",
    "expired": "terminated",
    "archived": "terminated",
    "terminated": "cancelled",
}
"""The states of contracts that are released, and the standard's word for each."""
MILESTONE_OF: Final[Mapping[str, str]] = {"met": "met", "overdue": "notMet"}
VERSION: Final = "1.1"
AWARD: Final = "1"
AMENDED: Final[Mapping[str, str]] = {
    "id": "source_amendment_id",
    "rationale": "rationale",
    "description": "description",
    "amendsReleaseID": "release_before",
    "releaseID": "release_after",
}
"""What the standard says of an amendment besides its day and the fields changed, and the columns here."""
_DECODE: Final = msgspec.json.Decoder(float_hook=Decimal).decode
_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class Organisation:
    party_id: str
    name: str

    def named(self) -> dict[str, str]:
        return {"id": self.party_id, "name": self.name}


@dataclass(frozen=True, slots=True)
class Released:
    """A contract with its sides, its payments, what is planned and how it was amended; rows as the tables hold them."""

    contract: Mapping[str, Any]
    buyer: Organisation
    supplier: Organisation
    payments: Sequence[Mapping[str, Any]]
    obligations: Sequence[Mapping[str, Any]]
    amended: Sequence[Mapping[str, Any]] = ()


def process_of(contract: Mapping[str, Any], prefix: str) -> tuple[str, str]:
    """The id of the contracting process and that of the contract in it: those it came with, else our own."""
    source_id, number = contract["source_id"], contract["number"]
    if contract["source"] and source_id.endswith(f"/{number}"):
        return source_id.removesuffix(f"/{number}"), number
    return f"{prefix}-{contract['contract_id']}", number or contract["contract_id"]


def release(one: Released, prefix: str) -> dict[str, Any]:
    """One release; `prefix` stands before the ids of processes that are our own."""
    ocid, contract_id = process_of(one.contract, prefix)
    parties = [
        {**one.buyer.named(), "roles": ["buyer", "payer"]},
        {**one.supplier.named(), "roles": ["supplier", "payee"]},
    ]
    return {
        "ocid": ocid,
        "id": f"{one.contract['contract_id']}-{one.contract['version']}",
        "date": _moment(_told_on(one)),
        "tag": ["contract"],
        "initiationType": "tender",
        "parties": parties,
        "buyer": one.buyer.named(),
        "awards": [{"id": AWARD, "suppliers": [one.supplier.named()]}],
        "contracts": [_contract(one, contract_id)],
    }


def _told_on(one: Released) -> date:
    """The day of the last that the release tells of, so that releases of one process follow each other."""
    said = one.contract
    days = [said["signed_on"] or said["effective_on"], said["ended_on"]]
    days += [each["effective_on"] for each in one.payments]
    days += [each["met_on"] for each in one.obligations]
    days += [each.get("amended_on") for each in one.amended]
    return max((day for day in days if day is not None), default=date(1970, 1, 1))


def _contract(one: Released, contract_id: str) -> dict[str, Any]:
    said = one.contract
    found: dict[str, Any] = {
        "id": contract_id,
        "awardID": AWARD,
        "title": said["title"],
        "status": STATUS_OF[said["state"]],
    }
    if said["amount_kind"] != "none":
        found["value"] = {"amount": said["amount"], "currency": said["currency"]}
    if said["signed_on"] is not None:
        found["dateSigned"] = _moment(said["signed_on"])
    period = {name: said[column] for name, column in (("startDate", "term_from"), ("endDate", "term_to"))}
    if any(period.values()):
        found["period"] = {name: _moment(day) for name, day in period.items() if day is not None}
    amended = [said for each in one.amended if (said := _amendment(each))]
    if amended:
        found["amendments"] = amended
    running: dict[str, Any] = {}
    if one.payments:
        running["transactions"] = [_transaction(one, payment) for payment in one.payments]
    if one.obligations:
        running["milestones"] = [_milestone(each) for each in one.obligations]
    return {**found, "implementation": running} if running else found


def _amendment(amended: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: amended[column] for name, column in AMENDED.items() if amended.get(column) is not None}
    if amended.get("amended_on") is not None:
        found["date"] = _moment(amended["amended_on"])
    if amended.get("changes") not in (None, ERASED):
        found["changes"] = _DECODE(amended["changes"])
    return found


def _transaction(one: Released, payment: Mapping[str, Any]) -> dict[str, Any]:
    own = f"{one.contract['source_id']}/"
    known = payment["source"] and payment["source_id"].startswith(own)
    return {
        "id": payment["source_id"].removeprefix(own) if known else payment["payment_id"],
        "date": _moment(payment["effective_on"]),
        "value": {"amount": payment["amount"], "currency": payment["currency"]},
        "payer": one.buyer.named(),
        "payee": one.supplier.named(),
    }


def _milestone(obligation: Mapping[str, Any]) -> dict[str, Any]:
    thing = obligation["thing"]
    found: dict[str, Any] = {
        "id": (thing or {}).get("source_id") or obligation["obligation_id"],
        "title": thing["description"] if thing else f"{obligation['clause']} {obligation['phase']}",
        "type": "delivery" if thing else "financing",
        "status": MILESTONE_OF.get(obligation["state"], "scheduled"),
    }
    for name, column in (("dueDate", "due_on"), ("dateMet", "met_on")):
        if obligation[column] is not None:
            found[name] = _moment(obligation[column])
    return found


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def package(releases: Sequence[Mapping[str, Any]], publisher: str, published: str, uri: str) -> bytes:
    """A release package as JSON; amounts are numbers with all their digits."""
    head = {"uri": uri, "version": VERSION, "publishedDate": published, "publisher": {"name": publisher}}
    return _ENCODE({**head, "releases": list(releases)})
