"""A deed in a dialog of any page: what it asks, then the command in the visitor's name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.by_clause.standing import Standing, standing_of
from services.portal.pages.deeds.bodies import said_in
from services.portal.pages.deeds.deed import CHANGED, Deed, Form
from services.portal.pages.deeds.seals import seals_for
from services.portal.pages.deeds.table import DEEDS
from services.portal.pages.drafting.fields import Fields, rows_in, sent
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import ForbiddenError, NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.contract.read"
PATIENCE: Final = 10.0
BLANK_ROWS: Final = 1
"""Behind those of a table that say something; one more comes with every refusal that fills it."""
MOST_ROWS: Final = 50

Name = Annotated[str, Path(pattern="^[a-z-]{1,30}$")]
Of = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$", description="What it is done to, where not to the contract")]


@routes.get("/contracts/{contract_id}/deeds/{name}", dependencies=[allowed(READS)])
async def show(contract_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    return await _shown(visit, contract_id, name, of)


@routes.post("/contracts/{contract_id}/deeds/{name}", dependencies=[allowed(READS)])
async def do(contract_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    """Sends it; a second click of the same form is the same deed."""
    deed = _deed(visit, name)
    fields = sent(await visit.request.form())
    form = await _begun(visit, deed, await standing_of(visit, contract_id), of)
    said = said_in(deed, fields, form)
    allocations = said.body.pop("allocations", []) if deed.then else []
    path = deed.path.format(contract_id=contract_id, of=of)
    key, version = fields.get("key", ""), fields.get("version", "")
    seen = int(version) if deed.versioned and version.isascii() and version.isdigit() else 0
    told = await visit.asking.tell("contract", path, said.body, key=key, version=seen, seconds=PATIENCE)
    if not told.done:
        return await _shown(visit, contract_id, name, of, fields, told, said.wrong(told.body.get("errors")))
    if allocations:
        body = {"allocations": allocations, **_day(fields)}
        then = await visit.asking.tell("contract", deed.then.format(**told.body), body, key=f"{key}-then")
        if not then.done:
            return await _shown(visit, contract_id, deed.shows, told.body["payment_id"], fields, then, after=deed.done)
    return _done(visit, contract_id, deed, told)


async def _begun(visit: Visit, deed: Deed, standing: Standing, of: str) -> Form:
    """What the dialog starts from, with the seals there are where one is chosen."""
    form = deed.form(standing, of)
    if any(one.kind == "seal" for one in deed.fields):
        return replace(form, seals=await seals_for(visit, standing))
    return form


def _day(fields: Fields) -> Mapping[str, str]:
    return {"effective_on": fields["effective_on"]} if fields.get("effective_on") else {}


def _deed(visit: Visit, name: str) -> Deed:
    deed = DEEDS.get(name)
    if deed is None:
        raise NotFoundError
    if not visit.may(deed.permission):
        raise ForbiddenError(permission=deed.permission)
    return deed


def _done(visit: Visit, contract_id: str, deed: Deed, told: Told) -> Response:
    if not visit.fragment:
        return RedirectResponse(f"/contracts/{contract_id}", status_code=303)
    held = bool(deed.held) and told.body.get("state") == "held"
    answer = page(visit, "deeds/done.html", deed=deed, held=held)
    answer.headers["HX-Trigger"] = CHANGED
    return answer


async def _shown(
    visit: Visit,
    contract_id: str,
    name: str,
    of: str,
    fields: Fields | None = None,
    told: Told | None = None,
    wrong: Mapping[str, str] | None = None,
    after: str = "",
) -> Response:
    deed = _deed(visit, name)
    standing = await standing_of(visit, contract_id)
    if standing.contract.state == "none":
        raise NotFoundError
    form = await _begun(visit, deed, standing, of)
    answer = page(
        visit,
        "deeds/dialog.html" if visit.fragment else "deeds/page.html",
        told.status if told else 200,
        deed=deed,
        name=name,
        of=of,
        form=form,
        contract=standing.contract,
        fields=form.fields if fields is None else fields,
        wrong=wrong or {},
        why=told.why if told else "",
        refusal=told.body if told else {},
        after=after,
        row_numbers=_rows,
    )
    if told is not None or after:
        answer.headers["HX-Trigger"] = CHANGED  # what was refused may have been kept, as blocked
    return answer


def _rows(fields: Fields, kind: str) -> list[Any]:
    """The rows of a table that say something, and blank ones; of a plan those that say something."""
    if kind == "plan":
        return rows_in(fields, kind)
    known = {int(at) for at in (one.split("-")[1] for one in fields if one.startswith(f"{kind}-")) if at.isdigit()}
    behind = max(known, default=-1) + 1
    return [*sorted(known), *range(behind, behind + BLANK_ROWS)][:MOST_ROWS]
