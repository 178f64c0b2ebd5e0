"""From a card back to project, acceptance, order, contract and supplier, in one query."""

from collections.abc import Sequence

import asyncpg
from sqlalchemy import func, select

from services.asset.card.queries import visible_cards
from services.asset.card.tables import cards
from services.asset.project.tables import project_costs, projects
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError


async def chain(work: Work, asset_id: str) -> Sequence[asyncpg.Record]:
    """From the card back to project, acceptance, order, contract and supplier; a row for each cost of the project."""
    rows = await work.rows(
        select(
            cards.c.asset_id,
            cards.c.number,
            cards.c.currency,
            cards.c.cost,
            projects.c.project_id,
            projects.c.name.label("project_name"),
            func.coalesce(project_costs.c.contract_id, projects.c.contract_id).label("contract_id"),
            project_costs.c.order_id,
            project_costs.c.delivery_id,
            project_costs.c.acceptance_id,
            project_costs.c.supplier_id,
            project_costs.c.sealed,
            project_costs.c.amount,
            project_costs.c.booked_on,
        )
        .select_from(
            cards.outerjoin(projects, projects.c.project_id == cards.c.project_id).outerjoin(
                project_costs, project_costs.c.project_id == projects.c.project_id
            )
        )
        .where(cards.c.asset_id == asset_id, visible_cards())
        .order_by(project_costs.c.version)
    )
    if not rows:
        raise NotFoundError
    return rows
