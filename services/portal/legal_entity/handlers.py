"""What is done with legal entities, each in the transaction of whoever asks."""

from services.portal.legal_entity import queries
from services.portal.legal_entity.aggregate import (
    LEGAL_ENTITY,
    Command,
    DeregisterLegalEntity,
    HandSealOver,
    RegisterLegalEntity,
    RegisterSeal,
    decide,
)
from services.portal.unit.aggregate import UNIT, AssignUnit
from services.portal.unit.aggregate import decide as decide_of_unit
from services.portal.unit.queries import assigned_units
from shared.eventstore.work import Work
from shared.security.known import require_people, unit_for
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError


class TaxNumberTakenError(DomainError):
    """Another legal entity has this tax number."""

    pointer = "/tax_number"


class EntityInUseError(DomainError):
    """Units are assigned to the entity: assign them elsewhere first."""


async def register_entity(
    work: Work, command: RegisterLegalEntity, unit: str | None = None, if_match: int | None = None
) -> int:
    """Registers an entity in a unit that the caller covers, or changes one; gives its version."""
    if if_match is None:
        unit = await unit_for(work, unit)
    entity = await work.load(
        LEGAL_ENTITY, command.legal_entity_id, unit=unit or "", if_match=if_match, must_exist=if_match is not None
    )
    if await queries.taken(work, command.country, command.tax_number, command.legal_entity_id):
        raise TaxNumberTakenError
    work.record(entity, decide(entity.state, command))
    return entity.version


async def change_entity(work: Work, command: Command) -> int:
    """Does what the command says to an entity's books, seals or accounts, or strikes it off; gives its version."""
    entity = await work.load(LEGAL_ENTITY, command.legal_entity_id, must_exist=True)
    if isinstance(command, RegisterSeal | HandSealOver):
        await require_people(work, {"/keeper_id": command.keeper_id})
    if isinstance(command, DeregisterLegalEntity):
        units = await assigned_units(work, command.legal_entity_id, command.effective_on)
        if units:
            raise EntityInUseError(units=units)
    work.record(entity, decide(entity.state, command))
    return entity.version


async def assign_unit(work: Work, command: AssignUnit) -> int:
    """Assigns a unit that the caller looks after from above to an entity from a day on; gives the unit's version."""
    unit = await work.load(UNIT, command.unit_id, must_exist=True)
    if not unit.state.exists:
        raise NotFoundError
    wanted = command.legal_entity_id
    if wanted is not None and not await queries.stands_on(work, wanted, command.effective_on):
        raise InvalidFieldError("/legal_entity_id", "there is no such legal entity on that day")
    work.record(unit, decide_of_unit(unit.state, command))
    return unit.version
