"""What a service declares; everything else about running it is the same for all."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response
from sqlalchemy import MetaData
from starlette.exceptions import HTTPException

from shared.eventstore.deadlines import Handler as DeadlineHandler
from shared.eventstore.projection import Projection
from shared.eventstore.store import Store
from shared.eventstore.work import Work
from shared.messaging.audit.reader import Reader
from shared.messaging.consumer import Consumer
from shared.messaging.parked import Replayer
from shared.web.running import Running

Background = Callable[[Running], Awaitable[None]]
"""A coroutine function that runs while the service does; it ends by being cancelled."""

Eraser = Callable[[Work, str], Awaitable[None]]
"""Records in a person's stream, named by its subject's id, that the person was erased, unless it says so already."""

Astray = Callable[[Request, HTTPException], Awaitable[Response]]
"""Answers a request for which there is no route (404), or none for its method (405)."""


@dataclass(frozen=True)
class Service:
    """One service: its tables and projections, what it consumes, its deadlines, its endpoints.

    `permissions` names each permission its endpoints ask for, with a line that says what it allows. `owns_access` is
    true for the service whose own projections keep units and grants, so that it need not consume them. `readers` tells
    the audit who reads topics here besides the consumers. `pages` are routes for people's browsers, which admit by
    themselves, and `astray` tells them that there is none at an address; without it a problem does. `figures` are
    counters over the service's own events: wire name to the metric's name and meaning. `erasers` are the kinds of
    person-like streams and how each is erased once more after a restore. `reread` makes readers that keep their own
    place in topics begin again. `replayers` retry what such readers parked. `app_settings` are settings of the
    database that callers' connections begin with.
    """

    name: str
    tables: MetaData
    projections: Sequence[Projection] = ()
    consumers: Sequence[Consumer] = ()
    deadlines: Mapping[str, DeadlineHandler] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    pages: Sequence[APIRouter] = ()
    astray: Astray | None = None
    background: Sequence[Background] = ()
    permissions: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    owns_access: bool = False
    readers: Callable[[Store], Sequence[Reader]] | None = None
    erasers: Mapping[str, Eraser] = field(default_factory=dict)
    reread: Callable[[Store, Sequence[str]], Awaitable[None]] | None = None
    replayers: Sequence[Replayer] = ()
    app_settings: Mapping[str, str] = field(default_factory=dict)
