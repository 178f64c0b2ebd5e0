from typing import Annotated, Final, Literal

import asyncpg
from fastapi import Path, Request
from sqlalchemy import select

from services.contract.accounts.events import Period
from services.contract.statement import handlers, queries
from services.contract.statement.aggregate import STATEMENT, Statement
from services.contract.statement.events import Format
from services.contract.statement.proposing import certain, proposals
from services.contract.statement.schemas import (
    LineAnswer,
    LineList,
    MatchBody,
    Matched,
    MatchedByRule,
    ProposalAnswer,
    ProposalList,
    Reconciliation,
    StatementAnswer,
    StatementKept,
    StatementList,
)
from services.contract.statement.tables import bank_lines, statements
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import ForbiddenError, InvalidFieldError, NotFoundError
from shared.values.ids import Id, derived_id
from shared.values.money import Money
from shared.values.text import Code
from shared.web.routing import (
    Command,
    Here,
    Page,
    Query,
    RequestKey,
    Transactions,
    allowed,
    page_of,
    router,
    upload,
)

routes = router()
READ = [allowed("contract.statement.read")]
MATCH = [allowed("contract.statement.match")]
LARGEST: Final = 10 * 2**20
RULED_AT_ONCE: Final = 100
Flag = Literal["true", "false"]
LineNumber = Annotated[int, Path(ge=1, le=1_000_000)]


@routes.post(
    "/v1/statements",
    status_code=201,
    dependencies=[allowed("contract.statement.take"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {}, "application/octet-stream": {}}}},
)
async def take(
    request: Request,
    transactions: Transactions,
    key: RequestKey,
    account: Code,
    format: Format,  # noqa: A002 - the word of the interface
    unit_id: Id | None = None,
) -> StatementKept:
    """Takes a bank statement of an account as the body: CSV with the columns date, amount (negative: went out),
    currency, reference, payer; or camt.053. A line that is known of the account already is not taken again.
    """
    context = transactions.context
    unit = unit_id or context.unit
    if not context.covers(unit):
        raise ForbiddenError("The unit is outside the caller's permission.")
    wanted = handlers.Wanted(derived_id("statement", context.actor, key), unit, account, format)
    data = b"".join([piece async for piece in request.stream()])
    async with transactions.begin_once(key) as work:
        stream = await handlers.take_statement(work, transactions.running.store.sealer, wanted, data)
    taken = stream.state.taken
    return StatementKept(
        statement_id=stream.id,
        lines=taken.lines if taken else 0,
        repeated=taken.repeated if taken else 0,
        version=stream.version,
    )


@routes.get("/v1/statements", dependencies=READ)
async def list_statements(work: Query, page: Page, account: Code | None = None) -> StatementList:
    """Statements of the caller's units, the newest first."""
    chosen = select(statements).where(visible(statements.c.unit_id))
    if account is not None:
        chosen = chosen.where(statements.c.account == account)
    rows = await page_of(work, chosen, [statements.c.statement_id.desc()], page)
    return StatementList(items=[_statement(row) for row in rows])


def _statement(row: asyncpg.Record) -> StatementAnswer:
    return StatementAnswer(**{name: row[name] for name in StatementAnswer.model_fields})


@routes.get("/v1/statements/{statement_id}", dependencies=READ)
async def show(statement_id: Id, work: Query) -> StatementAnswer:
    """One statement."""
    row = await work.row(
        select(statements).where(statements.c.statement_id == statement_id, visible(statements.c.unit_id))
    )
    if row is None:
        raise NotFoundError
    return _statement(row)


