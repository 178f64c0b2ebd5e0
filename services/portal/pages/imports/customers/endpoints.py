"""The wizard for customers: a file, its columns matched, a dry run, the import with progress, the refused rows."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.live import lively
from services.portal.pages.frame.reasons import reason_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.customers.meanings import CHOICES, MEANINGS
from services.portal.pages.imports.seen import CustomerRun, Refusals, RefusedRows, Upload
from services.portal.pages.imports.sending import name_of, send_file
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed, upload
from shared.web.sheets import download, line, marked

routes = page_router()

STARTS, SEES = "customer.import.start", "customer.import.read"
LARGEST: Final = 21 * 2**20
SHOWN: Final = 50

Key = Annotated[str, Form(max_length=100)]
OfUpload = Annotated[str, Query(alias="upload", pattern="^([0-9a-f-]{36})?$")]


@routes.get("/imports/customers/new", dependencies=[allowed(STARTS)])
async def new(visit: Visiting) -> Response:
    return page(visit, "imports/customers/new.html", wrong="")


@routes.post("/imports/customers/new", dependencies=[allowed(STARTS), upload(LARGEST)])
async def send(visit: Visiting, key: Key, file: Annotated[UploadFile, File()]) -> Response:
    """Keeps the file in the customer service, where it waits for its columns to be matched."""
    told = await send_file(visit, "customer", "/v1/uploads", file, {"name": name_of(file)}, key=key)
    if not told.done:
        return page(visit, "imports/customers/new.html", told.status, wrong=told.why)
    return _to(f"/imports/customers/uploads/{told.body['upload_id']}")


@routes.get("/imports/customers/uploads/{upload_id}", dependencies=[allowed(STARTS)])
async def match(upload_id: Id, visit: Visiting) -> Response:
    return await _matching(visit, upload_id)


@routes.post("/imports/customers/uploads/{upload_id}", dependencies=[allowed(STARTS)])
async def begin(
    upload_id: Id,
    visit: Visiting,
    key: Key,
    source: Annotated[str, Form(max_length=64)],
    deed: Annotated[Literal["try", "import"], Form()],
    column: Annotated[list[str], Form(max_length=100)],
    kind: Annotated[str, Form(max_length=40)] = "",
    roles: Annotated[str, Form(max_length=40)] = "",
    stage: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Tries what the columns mean, or imports; a field that two columns mean is refused."""
    chosen = [(field, place) for place, field in enumerate(column) if field]
    columns = dict(chosen)
    if len(columns) < len(chosen):
        return await _matching(visit, upload_id, visit.say(N_("Two columns mean the same.")), columns)
    fixed = {"kind": kind, "roles": roles, "stage": stage}
    body = {
        "source": source.strip(),
        "columns": columns,
        "fixed": {field: value for field, value in fixed.items() if value and field not in columns},
        "dry_run": deed == "try",
    }
    told = await visit.asking.tell("customer", f"/v1/uploads/{upload_id}/imports", body, key=key)
    if not told.done:
        return await _matching(visit, upload_id, told.why, columns, told.status)
    return _to(f"/imports/customers/{told.body['import_id']}?upload={upload_id}")


@routes.post("/imports/customers/uploads/{upload_id}/again", dependencies=[allowed(STARTS)])
async def begin_as_tried(upload_id: Id, visit: Visiting, key: Key) -> Response:
    """Imports what was tried before, with the same columns."""
    found = await visit.asking.ask("customer", f"/v1/uploads/{upload_id}", Upload)
    if found.value is None or found.value.source is None:
        return await _matching(visit, upload_id)
    one = found.value
    body = {"source": one.source, "columns": one.columns, "fixed": one.fixed, "dry_run": False}
    told = await visit.asking.tell("customer", f"/v1/uploads/{upload_id}/imports", body, key=key)
    if not told.done:
        return await _matching(visit, upload_id, told.why, status=told.status)
    return _to(f"/imports/customers/{told.body['import_id']}?upload={upload_id}")


