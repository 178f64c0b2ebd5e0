"""Calendars of units, as every service that counts working days keeps them for itself."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, MetaData, Table, Text

metadata = MetaData()

calendars: Final = Table(
    "calendars",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("years", ARRAY(Integer), nullable=False),
)
"""A unit's calendar holds for it and every unit below that has none of its own; `years` are those published."""

calendar_days: Final = Table(
    "calendar_days",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False),
)
"""Days of published years that are not worked though a weekday, or worked though a weekend."""
