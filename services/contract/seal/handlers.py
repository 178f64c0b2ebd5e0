"""The register of seals: remembered from the portal, and asked when a seal is used."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.legal_entity.queries import entity_of
from services.contract.seal.tables import seal_keepers, seals, unit_entities
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

REGISTERED_AS: Final[Mapping[str, str]] = {"legal_representative": "representative"}
"""What the register calls a kind of seal where it has another word for it."""


async def remember_seal(work: Work, seal_id: str, entity: str, kind: str, keeper: str, on: date) -> None:
    """An entity has a seal from a day on, kept by somebody."""
    row = {"seal_id": seal_id, "legal_entity_id": entity, "kind": kind, "registered_on": on}
    await work.execute(insert(seals).values(**row).on_conflict_do_nothing())
    await remember_keeper(work, seal_id, keeper, on)


async def remember_keeper(work: Work, seal_id: str, keeper: str, on: date) -> None:
    """Somebody keeps it from a day on."""
    await _dated(work, seal_keepers, {"seal_id": seal_id, "effective_on": on}, {"keeper_id": keeper})


async def forget_seal(work: Work, seal_id: str, on: date) -> None:
    """It counts no longer from a day on."""
    await work.execute(update(seals).where(seals.c.seal_id == seal_id).values(destroyed_on=on))


async def remember_entity(work: Work, unit: str, entity: str | None, on: date) -> None:
    """A unit belongs to an entity from a day on, or again to that of the unit above it."""
    await _dated(work, unit_entities, {"unit_id": unit, "effective_on": on}, {"legal_entity_id": entity})


async def _dated(work: Work, table: Table, key: Mapping[str, object], said: Mapping[str, object]) -> None:
    row = insert(table).values(**key, **said)
    await work.execute(row.on_conflict_do_update(index_elements=[*key], set_=dict(said)))


async def check_seal(work: Work, unit: str, kind: str, seal_id: str | None, keeper: str, on: date) -> None:
    """Raises `InvalidFieldError` unless the seal is one of that kind of the legal entity of the unit, counts on the
    day and is kept by that person; none need be named where none of the kind is registered.
    """
    entity = await entity_of(work, unit, on)
    registered = REGISTERED_AS.get(kind, kind)
    ours = select(seals).where(seals.c.legal_entity_id == entity)
    counting = (seals.c.registered_on <= on) & (seals.c.destroyed_on.is_(None) | (seals.c.destroyed_on > on))
    if seal_id is None:
        if await work.row(ours.where(seals.c.kind == registered, counting).limit(1)) is not None:
            raise InvalidFieldError("/seal_id", "seals of this kind are registered: name the one that was used")
        return
    found = await work.row(ours.where(seals.c.seal_id == seal_id))
    if found is None:
        raise InvalidFieldError("/seal_id", "the legal entity of the contract's unit has no such seal")
    if found["kind"] != registered:
        raise InvalidFieldError("/kind", "the seal is registered as one of another kind")
    if await work.row(ours.where(seals.c.seal_id == seal_id, counting)) is None:
        raise InvalidFieldError("/seal_id", "the seal does not count on that day")
    keeping = select(seal_keepers.c.keeper_id).where(
        seal_keepers.c.seal_id == seal_id, seal_keepers.c.effective_on <= on
    )
    if await work.value(keeping.order_by(seal_keepers.c.effective_on.desc()).limit(1)) != keeper:
        raise InvalidFieldError("/keeper_id", "somebody else keeps the seal on that day")
