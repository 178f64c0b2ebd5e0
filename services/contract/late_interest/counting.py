"""What a purchase contract bears of late interest up to a day, by what is agreed on, laid down and known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import asyncpg

from services.contract.arrears.aggregate import ARREARS
from services.contract.late_interest.owing import Borne, Rates, borne, brought_forward
from services.contract.late_interest.queries import last_deliveries, payables_of
from services.contract.payment.errors import WrongDirectionError
from services.contract.setting.handlers import course_of, value_on
from services.contract.small_supplier.handlers import is_small_supplier
from services.contract.small_supplier.terms import TERM
from shared.eventstore.work import Work


@dataclass(frozen=True, slots=True)
class Counted:
    """`least_rate` is what a small supplier gets at least."""

    small_supplier: bool
    least_rate: Decimal | None
    items: Sequence[Borne]


async def counted(work: Work, contract: asyncpg.Record, day: date) -> Counted:
    """Of a row of contracts. Raises `WrongDirectionError` for what is no purchase."""
    if contract["direction"] != "purchase":
        raise WrongDirectionError
    contract_id, type_code = contract["contract_id"], contract["type_code"]
    agreed_on: date = contract["signed_on"] or contract["effective_on"] or work.context.today
    small = await is_small_supplier(work, contract["direction"], contract["counterparty_id"], agreed_on)
    payables = await payables_of(work, contract_id, day)
    days = await value_on(work, TERM, type_code, agreed_on) if small else None
    if days is not None:
        payables = brought_forward(payables, await last_deliveries(work, contract_id), int(days))
    rates = Rates(
        agreed=(await work.load(ARREARS, contract_id)).state.rates,
        prime=await course_of(work, "loan_prime_rate", type_code),
        daily=await course_of(work, "late_payment_rate", type_code),
        small_supplier_since=agreed_on if small else None,
    )
    return Counted(
        small_supplier=small,
        least_rate=rates.prime.on(agreed_on) if small else None,
        items=borne(payables, rates, day),
    )