@routes.get("/v1/bank-lines", dependencies=READ)
async def list_lines(
    work: Query, page: Page, here: Here, statement_id: Id | None = None, account: Code | None = None,
    matched: Flag | None = None,
) -> LineList:  # fmt: skip
    """Bank lines, the latest first; `matched=false` are those that nobody has matched."""
    chosen = queries.lines(
        statement_id=statement_id, account=account, matched=None if matched is None else matched == "true"
    )
    keys = [bank_lines.c.booked_on.desc(), bank_lines.c.statement_id.desc(), bank_lines.c.line.desc()]
    rows = await page_of(work, chosen, keys, page)
    words = await handlers.words_of(work, here.store.sealer, rows)
    return LineList(items=[_line(row, words[row["statement_id"], row["line"]]) for row in rows])


def _line(row: asyncpg.Record, words: dict[str, str]) -> LineAnswer:
    named = ("statement_id", "line", "account", "booked_on", "way", "payment_id")
    amount = Money.of(row["amount"], row["currency"])
    return LineAnswer(**{name: row[name] for name in named}, amount=amount, **words)


@routes.get("/v1/statements/{statement_id}/lines/{line}/proposals", dependencies=READ)
async def propose(statement_id: Id, line: LineNumber, work: Query, here: Here) -> ProposalList:
    """What a line may be: open invoices and payments that are booked, the nearest first."""
    row = await handlers.line_of(work, statement_id, line)
    words = await handlers.words_of(work, here.store.sealer, [row])
    found = await proposals(work, row, words[statement_id, line]["reference"])
    fields = ("kind", "id", "contract_id", "counterparty_id", "number", "score")
    return ProposalList(
        items=[
            ProposalAnswer(**{name: getattr(one, name) for name in fields}, because=list(one.because)) for one in found
        ]
    )


@routes.post("/v1/statements/{statement_id}/matches", status_code=201, dependencies=MATCH)
async def match_one(statement_id: Id, body: MatchBody, work: Command) -> Matched:
    """Matches a line with what is booked, or with the invoices it pays: a receipt is booked and allocated to them."""
    await work.load(STATEMENT, statement_id, must_exist=True)
    if (body.payment_id is None) == (not body.invoice_ids):
        raise InvalidFieldError("/payment_id", "a line is matched with a payment, or with invoices")
    if body.payment_id is not None:
        stream = await handlers.match_booked(work, statement_id, body.line, body.payment_id)
    else:
        stream = await handlers.match_invoices(work, statement_id, body.line, body.invoice_ids)
    return Matched(statement_id=statement_id, matched=len(stream.state.matched), version=stream.version)


@routes.post("/v1/statements/{statement_id}/matching", status_code=201, dependencies=MATCH)
async def match_by_rule(statement_id: Id, work: Command, here: Here) -> MatchedByRule:
    """Matches by rule what is certain of the first hundred lines that nobody has matched."""
    stream: Stream[Statement] = await work.load(STATEMENT, statement_id, must_exist=True)
    chosen = queries.lines(statement_id=statement_id, matched=False).order_by(bank_lines.c.line).limit(RULED_AT_ONCE)
    rows = await work.rows(chosen)
    words = await handlers.words_of(work, here.store.sealer, rows)
    left = 0
    for row in rows:
        one = certain(await proposals(work, row, words[statement_id, row["line"]]["reference"]))
        if one is None:
            left += 1
        elif one.kind == "payment":
            await handlers.match_booked(work, statement_id, row["line"], one.id, by_rule=True)
        else:
            await handlers.match_invoices(work, statement_id, row["line"], [one.id], by_rule=True)
    return MatchedByRule(
        statement_id=statement_id, matched=len(stream.state.matched), left=left, version=stream.version
    )


@routes.get("/v1/bank-accounts/{account}/reconciliation", dependencies=READ)
async def reconcile(account: Code, period: Period, work: Query) -> Reconciliation:
    """An account's month: what the bank booked, what of it is matched, what we booked that the bank does not tell."""
    sides = await queries.sides(work, account, period)
    reconciled = all(not one.unmatched_lines and one.booked_not_at_bank.is_zero for one in sides)
    return Reconciliation(account=account, period=period, reconciled=reconciled, sides=sides)
