import asyncpg

from shared.eventstore.database import url_with
from shared.runtime.kafka import answers


async def test_two_clones_of_one_service_know_nothing_of_each_other(postgres_url, clone_database):
    first, second = await clone_database("sample"), await clone_database("sample")
    assert first != second
    one = await asyncpg.connect(url_with(postgres_url, database=first))
    other = await asyncpg.connect(url_with(postgres_url, database=second))
    try:
        await one.execute("CREATE TABLE mine (id int)")
        assert await other.fetchval("SELECT to_regclass('mine')") is None
        assert await other.fetchval("SELECT to_regclass('events')") is not None
    finally:
        await one.close()
        await other.close()


def test_the_broker_of_the_run_answers_an_administrator(kafka_bootstrap, worker_name):
    assert answers(kafka_bootstrap)
    assert worker_name.startswith("t")
