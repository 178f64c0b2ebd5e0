"""How a figure explains itself over HTTP: the facts it is made of, each naming the event that stated it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, DateTime, Integer, String, column, select, text

from shared.eventstore.work import Work
from shared.web.paging import PageWanted, page_of
from shared.web.schemas import Answer

PARAMETER: Final = re.compile(r"(?<!:):([a-z_]+)\b")
COLUMNS: Final = (
    column("stream", String),
    column("version", Integer),
    column("line", Integer),
    column("kind", String),
    column("unit_id", String),
    column("recorded_at", DateTime(timezone=True)),
    column("effective_on", Date),
    column("currency", String),
    column("value", String),
    column("whole", String),
    column("number", Integer),
)
PUT_TOGETHER: Final = """
SELECT stream, version, line, kind, unit_id, recorded_at, effective_on, currency, value::text AS value, whole, number
FROM parts CROSS JOIN whole
"""
"""How a statement ends whose common table expressions `parts` (a fact a row) and `whole` (what they make, how many
there are) say the rest.
"""


class Fact(Answer):
    """A part of a figure and the event that stated it: `version` of `stream`, found at `/v1/streams/{stream}/events`.

    `value` is what it adds, signed, as a decimal text; `line` tells facts of one event apart.
    """

    service: str
    stream: str
    version: int
    line: int
    kind: str
    unit_id: str
    value: str
    currency: str | None
    effective_on: date
    recorded_at: datetime


class Explained(Answer):
    """A figure with a page of its facts, the latest first; `number` counts all of them.

    `value` is made of all facts as `whole` says: their sum, their mean, how many different ones there are, the days
    since the last; null where there is nothing to make it of.
    """

    figure: str
    value: str | None
    whole: str
    currency: str | None
    number: int
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and the statement that tells its facts, parameters by name; `service_of` tells whose a stream is."""

    figure: str
    whole: str
    written: str
    service_of: Callable[[str], str]

    async def told(self, work: Work, values: Mapping[str, Any], page: PageWanted) -> Explained:
        """The figure with a page of its facts; of `values` those that the statement asks for."""
        found = text(self.written).columns(*COLUMNS).subquery("explained")
        c = found.c
        keys = [c.effective_on.desc(), c.recorded_at.desc(), c.stream.desc(), c.version.desc(), c.line.desc()]
        asked = set(PARAMETER.findall(self.written))
        statement = select(found).params(**{name: value for name, value in values.items() if name in asked})
        rows = await page_of(work, statement, keys, page)
        nothing = "0" if self.whole in ("sum", "distinct") else None
        return Explained(
            figure=self.figure,
            value=rows[0]["whole"] if rows else nothing,
            whole=self.whole,
            currency=rows[0]["currency"] if rows else values.get("currency"),
            number=rows[0]["number"] if rows else 0,
            facts=[Fact(service=self.service_of(row["stream"]), **_said(dict(row))) for row in rows],
        )


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in Fact.model_fields if name != "service"}
