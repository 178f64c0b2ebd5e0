from sqlalchemy import select

from services.contract.type.aggregate import TYPE, ContractType, DefineType, decide
from services.contract.type.events import TypeDefined
from services.contract.type.tables import types
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError


async def define_type(work: Work, rules: TypeDefined, if_match: int | None = None) -> Stream[ContractType]:
    """A type is defined, or defined anew by whoever read the version it has."""
    stream = await work.load(TYPE, rules.type_id, if_match=if_match, must_exist=if_match is not None)
    work.record(stream, decide(stream.state, DefineType(rules)))
    await work.flush()
    return stream


async def rules_of(work: Work, type_id: str) -> TypeDefined:
    """The rules of a type, which are the same for every unit."""
    rules = await work.value(select(types.c.rules).where(types.c.type_id == type_id))
    if rules is None:
        raise InvalidFieldError("/type_id", "there is no such type")
    return TypeDefined.model_validate(rules)
