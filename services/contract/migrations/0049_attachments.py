"""Contracts are found by what stands in their attachments; those that were attached before are read too."""

from services.contract.attachment.functions import FIND_ATTACHMENTS
from services.contract.file.tables import file_words
from shared.migrations.steps import Migration

revision = "0049"
down_revision = "0048"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE files ADD COLUMN IF NOT EXISTS words text",
        "ALTER TABLE files ADD COLUMN IF NOT EXISTS words_reason text",
        "UPDATE files SET words = 'waiting' WHERE contract_id IS NOT NULL AND words IS NULL",
        "CREATE INDEX IF NOT EXISTS files_waiting ON files (file_id) WHERE words = 'waiting'",
    )
    m.create(file_words)
    m.protect(file_words, resource="'contract-' || contract_id")
    m.run(FIND_ATTACHMENTS)
