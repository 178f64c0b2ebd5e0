"""The quality of an order: what its lines ask for, what was measured, what became of goods that were held."""

import asyncio
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import File, Form, Path, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.credit.seen import Line
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.orders.seen import OrderShown
from services.portal.pages.quality.comparing import values_of
from services.portal.pages.quality.fields import (
    KINDS,
    batch_body,
    fields_of_requirement,
    requirement_body,
    row_numbers,
)
from services.portal.pages.quality.seen import Batch, Plan, Plans, Quality, Requirement
from services.portal.pages.requirements.seen import BatchConcessions
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.paging import MOST
from shared.web.routing import allowed, upload

routes = page_router()

READS, SPECIFIES, JUDGES = "contract.order.read", "contract.order.specify", "contract.order.judge"
ASKS: Final = "contract.concession.ask"
OF: Final = "/orders/{order_id}"
LARGEST: Final = 21 * 2**20
MOST_FILES: Final = 20
PATIENCE: Final = 10.0
Key = Annotated[str, Form(max_length=100)]
LineNumber = Annotated[int, Path(ge=1, le=500)]
Text = Annotated[str, Query(max_length=200)]


@routes.get(f"{OF}/quality", dependencies=[allowed(READS)])
async def show(order_id: Id, visit: Visiting) -> Response:
    """What each line asks for with what was objected to before, every batch, and what may be done."""
    (order, quality), waiting = await asyncio.gather(
        _both(visit, order_id),
        visit.asking.ask("contract", "/v1/batch-concessions", BatchConcessions, {"order_id": order_id, "limit": MOST}),
    )
    batches = quality.value.batches if quality.value else []
    wanted = [one for one in waiting.value.items if one.state == "asked"] if waiting.value else []
    people = [one.measured_by or "" for one in batches] + [one.decided_by or "" for one in batches]
    people += [one.asked_by for one in wanted]
    return page(
        visit,
        "quality/part.html" if visit.fragment else "quality/part_page.html",
        order_id=order_id,
        order=order,
        quality=quality,
        wanted={one.batch: one for one in wanted},
        names=await names_of(visit, people),
        values_of=values_of,
    )


@routes.get(f"{OF}/sheet.pdf", dependencies=[allowed(READS)])
async def sheet(order_id: Id, visit: Visiting, kind: Literal["technical", "process"] = "technical") -> Response:
    """The technical or the process sheet, in the reader's language."""
    path = f"/v1/orders/{order_id}/quality.pdf?kind={kind}&language={visit.language[:2]}"
    return await fetched(visit, "contract", path)


@routes.get(f"{OF}/quality.xlsx", dependencies=[allowed(READS)])
async def table(order_id: Id, visit: Visiting) -> Response:
    """Set and actual values, a parameter and batch a row."""
    return await fetched(visit, "contract", f"/v1/orders/{order_id}/quality.xlsx")


@routes.get(f"{OF}/files/{{file_id}}", dependencies=[allowed("contract.file.read")])
async def file(order_id: Id, file_id: Id, visit: Visiting) -> Response:
    """A drawing or photo that a line of the order names."""
    found = await visit.asking.ask("contract", f"/v1/orders/{order_id}/quality", Quality)
    if found.value is None or not any(file_id in one.files for one in found.value.requirements):
        raise NotFoundError
    return await fetched(visit, "contract", f"/v1/files/{file_id}/content", shown=True)


@routes.get(f"{OF}/requirements/plans", dependencies=[allowed(SPECIFIES)])
async def plans(
    order_id: Id, visit: Visiting, grade: Text = "", specification: Text = "", plan_id: Text = ""
) -> Response:
    """The plans that fit a grade and specification, as the choices of a field; the one that was chosen stays so."""
    found = await _plans(visit, grade, specification)
    chosen = next((one.plan_id for one in found if one.plan_id == plan_id), "")
    return page(visit, "quality/plan_choices.html", plans=found, chosen=chosen, order_id=order_id)


@routes.get(f"{OF}/requirements/{{line}}", dependencies=[allowed(SPECIFIES)])
async def form(order_id: Id, line: LineNumber, visit: Visiting) -> Response:
    return await _form(visit, order_id, line)


