"""The read models stand before the same audit as every consumer, live and rebuilt."""

from services.scoring.generation.audited import fold_readers
from shared.messaging.audit.effects import audit_effects
from shared.messaging.audit.topic import connected
from tests.integration.scoring.story import families, with_repeats


async def audited(engine):
    async with connected(engine.settings) as broker:
        return [await audit_effects(reader, broker) for reader in fold_readers(engine.store)]


async def test_what_was_folded_live_and_what_was_rebuilt_is_complete(engine):
    await engine.publish(with_repeats(families(30)))
    await engine.fold_everything()
    live = await audited(engine)
    await engine.rebuild()
    rebuilt = await audited(engine)
    for effects in (live, rebuilt):
        assert [one.findings.listed for one in effects] == [[]] * 6
        assert sum(one.records for one in effects) > 0
        assert sum(one.behind for one in effects) == 0


async def test_an_event_that_was_not_folded_is_named(engine):
    await engine.publish([pair for family in families(10) for pair in family])
    await engine.fold_everything()
    generation = await engine.pool.fetchval("SELECT generation FROM generations WHERE state = 'serving'")
    stream = "customer-c1-3"
    await engine.pool.execute(f"DELETE FROM generation_{generation}.seen_streams WHERE stream = $1", stream)
    found = [finding for one in await audited(engine) for finding in one.findings.listed]
    assert found == [("without effect", f"{stream}@1")]
