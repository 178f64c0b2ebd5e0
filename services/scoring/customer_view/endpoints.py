"""The customer 360 over HTTP."""

from typing import Annotated

from fastapi import Query as Parameter
from fastapi import Response

from services.scoring.customer_view.queries import customer_360
from services.scoring.customer_view.schemas import CustomerView, UnitFigures
from services.scoring.customer_view.unit_figures import unit_figures
from services.scoring.generation.serving import served
from shared.values.clock import BusinessDate, Instant
from shared.values.ids import Id
from shared.web.routing import AtLeast, Query, allowed, router

routes = router()

AsOf = Annotated[
    BusinessDate | None, Parameter(description="Figures as of the end of this business day; today unless given")
]
KnownAt = Annotated[Instant | None, Parameter(description="Only what had been recorded by then")]


@routes.get(
    "/v1/customers/{customer_id}/360", response_model=CustomerView, dependencies=[allowed("scoring.customer.read")]
)
async def show(
    customer_id: Id, work: Query, as_of: AsOf = None, recorded_as_of: KnownAt = None, _at_least: AtLeast = None
) -> Response:
    """Everything scoring knows of a customer, in one consistent look."""
    with served():
        view = await customer_360(work, customer_id, as_of, recorded_as_of)
    # The database builds the answer: reading it into a model and writing it again would give the same text.
    return Response(view, media_type="application/json")


@routes.get("/v1/units/{unit_id}/figures", dependencies=[allowed("scoring.unit.read")])
async def show_unit(
    unit_id: Id, work: Query, as_of: AsOf = None, recorded_as_of: KnownAt = None, _at_least: AtLeast = None
) -> UnitFigures:
    """Purchases by month and product, payments, arrears and assets of a unit with all below it."""
    with served():
        return UnitFigures.model_validate(await unit_figures(work, unit_id, as_of, recorded_as_of))
