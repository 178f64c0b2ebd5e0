"""Legal entities with their books, seals and accounts; units by date, assigned to entities, with what waits;
calendars; staff from HR.
"""

from services.portal.legal_entity.tables import bank_accounts, books, legal_entities, seals
from services.portal.staff_import.tables import staff_import_refusals, staff_imports
from services.portal.unit.tables import planned_changes, unit_entities, unit_places
from shared.calendars.tables import calendar_days, calendars
from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"


def upgrade(m: Migration) -> None:
    m.create(legal_entities, books, seals, bank_accounts, unit_places, unit_entities, planned_changes)
    m.create(calendars, calendar_days, staff_imports, staff_import_refusals)
    # Where units hang and which entity each is assigned to is read upwards, past what the reader looks after.
    m.protect(books, seals, bank_accounts, planned_changes, staff_imports, staff_import_refusals)
    m.sql(
        # Where units hung before is known from their events.
        "INSERT INTO unit_places (unit_id, version, effective_on, parent_id)"
        " SELECT data->>'unit_id', version, (data->>'effective_on')::date, data->>'parent_id'"
        " FROM (SELECT version, type, convert_from(data, 'UTF8')::jsonb AS data FROM events) told"
        " WHERE type = 'portal.unit_changed.v1'"
    )
