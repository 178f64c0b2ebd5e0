"""Rows of legal entities and of what they have."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, Table, insert, update

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
    SealRegistered,
)
from services.portal.legal_entity.tables import bank_accounts, books, legal_entities, seals
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("legal entities", tables=[legal_entities, books, seals, bank_accounts])


@projection.on(LegalEntityRegistered)
def register(r: Recorded[LegalEntityRegistered]) -> Iterable[Executable]:
    yield insert(legal_entities).values(**_of(r.event), unit_id=r.unit, version=r.version)


@projection.on(LegalEntityChanged)
def change(r: Recorded[LegalEntityChanged]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"legal_entity_id", "effective_on"})
    yield _entity(r, **said)


@projection.on(LegalEntityDeregistered)
def deregister(r: Recorded[LegalEntityDeregistered]) -> Iterable[Executable]:
    yield _entity(r, deregistered_on=r.event.effective_on)


@projection.on(BookOpened)
def open_book(r: Recorded[BookOpened]) -> Iterable[Executable]:
    yield insert(books).values(**_of(r.event), unit_id=r.unit)
    yield _entity(r)


@projection.on(BookClosed)
def close_book(r: Recorded[BookClosed]) -> Iterable[Executable]:
    yield _part(books, r, "code", until=r.event.effective_on)
    yield _entity(r)


@projection.on(SealRegistered)
def register_seal(r: Recorded[SealRegistered]) -> Iterable[Executable]:
    yield insert(seals).values(**_of(r.event), unit_id=r.unit)
    yield _entity(r)


@projection.on(SealHandedOver)
def hand_seal_over(r: Recorded[SealHandedOver]) -> Iterable[Executable]:
    yield _part(seals, r, "seal_id", keeper_id=r.event.keeper_id)
    yield _entity(r)


@projection.on(SealDestroyed)
def destroy_seal(r: Recorded[SealDestroyed]) -> Iterable[Executable]:
    yield _part(seals, r, "seal_id", until=r.event.effective_on)
    yield _entity(r)


@projection.on(BankAccountOpened)
def open_account(r: Recorded[BankAccountOpened]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"number"})
    yield insert(bank_accounts).values(**said, unit_id=r.unit, sealed=r.sealed)
    yield _entity(r)


@projection.on(BankAccountClosed)
def close_account(r: Recorded[BankAccountClosed]) -> Iterable[Executable]:
    yield _part(bank_accounts, r, "account_id", until=r.event.effective_on)
    yield _entity(r)


def _of(event: Event) -> dict[str, Any]:
    return event.model_dump(mode="python")


def _entity(r: Recorded[Any], **changed: object) -> Executable:
    """Whatever happens to a part is a version of the whole."""
    return (
        update(legal_entities)
        .where(legal_entities.c.legal_entity_id == r.event.legal_entity_id)
        .values(version=r.version, **changed)
    )


def _part(table: Table, r: Recorded[Any], name: str, **changed: object) -> Executable:
    return (
        update(table)
        .where(table.c.legal_entity_id == r.event.legal_entity_id, table.c[name] == getattr(r.event, name))
        .values(**changed)
    )
