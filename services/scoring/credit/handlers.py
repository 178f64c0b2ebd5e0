"""Credit is graded: when somebody asks for it, and by itself at the beginning of every quarter."""

from datetime import date
from typing import Final

from services.scoring.credit.aggregate import (
    CREDIT,
    SCHEMES,
    AssessCredit,
    Credit,
    LayDown,
    Schemes,
    TooLittleKnownError,
    decide,
    decide_scheme,
)
from services.scoring.credit.events import CreditSchemeLaidDown
from services.scoring.credit.queries import measure, scheme_on
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.values.ids import derived_id

EVERYWHERE: Final = derived_id("credit_scheme", "everywhere")


async def assess(work: Work, customer_id: str, on: date) -> Stream[Credit]:
    """The grade of a customer by what is known of them now, under the scheme of the day."""
    known = await measure(work, customer_id, on)
    scheme = await scheme_on(work, on)
    async with work.beyond():
        credit = await work.load(CREDIT, known.customer_id, key=known.customer_id, unit=known.unit_id)
        work.record(credit, decide(credit.state, AssessCredit(known.customer_id, known.measured, scheme, on)))
    return credit


async def review(work: Work, due: Deadline) -> None:
    """A quarter has begun. Of whom too little is known now keeps the grade until it runs out, and has none then."""
    try:
        await assess(work, due.subject, work.context.today)
    except (TooLittleKnownError, NotFoundError):
        return


async def lay_down(work: Work, fact: CreditSchemeLaidDown) -> Stream[Schemes]:
    """A scheme holds from a day on."""
    stream = await work.load(SCHEMES, EVERYWHERE)
    work.record(stream, decide_scheme(stream.state, LayDown(fact)))
    return stream
