"""Whose role a deputy has, and who holds a permission on a unit by the unit; customers' standards are found by what
stands in their documents, those that came before as well; tariffs, pictures of products, brands by month.
"""

from services.contract.attachment.functions import FIND_STANDARDS
from services.contract.brand.tables import brand_months
from services.contract.deputy.tables import role_lenders
from services.contract.tariff.tables import tariffs
from shared.migrations.steps import Migration

revision = "0067"
down_revision = "0066"


def upgrade(m: Migration) -> None:
    m.create(role_lenders, tariffs, brand_months)
    m.sql(
        "CREATE INDEX IF NOT EXISTS grants_by_unit ON grants (unit_id)",
        "ALTER TABLE files ADD COLUMN IF NOT EXISTS standard_id text",
        "ALTER TABLE file_words ADD COLUMN IF NOT EXISTS standard_id text",
        "UPDATE files f SET standard_id = e.standard_id, words = 'waiting' FROM standard_editions e"
        " WHERE e.file_id = f.file_id AND f.contract_id IS NULL AND f.standard_id IS NULL",
        "ALTER TABLE products ADD COLUMN IF NOT EXISTS images jsonb NOT NULL DEFAULT '[]'",
    )
    m.run(FIND_STANDARDS)
