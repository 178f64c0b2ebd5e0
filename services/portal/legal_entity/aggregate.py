"""A legal entity: registered, changed, struck off; opens and closes books, seals and bank accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from services.portal.legal_entity.events import (
    BankAccountClosed,
    BankAccountOpened,
    BookClosed,
    BookOpened,
    LegalEntityChanged,
    LegalEntityDeregistered,
    LegalEntityRegistered,
    SealDestroyed,
    SealHandedOver,
    SealKind,
    SealRegistered,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotFoundError, NotPossibleNowError

SHOWN_OF_A_NUMBER: Final = 4


class BookExistsError(DomainError):
    """The entity has books of this code already."""

    pointer = "/code"


class SealExistsError(DomainError):
    """The entity has a seal of this kind that still counts."""

    pointer = "/kind"


class AccountExistsError(DomainError):
    """The entity has an open account of this number already."""

    pointer = "/number"


class EndBeforeBeginningError(DomainError):
    """It ends before it began."""

    status = 422
    pointer = "/effective_on"


@dataclass(frozen=True, slots=True)
class Kept:
    """A book, seal or account: since when, until when; the keeper of a seal, the number of an account."""

    since: date
    until: date | None = None
    kind: SealKind | None = None
    keeper_id: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class LegalEntity:
    """A legal entity's state; before its first event it does not exist."""

    exists: bool = False
    name: str = ""
    country: str = ""
    tax_number: str = ""
    currency: str = ""
    since: date | None = None
    deregistered: bool = False
    books: dict[str, Kept] = field(default_factory=dict)
    seals: dict[str, Kept] = field(default_factory=dict)
    accounts: dict[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterLegalEntity:
    """Registers an entity, or gives it these data from a day on."""

    legal_entity_id: str
    name: str
    country: str
    tax_number: str
    currency: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class DeregisterLegalEntity:
    legal_entity_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class OpenBook:
    legal_entity_id: str
    code: str
    name: str
    currency: str
    fiscal_year_start: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class CloseBook:
    legal_entity_id: str
    code: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class RegisterSeal:
    legal_entity_id: str
    seal_id: str
    kind: SealKind
    keeper_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class HandSealOver:
    legal_entity_id: str
    seal_id: str
    keeper_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class DestroySeal:
    legal_entity_id: str
    seal_id: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class OpenBankAccount:
    legal_entity_id: str
    account_id: str
    bank: str
    bank_code: str | None
    number: str
    currency: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class CloseBankAccount:
    legal_entity_id: str
    account_id: str
    effective_on: date


Opening = OpenBook | RegisterSeal | OpenBankAccount
Ending = CloseBook | HandSealOver | DestroySeal | CloseBankAccount
Command = RegisterLegalEntity | DeregisterLegalEntity | Opening | Ending


def decide(entity: LegalEntity, command: Command) -> list[Event]:
    """What the command does to the entity; one that was struck off only ends what it has."""
    match command:
        case RegisterLegalEntity():
            return _registered(entity, command)
        case DeregisterLegalEntity(legal_entity_id, day):
            _check_stands(entity, command)
            _check_order(entity.since, day)
            return [LegalEntityDeregistered(legal_entity_id=legal_entity_id, effective_on=day)]
        case OpenBook() | RegisterSeal() | OpenBankAccount():
            _check_stands(entity, command)
            return [_opened(entity, command)]
        case _:
            return _ended(entity, command)


def _registered(entity: LegalEntity, command: RegisterLegalEntity) -> list[Event]:
    if entity.exists:
        _check_stands(entity, command)
    said = (command.name, command.country, command.tax_number, command.currency)
    if said == (entity.name, entity.country, entity.tax_number, entity.currency):
        return []
    event = LegalEntityChanged if entity.exists else LegalEntityRegistered
    return [
        event(
            legal_entity_id=command.legal_entity_id,
            name=command.name,
            country=command.country,
            tax_number=command.tax_number,
            currency=command.currency,
            effective_on=command.effective_on,
        )
    ]


def _opened(entity: LegalEntity, command: Opening) -> Event:
    match command:
        case OpenBook():
            if command.code in entity.books:
                raise BookExistsError
            return BookOpened(
                legal_entity_id=command.legal_entity_id,
                code=command.code,
                name=command.name,
                currency=command.currency,
                fiscal_year_start=command.fiscal_year_start,
                effective_on=command.effective_on,
            )
        case RegisterSeal():
            if any(seal.kind is command.kind for seal in _standing(entity.seals.values())):
                raise SealExistsError
            return SealRegistered(
                legal_entity_id=command.legal_entity_id,
                seal_id=command.seal_id,
                kind=command.kind,
                keeper_id=command.keeper_id,
                effective_on=command.effective_on,
            )
        case OpenBankAccount():
            if any(account.number == command.number for account in _standing(entity.accounts.values())):
                raise AccountExistsError
            return BankAccountOpened(
                legal_entity_id=command.legal_entity_id,
                account_id=command.account_id,
                bank=command.bank,
                bank_code=command.bank_code,
                number=command.number,
                ending=command.number[-SHOWN_OF_A_NUMBER:],
                currency=command.currency,
                effective_on=command.effective_on,
            )


def _ended(entity: LegalEntity, command: Ending) -> list[Event]:
    of, day = command.legal_entity_id, command.effective_on
    match command:
        case CloseBook(code=code):
            _check_ends(entity.books.get(code), command)
            return [BookClosed(legal_entity_id=of, code=code, effective_on=day)]
        case HandSealOver(seal_id=seal, keeper_id=keeper):
            if _check_ends(entity.seals.get(seal), command).keeper_id == keeper:
                return []
            return [SealHandedOver(legal_entity_id=of, seal_id=seal, keeper_id=keeper, effective_on=day)]
        case DestroySeal(seal_id=seal):
            _check_ends(entity.seals.get(seal), command)
            return [SealDestroyed(legal_entity_id=of, seal_id=seal, effective_on=day)]
        case CloseBankAccount(account_id=account):
            _check_ends(entity.accounts.get(account), command)
            return [BankAccountClosed(legal_entity_id=of, account_id=account, effective_on=day)]


def _check_stands(entity: LegalEntity, command: Command) -> None:
    if not entity.exists or entity.deregistered:
        raise NotPossibleNowError("deregistered" if entity.deregistered else "new", command)


def _check_ends(kept: Kept | None, command: Ending) -> Kept:
    if kept is None:
        raise NotFoundError
    if kept.until is not None:
        raise NotPossibleNowError("ended", command)
    _check_order(kept.since, command.effective_on)
    return kept


def _check_order(since: date | None, until: date) -> None:
    if since is not None and until < since:
        raise EndBeforeBeginningError


def _standing(kept: Iterable[Kept]) -> Iterable[Kept]:
    return (one for one in kept if one.until is None)


def evolve(entity: LegalEntity, event: Event) -> LegalEntity:
    """The entity after an event of its stream."""
    match event:
        case LegalEntityRegistered() | LegalEntityChanged():
            return replace(
                entity,
                exists=True,
                name=event.name,
                country=event.country,
                tax_number=event.tax_number,
                currency=event.currency,
                since=entity.since or event.effective_on,
            )
        case LegalEntityDeregistered():
            return replace(entity, deregistered=True)
        case BookOpened(code=code, effective_on=day):
            return replace(entity, books={**entity.books, code: Kept(day)})
        case BookClosed(code=code, effective_on=day):
            return replace(entity, books=_until(entity.books, code, day))
        case SealRegistered(seal_id=seal, kind=kind, keeper_id=keeper, effective_on=day):
            return replace(entity, seals={**entity.seals, seal: Kept(day, kind=kind, keeper_id=keeper)})
        case SealHandedOver(seal_id=seal, keeper_id=keeper):
            return replace(entity, seals={**entity.seals, seal: replace(entity.seals[seal], keeper_id=keeper)})
        case SealDestroyed(seal_id=seal, effective_on=day):
            return replace(entity, seals=_until(entity.seals, seal, day))
        case BankAccountOpened(account_id=account, number=number, effective_on=day):
            return replace(entity, accounts={**entity.accounts, account: Kept(day, number=number)})
        case BankAccountClosed(account_id=account, effective_on=day):
            return replace(entity, accounts=_until(entity.accounts, account, day))
        case _:
            return entity


def _until(kept: dict[str, Kept], name: str, day: date) -> dict[str, Kept]:
    return {**kept, name: replace(kept[name], until=day)}


LEGAL_ENTITY: Final = Aggregate("legal_entity", LegalEntity(), evolve)
