"""Clients that never give up: a command without an answer is sent again under its key until it has one."""

import asyncio
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from services.story.callers import Caller
from services.story.errors import StoryBrokenError
from shared.values.ids import new_id
from tests.faults.soak.commands import Asked, Known

LONGEST_ANSWER: Final = 10.0
LONGEST_PAUSE: Final = 1.0
REPEATED: Final = 0.15
"""How often a command that was answered is sent again, to see that it is answered the same and not done again."""

PASSING: Final = frozenset({401, 409, 425, 429, 502, 503, 504})
"""What a healthy installation may answer for a while; everything else is an answer, and a 500 never is one."""


@dataclass
class Heard:
    """What the clients were told, all together."""

    positions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    commands: int = 0
    repeated: int = 0


@dataclass
class Client:
    """One of many: sends one command at a time."""

    known: Known
    callers: dict[str, Caller]
    http: httpx.AsyncClient
    heard: Heard

    async def run(self, stopping: asyncio.Event) -> None:
        """Until told to stop, and then until the command in hand has its answer."""
        while not stopping.is_set():
            await self.command(self.known.next())
            await asyncio.sleep(self.known.draw.uniform(0.0, 0.3))

    async def command(self, asked: Asked) -> None:
        """One command, until it is answered; some are sent a second time."""
        key = new_id()
        answer = await self._insisted(asked, key)
        self.heard.commands += 1
        if not answer.is_success:
            words = f"{asked.method} {asked.service}{asked.path}: {answer.status_code} {answer.text[:300]}"
            self.heard.wrong.append(words)
            return
        position = answer.headers.get("pactline-position", "")
        if position:
            self.heard.positions[asked.service].append(position)
        asked.made(answer.json())
        if self.known.draw.random() < REPEATED:
            again = await self._insisted(asked, key)
            self.heard.repeated += 1
            if (again.status_code, again.content, again.headers.get("pactline-position", "")) != (
                answer.status_code,
                answer.content,
                position,
            ):
                self.heard.wrong.append(f"{asked.method} {asked.path} was answered otherwise when it was sent again")

    async def _insisted(self, asked: Asked, key: str) -> httpx.Response:
        pause = 0.05
        while True:
            answer = await self._sent(asked, key)
            if answer is not None and answer.status_code not in PASSING:
                return answer
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _sent(self, asked: Asked, key: str) -> httpx.Response | None:
        caller = self.callers[asked.caller]
        url = caller.settings.url(asked.service) + asked.path
        try:
            headers = {**await caller._authorization(asked.service), "Idempotency-Key": key}
            if asked.if_match:
                headers["If-Match"] = f'"{asked.if_match}"'
            content = json.dumps(asked.body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
            answer = await self.http.request(
                asked.method, url, content=content, headers=headers, timeout=LONGEST_ANSWER
            )
        except (httpx.HTTPError, StoryBrokenError) as error:
            self.heard.statuses[type(error).__name__] += 1
            return None
        self.heard.statuses[str(answer.status_code)] += 1
        return answer


def clients(
    number: int, seed: int, callers: dict[str, Caller], http: httpx.AsyncClient, heard: Heard, **made: Any
) -> list[Client]:
    """Each with its own chance, drawn from the seed."""
    return [Client(Known(f"{seed}x{one}", **made), callers, http, heard) for one in range(number)]
