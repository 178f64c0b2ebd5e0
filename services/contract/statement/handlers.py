"""Bank statements taken in, and their lines matched: with what is booked already, or with the invoices they pay."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from services.contract.invoice.tables import invoices
from services.contract.payment.handlers import ReceiptWish, receive
from services.contract.payment.tables import payments
from services.contract.statement.aggregate import STATEMENT, MatchLine, Statement, TakeStatement, decide
from services.contract.statement.events import Format, LineMatched, StatementTaken
from services.contract.statement.reading import BankLine, read_statement
from services.contract.statement.tables import bank_lines, line_matches
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError
from shared.values.ids import new_id
from shared.values.money import Money

TOGETHER = 1_000


class LineDiffersError(DomainError):
    """What is booked is not what the bank line says: another way, amount or currency."""


class PaymentMatchedAlreadyError(DomainError):
    """The payment is matched with another bank line."""

    pointer = "/payment_id"


@dataclass(frozen=True, slots=True)
class Wanted:
    statement_id: str
    unit: str
    account: str
    form: Format


async def take_statement(work: Work, sealer: keys.Sealer, wanted: Wanted, data: bytes) -> Stream[Statement]:
    """The lines of a file that are not known of this account yet; the same file under the same id is taken already."""
    stream = await work.load(STATEMENT, wanted.statement_id, unit=wanted.unit)
    if stream.exists:
        return stream
    lines = read_statement(data, wanted.form)
    days = [line.booked_on for line in lines]
    secret = f"statement-payers-{wanted.unit}"
    known = await keys.make_keys(work.conn, sealer, [stream.name, secret])
    marks = _marks(known[secret], lines)
    chosen = select(bank_lines.c.known_by).where(
        bank_lines.c.unit_id == wanted.unit,
        bank_lines.c.account == wanted.account,
        bank_lines.c.known_by.in_(marks),
    )
    seen = {row["known_by"] for row in await work.rows(chosen)}
    new = [(line, mark) for line, mark in zip(lines, marks, strict=True) if mark not in seen]
    rows = [
        {
            "statement_id": wanted.statement_id,
            "line": number,
            "unit_id": wanted.unit,
            "account": wanted.account,
            "booked_on": line.booked_on,
            "way": line.way,
            "amount": line.amount.amount,
            "currency": line.amount.currency,
            "sealed": sealer.seal(known[stream.name], _words(line), f"{stream.name}/{number}".encode()),
            "payer": _digest(known[secret], line.payer.casefold()) if line.payer else "",
            "known_by": mark,
        }
        for number, (line, mark) in enumerate(new, 1)
    ]
    fact = StatementTaken(
        statement_id=wanted.statement_id,
        account=wanted.account,
        format=wanted.form,
        lines=len(new),
        repeated=len(lines) - len(new),
        first_on=min(days),
        last_on=max(days),
        hash=hashlib.sha256(data).hexdigest(),
    )
    work.record(stream, decide(stream.state, TakeStatement(fact)))
    for at in range(0, len(rows), TOGETHER):
        await work.execute(insert(bank_lines).values(rows[at : at + TOGETHER]))
    return stream


def _marks(key: bytes, lines: Sequence[BankLine]) -> list[str]:
    """A digest of each line; lines that say the same are told apart by their number among each other."""
    counted: Counter[str] = Counter()
    marks = []
    for line in lines:
        said = json.dumps([str(line.booked_on), line.way, str(line.amount), line.reference, line.payer])
        counted[said] += 1
        marks.append(_digest(key, f"{said}#{counted[said]}"))
    return marks


def _digest(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _words(line: BankLine) -> bytes:
    return json.dumps({"reference": line.reference, "payer": line.payer}).encode()


async def words_of(
    work: Work, sealer: keys.Sealer, rows: Sequence[asyncpg.Record]
) -> dict[tuple[str, int], dict[str, str]]:
    """What the bank said beside the figures: reference and payer, by statement and line."""
    names = sorted({STATEMENT.stream(row["statement_id"]) for row in rows})
    known = await keys.keys_of(work.conn, sealer, names) if names else {}
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows:
        name = STATEMENT.stream(row["statement_id"])
        plain = {"reference": "", "payer": ""}
        if name in known:
            plain = json.loads(sealer.unseal(known[name], row["sealed"], f"{name}/{row['line']}".encode()))
        found[row["statement_id"], row["line"]] = plain
    return found


async def line_of(work: Work, statement_id: str, line: int) -> asyncpg.Record:
    """One bank line that the caller may see."""
    chosen = select(bank_lines).where(
        bank_lines.c.statement_id == statement_id, bank_lines.c.line == line, visible(bank_lines.c.unit_id)
    )
    row = await work.row(chosen)
    if row is None:
        raise NotFoundError
    return row


async def _line_to_match(work: Work, statement_id: str, line: int) -> tuple[Stream[Statement], asyncpg.Record]:
    stream = await work.load(STATEMENT, statement_id, must_exist=True)
    try:
        return stream, await line_of(work, statement_id, line)
    except NotFoundError as error:
        raise InvalidFieldError("/line", "the statement has no such line") from error


async def match_booked(
    work: Work, statement_id: str, line: int, payment_id: str, *, by_rule: bool = False
) -> Stream[Statement]:
    """A payment, receipt or refund that is booked already is what the line tells of."""
    stream, row = await _line_to_match(work, statement_id, line)
    seen = visible(payments.c.unit_id, literal("contract-").concat(payments.c.contract_id))
    payment = await work.row(select(payments).where(payments.c.payment_id == payment_id, seen))
    if payment is None:
        raise InvalidFieldError("/payment_id", "there is no such payment")
    if await work.value(select(line_matches.c.line).where(line_matches.c.payment_id == payment_id)) is not None:
        raise PaymentMatchedAlreadyError
    charges = payment["charges"] or 0
    moved = payment["amount"] - charges if payment["way"] == "in" else payment["amount"] + charges
    same = (payment["way"], payment["currency"]) == (row["way"], row["currency"])
    if not same or row["amount"] not in (moved, payment["amount"]) or payment["state"] in ("blocked", "held"):
        raise LineDiffersError(pointer="/payment_id")
    await _record(work, stream, row, payment_id, payment["counterparty_id"], by_rule=by_rule)
    return stream


async def match_invoices(
    work: Work, statement_id: str, line: int, invoice_ids: Sequence[str], *, by_rule: bool = False
) -> Stream[Statement]:
    """What came in is booked as a receipt and allocated to the invoices, in their order, as far as it reaches."""
    stream, row = await _line_to_match(work, statement_id, line)
    if row["way"] != "in":
        raise LineDiffersError("What went out is matched with a payment.", pointer="/invoice_ids")
    seen = visible(invoices.c.unit_id, literal("contract-").concat(invoices.c.contract_id))
    chosen = select(invoices).where(invoices.c.invoice_id.in_(list(invoice_ids)), seen)
    found = {one["invoice_id"]: one for one in await work.rows(chosen)}
    for at, invoice_id in enumerate(invoice_ids):
        one = found.get(invoice_id)
        if one is None or one["direction"] != "sales":
            raise InvalidFieldError(f"/invoice_ids/{at}", "there is no such invoice of ours")
        if one["contract_id"] != found[invoice_ids[0]]["contract_id"]:
            raise InvalidFieldError(f"/invoice_ids/{at}", "the invoices belong to one contract")
    first = found[invoice_ids[0]]
    amount = Money.of(row["amount"], row["currency"])
    payment_id = new_id()
    await _record(work, stream, row, payment_id, first["counterparty_id"], by_rule=by_rule)
    parts, rest = list[tuple[str, Money]](), amount
    for invoice_id in invoice_ids:
        one = found[invoice_id]
        left = Money.of(one["gross"] - one["credited"] - one["retained"] - one["settled"], one["currency"])
        part = min(left, rest)
        if part.is_positive:
            parts, rest = [*parts, (invoice_id, part)], rest - part
    wish = ReceiptWish(amount, f"{statement_id}/{line}", None, None, None, row["booked_on"])
    await receive(work, payment_id, first["contract_id"], wish, tuple(parts))
    return stream


async def _record(
    work: Work, stream: Stream[Statement], row: asyncpg.Record, payment_id: str, counterparty_id: str, *, by_rule: bool
) -> None:
    fact = LineMatched(
        statement_id=stream.id,
        line=row["line"],
        payment_id=payment_id,
        counterparty_id=counterparty_id,
        amount=Money.of(row["amount"], row["currency"]),
        by_rule=by_rule,
        effective_on=row["booked_on"],
    )
    work.record(stream, decide(stream.state, MatchLine(fact)))
