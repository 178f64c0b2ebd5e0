"""What every question of scoring may be asked as of: a day of business, and a moment of knowledge."""

from typing import Annotated

from fastapi import Query

from shared.values.clock import BusinessDate, Instant

AsOf = Annotated[
    BusinessDate | None,
    Query(description="As of the end of this business day; today, or a model's last day, unless given"),
]
KnownAt = Annotated[Instant | None, Query(description="Only what had been recorded by then")]
