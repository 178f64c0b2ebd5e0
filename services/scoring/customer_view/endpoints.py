"""The customer 360 and a unit's figures over HTTP; what each figure is made of, and what happened when."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Path, Response
from fastapi import Query as Parameter

from services.scoring.customer_view.asked import AsOf, KnownAt
from services.scoring.customer_view.explanation import CONTRACT, CUSTOMER, UNIT, explain, figure_of
from services.scoring.customer_view.figures import AGEING, age
from services.scoring.customer_view.kept import KeptAnswers
from services.scoring.customer_view.months import months_of_payments
from services.scoring.customer_view.queries import customer_360
from services.scoring.customer_view.schemas import (
    CustomerView,
    Moment,
    MonthOfPayments,
    MonthsOfPayments,
    Timeline,
    UnitFigures,
)
from services.scoring.customer_view.timeline import (
    KNOWN_ASSET,
    KNOWN_CUSTOMER,
    PARTY,
    ROOMS,
    Room,
    Subject,
    Wanted,
    check_known,
    moment_of,
    timeline,
)
from services.scoring.customer_view.unit_figures import unit_figures
from services.scoring.generation.serving import served
from shared.eventstore.work import Work
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.explaining import Explained
from shared.web.paging import PageWanted
from shared.web.routing import AtLeast, Here, Page, Query, allowed, router

routes = router()

FigureName = Annotated[str, Path(max_length=60, description="The figure, as its view names it")]
UNITS: Final = "unit_figures"
"""The part of the service that keeps units' figures."""
Rooms = Annotated[list[Room] | None, Parameter(description="Only events of these kinds; all unless given")]
Book = Annotated[
    str | None,
    Parameter(max_length=30, description="The book that assets are charged in; each one's leading book unless given"),
]
AGES = "|".join(age(*one) for one in AGEING)


async def _narrowed(
    currency: Annotated[str | None, Parameter(pattern="^[A-Z]{3}$")] = None,
    kind: Annotated[str | None, Parameter(pattern="^[a-z_]{1,20}$")] = None,
    age: Annotated[str | None, Parameter(pattern=f"^({AGES})$", description="Days past due")] = None,
    month: Annotated[str | None, Parameter(pattern="^[0-9]{4}-[0-9]{2}$")] = None,
    product: Annotated[str | None, Parameter(max_length=200)] = None,
    book: Book = None,
) -> dict[str, str | None]:
    return {"currency": currency, "kind": kind, "age": age, "month": month, "product": product, "book": book}


Narrowed = Annotated[dict[str, str | None], Depends(_narrowed)]
"""What tells figures of one name apart."""


async def _wanted(
    kind: Rooms = None,
    contract_id: Id | None = None,
    effective_from: BusinessDate | None = None,
    effective_to: BusinessDate | None = None,
    amounts: Annotated[bool | None, Parameter(description="Only events that moved money, or only the others")] = None,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
) -> Wanted:
    first, last = effective_from or date.min, effective_to or date.max
    return Wanted(tuple(kind or ROOMS), contract_id, first, last, amounts, as_of, recorded_as_of)


Filtered = Annotated[Wanted, Depends(_wanted)]
"""Which events of a timeline, and as of when."""


@routes.get(
    "/v1/customers/{customer_id}/360", response_model=CustomerView, dependencies=[allowed("scoring.customer.read")]
)
async def show(customer_id: Id, work: Query, as_of: AsOf = None, recorded_as_of: KnownAt = None) -> Response:
    """Everything scoring knows of a customer, in one consistent look."""
    with served():
        view = await customer_360(work, customer_id, as_of, recorded_as_of)
    # The database builds the answer: reading it into a model and writing it again would give the same text.
    return Response(view, media_type="application/json")


@routes.get("/v1/customers/{customer_id}/figures/{figure}", dependencies=[allowed("scoring.customer.read")])
async def explain_customer(
    customer_id: Id,
    figure: FigureName,
    work: Query,
    page: Page,
    narrowed: Narrowed,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
) -> Explained:
    """The facts that a figure of the customer 360 is made of."""
    chosen = figure_of(CUSTOMER, figure, narrowed)
    with served():
        await check_known(work, KNOWN_CUSTOMER, customer_id, Wanted(as_of=as_of, known_at=recorded_as_of))
        return await explain(work, CUSTOMER, customer_id, chosen, narrowed, as_of, recorded_as_of, page)


