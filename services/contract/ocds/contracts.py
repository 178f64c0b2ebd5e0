"""Contracts, parties and payments of a compiled release, in the form in which they are imported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from services.contract.contract.events import ImportedState
from services.contract.ocds.remark import Remark
from shared.values.errors import DomainError
from shared.values.money import Money

STATE_OF: Final[Mapping[str, ImportedState]] = {
    "pending": "signed",
    "active": "effective",
    "terminated": "completed",
    "cancelled": "terminated",
}
"""The standard's contract status and the state here; anything else is taken as in effect."""

FIELDS: Final = frozenset({"parties", "awards", "buyer", "contracts"})
"""What is read of a release."""
FIRST: Final = date(1900, 1, 1)
EARLIEST: Final = date(1990, 1, 1)
LATEST: Final = date(2199, 12, 31)
NO_SUPPLIER: Final = "unknown supplier"
LONGEST: Final = 4000
"""Characters of what is said of an amendment."""


class Paid(msgspec.Struct, frozen=True):
    """A payment that was made: its id in the source, day and amount."""

    transaction_id: str
    paid_on: date | None
    amount: Money


class Milestone(msgspec.Struct, frozen=True):
    """What is to be reached by a day, and on which day it was; `met` is said even where the day is not."""

    milestone_id: str
    title: str
    due_on: date | None
    met: bool
    met_on: date | None


class Amendment(msgspec.Struct, frozen=True):
    """A change that the source tells of: which one, when and why; `before` and `after` are releases of it. `changes`
    are the fields that were others before, as JSON: version 1.0 of the standard listed them.
    """

    amendment_id: str | None
    amended_on: date | None
    rationale: str | None
    description: str | None
    before: str | None
    after: str | None
    changes: str | None


class ForeignContract(msgspec.Struct, frozen=True):
    """A contract as the file says it. `value` is exact, `amount` the same to the minor unit; None without one. `unit`
    is the one of ours that it belongs to, nothing for that of the import. `release` and `told_on` are the id and the
    day of the latest release that it was read from.

    As a line of an import it is read and written thousands of times a second, hence no model of pydantic.
    """

    ocid: str
    contract_id: str
    title: str
    supplier_id: str
    status: str
    state: ImportedState
    value: Decimal | None
    amount: Money | None
    signed_on: date | None
    term_from: date | None
    term_to: date | None
    milestones: tuple[Milestone, ...]
    paid: tuple[Paid, ...]
    amended: tuple[Amendment, ...] = ()
    unit: str = ""
    release: str = ""
    told_on: date | None = None

    @property
    def source_id(self) -> str:
        """Distinct by process and contract."""
        return f"{self.ocid}/{self.contract_id}"

    def line(self) -> str:
        """How it waits in an import."""
        return msgspec.json.encode(self).decode()


@dataclass(frozen=True, slots=True)
class Party:
    party_id: str
    name: str
    roles: tuple[str, ...]


_LINE: Final = msgspec.json.Decoder(ForeignContract)
_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode


def contract_of(line: str) -> ForeignContract:
    """The contract of an import's line."""
    return _LINE.decode(line)


