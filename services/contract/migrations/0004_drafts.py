"""Versions of drafts with their documents, and remarks on clauses."""

from services.contract.comment.tables import comments
from services.contract.version.tables import contract_versions
from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"

BY_CONTRACT = (contract_versions, comments)


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE contract_texts ADD COLUMN IF NOT EXISTS document jsonb")
    m.create(*BY_CONTRACT)
    m.protect(*BY_CONTRACT, resource="'contract-' || contract_id")
