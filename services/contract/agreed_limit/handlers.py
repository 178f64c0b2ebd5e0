"""Agreements held against the limits in force, when they say something and when they are submitted."""

from datetime import date

from services.contract.agreed_limit.aggregate import AGREED_LIMITS, AgreedLimits, StateLimits, decide
from services.contract.agreed_limit.events import AgreedLimitsStated
from services.contract.concession.holding import Goods, Subject, hold_against
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def state_limits(work: Work, unit: str, fact: AgreedLimitsStated, read: int) -> Stream[AgreedLimits]:
    """An agreement says these limits; what departs from the customer's standard in force is refused."""
    stream = await work.load(AGREED_LIMITS, fact.contract_id, key=fact.contract_id, unit=unit, if_match=read)
    events = decide(stream.state, StateLimits(fact))
    await _hold(work, unit, fact, fact.effective_on)
    work.record(stream, events)
    return stream


async def check_agreed(work: Work, contract_id: str, on: date) -> None:
    """What an agreement says may be older than the customer's newest standard: it is held against that once more."""
    stream = await work.load(AGREED_LIMITS, contract_id)
    if stream.state.said is not None:
        await _hold(work, stream.unit, stream.state.said, on)


async def _hold(work: Work, unit: str, fact: AgreedLimitsStated, on: date) -> None:
    subject = Subject(
        checked_in="agreement",
        subject_id=fact.contract_id,
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        unit=unit,
        line=0,
    )
    await hold_against(work, subject, Goods(fact.grade, fact.specification, on), fact.limits, "/limits")
