"""A soak: clients and disturbances together, then everything is healed and held to the invariants."""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from shared.testing.invariants.checking import findings
from tests.faults.installed import Whole, held, whole_installation
from tests.faults.processes import thaw
from tests.faults.soak.clients import Client, Heard, clients
from tests.faults.soak.commands import Known
from tests.faults.soak.faults import faults
from tests.faults.soak.partner import Certified, Partner, certified, partner_beside
from tests.faults.soak.plan import Disturbance, plan
from tests.faults.soak.prepared import prepared

SETTLED_WITHIN = 180.0

Say = Callable[[str], None]


def to_stdout(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Soak:
    """What is to be done; the seed decides everything that is left to chance. `partner`: one is beside it."""

    seed: int
    seconds: float
    clients: int = 12
    pause: float = 12.0
    longest: float = 25.0
    partner: bool = False

    @property
    def plan(self) -> list[Disturbance]:
        return plan(self.seed, self.seconds, pause=self.pause, longest=self.longest)


@dataclass
class Outcome:
    """What came of it: `findings` is empty when everything held. `sent` is how many deliveries reached the partner's
    endpoint, `sent_again` how often one came once more, `replays` how many it was asked for.
    """

    heard: Heard = field(default_factory=Heard)
    done: list[Disturbance] = field(default_factory=list)
    healed_in: float = 0.0
    settled_in: float = 0.0
    sent: int = 0
    sent_again: int = 0
    replays: int = 0
    findings: list[str] = field(default_factory=list)


async def soak(wanted: Soak, one: Whole, partner: Partner | None, say: Say = to_stdout) -> Outcome:
    """Runs it over an installation that is ready."""
    outcome = Outcome()
    settings = one.settings()
    async with prepared(settings) as story, httpx.AsyncClient(trust_env=False, limits=_limits(wanted)) as http:
        made = {"contract_id": story.made["sale"], "unit_id": story.units["nanjing"]}
        everybody = clients(wanted.clients, wanted.seed, story.callers, http, outcome.heard, **made)
        stopping = asyncio.Event()
        if partner:
            await partner.register(story)
        tasks = [asyncio.create_task(client.run(stopping)) for client in everybody]
        if partner:
            owner = Client(Known(f"{wanted.seed}xpartner", **made), story.callers, http, outcome.heard)
            tasks.append(asyncio.create_task(partner.ask_for_replays(owner, stopping)))
        await _disturb(wanted, one, outcome, say)
        began = time.monotonic()
        await asyncio.to_thread(one.healed)
        outcome.healed_in = time.monotonic() - began
        say(f"healed in {outcome.healed_in:.1f} s")
        stopping.set()
        _, late = await asyncio.wait(tasks, timeout=SETTLED_WITHIN)
        outcome.findings += [f"a client has no answer after {SETTLED_WITHIN:.0f} s" for _ in late]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        outcome.findings += [repr(task.exception()) for task in tasks if not task.cancelled() and task.exception()]
    began = time.monotonic()
    async with held(one) as everything:
        found = await findings(everything, outcome.heard.positions, within=SETTLED_WITHIN)
        if partner:
            notify = next(store for store in everything.stores if store.service == "notify")
            outcome.findings += await partner.never_came(notify)
            outcome.sent, outcome.replays = partner.sent, partner.replays
            outcome.sent_again = len(partner.there.asked) - partner.sent
    outcome.settled_in = time.monotonic() - began
    outcome.findings += [*outcome.heard.wrong, *map(str, found)]
    return outcome


def _limits(wanted: Soak) -> httpx.Limits:
    return httpx.Limits(max_connections=wanted.clients * 2)


async def _disturb(wanted: Soak, one: Whole, outcome: Outcome, say: Say) -> None:
    loop = asyncio.get_running_loop()
    began, thawing = loop.time(), []
    for next_one in wanted.plan:
        await _until(began + next_one.at, one)
        say(f"{next_one}  ({outcome.heard.commands} commands so far)")
        if next_one.act == "kill":
            one.kill_part(next_one.target)
        else:
            loop.call_later(next_one.seconds, thaw, one.freeze(next_one.target))
            thawing.append(began + next_one.at + next_one.seconds)
        outcome.done.append(next_one)
    await _until(max([began + wanted.seconds, *thawing]), one)


async def _until(moment: float, one: Whole) -> None:
    """Meanwhile a supervisor that ended is started again, as a machine's service manager does."""
    loop = asyncio.get_running_loop()
    while (left := moment - loop.time()) > 0:
        await asyncio.sleep(min(left, 0.5))
        one.keep_started()


async def _soaked(wanted: Soak, one: Whole, shown: Certified | None, say: Say) -> Outcome:
    async with partner_beside(shown) as partner:
        return await soak(wanted, one, partner, say)


def soaked(wanted: Soak, port: int, say: Say = to_stdout) -> Outcome:
    """Over an installation of its own. It is gone afterwards; its directory stays where something was found."""
    say(f"seed {wanted.seed}, {wanted.seconds:.0f} s, {wanted.clients} clients")
    folder = Path(tempfile.mkdtemp(prefix="pactline-soak-"))
    outcome = Outcome(findings=["it broke off"])
    try:
        shown = certified(folder / "partner") if wanted.partner else None
        with whole_installation(folder / "data", port, **(shown.environment if shown else {})) as one:
            one.start()
            one.ready()
            outcome = asyncio.run(_soaked(wanted, one, shown, say))
            outcome.findings += faults(folder / "data" / "logs")
            one.stop()
    finally:
        if outcome.findings:
            say(f"what the services logged stays in {folder / 'data' / 'logs'}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return outcome
