"""What orders ask for in quality, plans of quality control, and what customers objected to."""

from services.contract.objection.tables import objections
from services.contract.quality_plan.tables import quality_plans
from services.contract.requirement.tables import batches, requirements
from shared.migrations.steps import Migration

revision = "0044"
down_revision = "0043"


def upgrade(m: Migration) -> None:
    m.create(quality_plans, objections, requirements, batches)
    m.protect(objections, resource="'objection-' || objection_id")
    m.protect(requirements, batches, resource="'contract-' || contract_id")
