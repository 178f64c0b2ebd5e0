"""Passwords, second factors and sessions: never events, so never on Kafka, and no part of a rebuild."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, Table, Text

from services.portal.tables import metadata

credentials: Final = Table(
    "credentials",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("login_token", LargeBinary, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("staff_id", Text, nullable=False, index=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("over_at", DateTime(timezone=True), nullable=False, index=True),
)

second_factors: Final = Table(
    "second_factors",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("last_step", BigInteger, nullable=False),
)
"""Each person's secret under that person's key: it goes with them at erasure. `last_step` is the last that was used."""

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", DateTime(timezone=True)),
)