@routes.get("/imports/customers/{import_id}", dependencies=[allowed(SEES)])
async def show(import_id: Id, visit: Visiting, of: OfUpload = "") -> Response:
    shown = await _shown(visit, import_id, of)
    return page(visit, "imports/customers/result.html" if visit.fragment else "imports/customers/one.html", **shown)


@routes.get("/imports/customers/{import_id}/live", dependencies=[allowed(SEES)])
async def live(import_id: Id, visit: Visiting) -> Response:
    """How far it is, until it is done."""

    async def shown() -> tuple[str, bool]:
        run = await visit.asking.ask("customer", f"/v1/imports/{import_id}", CustomerRun)
        text = bytes(page(visit, "imports/customers/progress.html", run=run).body).decode()
        return text, run.value.over if run.value else run.state in ("none", "refused")

    return lively(visit, shown, every=0.5)


@routes.get("/imports/customers/{import_id}/refused.csv", dependencies=[allowed(SEES)])
async def refused(import_id: Id, visit: Visiting, of: OfUpload = "") -> Response:
    """The refused rows as they stand in the file while it is kept, else their numbers, each with its reasons."""
    return download(f"refused-{import_id[-12:]}.csv", marked(_refused_lines(visit, import_id, of)))


async def _refused_lines(visit: Visit, import_id: str, of: str) -> AsyncIterator[str]:
    cursor, begun = "", False
    while cursor or not begun:
        found = await _refused(visit, import_id, of, cursor)
        if not begun:
            headings = found.value.headings if found.value else []
            yield line([visit.say(N_("Row")), visit.say(N_("Column")), visit.say(N_("Reason")), *headings])
        if found.value is None:
            yield line([visit.say(N_("The rest could not be had; load it again."))])
            return
        for row in found.value.refused:
            yield line([row.row, row.column, reason_of(row.reason, visit.language), *row.cells])
        cursor, begun = found.cursor, True


async def _refused(visit: Visit, import_id: str, of: str, cursor: str) -> Part[RefusedRows]:
    asked = {"limit": MOST, "cursor": cursor}
    if of:
        return await visit.asking.ask("customer", f"/v1/uploads/{of}/refused", RefusedRows, asked)
    bare = await visit.asking.ask("customer", f"/v1/imports/{import_id}/refusals", Refusals, asked)
    rows = RefusedRows(headings=[], refused=bare.value.refusals) if bare.value else None
    return Part(rows, bare.state, bare.service, bare.cursor)


async def _matching(
    visit: Visit, upload_id: str, wrong: str = "", columns: dict[str, int] | None = None, status: int = 422
) -> Response:
    found = await visit.asking.ask("customer", f"/v1/uploads/{upload_id}", Upload)
    if found.state == "none":
        raise NotFoundError
    if found.value is not None and columns is not None:
        found = replace(found, value=found.value.model_copy(update={"columns": columns}))
    return page(
        visit,
        "imports/customers/match.html",
        status if wrong else 200,
        found=found,
        wrong=wrong,
        meanings=MEANINGS,
        choices=CHOICES,
    )


async def _shown(visit: Visit, import_id: str, of: str) -> dict[str, Any]:
    ask = visit.asking.ask
    run = await ask("customer", f"/v1/imports/{import_id}", CustomerRun)
    if run.state == "none":
        raise NotFoundError
    waiting = await ask("customer", f"/v1/uploads/{of}", Upload) if of and visit.may(STARTS) else None
    # The file's refused rows are those of the import that was made of it last.
    kept = waiting.value if waiting and waiting.value and waiting.value.import_id == import_id else None
    refusals = None
    if run.value is not None and run.value.refused:
        refusals = await ask("customer", f"/v1/imports/{import_id}/refusals", Refusals, {"limit": SHOWN})
    return {"run": run, "kept": kept, "refusals": refusals, "import_id": import_id, "meanings": MEANINGS}


def _to(place: str) -> Response:
    return RedirectResponse(place, status_code=303)
