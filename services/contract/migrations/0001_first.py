"""Types, templates, contracts and everything that hangs on them; approvals; imports."""

from services.contract.contract.tables import contract_texts, contracts
from services.contract.customer.tables import aliases, customers
from services.contract.imports.tables import amounts, chunks, imports, progress, remarks
from services.contract.invoice.tables import invoices
from services.contract.ledger.tables import balances, ledgers, limits
from services.contract.obligation.tables import obligations
from services.contract.order.tables import deliveries, orders
from services.contract.payment.tables import payments
from services.contract.series.tables import series, unit_codes
from services.contract.template.tables import templates
from services.contract.text.tables import clause_texts
from services.contract.type.tables import types
from shared.approvals.tables import ALL as APPROVALS
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None

REFERENCE = (types, templates, clause_texts, unit_codes, series, aliases)
FAMILY = (
    contracts,
    contract_texts,
    obligations,
    orders,
    deliveries,
    invoices,
    payments,
    ledgers,
    limits,
    balances,
)
IMPORTS = (imports, progress, chunks, remarks, amounts)


def upgrade(m: Migration) -> None:
    m.create(*REFERENCE, *FAMILY, *APPROVALS, customers, *IMPORTS)
    m.protect(*FAMILY, resource="'contract-' || contract_id")
    m.protect(*APPROVALS, resource="'approval-' || approval_id")
    m.protect(customers, resource="'customer-' || customer_id")
    m.protect(*IMPORTS)
