"""Books: every booking as a row, the accounts it goes to, periods that were closed."""

from services.contract.accounts.tables import account_mappings
from services.contract.book.tables import bookings, closed_periods
from shared.migrations.steps import Migration

revision = "0011"
down_revision = "0020"

KEPT = """
INSERT INTO bookings (contract_id, version, unit_id, kind, document, of, clause, phase, invoice_id, amount, currency,
                      effective_on)
SELECT said ->> 'contract_id', version, unit, said ->> 'kind', said ->> 'document', said ->> 'of', said ->> 'clause',
       said ->> 'phase', said ->> 'invoice_id', (said -> 'amount' ->> 'amount')::numeric,
       said -> 'amount' ->> 'currency', (said ->> 'effective_on')::date
FROM (
    SELECT version, meta ->> 'unit' AS unit, convert_from(data, 'UTF8')::jsonb AS said FROM events
    WHERE type IN ('ledger.booked.v1', 'ledger.adjusted.v1')
) booked
"""


def upgrade(m: Migration) -> None:
    m.create(account_mappings, bookings, closed_periods)
    m.sql(KEPT)
    m.protect(bookings, resource="'contract-' || contract_id")
