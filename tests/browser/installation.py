"""A whole installation for a browser: the six services behind real HTTP servers, and the story told in it."""

import asyncio
import io
import threading
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
import uvicorn
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP
from fastapi import FastAPI
from rich.console import Console

from services.story.asset import asset
from services.story.callers import Caller, sign_in
from services.story.context import Story
from services.story.customers import import_organisations, register_partners
from services.story.organisation import organisation
from services.story.purchase import money, purchase, submit
from services.story.waiting import until
from services.story.wire import Wire
from shared.messaging.topics import SERVICES, ensure_topics
from shared.runtime.ports import LOOPBACK, any_free
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET, cloned_databases
from shared.testing.servers import Servers
from shared.values.clock import SystemClock
from shared.web.app import build_app

from .things import things_of

PATIENCE = 90
T = TypeVar("T")

TEXTS = (
    "第一条 标的：办公家具五十套。\n第二条 价款：十万元。\n",
    "第一条 标的：办公家具六十套。\n第二条 价款：十万元。\n",
)
"""What a contract said in its first round, and in its second."""


@dataclass
class Server:
    """One service behind HTTP; stopped, it is away, and its port refuses."""

    app: FastAPI
    port: int
    running: uvicorn.Server | None = None
    task: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        config = uvicorn.Config(self.app, LOOPBACK, self.port, lifespan="off", log_level="error", access_log=False)
        self.running = uvicorn.Server(config)
        self.task = asyncio.create_task(self.running.serve())
        while not self.running.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self.running is not None and self.task is not None:
            self.running.should_exit = self.running.force_exit = True
            await self.task
            # As with a process that ended: what was still being sent breaks off.
            for request in list(self.running.server_state.tasks):
                request.cancel()
            for connection in list(self.running.server_state.connections):
                connection.transport.abort()
        self.running = self.task = None