class UnusableError(Exception):
    """A contract or payment that can't be taken; `field` is the one to mend."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(field)


def parties_of(release: Mapping[str, Any]) -> Iterator[Party]:
    """The organisations of a release that have an id."""
    for party in objects(release.get("parties")):
        if party.get("id") is not None:
            roles = party.get("roles")
            known = tuple(str(role) for role in roles) if isinstance(roles, list) else ()
            yield Party(str(party["id"]), _words(party.get("name")) or str(party["id"]), known)


def buyer_of(release: Mapping[str, Any]) -> str:
    """The id of the organisation that buys: the one named as such, else the first party in that role."""
    buyer = release.get("buyer")
    if isinstance(buyer, dict) and buyer.get("id") is not None:
        return str(buyer["id"])
    return next((party.party_id for party in parties_of(release) if "buyer" in party.roles), "")


def contracts_of(
    ocid: str, release: Mapping[str, Any], today: date, latest: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[ForeignContract | None, list[Remark], list[Remark]]]:
    """Each contract (None when it can't be taken) with what was rejected of it and its warnings; `latest` are the
    releases that tell of each last.
    """
    awards = {str(award["id"]): award for award in objects(release.get("awards")) if award.get("id") is not None}
    for at, contract in enumerate(objects(release.get("contracts"))):
        place = f"{ocid}/contracts/{contract.get('id', at)}"
        rejected: list[Remark] = []
        warnings: list[Remark] = []
        try:
            made = _contract(ocid, contract, awards, place, rejected, warnings)
        except UnusableError as error:
            yield None, [Remark(place, error.field, error.reason)], []
            continue
        warnings.extend(Remark(place, *doubt) for doubt in _doubts(made, today))
        last = latest.get(made.contract_id, {})
        told_on = _day(last.get("date"), "/date", place, [])
        yield msgspec.structs.replace(made, release=str(last.get("id") or ""), told_on=told_on), rejected, warnings


def _contract(
    ocid: str,
    contract: Mapping[str, Any],
    awards: Mapping[str, Any],
    place: str,
    rejected: list[Remark],
    warnings: list[Remark],
) -> ForeignContract:
    contract_id = contract.get("id")
    if contract_id is None or str(contract_id).strip() == "":
        raise UnusableError("/id", "a contract has an id")
    value, amount = _worth(contract.get("value"), place, warnings)
    period = contract.get("period") if isinstance(contract.get("period"), dict) else {}
    days = {
        name: _day(text, f"/{name}", place, warnings)
        for name, text in (
            ("dateSigned", contract.get("dateSigned")),
            ("period/startDate", (period or {}).get("startDate")),
            ("period/endDate", (period or {}).get("endDate")),
        )
    }
    status = str(contract.get("status") or "")
    running = contract.get("implementation") if isinstance(contract.get("implementation"), dict) else {}
    return ForeignContract(
        ocid=ocid,
        contract_id=str(contract_id),
        title=_words(contract.get("title")) or _words(contract.get("description")) or str(contract_id),
        supplier_id=_supplier(contract, awards, place, warnings),
        status=status,
        state=STATE_OF.get(status, "effective"),
        value=value,
        amount=amount,
        signed_on=days["dateSigned"],
        term_from=days["period/startDate"],
        term_to=days["period/endDate"],
        milestones=tuple(_milestones(running or {}, contract, place, warnings)),
        paid=tuple(_paid(contract.get("implementation"), place, rejected, warnings)),
        amended=tuple(_amended(contract, place, warnings)),
    )


def _amended(contract: Mapping[str, Any], place: str, warnings: list[Remark]) -> Iterator[Amendment]:
    """All that are listed, in their order; else the one that version 1.0 of the standard knew."""
    seen: set[str] = set()
    for at, one in enumerate(objects(contract.get("amendments")) or objects([contract.get("amendment")])):
        name, where = _name(one.get("id")), f"{place}/amendments/{one.get('id', at)}"
        if name is not None and name in seen:
            continue
        seen.add(name or "")
        changes = _ENCODE(one["changes"]).decode() if objects(one.get("changes")) else None
        if changes is not None and len(changes) > LONGEST:
            warnings.append(Remark(where, "/changes", "there is too much of it: it is left out"))
            changes = None
        yield Amendment(
            amendment_id=name,
            amended_on=_day(one.get("date"), "/date", where, warnings),
            rationale=_said(one.get("rationale"), "/rationale", where, warnings),
            description=_said(one.get("description"), "/description", where, warnings),
            before=_name(one.get("amendsReleaseID")),
            after=_name(one.get("releaseID")),
            changes=changes,
        )


def _name(value: Any) -> str | None:
    return None if value is None else _words(str(value)) or None


def _said(text: Any, pointer: str, place: str, warnings: list[Remark]) -> str | None:
    words = _words(text, LONGEST + 1)
    if len(words) > LONGEST:
        warnings.append(Remark(place, pointer, f"it is longer than {LONGEST} characters: the rest is left out"))
    return words[:LONGEST] or None


def _milestones(
    running: Mapping[str, Any], contract: Mapping[str, Any], place: str, warnings: list[Remark]
) -> Iterator[Milestone]:
    """Those of the implementation, else those of the contract; what is paid by a day is in the contract's value."""
    seen: set[str] = set()
    for at, one in enumerate(objects(running.get("milestones")) or objects(contract.get("milestones"))):
        name = str(one.get("id", at))
        if name in seen or one.get("type") == "financing":
            continue
        seen.add(name)
        where = f"{place}/milestones/{name}"
        due_on, met_on = (_day(one.get(field), f"/{field}", where, warnings) for field in ("dueDate", "dateMet"))
        title = _words(one.get("title")) or _words(one.get("description")) or name
        yield Milestone(name, title, due_on, one.get("status") == "met", met_on)


def _paid(running: Any, place: str, rejected: list[Remark], warnings: list[Remark]) -> Iterator[Paid]:
    transactions = running.get("transactions") if isinstance(running, dict) else None
    seen: set[str] = set()
    for at, transaction in enumerate(objects(transactions)):
        name = str(transaction.get("id", at))
        if name in seen:
            continue
        seen.add(name)
        where = f"{place}/transactions/{name}"
        # `amount` is the name that version 1.0 of the standard used.
        said = transaction.get("value") or transaction.get("amount")
        try:
            _, amount = _value(said, "/value", where, warnings)
        except UnusableError as error:
            rejected.append(Remark(where, error.field, error.reason))
            continue
        yield Paid(transaction_id=name, paid_on=_day(transaction.get("date"), "/date", where, warnings), amount=amount)


def _supplier(contract: Mapping[str, Any], awards: Mapping[str, Any], place: str, warnings: list[Remark]) -> str:
    award = awards.get(str(contract.get("awardID")))
    if award is None and len(awards) == 1:
        award = next(iter(awards.values()))
    suppliers = [one for one in objects((award or {}).get("suppliers")) if one.get("id") is not None]
    if not suppliers:
        warnings.append(Remark(place, "/awardID", "no supplier is named"))
        return NO_SUPPLIER
    if len(suppliers) > 1:
        warnings.append(Remark(place, "/awardID", "several suppliers are named; the first one stands for them"))
    return str(suppliers[0]["id"])


def _worth(value: Any, place: str, warnings: list[Remark]) -> tuple[Decimal | None, Money | None]:
    """The contract's value; the standard lets it be left out."""
    if value is None or (isinstance(value, dict) and value.get("amount") is None):
        warnings.append(Remark(place, "/value", "no amount is given"))
        return None, None
    return _value(value, "/value", place, warnings)


def _value(value: Any, pointer: str, place: str, warnings: list[Remark]) -> tuple[Decimal, Money]:
    if not isinstance(value, dict):
        raise UnusableError(pointer, "an amount with its currency is needed")
    amount, currency = value.get("amount"), value.get("currency")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise UnusableError(f"{pointer}/amount", "a number is needed")
    exact = Decimal(amount)
    if exact < 0:
        raise UnusableError(f"{pointer}/amount", "an amount is not below zero")
    if not isinstance(currency, str):
        raise UnusableError(f"{pointer}/currency", "a currency is needed")
    try:
        money = Money.rounded(exact, currency)
    except (DomainError, ValueError) as error:
        raise UnusableError(pointer, "it is no amount of a current ISO 4217 currency") from error
    if money.amount != exact:
        warnings.append(Remark(place, f"{pointer}/amount", "the amount is rounded to the minor unit"))
    return exact, money


def _day(text: Any, pointer: str, place: str, warnings: list[Remark]) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(str(text)[:10])
    except ValueError:
        warnings.append(Remark(place, pointer, "it is no date"))
        return None
    if not EARLIEST <= day <= LATEST:
        warnings.append(Remark(place, pointer, "the date is doubtful"))
    return day if FIRST <= day <= LATEST else None


def _doubts(contract: ForeignContract, today: date) -> Iterator[tuple[str, str]]:
    if contract.signed_on is not None and contract.signed_on > today:
        yield "/dateSigned", "the contract is signed in the future"
    if contract.signed_on and contract.term_from and contract.term_from < contract.signed_on:
        yield "/period/startDate", "the contract begins before it was signed"
    if contract.term_from and contract.term_to and contract.term_to < contract.term_from:
        yield "/period/endDate", "the contract ends before it begins"
    for paid in contract.paid:
        if paid.paid_on is not None and paid.paid_on > today:
            yield "/implementation/transactions", "a payment lies in the future"


def objects(values: Any) -> list[Mapping[str, Any]]:
    """What of a list is an object."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _words(text: Any, most: int = 200) -> str:
    if not isinstance(text, str):
        return ""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(text.split())[:most]
