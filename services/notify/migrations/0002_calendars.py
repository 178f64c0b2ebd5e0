"""Calendars of units: which days messages and tasks count."""

from shared.calendars.tables import calendar_days, calendars
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.create(calendars, calendar_days)