@dataclass
class Installation:
    """Runs in a loop of its own beside the test, which asks it things by `do`."""

    servers: Servers
    run_name: str
    prefix: str
    place: Path
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    services: dict[str, Server] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Something that exists for each parameter in the addresses of pages."""
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.loop.run_forever, name="installation")
        self.thread.start()
        try:
            self.do(self._open(), 240)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T], seconds: float = PATIENCE) -> T:
        """Runs it in the installation's loop and gives what it gave."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    @property
    def address(self) -> str:
        return self.settings.url("portal")

    def away(self, service: str) -> None:
        """Stops the service's HTTP server."""
        self.do(self.services[service].stop())

    def back(self, service: str) -> None:
        """Starts it again on the same port; nothing to do where it runs."""
        if self.services[service].running is None:
            self.do(self.services[service].start())

    def by(self, name: str) -> "Asked":
        """Somebody of the story, who speaks to the services by HTTP."""
        return Asked(self, self.story.by(name))

    def password(self, name: str) -> str:
        """What somebody of the story signs in with."""
        made = self.story.made
        return str(made["password"] if name == "administrator" else made["passwords"][name])

    def waiting(self, title: str) -> dict[str, Any]:
        """A contract that the buyer sent into its second round, in which the text differs from the first; it waits for
        the manager.
        """
        return self.do(self._second_round(title))

    def join(self, login: str, role: str, unit: str = "nanjing", **more: Any) -> str:
        """Takes somebody on, who need not change the first password unless `more` says so; gives the password."""
        return self.do(self._join(login, role, unit, more))

    def grant(self, name: str, role: str, unit: str = "nanjing") -> None:
        """Gives somebody another role."""
        body = {"role": role, "unit_id": self.story.units[unit]}
        self.by("administrator").post("portal", f"/v1/staff/{self.story.staff[name]}/roles", body)

    def revoke(self, name: str, role: str, unit: str = "nanjing") -> None:
        """Takes a role away."""
        body = {"unit_id": self.story.units[unit]}
        path = f"/v1/staff/{self.story.staff[name]}/roles/{role}/revocation"
        self.by("administrator").post("portal", path, body)

    async def _open(self) -> None:
        await self.stack.__aenter__()
        ports = {service: any_free() for service in SERVICES}
        mails = Mailbox(self.place / "mail")
        smtp = partial(SMTP, mails, hostname="localhost", enable_SMTPUTF8=True)
        listening = await self.loop.create_server(smtp, LOOPBACK, 0)
        self.stack.callback(listening.close)
        self.settings = PlatformSettings(
            database_url=self.servers.postgres_url,
            kafka=self.servers.kafka_bootstrap,
            secret=SECRET,
            issuer_url=f"http://{LOOPBACK}:{ports['portal']}",
            topic_prefix=self.prefix,
            partitions=1,
            database_wait_seconds=60,
            database_statement_seconds=60,
            data_dir=self.place,
            smtp_url=f"smtp://{LOOPBACK}:{listening.sockets[0].getsockname()[1]}",
            **{f"{service}_url": f"http://{LOOPBACK}:{port}" for service, port in ports.items()},
        )
        await ensure_topics(self.settings)
        clone = await self.stack.enter_async_context(cloned_databases(self.servers.postgres_url, self.run_name))
        for service, port in ports.items():
            await self._serve(service, port, await clone(service))
        await self._tell()

    async def _serve(self, service: str, port: int, database: str) -> None:
        declared = import_module(f"services.{service}.app").SERVICE
        app = build_app(declared, self.settings, database=database)
        await self.stack.enter_async_context(app.router.lifespan_context(app))
        server = self.services[service] = Server(app, port)
        self.stack.push_async_callback(server.stop)
        await server.start()

    async def _tell(self) -> None:
        client = await self.stack.enter_async_context(httpx.AsyncClient(timeout=PATIENCE, trust_env=False))
        wire = await self.stack.enter_async_context(Wire(self.settings).reading())
        console = Console(file=io.StringIO())
        self.story = Story(self.settings, client, wire, console, SystemClock().today())
        for chapter in (organisation, import_organisations, register_partners, purchase, asset):
            await chapter(self.story)
        self.ids |= await things_of(self)
        self.ids["approval_id"] = (await self._second_round("Waiting"))["approval_id"]

    async def _close(self) -> None:
        await self.stack.aclose()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _second_round(self, title: str) -> dict[str, Any]:
        buyer, manager = self.story.by("buyer"), self.story.by("manager")
        due = f"{self.story.today + timedelta(days=30)}"
        body = {
            "type_id": self.story.made["type purchase"],
            "title": title,
            "counterparty_id": self.story.made["supplier"],
            "amount": money("100000.00"),
            "plan": [{"clause": "2", "phase": "delivery", "debtor": "us", "amount": money("100000.00"), "due_on": due}],
            "effective_on": f"{self.story.today}",
        }
        drafted = (await buyer.post("contract", "/v1/contracts", {**body, "text": TEXTS[0]})).json
        first = await submit(self.story, "buyer", drafted)
        said = {"decision": "reject", "text_hash": first["text_hash"], "comment": "六十套"}
        await manager.post("contract", f"/v1/approvals/{first['approval_id']}/decisions", said)
        path = f"/v1/contracts/{drafted['contract_id']}"
        now = await buyer.get("contract", path)
        again = await buyer.put("contract", path, {**body, "text": TEXTS[1]}, if_match=now["version"])
        return await submit(self.story, "buyer", again.json)

    async def _join(self, login: str, role: str, unit: str, more: dict[str, Any]) -> str:
        administrator = self.story.by("administrator")
        body = {
            "unit_id": self.story.units[unit],
            "login": login,
            "name": login,
            "email": f"{login}@pactline.example",
            "effective_on": f"{self.story.today}",
            **({"password": "correct horse battery", "must_change_password": False} | more),
        }
        made = await administrator.post("portal", "/v1/staff", body)
        grant = {"role": role, "unit_id": self.story.units[unit]}
        await administrator.post("portal", f"/v1/staff/{made['staff_id']}/roles", grant)
        self.story.staff[login] = made["staff_id"]
        if not made.json.get("one_time_password"):
            self.story.callers[login] = await sign_in(self.settings, self.story.client, login, body["password"])
        return str(made.json.get("one_time_password") or body["password"])


@dataclass(frozen=True)
class Asked:
    """A caller of the story, asked from a test's own thread."""

    installation: Installation
    caller: Caller

    def get(self, service: str, path: str, **params: Any) -> Any:
        return self.installation.do(self.caller.get(service, path, **params)).json

    def post(self, service: str, path: str, body: Any = None, **more: Any) -> Any:
        return self.installation.do(self.caller.post(service, path, body, **more)).json

    def until(self, service: str, path: str, holds: Any, **params: Any) -> Any:
        """Asks again until the answer is as wanted."""

        async def ask() -> Any:
            found = (await self.caller.get(service, path, **params)).json
            return found if holds(found) else None

        return self.installation.do(until(ask, PATIENCE / 2, f"{service}{path} is not as wanted"))
