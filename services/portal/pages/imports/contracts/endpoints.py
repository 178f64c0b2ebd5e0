"""Contracts from an Open Contracting file: what is in it, the import with progress, what is rejected or doubtful."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.live import lively
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.reasons import reason_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.contracts import belonging
from services.portal.pages.imports.seen import MOVED, NEW, ContractRun, Records, Remarks
from services.portal.pages.imports.sending import send_file
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.paging import MOST
from shared.web.routing import allowed, upload
from shared.web.sheets import download, line, marked

routes = page_router()

STARTS, SEES = "contract.import.start", "contract.import.read"
LARGEST: Final = 101 * 2**20
SHOWN: Final = 50
FILES: Final = (("ocds", N_("Open Contracting")), ("contracts", N_("Running contracts with opening balances")))
"""What a file of contracts may be."""
RESULTS: Final = {
    "imported": N_("Imported"),
    "amended": N_("Amended since"),
    "unchanged": N_("Unchanged"),
    "rejected": N_("Refused"),
    "warning": N_("Doubtful"),
    "differing": N_("Said otherwise"),
}
"""What a row came to, as the figures are called that count it."""
KINDS: Final = {"rejected": N_("refused"), "warning": N_("doubtful"), "differing": N_("said otherwise")}

Key = Annotated[str, Form(max_length=100)]


@routes.get("/imports/contracts/new", dependencies=[allowed(STARTS)])
async def new(visit: Visiting) -> Response:
    return page(visit, "imports/contracts/new.html", **_typed())


@routes.post("/imports/contracts/new", dependencies=[allowed(STARTS), upload(LARGEST)])
async def send(
    visit: Visiting,
    key: Key,
    file: Annotated[UploadFile, File()],
    source: Annotated[str, Form(max_length=64)],
    currency: Annotated[str, Form(max_length=3)] = "CNY",
    kind: Annotated[Literal["ocds", "contracts"], Form()] = "ocds",
    units: Annotated[str, Form(max_length=100_000)] = "",
) -> Response:
    """Sends the file to the contract service, which reads it and waits for the word."""
    typed = {"source": source, "currency": currency, "kind": kind, "units": units}
    belongs, unclear = await belonging.told(visit, units)
    if unclear:
        return page(visit, "imports/contracts/new.html", 422, **_typed(unclear=unclear, **typed))
    asked = {"kind": kind, "source": source.strip(), "currency": currency.strip().upper(), "hold": "true"}
    told = await send_file(visit, "contract", "/v1/imports", file, {**asked, "units": belongs}, key=key)
    if not told.done:
        return page(visit, "imports/contracts/new.html", told.status, **_typed(told.why, **typed))
    return _to(told.body["import_id"])


def _typed(wrong: str = "", unclear: str = "", **typed: str) -> dict[str, Any]:
    """The form with what was typed, why it was refused, and what is wrong with the units."""
    begun = {"source": "", "currency": "CNY", "kind": "ocds", "units": ""}
    return {"wrong": wrong, "unclear": unclear, "kinds": FILES, **begun, **typed}


@routes.post("/imports/contracts/{import_id}/start", dependencies=[allowed(STARTS)])
async def begin(import_id: Id, visit: Visiting, key: Key) -> Response:
    told = await visit.asking.tell("contract", f"/v1/imports/{import_id}/start", {}, key=key)
    if not told.done:
        return page(visit, "imports/contracts/one.html", told.status, wrong=told.why, **await _shown(visit, import_id))
    return _to(import_id)


@routes.get("/imports/contracts/{import_id}", dependencies=[allowed(SEES)])
async def show(import_id: Id, visit: Visiting) -> Response:
    template = "imports/contracts/result.html" if visit.fragment else "imports/contracts/one.html"
    return page(visit, template, wrong="", **await _shown(visit, import_id))


@routes.get("/imports/contracts/{import_id}/live", dependencies=[allowed(SEES)])
async def live(import_id: Id, visit: Visiting) -> Response:
    """How far it is, until it is done."""

    async def shown() -> tuple[str, bool]:
        run = await visit.asking.ask("contract", f"/v1/imports/{import_id}", ContractRun)
        text = bytes(page(visit, "imports/contracts/progress.html", run=run).body).decode()
        return text, run.value.over if run.value else run.state in ("none", "refused")

    return lively(visit, shown, every=0.5)


@routes.get("/imports/contracts/{import_id}/rows", dependencies=[allowed(SEES)])
async def rows(
    import_id: Id,
    visit: Visiting,
    of: Literal["", "imported", "amended", "unchanged", "rejected", "warning", "differing"] = "",
    currency: Annotated[str, Query(pattern="^([A-Z]{3})?$")] = "",
    opened: Literal["", "ordered", "accepted", "invoiced", "paid"] = "",
    unit: Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")] = "",
    new: Literal["", "amendments", "payments", "milestones", "states"] = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """What a figure of an import counts or adds up, row by row."""
    ask, at = visit.asking.ask, f"/v1/imports/{import_id}"
    run = await ask("contract", at, ContractRun)
    if run.state == "none":
        raise NotFoundError
    asked = {"limit": SHOWN, "cursor": cursor}
    found: Part[Records] | Part[Remarks]
    if of in KINDS:
        found = await ask("contract", f"{at}/remarks", Remarks, {**asked, "kind": of})
    else:
        narrowed = {"result": of, "currency": currency, "opened": opened, "unit_id": unit, "new": new}
        found = await ask("contract", f"{at}/records", Records, {**asked, **narrowed})
    said = {"of": of, "currency": currency, "opened": opened, "unit": unit, "new": new}
    told = {name: value for name, value in said.items() if value}
    here_at = f"/imports/contracts/{import_id}/rows" + (f"?{urlencode(told)}" if told else "")
    moved = [kind for kind in MOVED if kind == (opened or kind)] if run.value and run.value.kind == "contracts" else []
    words = {name: visit.say(word) for name, word in RESULTS.items()}
    units = await units_of(visit, [unit] if unit else [])
    shown: dict[str, Any] = {"run": run, "found": found, "import_id": import_id, "moved": moved, **said}
    template = "imports/contracts/row_lines.html" if visit.fragment else "imports/contracts/rows.html"
    return page(visit, template, at=here_at, words=words, units=units, kinds=KINDS, news=NEW, **shown)


@routes.get("/imports/contracts/{import_id}/remarks.csv", dependencies=[allowed(SEES)])
async def remarks(import_id: Id, visit: Visiting) -> Response:
    """What was rejected or is doubtful, a line each."""
    return download(f"remarks-{import_id[-12:]}.csv", marked(_remark_lines(visit, import_id)))


async def _remark_lines(visit: Visit, import_id: str) -> AsyncIterator[str]:
    yield line([visit.say(name) for name in (N_("Row"), N_("Kind"), N_("Column"), N_("Reason"))])
    cursor, more = "", True
    while more:
        asked = {"limit": MOST, "cursor": cursor}
        part = await visit.asking.ask("contract", f"/v1/imports/{import_id}/remarks", Remarks, asked)
        if part.value is None:
            yield line([visit.say(N_("The rest could not be had; load it again."))])
            return
        for one in part.value.items:
            kind = visit.say(KINDS.get(one.kind, one.kind))
            yield line([one.row or "", kind, one.column, reason_of(one.reason, visit.language)])
        cursor, more = part.cursor, bool(part.cursor)


async def _shown(visit: Visit, import_id: str) -> dict[str, Any]:
    ask = visit.asking.ask
    run = await ask("contract", f"/v1/imports/{import_id}", ContractRun)
    if run.state == "none":
        raise NotFoundError
    found = None
    if run.value is not None and (run.value.rejected or run.value.warnings or run.value.differing):
        found = await ask("contract", f"/v1/imports/{import_id}/remarks", Remarks, {"limit": SHOWN})
    by_unit = run.value.by_unit if run.value else []
    units = await units_of(visit, [one.unit_id for one in by_unit])
    shown = {"run": run, "remarks": found, "import_id": import_id, "starts": visit.may(STARTS), "kinds": KINDS}
    return {**shown, "by_unit": by_unit, "units": units}


def _to(import_id: str) -> Response:
    return RedirectResponse(f"/imports/contracts/{import_id}", status_code=303)
