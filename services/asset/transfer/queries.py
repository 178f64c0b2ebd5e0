"""Transfers read from their table, with what people said of them."""

from collections.abc import Sequence

import asyncpg

from services.asset.transfer.schemas import TransferAnswer, transfer_fields
from shared.eventstore.work import Work


async def told(work: Work, rows: Sequence[asyncpg.Record]) -> list[TransferAnswer]:
    """The rows of transfers as they are answered; their words are opened at once for all."""
    sealed = [
        (f"transfer-{row['transfer_id']}", row[name]) for row in rows for name in ("sealed_reason", "sealed_note")
    ]
    words = [said.get("reason", said.get("condition", "")) for said in await work.unseal_all(sealed)]
    pairs = zip(words[::2], words[1::2], strict=True)
    return [
        TransferAnswer(**transfer_fields(row, reason, note)) for row, (reason, note) in zip(rows, pairs, strict=True)
    ]
