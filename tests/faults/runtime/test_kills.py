import asyncio
import os
import random
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import asyncpg
import psutil
import pytest

from shared.runtime.kafka import answers
from shared.runtime.probes import listens
from shared.runtime.status import environment_of, status

from .noting import assert_kept, sending
from .running import PATIENCE, Installation, eventually


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


def kill_supervisor(running) -> None:
    """Nothing of it outlives it."""
    children = [child.pid for child in running.state().children]
    running.process.kill()
    running.process.communicate()
    assert eventually(lambda: running.processes() == [], 10)
    assert eventually(lambda: not any(psutil.pid_exists(pid) for pid in children), 10)
    running.start()


def kill_supervisor_and_start_at_once(running) -> None:
    running.process.kill()
    running.process.communicate()
    running.start()


def kill_everything_and_the_database_again_while_services_start(running) -> None:
    for child in running.state().children:
        os.kill(child.pid, signal.SIGKILL)
    kill_supervisor_and_start_at_once(running)
    assert eventually(lambda: services_start(running))
    began = time.monotonic()
    running.kill("PostgreSQL")
    assert not running.is_announced()
    assert eventually(lambda: running.is_announced() or running.process.poll() is not None)
    assert running.process.poll() is None, running.refusal()
    assert time.monotonic() - began < 60


def services_start(running) -> bool:
    state = running.state()
    begun = {child.name for child in state.children} if state and state.supervisor.pid == running.process.pid else set()
    return begun >= {"PostgreSQL", "till"}


def stop_politely(running) -> None:
    children = [child.pid for child in running.state().children]
    assert running.stop(signal.SIGTERM) == 0
    assert not any(psutil.pid_exists(pid) for pid in children)
    running.start()


def kill_part(name: str) -> Callable[[Installation], None]:
    def kill(running) -> None:
        killed = running.kill(name)
        assert eventually(lambda: running.child(name) != killed)

    return kill


SUM = b'{"key": "late", "amount": 1}'
BEGUN = (
    b"POST /v1/sums HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: late\r\n"
    b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(SUM)
)
"""A request that the service waits for, once it says that it may go on."""

PARTS = ("PostgreSQL", "Kafka", "mail box", "till", "book")
WHOLE = (
    kill_supervisor,
    kill_supervisor_and_start_at_once,
    kill_everything_and_the_database_again_while_services_start,
)


def kept(running, fault: Callable[[Installation], None], senders: int = 1) -> int:
    """The fault comes while somebody sends; afterwards all is whole, and every invariant holds. How many were sent."""
    with ExitStack() as stack:
        sending_now = [stack.enter_context(sending(running)) for _ in range(senders)]
        assert eventually(lambda: all(len(one.answers) > 2 or not one.is_alive() for one in sending_now))
        assert all(one.is_alive() for one in sending_now)
        fault(running)
        assert eventually(lambda: running.is_announced() and whole(running))
    answers = [answer for one in sending_now for answer in one.answers]
    assert len(answers) == sum(one.sent for one in sending_now)
    assert_kept(running, answers)
    return len(answers)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_stop_answers_what_has_begun_and_leaves_no_process_and_no_state(running, number):
    assert whole(running)
    children = [child.pid for child in running.state().children]
    address = "127.0.0.1", running.port
    began = time.monotonic()
    with socket.create_connection(address, timeout=15) as caller:
        caller.sendall(BEGUN)
        assert caller.recv(100).startswith(b"HTTP/1.1 100 ")
        running.process.send_signal(number)
        assert eventually(lambda: not listens(f"http://127.0.0.1:{running.port}"), 15)
        caller.sendall(SUM)
        assert caller.recv(100).startswith(b"HTTP/1.1 201 ")
    running.process.communicate(timeout=PATIENCE)
    assert running.process.returncode == 0
    assert time.monotonic() - began < 15
    assert running.processes() == []
    assert not any(psutil.pid_exists(pid) for pid in children)
    assert running.state() is None


@pytest.mark.parametrize("fault", WHOLE)
def test_after_a_kill_of_the_supervisor_or_of_all_nothing_is_left_over_and_the_next_start_recovers(running, fault):
    kept(running, fault)


@pytest.mark.parametrize("name", PARTS)
def test_what_is_killed_under_the_supervisor_is_started_again_and_nothing_is_lost(running, name):
    kept(running, kill_part(name))


@pytest.mark.full
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_faults_one_after_the_other_lose_nothing(running, seed):
    chance = random.Random(seed)
    faults = [*WHOLE, stop_politely, *map(kill_part, PARTS)]
    assert sum(kept(running, chance.choice(faults), senders=4) for _ in range(10)) > 100


def test_status_tells_which_services_run_and_what_they_count(running):
    addresses = {"till": "http://127.0.0.1:1", "book": "http://127.0.0.1:1"}
    found = status(running.data_dir, addresses)
    assert found.running
    assert found.address == f"http://127.0.0.1:{running.port}"
    assert {service.name: service.health for service in found.services} == {"till": "ready", "book": "ready"}

    def figures():
        said = status(running.data_dir, addresses).services[1].figures
        return said["relay"]["pending"], said["consumers"][0]["lag"], said["parked"]

    assert eventually(lambda: figures() == (0, 0, 0), 30)
    running.stop()
    after = status(running.data_dir, addresses)
    assert not after.running
    assert {service.health for service in after.services} == {"down"}


def test_services_share_the_memory_of_what_was_loaded_before_they_were_forked(running):
    service = psutil.Process(running.child("book")).memory_full_info()
    assert service.pss < service.rss * 0.7
