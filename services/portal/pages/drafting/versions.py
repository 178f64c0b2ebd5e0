"""The versions of a contract: each with what differs from the one before and from its template, and as a file."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.blanks import declared_by, known_to, open_in
from services.portal.pages.drafting.endpoints import newest_of
from services.portal.pages.drafting.figures import FigureRow, figure_rows
from services.portal.pages.drafting.seen import (
    Comments,
    Difference,
    Draft,
    Standard,
    Standards,
    Type,
    Version,
    Versions,
)
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.money import CURRENCIES
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_, locale_of
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "contract.contract.read"
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Against = Annotated[Literal["previous", "template"], Query()]
DEPARTURES: Final[dict[str, str]] = {
    "changed": N_("changed"),
    "alternative": N_("standard alternative"),
    "fallback": N_("fall-back"),
    "added": N_("added"),
    "omitted": N_("left out"),
}
REFERENCES: Final[dict[str, str]] = {
    "minutes": N_("Minutes of the collective decision"),
    "sourcing": N_("How the other party was chosen"),
}


@routes.get("/contracts/{contract_id}/versions", dependencies=[allowed(READS)])
async def index(contract_id: Id, visit: Visiting) -> Response:
    """All versions, the newest first; as a part of the contract's page."""
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    found, contract = await asyncio.gather(
        ask("contract", f"{path}/versions", Versions, {"limit": 100}), ask("contract", path, Draft)
    )
    if contract.state == "none":
        raise NotFoundError
    names = await names_of(visit, [one.said_by for one in found.value.items] if found.value else [])
    template = "drafting/versions.html" if visit.fragment else "drafting/versions_page.html"
    return page(
        visit,
        template,
        contract=contract,
        contract_id=contract_id,
        found=found,
        names=names,
        departures=DEPARTURES,
    )


@routes.get("/contracts/{contract_id}/versions/{version}", dependencies=[allowed(READS)])
async def show(contract_id: Id, version: Number, visit: Visiting, against: Against = "previous") -> Response:
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    at = f"{path}/versions/{version}"
    contract, found, difference, comments = await asyncio.gather(
        ask("contract", path, Draft),
        ask("contract", at, Version),
        ask("contract", f"{at}/difference", Difference, {"against": against}),
        ask("contract", f"{path}/comments", Comments, {"limit": 200}),
    )
    if contract.state == "none" or found.state == "none":
        raise NotFoundError
    return page(
        visit,
        "drafting/difference.html" if visit.fragment else "drafting/version.html",
        contract=contract,
        found=found,
        difference=difference,
        rows=figures_of(visit, difference.value),
        against=against,
        comments=comments,
        departures=DEPARTURES,
        names=await names_of(visit, [found.value.said_by] if found.value else []),
    )


@routes.get("/contracts/{contract_id}/departures", dependencies=[allowed(READS)])
async def departures(
    contract_id: Id, visit: Visiting, text_hash: Annotated[str, Query(alias="hash", pattern="^[0-9a-f]{64}$")] = ""
) -> Response:
    """Where the version that is decided on departs from its template, with the risk of each; a part of the decision."""
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}/versions"
    rows = await ask("contract", path, Versions, {"limit": 100})
    items = rows.value.items if rows.value else []
    number = next((one.number for one in items if one.text_hash == text_hash), items[0].number if items else 0)
    if not number:
        raise NotFoundError
    at = f"{path}/{number}/difference"
    found = await ask("contract", at, Difference, {"against": "template"})
    template = "drafting/difference.html" if visit.fragment else "drafting/departures_page.html"
    return page(visit, template, difference=found, rows=[], contract_id=contract_id)


def figures_of(visit: Visit, difference: Difference | None) -> list[FigureRow]:
    """The figures that differ, as their reader reads them."""
    formats = Formats(locale_of(visit.language), visit.running.store.zone)
    return figure_rows(difference.figures, formats, visit.say) if difference else []


@routes.get("/contracts/{contract_id}/versions/{version}/pdf", dependencies=[allowed(READS)])
async def pdf(contract_id: Id, version: Number, visit: Visiting) -> Response:
    return await fetched(visit, "contract", f"/v1/contracts/{contract_id}/versions/{version}/pdf")


@routes.get("/contracts/{contract_id}/versions/{version}/docx", dependencies=[allowed(READS)])
async def docx(contract_id: Id, version: Number, visit: Visiting) -> Response:
    return await fetched(visit, "contract", f"/v1/contracts/{contract_id}/versions/{version}/docx")


