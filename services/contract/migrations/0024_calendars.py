"""Calendars of units: which days the limits of approvals count."""

from shared.calendars.tables import calendar_days, calendars
from shared.migrations.steps import Migration

revision = "0024"
down_revision = "0030"


def upgrade(m: Migration) -> None:
    m.create(calendars, calendar_days)
