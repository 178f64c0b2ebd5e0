"""Cards: entering, changing, and reading them now, as of a date, with their schedule and their chain."""

from typing import Annotated

from fastapi import Query as QueryParameter
from sqlalchemy import select

from services.asset.card import queries
from services.asset.card.explanation import EXPLANATIONS, FigureName
from services.asset.card.handlers import change_card, enter_asset
from services.asset.card.queries import CardFilter
from services.asset.card.schemas import (
    AdjustmentBody,
    AssetEntryBody,
    CardAnswer,
    CardAsOfAnswer,
    CardDetail,
    CardMade,
    CardsAnswer,
    FiguresAnswer,
    MoveBody,
    PlannedRow,
    ScheduleAnswer,
    UnitFigures,
    book_answer,
    card_fields,
    value_fields,
)
from services.asset.card.state import Card
from services.asset.card.tables import cards
from services.asset.checking import check_contract
from services.asset.schemas import AssetKey
from services.asset.terms import LEADING_BOOK, Stretch, planned
from shared.eventstore.aggregate import Stream
from shared.security.known import require_people, unit_for
from shared.values.clock import BusinessDate, Instant
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.explaining import Explained
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

Narrowed = Annotated[str | None, QueryParameter(min_length=1, max_length=80)]


@routes.post("/v1/assets", status_code=201, dependencies=[allowed("asset.card.enter")])
async def enter(body: AssetEntryBody, work: Command) -> CardMade:
    """Enters an asset that came without a project, or with charges booked elsewhere."""
    unit = await unit_for(work, body.unit_id)
    await check_contract(work, body.contract_id)
    return _made(await enter_asset(work, body.identity(), body.cost, body.booked_before(), unit))


@routes.post("/v1/assets/{asset_id}/moves", status_code=201, dependencies=[allowed("asset.card.move")])
async def move(asset_id: AssetKey, body: MoveBody, work: Command) -> CardMade:
    """Another place, department or holder inside its unit."""
    await require_people(work, {"/holder_id": body.holder_id})
    return _made(await change_card(work, asset_id, body.to_command(work.context.today)))


@routes.post("/v1/assets/{asset_id}/adjustments", status_code=201, dependencies=[allowed("asset.card.adjust")])
async def adjust(asset_id: AssetKey, body: AdjustmentBody, work: Command) -> CardMade:
    """Changes value, residual value or life of one book from a date onward."""
    return _made(await change_card(work, asset_id, body.to_command(work.context.today)))


@routes.get("/v1/assets", dependencies=[allowed("asset.card.read")])
async def show_all(
    work: Query,
    page: Page,
    unit_id: Narrowed = None,
    class_code: Narrowed = None,
    stage: Narrowed = None,
    project_id: Annotated[Id | None, QueryParameter()] = None,
    contract_id: Annotated[Id | None, QueryParameter()] = None,
    supplier_id: Annotated[Id | None, QueryParameter()] = None,
) -> CardsAnswer:
    """Cards in the caller's units, and those offered to them."""
    wanted = queries.listed(CardFilter(unit_id, class_code, stage, project_id, contract_id, supplier_id))
    rows = await page_of(work, wanted, [cards.c.asset_id], page)
    return CardsAnswer(assets=[CardAnswer(**card_fields(row)) for row in rows])


@routes.get("/v1/assets/{asset_id}", dependencies=[allowed("asset.card.read")])
async def show(asset_id: AssetKey, work: Query) -> CardDetail:
    """One card with its books."""
    row = await queries.card(work, asset_id)
    books = await queries.books_of(work, asset_id)
    return CardDetail(**card_fields(row), books=[book_answer(book) for book in books])


@routes.get("/v1/assets/{asset_id}/figures/{figure}", dependencies=[allowed("asset.card.read")])
async def explain(asset_id: AssetKey, figure: FigureName, work: Query, page: Page) -> Explained:
    """The events that cost, charges or book value of the leading book are made of."""
    row = await queries.card(work, asset_id)
    values = {"asset_id": asset_id, "stream": f"asset-{asset_id}", "opening": row["opening"]}
    return await EXPLANATIONS[figure].told(work, {**values, "currency": row["currency"]}, page)


@routes.get("/v1/assets/{asset_id}/as-of", dependencies=[allowed("asset.card.read")])
async def show_as_of(
    asset_id: AssetKey,
    work: Query,
    on: Annotated[BusinessDate, QueryParameter()],
    known_until: Annotated[Instant | None, QueryParameter()] = None,
) -> CardAsOfAnswer:
    """The card as it stood at the end of a day, by what was known until a time."""
    now = await queries.card(work, asset_id)
    found = await queries.card_as_of(work, asset_id, on, known_until)
    stood = found.stood
    return CardAsOfAnswer(
        asset_id=asset_id,
        as_of=on,
        unit_id=stood["held_by"],
        **{name: stood[name] for name in ("stage", "class_code", "location", "department", "holder_id")},
        **value_fields(stood["cost"], found.accumulated, now["currency"]),
    )


@routes.get("/v1/assets/{asset_id}/schedule", dependencies=[allowed("asset.card.read")])
async def show_schedule(
    asset_id: AssetKey,
    work: Query,
    book: Annotated[str, QueryParameter(max_length=30)] = LEADING_BOOK,
) -> ScheduleAnswer:
    """The rows a book has left to charge."""
    found = [row for row in await queries.books_of(work, asset_id) if row["book"] == book]
    if not found:
        raise NotFoundError
    row, currency = found[0], found[0]["currency"]
    left = planned([Stretch.model_validate(one) for one in row["stretches"]], row["charged_until"])
    return ScheduleAnswer(
        asset_id=asset_id,
        book=book,
        accumulated=Money(row["accumulated"], currency),
        rows=[PlannedRow(date=on, charge=Money(charge, currency)) for on, charge in left],
    )


@routes.get("/v1/figures", dependencies=[allowed("asset.card.read")])
async def show_figures(work: Query, page: Page) -> FiguresAnswer:
    """Cards and their value by unit."""
    figures = queries.figures_by_unit()
    rows = await page_of(work, select(figures), [figures.c.unit_id, figures.c.currency], page)
    return FiguresAnswer(
        units=[
            UnitFigures(
                unit_id=row["unit_id"],
                cards=row["cards"],
                **value_fields(row["cost"], row["accumulated"], row["currency"]),
            )
            for row in rows
        ]
    )


def _made(card: Stream[Card]) -> CardMade:
    return CardMade(asset_id=card.id, number=card.state.number, stage=card.state.stage, version=card.version)
