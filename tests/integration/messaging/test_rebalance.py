"""Instances of a service share the partitions; how they come and go under load is in tests/faults."""

from .sample import Book, Till, key, until


async def test_two_instances_share_the_partitions_and_both_are_ready(till: Till, book: Book):
    await till.note(key(), 1)
    async with till.relaying(), book.consuming() as first, book.consuming() as second:
        await until(lambda: first.ready and second.ready)
        await until(lambda: _shared(first, second))


def _shared(*runners) -> bool:
    held = [loop.subscription._kafka.assignment() for runner in runners for loop in runner._loops]
    return all(held) and sum(map(len, held)) == 3
