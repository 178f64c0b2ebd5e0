"""The events of a stream as they were published: what a figure, a row or a position names can be opened.

Each kind of stream is shown under the permission with which the thing itself is read; a kind that nobody declares is
not there. Personal fields are left out, as on the topics; what people said in their own words is opened, and logged
as a look.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

import asyncpg
from fastapi import APIRouter, Path
from fastapi import Query as Parameter
from pydantic import Field
from pydantic_core import from_json
from sqlalchemy import DateTime, Integer, LargeBinary, Text, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.eventstore.event import Event, Salt, current, event_types, hash_of
from shared.eventstore.work import Work
from shared.messaging.envelope import source_of, to_record
from shared.values.errors import NotFoundError
from shared.web.paging import page_of
from shared.web.routing import Here, Page, Query, allowed, router
from shared.web.schemas import Answer

COLUMNS: Final = (
    column("version", Integer),
    column("stream_id", Text),
    column("type", Text),
    column("data", LargeBinary),
    column("personal", LargeBinary),
    column("meta", JSONB),
    column("recorded_at", DateTime(timezone=True)),
)
VERSION: Final = COLUMNS[0]
PREFIX: Final = "ce_"

ThingId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:-]{1,100}$", description="The stream's name after its kind")]
Version = Annotated[int | None, Parameter(ge=1, le=2**31 - 1, description="This event alone")]


@dataclass(frozen=True, slots=True)
class Shown:
    """How streams of a kind are read: the permission to read the thing; who takes part in the thing `family` of the
    stream's key sees it too; with `everywhere` it is the same for all units.

    A unit that had the thing once sees what was recorded while it did, and the events that name it in one of the fields
    `parties`.
    """

    permission: str
    family: str = ""
    everywhere: bool = False
    parties: tuple[str, ...] = ()


class PublishedEvent(Answer):
    """An event with its CloudEvents attributes as they stand on the topic, and who caused it.

    `words` are those in which somebody gave a reason or the like; their hash and size are in `data`. `withheld` says
    that it has personal fields, which are not shown here. `salts` prove the words: HMAC-SHA256 of their UTF-8 bytes
    under the salt (hexadecimal) is the hash; where there is none it is their SHA-256, as builds before told it.
    """

    id: str
    type: str
    source: str
    subject: str
    time: str
    sequence: int
    partitionkey: str
    unitid: str | None
    correlationid: str | None
    causationid: str | None
    actor: str
    effective_on: str | None = Field(description="The business day that the event itself names")
    withheld: bool
    words: dict[str, str | None]
    salts: dict[str, str]
    data: dict[str, Any]


class PublishedEvents(Answer):
    events: list[PublishedEvent]


def published(kinds: Mapping[str, Shown]) -> APIRouter:
    """The endpoints that show a service's streams: `GET /v1/streams/<kind>-<id>/events`, one a kind."""
    routes = router()
    for kind, shown in kinds.items():
        path = f"/v1/streams/{kind}-{{thing_id}}/events"
        name = f"events_of_{kind}"
        routes.get(path, dependencies=[allowed(shown.permission)], name=name)(_showing(kind, shown))
    return routes


def _showing(kind: str, shown: Shown) -> Callable[..., Awaitable[PublishedEvents]]:
    async def show(
        thing_id: ThingId,
        work: Query,
        here: Here,
        page: Page,
        version: Version = None,
    ) -> PublishedEvents:
        """The events of a stream as published, the first one first."""
        in_sight = func.events_in_sight(
            f"{kind}-{thing_id}", shown.everywhere, shown.family, cast(list(shown.parties), ARRAY(Text))
        )
        chosen = select(*COLUMNS).select_from(in_sight)
        if version is not None:
            chosen = chosen.where(VERSION == version)  # noqa: SIM300 - the column makes the condition
        rows = await page_of(work, chosen, [VERSION], page)
        if not rows:
            raise NotFoundError
        return PublishedEvents(events=await _told(work, here.name, rows))

    show.__name__ = f"events_of_{kind}"
    return show


async def _told(work: Work, service: str, rows: Sequence[asyncpg.Record]) -> list[PublishedEvent]:
    wordy = [row for row in rows if row["personal"] is not None and _known(row).word_fields]
    opened = await work.unseal_all([(row["stream_id"], row["personal"]) for row in wordy])
    said = {row["version"]: words for row, words in zip(wordy, opened, strict=True)}
    salt = await work.salts(wordy[0]["stream_id"]) if wordy else None
    return [event_of(service, row, said.get(row["version"], {}), salt) for row in rows]


def _known(row: asyncpg.Record) -> type[Event]:
    """Its class; one without fields for what only a later version knows."""
    return event_types.get(current(row["type"], row["data"])[0], Event)


def event_of(
    service: str, row: asyncpg.Record, personal: Mapping[str, Any], salt: Callable[[int, str], bytes] | None = None
) -> PublishedEvent:
    """A stored event as its record on the topic has it, with the words among its `personal` fields; `salt` gives what
    their hashes are salted with, of version and field.
    """
    meta, kind = row["meta"], _known(row)
    record = to_record(
        source_of(service), row["stream_id"], row["version"], row["type"], row["data"], meta, row["recorded_at"]
    )
    said = {name.removeprefix(PREFIX): value.decode() for name, value in record.headers if name.startswith(PREFIX)}
    data = from_json(record.value)
    return PublishedEvent(
        **{name: said.get(name) for name in PublishedEvent.model_fields if name in said or name.endswith("id")},
        actor=meta.get("actor", ""),
        effective_on=data.get("effective_on"),
        withheld=row["personal"] is not None and not (kind.word_fields and kind.word_fields == kind.personal_fields),
        words={field: personal.get(field) for field in sorted(kind.word_fields)},
        salts={} if salt is None else dict(_proving(partial(salt, row["version"]), personal, data, kind.word_fields)),
        data=data,
    )


def _proving(
    salt: Salt, personal: Mapping[str, Any], data: Mapping[str, Any], fields: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """The salts under which the words' hashes are those of the event: builds before had none."""
    for field in sorted(fields):
        words = personal.get(field)
        if words is not None and data.get(f"{field}_hash") == hash_of(words.encode(), salt(field)):
            yield field, salt(field).hex()