@routes.get("/contracts/{contract_id}/files/{file_id}", dependencies=[allowed("contract.file.read")])
async def file(contract_id: Id, file_id: Id, visit: Visiting) -> Response:  # noqa: ARG001 - part of the address
    return await fetched(visit, "contract", f"/v1/files/{file_id}/content")


@routes.get("/contracts/{contract_id}/clauses/{clause}/others", dependencies=[allowed("contract.clause.read")])
async def others(
    contract_id: Id,
    clause: Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")],
    visit: Visiting,
    chosen: Annotated[str, Query(max_length=36)] = "",
) -> Response:
    """The standard clauses that may stand in place of a template's, as further choices of its card."""
    ask = visit.asking.ask
    version = await newest_of(visit, contract_id)
    if version.state == "none":
        raise NotFoundError
    said = version.value.document if version.value else None
    held = next((one for one in (*said.clauses, *said.omitted) if one.clause == clause), None) if said else None
    offered: list[tuple[str, Standard]] = []
    if said is not None and held is not None and held.code:
        library = await ask("contract", "/v1/clauses", Standards, {"code": held.code, "limit": 1})
        named = library.value.items[0].others if library.value and library.value.items else []
        found = await asyncio.gather(*(ask("contract", f"/v1/clauses/{one.clause_id}", Standard) for one in named))
        offered = [(one.kind, part.value) for one, part in zip(named, found, strict=True) if part.value]
    known = known_to(said, await declared_by(visit, said))
    usable = {one.clause_id: one for _, one in offered if one.approved and not one.retired}
    return page(
        visit,
        "drafting/others.html",
        clause=clause,
        offered=offered,
        language=said.language if said else "zh",
        chosen=chosen,
        blanks=open_in(usable, known),
        fields={},
        wrong={},
        currencies=CURRENCIES,
    )


@routes.get("/contracts/{contract_id}/submission", dependencies=[allowed("contract.contract.submit")])
async def ask_submission(contract_id: Id, visit: Visiting) -> Response:
    return await _submission(visit, contract_id)


@routes.post("/contracts/{contract_id}/submission", dependencies=[allowed("contract.contract.submit")])
async def submit(
    contract_id: Id,
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    version: Annotated[int, Form(ge=1)],
    minutes: Annotated[str, Form(max_length=80)] = "",
    sourcing: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Takes the number, freezes the text and starts the review."""
    named = {"minutes": minutes.strip(), "sourcing": sourcing.strip()}
    body = {"references": [{"kind": kind, "reference": reference} for kind, reference in named.items() if reference]}
    path = f"/v1/contracts/{contract_id}/submission"
    told = await visit.asking.tell("contract", path, body, key=key, version=version)
    if not told.done:
        return await _submission(visit, contract_id, told.why, told.status, named)
    return _to(visit, contract_id)


@routes.post("/contracts/{contract_id}/withdrawal", dependencies=[allowed("contract.contract.submit")])
async def withdraw(contract_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    """Takes the draft out of review."""
    told = await visit.asking.tell("contract", f"/v1/contracts/{contract_id}/withdrawal", {}, key=key)
    if not told.done:
        return await _submission(visit, contract_id, told.why, told.status)
    return _to(visit, contract_id)


def _to(visit: Visit, contract_id: str) -> Response:
    place = f"/contracts/{contract_id}"
    if visit.fragment:
        return Response(headers={"HX-Redirect": place})
    return RedirectResponse(place, status_code=303)


async def _submission(
    visit: Visit, contract_id: str, why: str = "", status: int = 200, named: dict[str, str] | None = None
) -> Response:
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    contract, version, comments = await asyncio.gather(
        ask("contract", path, Draft),
        newest_of(visit, contract_id),
        ask("contract", f"{path}/comments", Comments, {"open_only": "true", "limit": 200}),
    )
    if contract.state == "none":
        raise NotFoundError
    type_id = contract.value.type_id if contract.value else None
    kind = await ask("contract", f"/v1/types/{type_id}", Type) if type_id else None
    return page(
        visit,
        "drafting/submission.html" if visit.fragment else "drafting/submission_page.html",
        status,
        contract=contract,
        version=version,
        comments=comments,
        needed=_needed(kind.value if kind else None, visit.say),
        named=named or {},
        departures=DEPARTURES,
        why=why,
    )


def _needed(kind: Type | None, say: Callable[[str], str]) -> list[dict[str, Any]]:
    """What a submission may have to name."""
    rows = kind.rules.required_references if kind else ()
    return [{**row, "name": say(REFERENCES.get(row["kind"], row["kind"]))} for row in rows]
