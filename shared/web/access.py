"""Who may call an endpoint: declared beside it, checked before its body is read."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from shared.eventstore.context import Context
from shared.security.grants import scopes_for
from shared.security.principal import ANONYMOUS, Principal
from shared.security.tokens import KeysAwayError, TokenRefusedError
from shared.values.errors import ForbiddenError
from shared.web.correlation import Envelope
from shared.web.errors import TooManyRequestsError, UnauthenticatedError, UnavailableError
from shared.web.running import Running

SCHEME: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Rule:
    """The permission an endpoint asks for; None: everybody may call it, with or without a token."""

    permission: str | None

    async def __call__(self) -> None:
        """Nothing at call time: the route reads the rule when it is made."""


def allowed(permission: str) -> Dependency:
    """Declares the permission of an endpoint: `dependencies=[allowed("contract.order.place")]`."""
    dependency: Dependency = Depends(Rule(permission))
    return dependency


def public() -> Dependency:
    """Declares that an endpoint asks for no token."""
    dependency: Dependency = Depends(Rule(None))
    return dependency


async def principal_of(request: Request, running: Running) -> Principal:
    """Whom the request's token speaks for; without a token `ANONYMOUS`."""
    header = request.headers.get("authorization")
    if header is None:
        return ANONYMOUS
    if not header[:7].lower() == SCHEME:
        raise UnauthenticatedError
    try:
        principal = await running.tokens.verify(header[7:].strip())
    except TokenRefusedError as error:
        raise UnauthenticatedError from error
    except KeysAwayError as error:
        raise UnavailableError from error
    if running.grants.ended(principal):
        raise UnauthenticatedError
    return principal


async def welcome_still(principal: Principal, running: Running) -> bool:
    """Whether somebody who was admitted would be now: for answers that go on for minutes."""
    return not running.grants.ended(principal) and (await running.grants.of(principal)).active


async def admit(request: Request, running: Running, rule: Rule, purpose: str) -> Context:
    """The circumstances in which the endpoint works for the caller, who asks for `purpose`.

    Raises `TooManyRequestsError`, `UnauthenticatedError`, or `ForbiddenError` when no unit grants the permission.
    """
    if rule.permission is None:
        _count(running, _address(request))
        return _context(request, running, ANONYMOUS, "", (), purpose)
    try:
        principal = await principal_of(request, running)
    except UnauthenticatedError:
        _count(running, _address(request))
        raise
    _count(running, principal.subject or _address(request))
    if principal.anonymous:
        raise UnauthenticatedError
    subject = await running.grants.of(principal)
    if not subject.active:
        raise UnauthenticatedError
    request.state.caller = principal.subject, subject.unit_id
    today = running.store.clock.today(running.store.zone)
    scopes = scopes_for(subject, rule.permission, today, running.grants.tree)
    if not scopes:
        raise ForbiddenError(permission=rule.permission)
    return _context(request, running, principal, subject.unit_id, scopes, purpose)


def caller_of(request: Request, context: Context) -> str:
    """Whose Idempotency-Keys are kept apart: the subject, or the address of who has no token."""
    return context.actor or _address(request)


def _address(request: Request) -> str:
    return f"address:{request.client.host if request.client else ''}"


def _count(running: Running, caller: str) -> None:
    if not running.limit.admits(caller):
        raise TooManyRequestsError


def _context(
    request: Request, running: Running, principal: Principal, unit: str, scopes: tuple[str, ...], purpose: str
) -> Context:
    envelope = Envelope.of(request.scope)
    now = running.store.clock.now()
    return Context(
        actor=principal.subject,
        now=now,
        today=running.store.clock.today(running.store.zone),
        unit=unit,
        scopes=scopes,
        covers=partial(running.grants.tree.covers, scopes),
        correlation=envelope.correlation,
        trace=request.state.trace,
        purpose=purpose,
    )
