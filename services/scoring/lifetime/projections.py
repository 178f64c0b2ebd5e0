"""Trained models as rows."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.scoring.lifetime.events import ModelTrained
from services.scoring.tables import lifetime_models
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("lifetime_models", tables=[lifetime_models])


@projection.on(ModelTrained)
def keep(r: Recorded[ModelTrained]) -> Iterable[Executable]:
    event = r.event
    yield insert(lifetime_models).values(
        lifetime_id=event.lifetime_id,
        unit_id=r.unit,
        model=event.model,
        until=event.until,
        customers=event.customers,
        parameters=event.parameters,
        log_likelihood=event.log_likelihood,
        spending=event.spending,
        currency=event.currency,
        trained_at=r.recorded_at,
        version=r.version,
    )
