"""What an agreement says in limits: of a quality agreement, of one on restricted substances."""

from datetime import date

from services.contract.standard.events import Limit
from shared.eventstore.event import Event


class AgreedLimitsStated(Event, name="agreed_limits.stated.v1"):
    """The contract says these limits from now on, for goods of a grade and specification or of any."""

    contract_id: str
    counterparty_id: str
    grade: str | None
    specification: str | None
    limits: tuple[Limit, ...]
    effective_on: date
