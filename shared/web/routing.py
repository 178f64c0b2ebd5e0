"""Endpoints: `router()`, and the types with which they name what they need.

A route admits the caller (token, permission, rate), reads the body, opens the transaction, calls the endpoint, and
commits what it recorded together with the answer. An exception rolls back; a response that the endpoint returns is
committed whatever its status (see `refusal`).
"""

import functools
import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from shared.eventstore.context import Context
from shared.eventstore.database import Role
from shared.eventstore.meeting import ATTEMPTS, step_aside
from shared.eventstore.work import Work
from shared.observability.metrics import COMMAND_DURATION, COMMANDS
from shared.observability.tracing import span
from shared.values.errors import ConcurrencyError
from shared.web import parameters
from shared.web.access import Rule, admit, allowed, caller_of, public
from shared.web.client import Peers
from shared.web.correlation import Envelope
from shared.web.errors import MalformedHeaderError, PreconditionMissingError
from shared.web.idempotency import HEADER as KEY_HEADER
from shared.web.idempotency import answered_meanwhile, key_in
from shared.web.intake import LARGEST_BODY, Intake, JsonAdapter, Upload, upload
from shared.web.late import LateRoute
from shared.web.paging import Page, PageWanted, page_of
from shared.web.positions import AtLeast, wait_for
from shared.web.problems import answer_to, refusal, translated
from shared.web.refusals import note_refusal
from shared.web.running import Running

WAITED: Final = "_at_least"
"""The name under which a read's endpoint is told its position; none asks for it."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ETAG: Final = re.compile(r'"([0-9]{1,9})"\Z')

_version: ContextVar[int | None] = ContextVar("version", default=None)


@dataclass(frozen=True, slots=True)
class Opening:
    """For endpoints that need several transactions, or one that ends before the answer does (imports, live streams)."""

    running: Running
    context: Context

    def begin(self, *, read_only: bool = False) -> AbstractAsyncContextManager[Work]:
        """One transaction under the caller's scopes; committed on a clean exit."""
        return self.running.begin(self.context, role="app", read_only=read_only)

    @asynccontextmanager
    async def begin_once(self, key: str) -> AsyncIterator[Work]:
        """`begin`, alone with its key: raises `CommandRunningError` while another request of the caller has it."""
        async with self.begin() as work:
            await self.running.answers.hold(work.transaction, self.context.actor, key)
            yield work

    def begin_own(self) -> AbstractAsyncContextManager[Work]:
        """One transaction with the service's own rights, in the request's chain of causes: for endpoints that check
        a secret themselves.
        """
        return self.running.begin(_own_context(self.running, self.context))


def _own_context(running: Running, context: Context) -> Context:
    return running.store.system_context(correlation=context.correlation, trace=context.trace)


async def _work(request: Request) -> Work:
    return cast("Work", request.state.work)


async def _own_work(request: Request) -> Work:
    return cast("Work", request.state.work)


async def _read(request: Request) -> Work:
    return cast("Work", request.state.work)


async def _opening(request: Request) -> Opening:
    return Opening(request.app.state.running, request.state.context)


async def _running(request: Request) -> Running:
    return cast("Running", request.app.state.running)


async def _peers(request: Request) -> Peers:
    return cast("Peers", request.app.state.running.peers)


async def _if_match(
    header: Annotated[str | None, Header(alias="If-Match", description="The ETag of what was read")] = None,
) -> int:
    if header is None:
        raise PreconditionMissingError
    found = ETAG.match(header)
    if found is None:
        raise MalformedHeaderError('If-Match is the ETag of what was read: "7".')
    return int(found[1])


async def _key(request: Request) -> str:
    return key_in(request.headers.get(KEY_HEADER), required=True) or ""


