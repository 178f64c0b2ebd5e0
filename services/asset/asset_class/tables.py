"""Classes as they stand: a code list of the whole company, so without unit."""

from sqlalchemy import Boolean, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.tables import metadata

classes = Table(
    "classes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("class_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent_code", Text),
    Column("standard_code", Text),
    Column("measure", Text, nullable=False),
    Column("books", JSONB, nullable=False),
    Column("attributes", JSONB, nullable=False),
    Column("components_tracked", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
