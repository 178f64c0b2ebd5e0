"""The audit of a whole installation, once and from the beginning: what `pactline audit` does."""

from collections.abc import Iterable

from shared.eventstore.store import Store
from shared.messaging.audit.effects import audit_effects, subscriptions
from shared.messaging.audit.published import audit_published
from shared.messaging.audit.report import Report
from shared.settings import PlatformSettings


async def audit(stores: Iterable[Store], settings: PlatformSettings) -> Report:
    """Walks each store and its topic, then each topic and every consumer that reads it, from the beginning.

    Runs beside a live installation: what is on its way is counted as waiting, not as missing. Raises `BrokerAwayError`
    and asyncpg's errors; an audit that can't ask says nothing.
    """
    everything = list(stores)
    published = [await audit_published(store, settings) for store in everything]
    effects = [
        await audit_effects(store, settings, consumer, source)
        for store in everything
        for consumer, source in await subscriptions(store)
    ]
    return Report(tuple(published), tuple(effects))
