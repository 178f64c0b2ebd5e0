"""What is asked about bank lines; every statement carries the predicate of visibility."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, select

from services.contract.bill.tables import bills
from services.contract.payment.tables import payments
from services.contract.statement.schemas import Side
from services.contract.statement.tables import bank_lines, line_matches
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.money import Money


def lines(*, statement_id: str | None = None, account: str | None = None, matched: bool | None = None) -> Select[Any]:
    """Bank lines with what they were matched with."""
    same = and_(line_matches.c.statement_id == bank_lines.c.statement_id, line_matches.c.line == bank_lines.c.line)
    chosen = select(bank_lines, line_matches.c.payment_id).select_from(bank_lines.outerjoin(line_matches, same))
    chosen = chosen.where(visible(bank_lines.c.unit_id))
    if statement_id is not None:
        chosen = chosen.where(bank_lines.c.statement_id == statement_id)
    if account is not None:
        chosen = chosen.where(bank_lines.c.account == account)
    if matched is not None:
        found = line_matches.c.payment_id
        chosen = chosen.where(found.is_not(None) if matched else found.is_(None))
    return chosen


async def sides(work: Work, account: str, period: str) -> list[Side]:
    """A month of an account by way and currency, beside what its units booked in that month and no line tells of."""
    since = date(int(period[:4]), int(period[5:]), 1)
    until = date(since.year + since.month // 12, since.month % 12 + 1, 1)
    found = lines(account=account).where(bank_lines.c.booked_on >= since, bank_lines.c.booked_on < until).subquery()
    matched = found.c.payment_id.is_not(None)
    at_bank = await work.rows(
        select(
            found.c.way,
            found.c.currency,
            func.sum(found.c.amount).label("bank"),
            func.coalesce(func.sum(case((matched, found.c.amount))), 0).label("matched"),
            func.count().filter(~matched).label("unmatched"),
        ).group_by(found.c.way, found.c.currency)
    )
    units = select(bank_lines.c.unit_id).where(bank_lines.c.account == account, visible(bank_lines.c.unit_id))
    booked = await work.rows(
        select(payments.c.way, payments.c.currency, func.sum(payments.c.amount).label("amount"))
        .where(
            visible(payments.c.unit_id, literal("contract-").concat(payments.c.contract_id)),
            payments.c.unit_id.in_(units),
            payments.c.effective_on >= since,
            payments.c.effective_on < until,
            payments.c.state.in_(["made", "received", "allocated", "refunded"]),
            ~exists().where(line_matches.c.payment_id == payments.c.payment_id),
            ~exists().where(bills.c.payment_id == payments.c.payment_id),
        )
        .group_by(payments.c.way, payments.c.currency)
    )
    told = {(row["way"], row["currency"]): row for row in at_bank}
    ours = {(row["way"], row["currency"]): row["amount"] for row in booked}
    return [
        Side(
            way=way,
            bank=Money.of(told[way, currency]["bank"] if (way, currency) in told else 0, currency),
            matched=Money.of(told[way, currency]["matched"] if (way, currency) in told else 0, currency),
            unmatched_lines=told[way, currency]["unmatched"] if (way, currency) in told else 0,
            booked_not_at_bank=Money.of(ours.get((way, currency), 0), currency),
        )
        for way, currency in sorted(told.keys() | ours.keys())
    ]
