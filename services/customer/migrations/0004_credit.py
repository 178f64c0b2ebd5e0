"""What customers may owe, which groups they belong to, and what customers of a grade may have."""

from services.customer.credit.tables import credit_history, groups
from services.customer.service_plan.tables import service_plans
from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"


def upgrade(m: Migration) -> None:
    m.create(credit_history, groups, service_plans)
    m.protect(credit_history, groups, resource="'customer-' || customer_id")
