"""Erasures made once more, and topics read once more, by the service that knows how."""

from collections.abc import Mapping, Sequence
from typing import Final

from services import operations
from shared.eventstore.store import Store
from shared.keeping.anew import begin_again
from shared.keeping.errors import KeepingError
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings

ERASED: Final = "SELECT stream_id FROM erasures"


async def erase_again(store: Store, listed: Mapping[str, str]) -> int:
    """Who is on the list and not erased in the restored store is erased there; gives how many.

    Raises `KeepingError` when the store knows an erasure that the list lacks: then the list is older than the backup,
    or another installation's.
    """
    erasers = operations.declaration(store.service).erasers
    rows = await store.database.pool("system").fetch(ERASED)
    known = {row["stream_id"] for row in rows}
    missing = sorted(one for one in known - listed.keys() if one.partition("-")[0] in erasers)
    if missing:
        raise KeepingError(
            f"The list of erased persons lacks {missing[0]}, which was erased before the backup: it is too old.",
            "Name the newest list with --erasures.",
        )
    wanted = [stream for stream in listed if stream not in known and stream.partition("-")[0] in erasers]
    for stream in wanted:
        kind, _, subject = stream.partition("-")
        async with store.begin() as work:
            await erasers[kind](work, subject)
            await work.destroy_key(stream)
    return len(wanted)


async def begin_reading_again(store: Store, settings: PlatformSettings, services: Sequence[str]) -> None:
    """Everything one service keeps about the topics of `services` is forgotten, whoever keeps it."""
    await begin_again(store, settings, services)
    if own := operations.declaration(store.service).reread:
        await own(store, [topic_of(service, settings) for service in services])
