"""The events that a contract's standing is folded from."""

from datetime import date, datetime
from typing import Any, Final

from services.contract.contract import queries as contracts
from services.contract.standing.folding import UNSIGNED, Known, Owed, Standing, known, owed, standing
from shared.eventstore.event import Event
from shared.eventstore.keys import Sealer
from shared.eventstore.stored import read_event
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError

OF_STREAM: Final = """
SELECT version, type, data, personal, recorded_at FROM events
WHERE stream_id = $1 AND recorded_at <= $2 ORDER BY version
"""
OF_OBLIGATIONS: Final = """
SELECT e.stream_id, e.version, e.type, e.data, e.personal, e.recorded_at
FROM obligations o JOIN events e ON e.stream_id = 'obligation-' || o.obligation_id
WHERE o.contract_id = $1 AND e.recorded_at <= $2 ORDER BY e.stream_id, e.version
"""


async def stood(
    work: Work, sealer: Sealer, contract_id: str, on: date, known_at: datetime
) -> tuple[Standing, list[Owed]]:
    """The contract on a day by what was known at a moment, and what was owed under it; raises `NotFoundError` where
    there was none, or the caller may not see it.
    """
    await contracts.one(work, contract_id)

    def read(row: Any) -> Event:
        # Whatever somebody said in their own words is not asked for here.
        return read_event("", row, None, sealer)

    own, booked = [
        known(await work.conn.fetch(OF_STREAM, f"{kind}-{contract_id}", known_at), read)
        for kind in ("contract", "ledger")
    ]
    found = standing(own, booked, on)
    if found is None:
        raise NotFoundError
    if found.state in UNSIGNED:
        return found, []
    of_each: dict[str, list[Known]] = {}
    for row in await work.conn.fetch(OF_OBLIGATIONS, contract_id, known_at):
        of_each.setdefault(row["stream_id"], []).extend(known([row], read))
    stand = [owed(events, on) for events in of_each.values()]
    return found, [one for one in stand if one is not None]
