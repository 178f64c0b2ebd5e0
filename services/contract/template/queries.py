"""What is asked about templates, which are the same for every unit."""

from typing import Any, Literal

from sqlalchemy import Select, select

from services.contract.template.tables import templates
from services.contract.type.queries import with_above

State = Literal["draft", "in_review", "published", "retired"]


def listed(type_id: str | None, state: str | None) -> Select[Any]:
    """Templates; of one type those of the type itself and of those above it."""
    chosen = select(templates)
    if type_id is not None:
        chosen = chosen.where(templates.c.type_id.in_(with_above(type_id)))
    return chosen if state is None else chosen.where(templates.c.state == state)
