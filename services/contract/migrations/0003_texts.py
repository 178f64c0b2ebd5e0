"""The library of clauses, templates in versions that are reviewed, the tree of types, files."""

from services.contract.clause.tables import clause_versions, clauses
from services.contract.file.tables import file_chunks, file_names, files
from services.contract.template.tables import papers, template_versions
from shared.migrations.steps import Migration

revision = "0003"
down_revision = "0002"

BESIDE = (file_names, file_chunks)
"""What a file's row decides about."""


def upgrade(m: Migration) -> None:
    m.create(clauses, clause_versions, template_versions, papers)
    m.sql(
        "ALTER TABLE contract_types ADD COLUMN IF NOT EXISTS parent_id text",
        "CREATE INDEX IF NOT EXISTS ix_contract_types_parent_id ON contract_types (parent_id)",
        "ALTER TABLE templates"
        " ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'published',"
        " ADD COLUMN IF NOT EXISTS newest integer NOT NULL DEFAULT 1,"
        " ADD COLUMN IF NOT EXISTS mode text NOT NULL DEFAULT 'ours',"
        " ADD COLUMN IF NOT EXISTS language text NOT NULL DEFAULT 'zh',"
        " ADD COLUMN IF NOT EXISTS variant_of jsonb,"
        " ADD COLUMN IF NOT EXISTS approval_id text",
        "INSERT INTO template_versions SELECT template_id, template_version, jsonb_build_object("
        " 'template_id', template_id, 'type_id', type_id, 'name', name, 'version', template_version,"
        " 'clauses', clauses, 'variables', variables), '', true FROM templates ON CONFLICT DO NOTHING",
    )
    m.create(files, *BESIDE)
    m.protect(files, resource="'contract-' || contract_id")
    for table in BESIDE:
        of_file = f"(SELECT 'contract-' || of.contract_id FROM files of WHERE of.file_id = {table.name}.file_id)"  # nosec B608  # names of tables come from their declarations
        m.protect(table, resource=of_file)
