"""The audit of a whole installation, once and from the beginning: what `pactline audit` does."""

from collections.abc import Iterable

from shared.eventstore.store import Store
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.published import audit_published
from shared.messaging.audit.reader import Reader, inbox_readers
from shared.messaging.audit.report import Report
from shared.messaging.audit.topic import connected
from shared.settings import PlatformSettings


async def audit(stores: Iterable[Store], settings: PlatformSettings, others: Iterable[Reader] = ()) -> Report:
    """Walks each store and its topic, then each topic and everyone who reads it, from the beginning.

    `others` are readers that keep their versions elsewhere than in the inbox. Runs beside a live installation: what is
    on its way is counted as waiting, not as missing. Raises `BrokerAwayError` and asyncpg's errors; an audit that can't
    ask says nothing.
    """
    everything = list(stores)
    readers: list[Reader] = [reader for store in everything for reader in await inbox_readers(store)]
    async with connected(settings) as broker:
        published = [await audit_published(store, broker) for store in everything]
        effects = [await audit_effects(reader, broker) for reader in (*readers, *others)]
    return Report(tuple(published), tuple(effects))
