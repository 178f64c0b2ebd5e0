"""Grades, scores and schemes as rows; when a grade is looked at again."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.scoring.credit.events import CreditChanged, CreditSchemeLaidDown, ScoreCalculated
from services.scoring.credit.scheme import quarter_begins
from services.scoring.credit.tables import credit_grades, credit_schemes, credit_scores
from shared.eventstore.deadlines import set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

REVIEW: Final = "credit.review"
EARLY: Final = time(4)
projection = Projection("credit_grades", tables=[credit_grades, credit_scores, credit_schemes])


@projection.on(ScoreCalculated)
def score(r: Recorded[ScoreCalculated]) -> Iterable[Executable]:
    event = r.event
    yield insert(credit_scores).values(
        customer_id=event.customer_id,
        version=r.version,
        unit_id=r.unit,
        as_of=event.as_of,
        scheme_from=event.scheme_from,
        indicators=[one.model_dump(mode="json") for one in event.indicators],
        total=event.total,
        hard=event.hard,
        recorded_at=r.recorded_at,
    )


@projection.on(CreditChanged)
def grade(r: Recorded[CreditChanged]) -> Iterable[Executable]:
    """Graded anew at the beginning of the next quarter, which lies ahead also where the grade was of an earlier day."""
    event = r.event
    said = {**event.model_dump(exclude={"customer_id"}), "version": r.version}
    row = insert(credit_grades).values(customer_id=event.customer_id, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=["customer_id"], set_=said)
    told_on = r.recorded_at.astimezone(INSTALLATION_ZONE).date()
    again = datetime.combine(quarter_begins(max(event.graded_on, told_on), 1), EARLY, INSTALLATION_ZONE)
    yield set_deadline(REVIEW, event.customer_id, again)


@projection.on(CreditSchemeLaidDown)
def lay_down(r: Recorded[CreditSchemeLaidDown]) -> Iterable[Executable]:
    scheme = r.event.model_dump(mode="json")
    yield insert(credit_schemes).values(version=r.version, from_on=r.event.from_on, scheme=scheme)
