"""What customers may owe as customer tells it, and orders that are held."""

from services.contract.exposure.tables import credit_terms, customer_groups, service_plans
from services.contract.order.tables import held_orders
from shared.migrations.steps import Migration

revision = "0041"
down_revision = "0040"


def upgrade(m: Migration) -> None:
    m.create(credit_terms, customer_groups, service_plans, held_orders)
    m.protect(held_orders, resource="'contract-' || contract_id")
