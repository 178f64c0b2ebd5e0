from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

templates = Table(
    "templates",
    metadata,
    Column("template_id", Text, primary_key=True),
    Column("type_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("clauses", JSONB, nullable=False),
    Column("variables", JSONB, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="published"),
    Column("newest", Integer, nullable=False, server_default="1"),
    Column("mode", Text, nullable=False, server_default="ours"),
    Column("language", Text, nullable=False, server_default="zh"),
    Column("variant_of", JSONB(none_as_null=True)),
    Column("approval_id", Text),
)
"""Reference data of the whole installation, in the version that drafts start from; `template_version` is 0 and clauses
are none as long as no version was published.
"""

template_versions = Table(
    "template_versions",
    metadata,
    Column("template_id", Text, primary_key=True),
    Column("template_version", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("published", Boolean, nullable=False),
)
"""What each version says."""

papers = Table(
    "template_papers",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Other parties' papers by the hash of their bytes; kept outside the events and not rebuilt from them."""
