from typing import Final

from sqlalchemy import select

from services.contract.type.aggregate import TYPE, ContractType, DefineType, decide
from services.contract.type.events import TypeDefined
from services.contract.type.queries import above, with_above
from services.contract.type.stamp import StampItem
from services.contract.type.tables import types
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('pactline contract types'))"


async def define_type(work: Work, rules: TypeDefined, if_match: int | None = None) -> Stream[ContractType]:
    """A type is defined, or defined anew by whoever read the version it has."""
    stream = await work.load(TYPE, rules.type_id, if_match=if_match, must_exist=if_match is not None)
    work.record(stream, decide(stream.state, DefineType(rules, await _above_parent(work, rules.parent_id))))
    await work.flush()
    return stream


async def _above_parent(work: Work, parent_id: str | None) -> frozenset[str]:
    """Whoever places types waits for whoever places another one: two at once could close a circle."""
    if parent_id is None:
        return frozenset()
    await work.conn.execute(LOCK)
    found = await above(work, parent_id)
    if not found:
        raise InvalidFieldError("/parent_id", "there is no such type")
    return found


async def required_of(work: Work, rules: TypeDefined) -> tuple[str, ...]:
    """The codes of the clauses that the type and those above it ask for."""
    if rules.parent_id is None:
        return rules.required_clauses
    chosen = select(types.c.rules).where(types.c.type_id.in_(with_above(rules.type_id)))
    asked = {code for row in await work.rows(chosen) for code in row["rules"].get("required_clauses", ())}
    return tuple(sorted(asked))


async def stamp_item_of(work: Work, type_id: str) -> StampItem | None:
    """The item of stamp duty that contracts of the type fall under: its own, else that of the nearest above."""
    climbed: set[str] = set()
    next_id: str | None = type_id
    while next_id is not None and next_id not in climbed:
        climbed.add(next_id)
        rules = await rules_of(work, next_id)
        if rules.stamp_item is not None:
            return rules.stamp_item
        next_id = rules.parent_id
    return None


async def rules_of(work: Work, type_id: str) -> TypeDefined:
    """The rules of a type, which are the same for every unit."""
    rules = await work.value(select(types.c.rules).where(types.c.type_id == type_id))
    if rules is None:
        raise InvalidFieldError("/type_id", "there is no such type")
    return TypeDefined.model_validate(rules)
