from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, LargeBinary, Table, Text, text

from services.contract.tables import metadata

files = Table(
    "files",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("contract_id", Text, index=True),
    Column("standard_id", Text),
    Column("kind", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("discarded", Boolean, nullable=False),
    Column("words", Text),
    Column("words_reason", Text),
    Column("version", Integer, nullable=False),
    Index("files_waiting", "file_id", postgresql_where=text("words = 'waiting'")),
)
"""`words` of a file that belongs to a contract or a standard: waiting, or what came of looking for them."""

file_names = Table(
    "file_names",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
"""What their senders call them; kept outside the events and not rebuilt from them."""

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""The bytes in pieces, sealed under the file's own key; kept outside the events and not rebuilt from them."""

file_words = Table(
    "file_words",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("standard_id", Text),
    Column("unit_id", Text, nullable=False),
    Column("words", Text, nullable=False),
)
"""The words of files of contracts and (`contract_id` being empty) of standards, for the search; made from their bytes,
gone with the file's key or the contract.
"""
