"""A small service for the tests of HTTP: notes that belong to a unit, and can be shared."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Response
from pydantic import Field
from sqlalchemy import Column, Executable, Integer, MetaData, Table, Text, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event, Recorded
from shared.eventstore.projection import Projection
from shared.security.visibility import admit, visible
from shared.values.errors import DomainError, NotFoundError
from shared.values.ids import Id, new_id
from shared.web.problems import refusal
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, public, router
from shared.web.schemas import Answer, Body
from shared.web.service import Service


class NoteWritten(Event, name="note.written.v1"):
    note_id: str
    text: str
    effective_on: date


class NoteShared(Event, name="note.shared.v1"):
    party: str


class NoteRefused(Event, name="note.refused.v1"):
    limit: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str = ""
    refused: int = 0


def evolve(note: Note, event: Event) -> Note:
    match event:
        case NoteWritten(text=text):
            return replace(note, text=text)
        case NoteRefused():
            return replace(note, refused=note.refused + 1)
        case _:
            return note


NOTE = Aggregate("note", Note(), evolve)


class OverLimitError(DomainError):
    """The note weighs more than its limit."""

    status = 422


metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("note_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
projection = Projection("notes", tables=[notes])


@projection.on(NoteWritten)
def write(r: Recorded[NoteWritten]) -> Iterable[Executable]:
    row = {"unit_id": r.unit, "text": r.event.text, "version": r.version}
    yield insert(notes).values(note_id=r.id, **row).on_conflict_do_update(index_elements=["note_id"], set_=row)


@projection.on(NoteShared)
def share(r: Recorded[NoteShared]) -> Iterable[Executable]:
    yield admit(r.stream, r.event.party)
    yield update(notes).where(notes.c.note_id == r.id).values(version=r.version)


class NoteBody(Body):
    text: Annotated[str, Field(max_length=100)]
    effective_on: date
    weight: Decimal = Decimal(1)
    unit: str = ""


class SharedBody(Body):
    party: str


class NoteAnswer(Answer):
    note_id: str
    text: str
    version: int


class RefusedAnswer(Answer):
    refused: int


routes = router()


@routes.post("/v1/notes", status_code=201, dependencies=[allowed("sample.note.write")])
async def write_note(body: NoteBody, work: Command) -> NoteAnswer:
    note_id = new_id()
    note = await work.load(NOTE, note_id, unit=body.unit)
    work.record(note, [NoteWritten(note_id=note_id, text=body.text, effective_on=body.effective_on)])
    return NoteAnswer(note_id=note_id, text=body.text, version=note.version)


@routes.put("/v1/notes/{note_id}", dependencies=[allowed("sample.note.write")])
async def rewrite_note(note_id: Id, body: NoteBody, work: Command, version: IfMatch) -> NoteAnswer:
    note = await work.load(NOTE, note_id, must_exist=True, if_match=version)
    work.record(note, [NoteWritten(note_id=note_id, text=body.text, effective_on=body.effective_on)])
    return NoteAnswer(note_id=note_id, text=body.text, version=note.version)


@routes.post("/v1/notes/{note_id}/additions", status_code=201, dependencies=[allowed("sample.note.write")])
async def add_to_note(note_id: Id, body: NoteBody, work: Command) -> NoteAnswer:
    note = await work.load(NOTE, note_id, must_exist=True)
    text = f"{note.state.text}+{body.text}"
    work.record(note, [NoteWritten(note_id=note_id, text=text, effective_on=body.effective_on)])
    return NoteAnswer(note_id=note_id, text=text, version=note.version)


@routes.post("/v1/notes/{note_id}/sharing", status_code=201, dependencies=[allowed("sample.note.write")])
async def share_note(note_id: Id, body: SharedBody, work: Command) -> NoteAnswer:
    note = await work.load(NOTE, note_id, must_exist=True)
    work.record(note, [NoteShared(party=body.party)])
    return NoteAnswer(note_id=note_id, text=note.state.text, version=note.version)


@routes.post(
    "/v1/notes/{note_id}/weights", status_code=201, response_model=None, dependencies=[allowed("sample.note.write")]
)
async def weigh_note(note_id: Id, body: NoteBody, work: Command) -> Response | NoteAnswer:
    note = await work.load(NOTE, note_id, must_exist=True)
    if body.weight > 10:
        work.record(note, [NoteRefused(limit="10")])
        return refusal(OverLimitError(limit="10"))
    raise OverLimitError(limit="10")


@routes.get("/v1/notes/{note_id}", dependencies=[allowed("sample.note.read")])
async def show_note(note_id: Id, work: Query) -> NoteAnswer:
    found = await work.row(
        select(notes).where(notes.c.note_id == note_id, visible(notes.c.unit_id, "note-" + notes.c.note_id))
    )
    if found is None:
        raise NotFoundError
    return NoteAnswer(note_id=note_id, text=found["text"], version=found["version"])


@routes.get("/v1/unguarded-notes", dependencies=[allowed("sample.note.read")])
async def list_without_predicate(work: Query) -> list[str]:
    return [row["text"] for row in await work.rows(select(notes))]


@routes.get("/v1/notes", dependencies=[allowed("sample.note.read")])
async def list_notes(work: Query, page: Page) -> list[NoteAnswer]:
    found = select(notes).where(visible(notes.c.unit_id, "note-" + notes.c.note_id))
    rows = await page_of(work, found, [notes.c.text, notes.c.note_id.desc()], page)
    return [NoteAnswer(note_id=row["note_id"], text=row["text"], version=row["version"]) for row in rows]


@routes.post("/v1/failures", dependencies=[public()])
async def fail(work: Command) -> None:
    await work.conn.execute("SELECT 1/0")


@routes.get("/v1/faults", dependencies=[public()])
async def fault() -> None:
    raise RuntimeError("the secret inside")


SERVICE = Service(
    name="sample",
    tables=metadata,
    projections=[projection],
    routers=[routes],
    permissions={"sample.note.write": "Writes notes", "sample.note.read": "Reads notes"},
)