@routes.get("/v1/customers/{customer_id}/timeline", dependencies=[allowed("scoring.customer.read")])
async def customer_timeline(customer_id: Id, work: Query, page: Page, wanted: Filtered) -> Timeline:
    """What happened with a customer and its contracts, the latest first."""
    with served():
        await check_known(work, KNOWN_CUSTOMER, customer_id, wanted)
        return await _timeline(work, "customer", customer_id, wanted, page)


@routes.get("/v1/customers/{customer_id}/payment-months", dependencies=[allowed("scoring.customer.read")])
async def payments_by_month(
    customer_id: Id, work: Query, as_of: AsOf = None, recorded_as_of: KnownAt = None
) -> MonthsOfPayments:
    """What was received of a customer and paid to it, by month, the last two years with any."""
    with served():
        await check_known(work, KNOWN_CUSTOMER, customer_id, Wanted(as_of=as_of, known_at=recorded_as_of))
        rows = await months_of_payments(work, customer_id, as_of, recorded_as_of)
    return MonthsOfPayments(months=[MonthOfPayments(**row) for row in rows])


@routes.get("/v1/contracts/{contract_id}/figures/{figure}", dependencies=[allowed("scoring.contract.read")])
async def explain_contract(
    contract_id: Id,
    figure: FigureName,
    work: Query,
    page: Page,
    narrowed: Narrowed,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
) -> Explained:
    """The facts that a contract's amount or its progress is made of."""
    chosen = figure_of(CONTRACT, figure, narrowed)
    with served():
        await check_known(work, PARTY, contract_id, Wanted(as_of=as_of, known_at=recorded_as_of))
        return await explain(work, CONTRACT, contract_id, chosen, narrowed, as_of, recorded_as_of, page)


@routes.get("/v1/contracts/{contract_id}/timeline", dependencies=[allowed("scoring.contract.read")])
async def contract_timeline(contract_id: Id, work: Query, page: Page, wanted: Filtered) -> Timeline:
    """What happened with a contract, the latest first."""
    with served():
        party = await check_known(work, PARTY, contract_id, wanted)
        return await _timeline(work, "customer", party, wanted.of_contract(contract_id), page)


@routes.get("/v1/assets/{asset_id}/timeline", dependencies=[allowed("scoring.asset.read")])
async def asset_timeline(asset_id: Id, work: Query, page: Page, wanted: Filtered) -> Timeline:
    """What happened with an asset, the latest first."""
    with served():
        await check_known(work, KNOWN_ASSET, asset_id, wanted)
        return await _timeline(work, "asset", asset_id, wanted, page)


@routes.get("/v1/units/{unit_id}/figures", dependencies=[allowed("scoring.unit.read")])
async def show_unit(
    unit_id: Id,
    work: Query,
    here: Here,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
    book: Book = None,
    at_least: AtLeast = None,
) -> UnitFigures:
    """Purchases by month and product, payments, arrears and assets of a unit with all below it.

    Without `at_least` the answer may be some moments old: twenty times as long as it took to make. `positions` says
    what it includes.
    """

    async def make() -> UnitFigures:
        with served():
            return UnitFigures.model_validate(await unit_figures(work, unit_id, as_of, recorded_as_of, book))

    # Whoever sees the whole unit sees the same.
    if at_least is not None or not work.context.covers(unit_id):
        return await make()
    kept: KeptAnswers[UnitFigures] = here.parts.setdefault(UNITS, KeptAnswers())
    return await kept.get((unit_id, as_of or work.context.today, recorded_as_of, book), make)


@routes.get("/v1/units/{unit_id}/figures/{figure}", dependencies=[allowed("scoring.unit.read")])
async def explain_unit(
    unit_id: Id,
    figure: FigureName,
    work: Query,
    page: Page,
    narrowed: Narrowed,
    as_of: AsOf = None,
    recorded_as_of: KnownAt = None,
) -> Explained:
    """The facts that a figure of a unit is made of."""
    chosen = figure_of(UNIT, figure, narrowed)
    with served():
        return await explain(work, UNIT, unit_id, chosen, narrowed, as_of, recorded_as_of, page)


async def _timeline(work: Work, about: Subject, subject: str, wanted: Wanted, page: PageWanted) -> Timeline:
    rows = await timeline(work, about, subject, wanted, page)
    return Timeline(moments=[Moment(**moment_of(row)) for row in rows])
