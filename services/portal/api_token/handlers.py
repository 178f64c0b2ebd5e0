"""Making, using and revoking API tokens."""

import hmac
import secrets
from typing import Final

from sqlalchemy import insert, update

from services.portal.account.queries import digest
from services.portal.api_token.queries import visible_token
from services.portal.api_token.schemas import ApiTokenBody
from services.portal.api_token.tables import api_tokens
from services.portal.role.offices import OF_PERMISSIONS
from services.portal.staff.aggregate import STAFF, EndSessions, GrantRole, RevokeRole, decide
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.security.permissions import matches
from shared.settings import PORTS
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError
from shared.values.ids import new_id

SUBJECT: Final = "token:"
"""What the subject of an API token begins with."""
SIGN: Final = "pactline_"
"""What every API token begins with, so that one that leaked is recognised."""
ROLE: Final = "api_token"


class ApiTokenRefusedError(DomainError):
    """The API token is none of this installation, revoked, or over."""

    status = 401


async def make_token(work: Work, body: ApiTokenBody) -> tuple[str, str]:
    """A token with these scopes on a unit that the caller covers; its id, and its text, which nobody sees again."""
    today = work.context.today
    if body.until < today:
        raise InvalidFieldError("/until", "The day is over.")
    for place, scope in enumerate(body.scopes):
        _check_scope(scope, f"/scopes/{place}")
    await unit_for(work, body.unit_id)
    token_id, secret = new_id(), secrets.token_urlsafe(32)
    holder = work.start(STAFF, SUBJECT + token_id, unit=body.unit_id)
    grant = GrantRole(holder.id, ROLE, tuple(body.scopes), body.unit_id, today, body.until)
    work.record(holder, decide(holder.state, grant))
    await work.execute(
        insert(api_tokens).values(
            token_id=token_id,
            name=body.name,
            unit_id=body.unit_id,
            scopes=body.scopes,
            secret_hash=digest(secret),
            made_by=work.context.actor,
            made_at=work.context.now,
            until=body.until,
        )
    )
    return token_id, f"{SIGN}{token_id}.{secret}"


def _check_scope(scope: str, pointer: str) -> None:
    if scope.partition(".")[0] not in PORTS:
        raise InvalidFieldError(pointer, "There is no such service.")
    if any(matches(scope, permission.replace("*", "read")) for permission in OF_PERMISSIONS):
        raise InvalidFieldError(pointer, "A program holds no office of administration.")


async def revoke_token(work: Work, token_id: str) -> None:
    """Ends the token: its five-minute tokens count nowhere any more. A second time changes nothing."""
    row = await visible_token(work, token_id)
    if row is None:
        raise NotFoundError
    if row["revoked_at"] is not None:
        return
    holder = await work.load(STAFF, SUBJECT + token_id, must_exist=True)
    if (ROLE, row["unit_id"]) in holder.state.roles:
        work.record(holder, decide(holder.state, RevokeRole(holder.id, ROLE, row["unit_id"])))
    work.record(holder, decide(holder.state, EndSessions(holder.id, (token_id,))))
    await work.execute(update(api_tokens).where(api_tokens.c.token_id == token_id).values(revoked_at=work.context.now))


async def subject_of_token(work: Work, text: str) -> tuple[str, str]:
    """Subject and session of an API token's text; raises `ApiTokenRefusedError`. It counts as used now."""
    token_id, _, secret = text.removeprefix(SIGN).partition(".")
    row = await work.row(
        update(api_tokens)
        .where(
            api_tokens.c.token_id == token_id,
            api_tokens.c.revoked_at.is_(None),
            api_tokens.c.until >= work.context.today,
            api_tokens.c.secret_hash == digest(secret),
        )
        .values(used_at=work.context.now)
        .returning(api_tokens.c.secret_hash)
    )
    if row is None or not hmac.compare_digest(row["secret_hash"], digest(secret)):
        raise ApiTokenRefusedError
    return SUBJECT + token_id, token_id
