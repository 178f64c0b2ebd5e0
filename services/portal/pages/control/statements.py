"""Bank statements: taken from a file, their lines matched by a click or by rule, a month reconciled."""

import asyncio
import re
from typing import Annotated, Final, Literal

from fastapi import File, Form, Path, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.control.seen import BankLines, Proposals, Reconciliation, Statement, Statements
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.sending import send_file
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed, upload

routes = page_router()

READS, TAKES, MATCHES = "contract.statement.read", "contract.statement.take", "contract.statement.match"
AT: Final = "/payments/statements"
LARGEST: Final = 11 * 2**20
LINES: Final = 50
PATIENCE: Final = 30.0
MONTH: Final = "^([0-9]{4}-(0[1-9]|1[0-2]))?$"
ACCOUNT: Final = re.compile("[A-Za-z0-9._-]{1,64}")
BECAUSE: Final = {"amount": N_("amount"), "reference": N_("reference"), "payer": N_("payer known")}
"""What may agree between a line and what it is proposed for."""

Key = Annotated[str, Form(max_length=100)]
Cursor = Annotated[str, Query(max_length=500)]
LineNumber = Annotated[int, Path(ge=1, le=1_000_000)]
Account = Annotated[str, Form(max_length=64)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, cursor: Cursor = "") -> Response:
    return await _listed(visit, cursor)


@routes.post(AT, dependencies=[allowed(TAKES), upload(LARGEST)])
async def take(
    visit: Visiting,
    key: Key,
    account: Account,
    file: Annotated[UploadFile, File()],
    form: Annotated[Literal["csv", "camt.053"], Form(alias="format")] = "csv",
) -> Response:
    """Sends the file as it is; a line that the account knows already is not taken again."""
    params = {"account": account.strip(), "format": form}
    told = await send_file(visit, "contract", "/v1/statements", file, params, key=key)
    if not told.done:
        return await _listed(visit, "", told.why, told.status)
    return RedirectResponse(f"{AT}/{told.body['statement_id']}", status_code=303)


@routes.get("/payments/reconciliation", dependencies=[allowed(READS)])
async def reconcile(
    visit: Visiting,
    account: Annotated[str, Query(max_length=64)] = "",
    period: Annotated[str, Query(pattern=MONTH)] = "",
) -> Response:
    """An account's month: what the bank booked, what of it is matched, what we booked that the bank does not tell."""
    known = bool(ACCOUNT.fullmatch(account) and period)
    path = f"/v1/bank-accounts/{account}/reconciliation"
    found = await visit.asking.ask("contract", path, Reconciliation, {"period": period}) if known else None
    template = "control/reconciliation.html" if visit.fragment else "control/reconciliation_page.html"
    return page(visit, template, found=found, account=account, period=period)


@routes.get(f"{AT}/{{statement_id}}", dependencies=[allowed(READS)])
async def show(statement_id: Id, visit: Visiting, cursor: Cursor = "", matched: str = "") -> Response:
    return await _shown(visit, statement_id, cursor, matched)


@routes.get(f"{AT}/{{statement_id}}/lines/{{line}}/proposals", dependencies=[allowed(READS)])
async def propose(statement_id: Id, line: LineNumber, visit: Visiting) -> Response:
    """What a line may be, the nearest first, each with a click that matches it."""
    path = f"/v1/statements/{statement_id}/lines/{line}/proposals"
    found = await visit.asking.ask("contract", path, Proposals)
    if found.state == "none":
        raise NotFoundError
    about = [one.contract_id for one in found.value.items] if found.value else []
    return page(
        visit,
        "control/proposals.html" if visit.fragment else "control/proposals_page.html",
        found=found,
        statement_id=statement_id,
        line=line,
        because=BECAUSE,
        contracts=await contracts_named(visit, about),
    )


@routes.post(f"{AT}/{{statement_id}}/matches", dependencies=[allowed(MATCHES)])
async def match(
    statement_id: Id,
    visit: Visiting,
    key: Key,
    line: Annotated[int, Form(ge=1, le=1_000_000)],
    kind: Annotated[Literal["payment", "invoice"], Form()],
    thing: Annotated[Id, Form(alias="id")],
) -> Response:
    """Matches a line with a payment that is booked, or books and allocates a receipt for an invoice."""
    body = {"line": line, **({"payment_id": thing} if kind == "payment" else {"invoice_ids": [thing]})}
    path = f"/v1/statements/{statement_id}/matches"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if visit.fragment:
        return page(visit, "control/matched.html", 200 if told.done else told.status, told=told)
    if not told.done:
        return await _shown(visit, statement_id, "", "", told.why, told.status)
    return RedirectResponse(f"{AT}/{statement_id}", status_code=303)


@routes.post(f"{AT}/{{statement_id}}/matching", dependencies=[allowed(MATCHES)])
async def match_by_rule(statement_id: Id, visit: Visiting, key: Key) -> Response:
    """Matches by rule what is certain; the rest stays with its proposals."""
    path = f"/v1/statements/{statement_id}/matching"
    told = await visit.asking.tell("contract", path, {}, key=key, seconds=PATIENCE)
    if not told.done:
        return await _shown(visit, statement_id, "", "", told.why, told.status)
    return await _shown(visit, statement_id, "", "", left=told.body["left"])


async def _listed(visit: Visit, cursor: str, why: str = "", status: int = 200) -> Response:
    asked = {"cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/statements", Statements, asked)
    today = visit.running.store.clock.today(visit.running.store.zone)
    accounts = sorted({one.account for one in found.value.items}) if found.value else []
    template = "control/statement_lines.html" if visit.fragment else "control/statements.html"
    return page(visit, template, status, found=found, why=why, accounts=accounts, month=f"{today:%Y-%m}")


async def _shown(
    visit: Visit,
    statement_id: str,
    cursor: str,
    matched: str,
    why: str = "",
    status: int = 200,
    left: int | None = None,
) -> Response:
    asked = {"statement_id": statement_id, "matched": matched if matched in ("true", "false") else ""}
    found, lines = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/statements/{statement_id}", Statement),
        visit.asking.ask("contract", "/v1/bank-lines", BankLines, {**asked, "cursor": cursor, "limit": LINES}),
    )
    if found.state == "none":
        raise NotFoundError
    part = visit.fragment and cursor
    return page(
        visit,
        "control/bank_lines.html" if part else "control/statement.html",
        status,
        found=found,
        lines=lines,
        statement_id=statement_id,
        matched=matched,
        why=why,
        left=left,
    )
