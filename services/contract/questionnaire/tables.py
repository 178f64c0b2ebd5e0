from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

questionnaires = Table(
    "questionnaires",
    metadata,
    Column("questionnaire_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("counterparty_id", Text, nullable=False, index=True),
    Column("sender", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("contract_id", Text),
    Column("owner_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("sealed", LargeBinary),
    Column("sealed_reason", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""`state` is open, sent_back or withdrawn; `sealed_reason` is why it was withdrawn."""

questions = Table(
    "questionnaire_questions",
    metadata,
    Column("questionnaire_id", Text, primary_key=True),
    Column("question", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("department", Text),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary),
    Index(
        "questionnaire_questions_department", "department", postgresql_where=text("state IN ('assigned', 'rejected')")
    ),
)
"""`state` is asked, assigned, answered, accepted or rejected (another answer is wanted)."""

answers = Table(
    "questionnaire_answers",
    metadata,
    Column("questionnaire_id", Text, primary_key=True),
    Column("question", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("same_as", JSONB(none_as_null=True)),
    Column("answered_by", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("verdict", Text),
    Column("reviewed_by", Text),
    Column("reviewed_on", Date),
    Column("sealed", LargeBinary),
    Column("sealed_reason", LargeBinary),
    Index("questionnaire_answers_same", "fingerprint", postgresql_where=text("verdict = 'accepted'")),
)
"""Every revision of every answer; `sealed_reason` is why another one was wanted."""
