import asyncio
import os
import signal
import time

import asyncpg
import psutil
import pytest

from shared.runtime.kafka import answers
from shared.runtime.status import environment_of, status

from .running import eventually


def database_answers(url: str, data_dir) -> bool:
    password = (data_dir / "postgres" / "password").read_text()

    async def ask() -> bool:
        try:
            conn = await asyncpg.connect(url.replace("//", f"//postgres:{password}@"), timeout=5)
        except (OSError, asyncpg.PostgresError):
            return False
        try:
            return await conn.fetchval("SELECT count(*) FROM pg_database WHERE datname LIKE 'pactline_%'") == 2
        finally:
            await conn.close()

    return asyncio.run(ask())


def whole(running) -> bool:
    variables = environment_of(running.data_dir)
    return (
        running.answers()
        and answers(variables["PACTLINE_KAFKA"])
        and database_answers(variables["PACTLINE_DATABASE_URL"], running.data_dir)
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_stop_leaves_no_process_and_no_state(running, number):
    assert whole(running)
    children = [child.pid for child in running.state().children]
    began = time.monotonic()
    assert running.stop(number) == 0
    assert time.monotonic() - began < 15
    assert running.processes() == []
    assert not any(psutil.pid_exists(pid) for pid in children)
    assert running.state() is None


def test_after_a_kill_of_the_supervisor_nothing_is_left_and_the_next_start_recovers(running):
    children = [child.pid for child in running.state().children]
    running.process.kill()
    running.process.communicate()
    assert eventually(lambda: running.processes() == [], 10)
    assert eventually(lambda: not any(psutil.pid_exists(pid) for pid in children), 10)
    running.start()
    running.ready()
    assert whole(running)


def test_a_start_right_after_a_kill_of_the_supervisor_recovers(running):
    running.process.kill()
    running.process.communicate()
    running.start()
    running.ready()
    assert whole(running)


def test_a_kill_of_everything_at_once_is_recovered_from(running):
    for child in running.state().children:
        os.kill(child.pid, signal.SIGKILL)
    running.process.kill()
    running.process.communicate()
    running.start()
    running.ready()
    assert whole(running)


@pytest.mark.parametrize("name", ["PostgreSQL", "Kafka", "mail box", "portal", "sample"])
def test_what_is_killed_under_the_supervisor_is_started_again(running, name):
    killed = running.kill(name)
    assert eventually(lambda: running.child(name) != killed)
    assert eventually(lambda: whole(running))


def test_status_tells_which_services_run_and_what_they_count(running):
    addresses = {"portal": "http://127.0.0.1:1", "sample": "http://127.0.0.1:1"}
    found = status(running.data_dir, addresses)
    assert found.running
    assert found.address == f"http://127.0.0.1:{running.port}"
    assert {service.name: service.health for service in found.services} == {"portal": "ready", "sample": "ready"}
    assert found.services[0].figures == {"outbox": 0, "parked": 0}
    running.stop()
    after = status(running.data_dir, addresses)
    assert not after.running
    assert {service.health for service in after.services} == {"down"}


def test_services_share_the_memory_of_what_was_loaded_before_they_were_forked(running):
    service = psutil.Process(running.child("sample")).memory_full_info()
    assert service.pss < service.rss * 0.7
