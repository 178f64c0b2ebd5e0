from prometheus_client import REGISTRY

from shared.eventstore.store import Store

from .sample import COUNTER, AmountBooked


def counted() -> float:
    labels = {"service": "sample", "type": "sample.amount_booked.v1"}
    return REGISTRY.get_sample_value("pactline_events_appended_total", labels) or 0.0


async def test_events_are_counted_once_their_transaction_has_committed(store: Store) -> None:
    before = counted()
    async with store.begin() as work:
        work.record(await work.load(COUNTER, "n"), [AmountBooked(amount=1), AmountBooked(amount=2)])
        await work.flush()
        assert counted() == before
    assert counted() == before + 2
