"""The audit of a whole installation, once and from the beginning: what `pactline audit` does."""

from collections.abc import Iterable, Mapping

from shared.eventstore.store import Store
from shared.messaging.audit.ahead import ahead_of_stores
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.published import audit_published
from shared.messaging.audit.reader import Reader, inbox_readers
from shared.messaging.audit.report import Effects, Report
from shared.messaging.audit.topic import Broker, connected
from shared.settings import PlatformSettings
from shared.values.progress import UNSEEN, Progress


async def audit(
    stores: Iterable[Store],
    settings: PlatformSettings,
    others: Iterable[Reader] = (),
    owners: Iterable[Store] = (),
    progress: Progress = UNSEEN,
) -> Report:
    """Walks each store and its topic, then each topic and everyone who reads it, from the beginning; and what each
    reader has seen, which must be in the store of whoever published it.

    `others` are readers that keep their versions elsewhere than in the inbox, `owners` stores that are only asked what
    they hold: where the owner's store is in neither, what its readers saw is not held against it. Runs beside a live
    installation: what is on its way is counted as waiting, not as missing. Raises `BrokerAwayError` and asyncpg's
    errors; an audit that can't ask says nothing.
    """
    everything = list(stores)
    readers: list[Reader] = [reader for store in everything for reader in await inbox_readers(store)]
    asked = {store.service: store for store in (*owners, *everything)}
    async with connected(settings) as broker:
        published = []
        for store in everything:
            progress.step(f"{store.service}: its store against its topic")
            published.append(await audit_published(store, broker, progress=progress))
        effects = []
        for reader in (*readers, *others):
            progress.step(f"{reader.service}: what {reader.consumer} did with the events of {reader.source}")
            effects.append(await _held(reader, broker, asked, progress))
    return Report(tuple(published), tuple(effects))


async def _held(reader: Reader, broker: Broker, stores: Mapping[str, Store], progress: Progress) -> Effects:
    result = await audit_effects(reader, broker, progress=progress)
    async for one in ahead_of_stores(reader, stores):
        result.findings.add_versions("ahead", one.stream, one.held + 1, one.seen)
    return result
