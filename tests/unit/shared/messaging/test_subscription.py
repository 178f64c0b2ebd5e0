"""Offsets follow the database, whatever the broker does meanwhile."""

from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError

from shared.messaging.subscription import Subscription
from shared.settings import PlatformSettings

PLACE = TopicPartition("till.events", 0)


class Broker:
    """The library's consumer over a broker that is away for the first commits."""

    def __init__(self, away: int) -> None:
        self.away = away
        self.committed: list[dict[TopicPartition, int]] = []

    def assignment(self) -> set[TopicPartition]:
        return {PLACE}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        self.away -= 1
        if self.away >= 0:
            raise KafkaTimeoutError
        self.committed.append(offsets)


async def processed(_records) -> None:
    return None


async def test_offsets_that_could_not_be_committed_are_committed_later_though_nothing_new_comes():
    subscription = Subscription(PlatformSettings(), ["till.events"], "group", processed)
    broker = subscription._kafka = Broker(away=2)
    subscription._uncommitted = {PLACE: 7}
    for _ in range(4):
        await subscription._commit()
    assert broker.committed == [{PLACE: 7}]


def test_partitions_count_once_the_group_has_been_joined():
    subscription = Subscription(PlatformSettings(), ["till.events"], "group", processed)
    counts = [subscription.partitions]
    subscription._kafka = Broker(away=0)
    counts.append(subscription.partitions)
    subscription.joined = True
    assert [*counts, subscription.partitions] == [0, 0, 1]
