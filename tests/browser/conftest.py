"""A real Chromium over a real installation: one of each a worker, one window a person."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from services.story.waiting import until
from shared.testing.servers import Servers

from .installation import Installation

FINDER = Path(__file__).resolve().parents[2] / ".ci" / "chromium.py"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
STREAM_LEFT = "net::ERR_ABORTED"

expect.set_options(timeout=15_000)


def chromium() -> str:
    """Where the browser is; a machine without one is told what to do, and no test passes unseen."""
    spec = spec_from_file_location("chromium", FINDER)
    assert spec
    assert spec.loader
    finder = module_from_spec(spec)
    spec.loader.exec_module(finder)
    return finder.chromium_here() or pytest.fail(finder.NEXT_STEP, pytrace=False)


@dataclass
class Faults:
    """What went wrong in a window: words on the console, exceptions, requests that failed or were refused."""

    seen: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """A fault that the test brings about."""
        self.expected.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"exception: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", lambda one: one.status >= 400 and self.seen.append(f"{one.status} {one.url}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console: {message.text} {message.location.get('url', '')}")

    def _failed(self, request: Request) -> None:
        # A page that is left ends its stream and what was still under way.
        if request.failure != STREAM_LEFT:
            self.seen.append(f"failed: {request.failure} {request.url}")

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.seen if not any(pattern.search(one) for pattern in self.expected)]


@dataclass
class Person:
    """Somebody at a browser of their own."""

    page: Page
    context: BrowserContext
    faults: Faults
    installation: Installation

    def goes(self, address: str) -> None:
        self.page.goto(self.installation.address + address)

    def another_tab(self, address: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(self.installation.address + address)
        return page


Sit = Callable[..., Person]


@pytest.fixture(scope="package")
def installation(
    servers: Servers, run_name: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    place = tmp_path_factory.mktemp("installation")
    with Installation(servers, run_name, f"{worker_name}-browser-", place) as ready:
        yield ready


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # No sandbox: tests run as root in containers, and see nothing but our own pages.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def sit(installation: Installation, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sit]:
    """Opens a window; with a name of the story that person is signed in there. Fails the test for every fault in any
    window; a failed test leaves a picture of each and the page as it stood.
    """
    people: list[Person] = []

    def open_window(
        name: str = "", *, language: str = "en", viewport: Any = DESK, password: str = "", login: str = ""
    ) -> Person:
        place: dict[str, Any] = {"base_url": installation.address, "viewport": viewport, "locale": language}
        context = browser.new_context(**place, reduced_motion="reduce")  # what moves is waited for before it is clicked
        cookie = {"name": "pactline_language", "value": language, "url": installation.address}
        # A tour would stand over what a test looks for.
        tour = {"name": "pactline_tour", "value": "over", "url": installation.address}
        context.add_cookies([cookie, tour])
        if name or login:
            form = {
                "login": login or name.replace(" ", "."),
                "password": password or installation.password(name),
            }
            answer = context.request.post("/sign-in", form=form, max_redirects=0)
            assert answer.status == 303, answer.text()
        faults = Faults()
        faults.watch(context)
        people.append(Person(context.new_page(), context, faults, installation))
        return people[-1]

    yield open_window
    failed = getattr(request.node, "failed", True)
    for number, person in enumerate(people):
        if failed:
            person.page.screenshot(path=tmp_path / f"window-{number}.png")
            (tmp_path / f"window-{number}.html").write_text(person.page.content(), encoding="utf-8")
        person.context.close()
    assert [fault for person in people for fault in person.faults.unexpected] == []


@pytest.fixture
def boss(installation: Installation) -> str:
    """Somebody in Nanjing with a letter of authority, who signs for us."""
    if "boss" not in installation.story.staff:
        installation.join("boss", "approver")
        letter = {
            "person_id": installation.story.staff["boss"],
            "unit_id": installation.story.units["nanjing"],
            "valid_from": "2020-01-01",
            "valid_to": "2099-12-31",
        }
        administrator = installation.story.by("administrator")

        async def granted() -> bool | None:
            """The contract service knows the person once their joining has arrived."""
            reply = await administrator.post("contract", "/v1/authorities", letter, status=(201, 422))
            return True if reply.status == 201 else None

        installation.do(until(granted, 45, "the contract service knows nobody who signs for us"))
    return "correct horse battery"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]  # read by the fixture above
    return report
