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
    kept = [pair for pair in sealed if pair[1] is not None]
    opened = dict(zip(kept, await work.unseal_all(kept), strict=True))
    words = [said.get("reason", said.get("condition", "")) for said in (opened.get(pair, {}) for pair in sealed)]
    pairs = zip(words[::2], words[1::2], strict=True)
    return [
        TransferAnswer(**transfer_fields(row, reason, note)) for row, (reason, note) in zip(rows, pairs, strict=True)
    ]
