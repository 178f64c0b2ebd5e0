"""Classes read from their table."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from services.asset.asset_class.tables import classes
from services.asset.terms import BookTerms
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class ClassDefaults:
    """What an asset takes from its class."""

    class_id: str
    code: str
    active: bool
    books: tuple[BookTerms, ...]


async def class_by_code(work: Work, code: str) -> ClassDefaults | None:
    row = await work.row(select(classes).where(classes.c.code == code))
    if row is None:
        return None
    books = tuple(BookTerms.model_validate(terms) for terms in row["books"])
    return ClassDefaults(row["class_id"], row["code"], row["active"], books)


async def usable_classes(work: Work, codes: Iterable[tuple[str, str]]) -> dict[str, ClassDefaults]:
    """The classes by code; `codes` come with the JSON pointer that is named when a class is unknown or retired."""
    found: dict[str, ClassDefaults] = {}
    for code, pointer in codes:
        defaults = found.get(code) or await class_by_code(work, code)
        if defaults is None or not defaults.active:
            raise InvalidFieldError(pointer, "there is no such class in use")
        found[code] = defaults
    return found
