"""The wizard for staff: HR's list, its columns matched, a dry run, the import with progress, the refused rows."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.live import lively
from services.portal.pages.frame.own import seen, sent, told
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.reasons import reason_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.sending import name_of
from services.portal.pages.imports.staff.meanings import DONE, MEANINGS, TRIED
from services.portal.pages.imports.staff.seen import RowChanges, StaffFile, StaffRefusals, StaffRows, StaffRun
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed, upload
from shared.web.sheets import download, line

routes = page_router()

TAKES: Final = "portal.staff.import"
AT: Final = "/imports/staff"
LARGEST: Final = 21 * 2**20
SHOWN: Final = 50
REFUSED: Final = "refused"
Key = Annotated[str, Form(max_length=100)]


@routes.get(f"{AT}/new", dependencies=[allowed(TAKES)])
async def new(visit: Visiting) -> Response:
    return page(visit, "imports/staff/new.html", wrong="")


@routes.post(f"{AT}/new", dependencies=[allowed(TAKES), upload(LARGEST)])
async def send(visit: Visiting, key: Key, file: Annotated[UploadFile, File()]) -> Response:
    """Keeps the list for a day, while its columns are matched."""
    answer = await sent(visit, "/v1/staff-imports", await file.read(), key, name=name_of(file))
    if not answer.done:
        return page(visit, "imports/staff/new.html", answer.status, wrong=answer.why)
    return _to(f"{answer.body['import_id']}/columns")


@routes.get(f"{AT}/{{import_id}}/columns", dependencies=[allowed(TAKES)])
async def match(import_id: Id, visit: Visiting) -> Response:
    return await _matching(visit, import_id)


async def _matching(
    visit: Visit, import_id: str, wrong: str = "", columns: dict[str, int] | None = None, status: int = 422
) -> Response:
    found = await seen(visit, f"/v1/staff-imports/{import_id}/file", StaffFile)
    if found.state == "none":
        raise NotFoundError
    if found.value is not None and columns is not None:
        found = replace(found, value=found.value.model_copy(update={"columns": columns}))
    return page(
        visit, "imports/staff/match.html", status if wrong else 200, found=found, wrong=wrong, meanings=MEANINGS
    )


@routes.post(f"{AT}/{{import_id}}/columns", dependencies=[allowed(TAKES)])
async def begin(
    import_id: Id,
    visit: Visiting,
    key: Key,
    deed: Annotated[Literal["try", "import"], Form()],
    column: Annotated[list[str], Form(max_length=100)],
) -> Response:
    """Tries what the columns mean, or imports; a meaning that two columns have is refused."""
    chosen = [(field, place) for place, field in enumerate(column) if field]
    columns = dict(chosen)
    if len(columns) < len(chosen):
        return await _matching(visit, import_id, visit.say(N_("Two columns mean the same.")), columns)
    return await _run(visit, import_id, key, columns, dry_run=deed == "try")


@routes.post(f"{AT}/{{import_id}}/again", dependencies=[allowed(TAKES)])
async def begin_as_tried(import_id: Id, visit: Visiting, key: Key) -> Response:
    """Imports what was tried before, with the same columns."""
    found = await seen(visit, f"/v1/staff-imports/{import_id}", StaffRun)
    if found.value is None:
        raise NotFoundError
    return await _run(visit, import_id, key, found.value.columns, dry_run=False)


async def _run(visit: Visit, import_id: str, key: str, columns: dict[str, int], *, dry_run: bool) -> Response:
    body = {"columns": columns, "dry_run": dry_run}
    answer = await told(visit, f"/v1/staff-imports/{import_id}/runs", body, key)
    if not answer.done:
        return await _matching(visit, import_id, answer.why, columns, answer.status)
    return _to(import_id)


@routes.get(f"{AT}/{{import_id}}", dependencies=[allowed(TAKES)])
async def show(import_id: Id, visit: Visiting) -> Response:
    shown = await _shown(visit, import_id)
    run = shown["run"].value
    if run is not None and run.stage == "waiting":
        return _to(f"{import_id}/columns")
    return page(visit, "imports/staff/result.html" if visit.fragment else "imports/staff/one.html", **shown)


async def _shown(visit: Visit, import_id: str) -> dict[str, Any]:
    run = await seen(visit, f"/v1/staff-imports/{import_id}", StaffRun)
    if run.state == "none":
        raise NotFoundError
    refusals, changes, at = None, None, f"/v1/staff-imports/{import_id}"
    if run.value is not None and run.value.refused:
        refusals = await seen(visit, f"{at}/refusals", StaffRefusals, limit=SHOWN)
    if run.value is not None and run.value.changed:
        changes = await seen(visit, f"{at}/changes", RowChanges, limit=SHOWN)
    return {"run": run, "refusals": refusals, "changes": changes, "import_id": import_id, "meanings": MEANINGS}


@routes.get(f"{AT}/{{import_id}}/rows", dependencies=[allowed(TAKES)])
async def rows(
    import_id: Id,
    visit: Visiting,
    of: Literal["joined", "moved", "changed", "gone", "later", "unchanged", "refused"],
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """The rows that a figure of the import counts."""
    at = f"/v1/staff-imports/{import_id}"
    run = await seen(visit, at, StaffRun)
    if run.state == "none":
        raise NotFoundError
    asked = {"limit": SHOWN, "cursor": cursor}
    found: Part[StaffRefusals] | Part[StaffRows]
    if of == REFUSED:
        found, names = await seen(visit, f"{at}/refusals", StaffRefusals, **asked), {}
    else:
        found = await seen(visit, f"{at}/rows", StaffRows, deed=of, **asked)
        names = await names_of(visit, [one.staff_id or "" for one in (found.value.rows if found.value else [])])
    counted = (TRIED if run.value and run.value.dry_run else DONE)[of]
    return page(
        visit,
        f"imports/staff/{'row_lines' if visit.fragment else 'rows'}.html",
        run=run,
        found=found,
        names=names,
        refused=of == REFUSED,
        counted=counted,
        meanings=MEANINGS,
        at=f"{AT}/{import_id}/rows?of={of}",
        whole=f"{AT}/{import_id}",
    )


@routes.get(f"{AT}/{{import_id}}/live", dependencies=[allowed(TAKES)])
async def live(import_id: Id, visit: Visiting) -> Response:
    """How far it is, until it is done."""

    async def shown() -> tuple[str, bool]:
        run = await seen(visit, f"/v1/staff-imports/{import_id}", StaffRun)
        text = bytes(page(visit, "imports/staff/progress.html", run=run).body).decode()
        return text, run.value.over if run.value else run.state in ("none", "refused")

    return lively(visit, shown, every=0.5)


@routes.get(f"{AT}/{{import_id}}/refused.csv", dependencies=[allowed(TAKES)])
async def refused(import_id: Id, visit: Visiting) -> Response:
    """The numbers of the refused rows, each with its reasons."""
    return download(f"refused-{import_id[-12:]}.csv", _refused_lines(visit, import_id))


async def _refused_lines(visit: Visit, import_id: str) -> AsyncIterator[str]:
    yield line([visit.say(N_("Row")), visit.say(N_("Column")), visit.say(N_("Reason"))])
    cursor, begun = "", False
    while cursor or not begun:
        path = f"/v1/staff-imports/{import_id}/refusals"
        found = await seen(visit, path, StaffRefusals, limit=MOST, cursor=cursor)
        if found.value is None:
            yield line([visit.say(N_("The rest could not be had; load it again."))])
            return
        for one in found.value.refusals:
            yield line([one.row, visit.say(MEANINGS[one.column]), reason_of(one.reason, visit.language)])
        cursor, begun = found.cursor, True


def _to(place: str) -> Response:
    return RedirectResponse(f"{AT}/{place}", status_code=303)