Command = Annotated[Work, Depends(_work)]
"""The unit of work of a command: its transaction commits once the answer is made."""
OwnCommand = Annotated[Work, Depends(_own_work)]
"""The same with the service's own rights: for an endpoint that checks a secret itself."""
RequestKey = Annotated[str, Depends(_key)]
"""The Idempotency-Key, required: for endpoints that see to their repeats themselves (uploads)."""
Query = Annotated[Work, Depends(_read)]
"""A unit of work that only reads."""
Transactions = Annotated[Opening, Depends(_opening)]
"""Opens transactions itself."""
Here = Annotated[Running, Depends(_running)]
"""The running service."""
Others = Annotated[Peers, Depends(_peers)]
"""The other services, asked over HTTP."""
IfMatch = Annotated[int, Depends(_if_match)]
"""The version the caller read: 428 without the header; pass it to `work.load(if_match=…)`, which answers 412."""

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class CommandRoute(LateRoute):
    """A route that knows from its declaration what to check and which transaction to open."""

    rule: Rule | None
    largest: int
    takes_body: bool
    kind: str
    keyed: bool
    own: bool

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.rule = next((each.dependency for each in self.dependencies if isinstance(each.dependency, Rule)), None)

    def answering(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        return _versioned(endpoint, reads=SAFE.issuperset(self.methods or ()))

    def get_route_handler(self) -> Handle:
        """The handler: FastAPI's own inside, everything that is common around it."""
        markers = {type(each.dependency): each.dependency for each in self.dependencies}
        taken = markers.get(Upload)
        self.largest = taken.largest if isinstance(taken, Upload) else LARGEST_BODY
        self.takes_body = self.body_field is not None or isinstance(taken, Upload)
        needs = self.dependant.dependencies
        needs[:] = [need for need in needs if not isinstance(need.call, Rule | Upload)]
        calls = {need.call for need in needs}
        self.own = _own_work in calls
        self.kind = "command" if self.own or _work in calls else "query" if _read in calls else "other"
        self.keyed = _key in calls or self.kind == "command"
        # What stands beside the versioned interface (metrics, health) is asked by others' programs as they like.
        self.asked = parameters.declared(self.dependant) if self.path.startswith("/v1") else None
        self.conditional = _if_match in calls
        self.waits = any(parameter.alias == "at_least" for parameter in self.dependant.query_params)
        for parameter in self.dependant.body_params:
            adapter = cast("Any", JsonAdapter(parameter._type_adapter))  # noqa: SLF001 - FastAPI offers no other way
            parameter._type_adapter = adapter  # noqa: SLF001 - the same
        return _Exchange(self, super().get_route_handler(), self._unasked()).handle

    def _unasked(self) -> Handle:
        """The handler for requests without a query. FastAPI takes 25 us to find that an optional parameter is not
        there and to give the endpoint the default that it has anyway.
        """
        whole, self.dependant = self.dependant, parameters.unasked(self.dependant)
        try:
            return super().get_route_handler()
        finally:
            self.dependant = whole

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Starlette's, but a method not taken is told all that the path takes, not this route's alone."""
        if scope["method"] not in (self.methods or ()):
            raise HTTPException(405, headers={"Allow": parameters.methods_at(scope["app"].routes, scope)})
        await super().handle(scope, receive, send)


class _Exchange:
    """One route's way from request to answer."""

    def __init__(self, route: CommandRoute, asked: Handle, unasked: Handle) -> None:
        self._route = route
        self._asked = asked
        self._unasked = unasked
        self._rule = route.rule or Rule(None)
        self._command = route.endpoint.__name__
        self._name = f"{' '.join(sorted(route.methods or ()))} {route.path_format}"
        self._counts = bool(route.methods and not route.methods <= SAFE)

    async def handle(self, request: Request) -> Response:
        started = perf_counter()
        running: Running = request.app.state.running
        trace = Envelope.of(request.scope).trace
        try:
            with span(self._name, trace, "server") as request.state.trace:
                response = await self._serve(Intake(request.scope, request.receive), running)
        except Exception as error:  # noqa: BLE001 - every failure becomes a problem here; faults are logged there
            response = answer_to(error)
            await note_refusal(request, running, self._name, error, command=self._counts)
        if self._counts:
            COMMANDS.labels(running.name, self._command, str(response.status_code)).inc()
            COMMAND_DURATION.labels(running.name, self._command).observe(perf_counter() - started)
        return response

    def _inner(self, request: Request) -> Coroutine[Any, Any, Response]:
        return (self._asked if request.scope.get("query_string") else self._unasked)(request)

    async def _serve(self, request: Intake, running: Running) -> Response:
        route = self._route
        context = request.state.context = await admit(request, running, self._rule, self._name)
        parameters.check(request.scope, route.asked)
        request.bounded(route.largest)
        if route.takes_body:
            request.check_coding()
        if route.body_field is not None:
            await request.check_json()
        _version.set(None)
        if route.kind == "command":
            return await self._commanded(request, running, context)
        if route.waits and request.scope.get("query_string") and (position := request.query_params.get("at_least")):
            await wait_for(position, running.reached)
        if route.kind == "query":
            async with running.begin(context, role="app", read_only=True) as work:
                request.state.work = work
                response = await self._inner(request)
        else:
            response = await self._inner(request)
        return _tagged(response, None)

    async def _commanded(self, request: Intake, running: Running, context: Context) -> Response:
        if self._route.conditional and "if-match" not in request.headers:
            raise PreconditionMissingError
        key = key_in(request.headers.get(KEY_HEADER), required=request.method == "POST")
        asked = b"" if key is None else await _fingerprint(request, running)
        caller = caller_of(request, context)
        role: Role = "app"
        if self._route.own:
            context, role = _own_context(running, context), "system"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with running.begin(context, role=role) as work:
                    if key and (known := await running.answers.claim(work.transaction, caller, key, asked)):
                        return known
                    request.state.work = work
                    response = await self._inner(request)
                    _tagged(response, work)
                    if key:
                        running.answers.keep(work, caller, key, asked, response)
            except Exception as error:
                met_another = answered_meanwhile(error) or isinstance(translated(error), ConcurrencyError)
                if not met_another or attempt == ATTEMPTS:
                    raise
                # An edit of what was changed meanwhile is told so (412) by the next attempt; whoever met another at a
                # place they share (numbers of contracts) goes on, not in step with it.
                await step_aside(attempt)
            else:
                return response
        raise ConcurrencyError


async def _fingerprint(request: Intake, running: Running) -> bytes:
    where = f"{request.method} {request.url.path}?{request.url.query} {request.headers.get('if-match', '')}"
    return running.answers.fingerprint(where.encode(), await request.body())


def _tagged(response: Response, work: Work | None) -> Response:
    version = _version.get()
    if work is not None and work.versions:
        response.headers["Pactline-Position"] = work.position
        if version is None:
            version = _document_version(work)
    if version is not None and response.status_code < 400:
        response.headers["ETag"] = f'"{version}"'
    return response


def _document_version(work: Work) -> int:
    """The version of the stream recorded first: a command records the document before its ledgers."""
    return next(iter(work.versions.values()))


def _versioned(endpoint: Callable[..., Any], *, reads: bool) -> Callable[..., Awaitable[Any]]:
    """Notes the `version` of what the endpoint answers, for the ETag. A read takes `at_least=`, for which the route has
    waited by then.
    """

    @functools.wraps(endpoint)
    async def noting(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop(WAITED, None)
        answer = await endpoint(*args, **kwargs)
        version = getattr(answer, "version", None)
        if isinstance(version, int):
            _version.set(version)
        return answer

    taken = inspect.signature(endpoint)
    asks = [each.annotation for each in taken.parameters.values()]
    if (Query in asks or (reads and Transactions in asks)) and AtLeast not in asks:
        waited = inspect.Parameter(WAITED, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=AtLeast)
        noting.__signature__ = taken.replace(parameters=[*taken.parameters.values(), waited])  # type: ignore[attr-defined]  # what inspect reads
    return noting


def router() -> APIRouter:
    """A router of a concept's endpoints; its routes open transactions as their endpoints' types ask."""
    return APIRouter(route_class=CommandRoute)


__all__ = [
    "AtLeast",
    "Command",
    "CommandRoute",
    "Here",
    "IfMatch",
    "Others",
    "OwnCommand",
    "Page",
    "PageWanted",
    "Query",
    "RequestKey",
    "Transactions",
    "allowed",
    "page_of",
    "public",
    "refusal",
    "router",
    "upload",
]
