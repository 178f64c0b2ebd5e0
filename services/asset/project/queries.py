"""Projects read from their tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy import func, select

from services.asset.project.tables import project_costs
from shared.eventstore.work import Work
from shared.security.visibility import visible


@dataclass(frozen=True, slots=True)
class Source:
    """Order and supplier of a project, where all its costs share one."""

    order_id: str | None
    supplier_id: str | None


async def descriptions(work: Work, costs: Sequence[asyncpg.Record]) -> list[str]:
    """What each of the costs is for, opened at once for all of them; `""` where a row holds none."""
    opened = await work.unseal_all([(f"project-{cost['project_id']}", cost["sealed"]) for cost in costs])
    return [said.get("description", "") for said in opened]


async def single_source(work: Work, project_id: str) -> Source:
    columns = (project_costs.c.order_id, project_costs.c.supplier_id)
    ends = [end(column) for column in columns for end in (func.min, func.max)]
    row = await work.row(
        select(*ends).where(project_costs.c.project_id == project_id, visible(project_costs.c.unit_id))
    )
    if row is None:
        return Source(None, None)
    first_order, last_order, first_supplier, last_supplier = row
    return Source(
        order_id=first_order if first_order == last_order else None,
        supplier_id=first_supplier if first_supplier == last_supplier else None,
    )
