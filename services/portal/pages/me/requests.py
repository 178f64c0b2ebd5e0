"""Asking for access, and taking a request back: open to everybody who is signed in, whatever they may do yet."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.portal.access_request.handlers import ask_access, withdraw
from services.portal.access_request.schemas import AccessRequestBody
from services.portal.pages.frame.refusals import problem_of, sentence_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.me.shown import own_page
from shared.eventstore.work import Work
from shared.values.errors import DomainError
from shared.values.ids import Id
from shared.web.correlation import Envelope
from shared.web.problems import invalid_input

routes = page_router()

Words = Annotated[str, Form(max_length=200)]


@routes.post("/me/requests")
async def ask(
    visit: Visiting,
    unit_id: Words,
    until: Words,
    reason: Annotated[str, Form(max_length=500)],
    role: Words = "",
    permission: Words = "",
) -> Response:
    """A role or group, or with `permission` that alone."""
    wanted = f"only.{permission.strip()}" if permission.strip() else role
    asked = {"role": wanted, "unit_id": unit_id, "until": until, "reason": reason}
    try:
        async with _in_own_name(visit) as work:
            await ask_access(work, visit.staff_id, _read(asked).to_command())
    except DomainError as error:
        why = sentence_of(problem_of(error), visit.language)
        return await own_page(visit, refused=why, asked=asked, status=error.status)
    return RedirectResponse("/me", status_code=303)


@routes.post("/me/requests/{request_id}/withdrawal")
async def take_back(request_id: Id, visit: Visiting) -> Response:
    """Before anybody has decided."""
    async with _in_own_name(visit) as work:
        await withdraw(work, visit.staff_id, request_id)
    return RedirectResponse("/me", status_code=303)


def _read(asked: dict[str, str]) -> AccessRequestBody:
    try:
        return AccessRequestBody.model_validate_json(json.dumps(asked))
    except ValidationError as error:
        raise invalid_input([{**one, "loc": ("body", *one["loc"])} for one in error.errors()], asked) from error


@asynccontextmanager
async def _in_own_name(visit: Visit) -> AsyncIterator[Work]:
    """With the portal's rights, since the visitor may have none; the handlers touch what is the visitor's own."""
    correlation = Envelope.of(visit.request.scope).correlation
    context = visit.running.store.system_context(correlation=correlation, unit=visit.unit_id)
    async with visit.running.begin(replace(context, actor=visit.staff_id)) as work:
        yield work
