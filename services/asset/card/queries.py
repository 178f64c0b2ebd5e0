"""Cards read from their tables: now, as of any date, with the chain they came by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select, Subquery, func, select, true

from services.asset.card.standing import standing
from services.asset.card.tables import books, card_history, cards, charges
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError

RESOURCE = "asset-"


def visible_cards() -> ColumnElement[bool]:
    return visible(cards.c.unit_id, RESOURCE + cards.c.asset_id)


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What a list of cards is narrowed to; None leaves all."""

    unit_id: str | None = None
    class_code: str | None = None
    stage: str | None = None
    project_id: str | None = None
    contract_id: str | None = None
    supplier_id: str | None = None


def listed(wanted: CardFilter) -> Select[Any]:
    """The cards in reach; a class stands for all below it."""
    statement = select(cards).where(visible_cards())
    for name in ("unit_id", "stage", "project_id", "contract_id", "supplier_id"):
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(cards.c[name] == value)
    if wanted.class_code is not None:
        below = cards.c.class_code.startswith(f"{wanted.class_code}.", autoescape=True)
        statement = statement.where((cards.c.class_code == wanted.class_code) | below)
    return statement


async def card(work: Work, asset_id: str) -> asyncpg.Record:
    row = await work.row(select(cards).where(cards.c.asset_id == asset_id, visible_cards()))
    if row is None:
        raise NotFoundError
    return row


async def books_of(work: Work, asset_id: str) -> Sequence[asyncpg.Record]:
    return await work.rows(
        select(books)
        .where(books.c.asset_id == asset_id, visible(books.c.unit_id, RESOURCE + books.c.asset_id))
        .order_by(books.c.leading.desc(), books.c.book)
    )


@dataclass(frozen=True, slots=True)
class CardAsOf:
    """A card as it stood at the end of a day, by the changes and the charges by then."""

    stood: dict[str, Any]
    accumulated: Any


async def card_as_of(work: Work, asset_id: str, on: date, known_until: datetime | None = None) -> CardAsOf:
    """Effective by `on`; `known_until` leaves out what was recorded later. Raises `NotFoundError` before its entry."""
    now = await card(work, asset_id)
    history = await work.rows(
        select(card_history)
        .where(
            card_history.c.asset_id == asset_id,
            visible(card_history.c.unit_id, RESOURCE + card_history.c.asset_id),
        )
        .order_by(card_history.c.version)
    )
    stood = standing([dict(row) for row in history], on, known_until)
    if stood is None:
        raise NotFoundError
    charged = await work.value(
        select(func.coalesce(func.sum(charges.c.charge), 0)).where(
            charges.c.asset_id == asset_id,
            charges.c.leading,
            charges.c.effective_on <= on,
            _known(charges.c.recorded_at, known_until),
            visible(charges.c.unit_id, RESOURCE + charges.c.asset_id),
        )
    )
    return CardAsOf(stood, now["opening"] + charged)


def _known(recorded_at: ColumnElement[datetime], until: datetime | None) -> ColumnElement[bool]:
    return true() if until is None else recorded_at <= until


def figures_by_unit() -> Subquery:
    """Cards, cost and accumulated depreciation of every unit in reach; headquarters' roll-up adds them."""
    return (
        select(
            cards.c.unit_id,
            cards.c.currency,
            func.count().label("cards"),
            func.sum(cards.c.cost).label("cost"),
            func.sum(cards.c.accumulated).label("accumulated"),
        )
        .where(visible(cards.c.unit_id))
        .group_by(cards.c.unit_id, cards.c.currency)
        .subquery("figures")
    )
