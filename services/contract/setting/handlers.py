"""Rates and caps: laid down by those who may, asked for the day on which something happens."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from services.contract.setting.aggregate import SETTING, LayDown, Setting, decide
from services.contract.setting.choosing import Course
from services.contract.setting.events import SettingLaidDown, SettingName
from services.contract.setting.shipped import SHIPPED
from services.contract.setting.tables import settings
from services.contract.type.tables import types
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id


async def lay_down(work: Work, fact: SettingLaidDown) -> Stream[Setting]:
    """A rate or cap holds from a day on."""
    if fact.type_code is not None:
        known = select(types.c.type_id).where(types.c.code == fact.type_code)
        if await work.value(known) is None:
            raise InvalidFieldError("/type_code", "there is no such type")
    stream = await work.load(SETTING, setting_id(fact.setting))
    work.record(stream, decide(stream.state, LayDown(fact)))
    return stream


def setting_id(setting: str) -> str:
    return derived_id("setting", setting)


async def value_on(work: Work, setting: SettingName, type_code: str, on: date) -> Decimal | None:
    """What holds for contracts of a type on a day; None where nothing is laid down."""
    return (await course_of(work, setting, type_code)).on(on)


async def course_of(work: Work, setting: SettingName, type_code: str) -> Course:
    """What holds for contracts of a type on any day."""
    rows = await work.rows(select(settings).where(settings.c.setting == setting).order_by(settings.c.version))
    shipped = [one for one in SHIPPED if one.setting == setting]
    said = [
        SettingLaidDown(
            setting=setting, type_code=row["type_code"], value=row["value"], effective_on=row["effective_on"]
        )
        for row in rows
    ]
    return Course((*shipped, *said), tuple(await _with_above(work, type_code)))


async def _with_above(work: Work, code: str) -> list[str]:
    """The type and those above it, the nearest first."""
    climbed, next_id = [code], await work.value(select(types.c.parent_id).where(types.c.code == code))
    seen: set[str] = set()
    while next_id is not None and next_id not in seen:
        seen.add(next_id)
        row = await work.row(select(types.c.code, types.c.parent_id).where(types.c.type_id == next_id))
        if row is None:
            break
        climbed.append(row["code"])
        next_id = row["parent_id"]
    return climbed
