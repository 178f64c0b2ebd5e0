"""How a command that needs services signs in to them: a person by login and password, a program by a token."""

import os
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Final

import httpx

from shared.settings import PORTS
from shared.values.errors import DomainError, InvalidFieldError

RENEW_AFTER: Final = 200.0
SECONDS: Final = 30.0
NEEDED: Final = 403
CODE_NEEDED: Final = "urn:pactline:problem:second-factor-needed"


class SignInError(DomainError):
    """The portal lets nobody in under this login and password."""

    status = 401


def address_of(service: str, data_dir: Path, given: str = "") -> str:
    """Where a service is: as given, as the environment says, where the installation over `data_dir` runs, or at its
    usual port.
    """
    from shared.runtime.data_dir import DataDir
    from shared.runtime.state import read_state

    name = f"PACTLINE_{service.upper()}_URL"
    place = DataDir(data_dir)
    state = read_state(place.state) if place.is_running() else None
    found = given or os.environ.get(name) or (state.variables.get(name) if state else None)
    address = (found or f"http://127.0.0.1:{PORTS[service]}").rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise InvalidFieldError(f"/{service}", "an address begins with http:// or https://")
    return address


class Bearer(httpx.Auth):
    """A token that somebody has already."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class SignedIn(httpx.Auth):
    """Somebody's session at a portal; a token for the one service asked is fetched when there is none or it is old."""

    requires_response_body = True

    def __init__(self, portal: str, session: str, audience: str) -> None:
        self._portal, self._asked = portal, {"session": session, "audience": audience}
        self._token, self._until = "", 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if time.monotonic() >= self._until:
            answer = yield httpx.Request("POST", f"{self._portal}/v1/tokens", json=self._asked)
            if answer.is_error:
                raise SignInError(f"The portal gives no token: {words_of(answer)}")
            self._token, self._until = str(answer.json()["token"]), time.monotonic() + RENEW_AFTER
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def sign_in(portal: str, login: str, password: str, ask_code: Callable[[], str] | None = None) -> str:
    """A session; `ask_code` gives the code of a second factor where the portal asks for one. Raises `SignInError`
    naming what the portal says, or that it is away.
    """
    asked = {"login": login, "password": password}
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            answer = client.post(f"{portal}/v1/sessions", json=asked)
            if ask_code is not None and answer.status_code == NEEDED and answer.json()["type"] == CODE_NEEDED:
                answer = client.post(f"{portal}/v1/sessions", json={**asked, "code": ask_code()})
            if answer.is_error:
                raise SignInError(words_of(answer))
            return str(answer.json()["session"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SignInError(f"No portal answers at {portal}: name its address with --portal.") from error


def words_of(answer: httpx.Response) -> str:
    """What a refusing answer says, or its status where it says nothing."""
    try:
        problem: Any = answer.json()
        return str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}"
