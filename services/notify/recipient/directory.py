"""Names and addresses, asked of the service that owns them at the moment of sending and kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from shared.eventstore.event import ERASED
from shared.web.client import Away

OWNER_OF: Final = {"staff": "portal", "contact": "customer"}
MOST_AT_ONCE: Final = 100


class Asking(Protocol):
    """What asks another service; `shared.web.client.Peers` does."""

    async def get(self, service: str, path: str, params: dict[str, Any] | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Address:
    """How somebody can be reached just now."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Who was found, and which kinds of people could not be asked about because their service is away."""

    found: dict[str, Address]
    away: frozenset[str]


async def ask_addresses(peers: Asking, wanted: Iterable[tuple[str, str]]) -> Answers:
    """The addresses of (kind, id) pairs. Somebody unknown, erased, gone or without an address is absent."""
    found: dict[str, Address] = {}
    away: set[str] = set()
    by_kind: dict[str, list[str]] = {}
    for kind, person in wanted:
        by_kind.setdefault(kind, []).append(person)
    for kind, ids in by_kind.items():
        if kind not in OWNER_OF:
            continue
        for start in range(0, len(ids), MOST_AT_ONCE):
            answer = await _ask(peers, OWNER_OF[kind], ids[start : start + MOST_AT_ONCE])
            if isinstance(answer, Away):
                away.add(kind)
                break
            found.update(answer)
    return Answers(found, frozenset(away))


async def _ask(peers: Asking, service: str, ids: list[str]) -> dict[str, Address] | Away:
    answer = await peers.get(service, "/v1/people", {"ids": ",".join(dict.fromkeys(ids))})
    if isinstance(answer, Away):
        return answer
    rows = answer.get("people", []) if isinstance(answer, dict) else answer or []
    return {
        str(row["id"]): Address(str(row.get("name") or ""), str(row["email"]))
        for row in rows
        if row.get("email") and row["email"] != ERASED and row.get("active", True)
    }
