"""The predicate that every query of a request carries, and the rows that let somebody of another unit see a thing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from shared.security.schema import EVERYTHING
from shared.security.tables import participants


def visible(unit: ColumnElement[str], resource: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    """True for rows whose unit is in the transaction's scopes or below, or in whose resource the caller takes part.

    `resource` is the name of the row's stream (`contract-<id>`), where participants may exist.
    """
    scopes = select(func.current_setting("app.scopes", True)).scalar_subquery()
    conditions: list[ColumnElement[bool]] = [scopes == EVERYTHING, unit.in_(select(func.visible_units()))]
    if resource is not None:
        conditions.append(resource.in_(select(func.visible_resources())))
    return or_(*conditions)


def admit(resource: str, party: str, until: datetime | None = None) -> Executable:
    """The statement, for a projection, that lets a person or a unit see a stream's rows, until a time if given."""
    row: dict[str, Any] = {"resource": resource, "party": party, "until": until}
    statement = insert(participants).values(row)
    return statement.on_conflict_do_update(
        index_elements=[participants.c.resource, participants.c.party], set_={"until": statement.excluded.until}
    )


def dismiss(resource: str, party: str) -> Executable:
    """The statement, for a projection, that ends it."""
    return delete(participants).where(participants.c.resource == resource, participants.c.party == party)