@routes.post(f"{OF}/requirements/{{line}}", dependencies=[allowed(SPECIFIES), upload(LARGEST)])
async def state(
    order_id: Id,
    line: LineNumber,
    visit: Visiting,
    key: Key,
    file_id: Annotated[list[Id], Form(max_length=MOST_FILES)] = [],  # noqa: B006 - FastAPI copies it
    files: Annotated[list[UploadFile], File(max_length=MOST_FILES)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Sends drawings and photos, then says what the line asks for."""
    fields, kept = sent(await visit.request.form()), list(file_id)
    for at, one in enumerate(each for each in files if each.filename):
        told = await send_file(visit, "contract", "/v1/files", one, {"name": name_of(one)}, key=f"{key}-{at}")
        if not told.done:
            return await _form(visit, order_id, line, fields, kept, {"files": told.why}, told.why, told.status)
        kept.append(told.body["file_id"])
    said = requirement_body(fields, line, kept)
    path = f"/v1/orders/{order_id}/quality/requirements"
    told = await visit.asking.tell("contract", path, said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/orders/{order_id}", status_code=303)
    wrong = said.wrong(told.body.get("errors"))
    return await _form(visit, order_id, line, fields, kept, wrong, told.why, told.status)


@routes.get(f"{OF}/batches/new/{{line}}", dependencies=[allowed(JUDGES)])
async def measuring(order_id: Id, line: LineNumber, visit: Visiting) -> Response:
    return await _measuring(visit, order_id, line)


@routes.post(f"{OF}/batches/new/{{line}}", dependencies=[allowed(JUDGES)])
async def measure(order_id: Id, line: LineNumber, visit: Visiting, key: Key) -> Response:
    """What was measured of a batch: it passes, or is held."""
    fields = sent(await visit.request.form())
    quality = await visit.asking.ask("contract", f"/v1/orders/{order_id}/quality", Quality)
    asked = quality.value.of_line(line) if quality.value else None
    said = batch_body(fields, line, asked.parameters if asked else [])
    path = f"/v1/orders/{order_id}/quality/batches"
    told = await visit.asking.tell("contract", path, said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/orders/{order_id}", status_code=303)
    return await _measuring(visit, order_id, line, fields, said.wrong(told.body.get("errors")), told.why, told.status)


@routes.get(f"{OF}/batches/{{batch}}/decision", dependencies=[allowed(JUDGES)])
async def deciding(order_id: Id, batch: Code, visit: Visiting) -> Response:
    return await _deciding(visit, order_id, batch)


@routes.post(f"{OF}/batches/{{batch}}/decision", dependencies=[allowed(JUDGES)])
async def decide(order_id: Id, batch: Code, visit: Visiting, key: Key) -> Response:
    """Regrades goods that are held, lets them go under the customer's word, or rejects them."""
    fields = sent(await visit.request.form())
    names = ("decision", "grade", "concession", "reason", "effective_on")
    body = {name: fields[name] for name in names if fields.get(name)}
    path = f"/v1/orders/{order_id}/quality/batches/{quote(batch)}/decision"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/orders/{order_id}", status_code=303)
    wrong = Said().wrong(told.body.get("errors"))
    return await _deciding(visit, order_id, batch, fields, wrong, told.why, told.status)


@routes.get(f"{OF}/batches/{{batch}}/concession", dependencies=[allowed(ASKS)])
async def conceding(order_id: Id, batch: Code, visit: Visiting) -> Response:
    return await _deciding(visit, order_id, batch, form="conceding")


@routes.post(f"{OF}/batches/{{batch}}/concession", dependencies=[allowed(ASKS)])
async def ask_for_batch(order_id: Id, batch: Code, visit: Visiting, key: Key) -> Response:
    """Asks that the whole batch pass, in all that it departs in."""
    fields = sent(await visit.request.form())
    body = {name: fields[name] for name in ("reference", "reason") if fields.get(name)}
    path = f"/v1/orders/{order_id}/quality/batches/{quote(batch)}/concessions"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/orders/{order_id}", status_code=303)
    wrong = Said().wrong(told.body.get("errors"))
    return await _deciding(visit, order_id, batch, fields, wrong, told.why, told.status, form="conceding")


async def _both(visit: Visit, order_id: str) -> tuple[Any, Any]:
    order, quality = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/orders/{order_id}", OrderShown),
        visit.asking.ask("contract", f"/v1/orders/{order_id}/quality", Quality),
    )
    if order.state == "none":
        raise NotFoundError
    return order, quality


async def _plans(visit: Visit, grade: str, specification: str) -> list[Plan]:
    asked = {"grade": grade.strip(), "specification": specification.strip(), "limit": MOST}
    found = await visit.asking.ask("contract", "/v1/quality-plans", Plans, asked)
    return found.value.items if found.value else []


def _line(order: OrderShown, number: int) -> Line:
    found = next((one for one in order.lines if one.line == number), None)
    if found is None:
        raise NotFoundError
    return found


async def _form(
    visit: Visit,
    order_id: str,
    line: int,
    fields: Fields | None = None,
    files: list[str] | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    order, quality = await _both(visit, order_id)
    stated = quality.value.of_line(line) if quality.value else None
    typed = fields if fields is not None else fields_of_requirement(stated) if stated else {}
    chosen = typed.get("plan_id", "")
    found = await _plans(visit, typed.get("grade", ""), typed.get("specification", ""))
    return page(
        visit,
        "quality/requirement.html",
        status,
        order_id=order_id,
        order=order,
        line=_line(order.value, line) if order.value else None,
        stated=stated,
        plans=found or await _plans(visit, "", ""),
        chosen=chosen,
        kinds=KINDS,
        kept=files if files is not None else stated.files if stated else [],
        fields=typed,
        wrong=wrong or {},
        why=why,
        row_numbers=row_numbers,
    )


async def _measuring(
    visit: Visit,
    order_id: str,
    line: int,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    order, quality = await _both(visit, order_id)
    asked: Requirement | None = quality.value.of_line(line) if quality.value else None
    if quality.value is not None and asked is None:
        raise NotFoundError
    today = visit.running.store.clock.today(visit.running.store.zone)
    return page(
        visit,
        "quality/measuring.html",
        status,
        order_id=order_id,
        order=order,
        quality=quality,
        line=_line(order.value, line) if order.value else None,
        asked=asked,
        fields=fields or {"effective_on": today.isoformat()},
        wrong=wrong or {},
        why=why,
    )


async def _deciding(
    visit: Visit,
    order_id: str,
    batch: str,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
    *,
    form: Literal["deciding", "conceding"] = "deciding",
) -> Response:
    order, quality = await _both(visit, order_id)
    known: list[Batch] = quality.value.batches if quality.value else []
    found = next((one for one in known if one.batch == batch), None)
    if quality.value is not None and found is None:
        raise NotFoundError
    asked = quality.value.of_line(found.line) if quality.value and found else None
    return page(
        visit,
        f"quality/{form}.html" if visit.fragment else f"quality/{form}_page.html",
        status,
        order_id=order_id,
        order=order,
        quality=quality,
        one=found,
        values=values_of(found, asked) if found else [],
        names=await names_of(visit, [found.measured_by or ""] if found else []),
        fields=fields or {},
        wrong=wrong or {},
        why=why,
    )
