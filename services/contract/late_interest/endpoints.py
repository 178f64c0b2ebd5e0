from datetime import date

from sqlalchemy import literal, select

from services.contract.arrears.aggregate import ARREARS
from services.contract.contract.tables import contracts
from services.contract.late_interest.owing import Borne, Rates, borne, brought_forward
from services.contract.late_interest.queries import last_deliveries, payables_of
from services.contract.late_interest.schemas import LateInterest, LateItem
from services.contract.payment.errors import WrongDirectionError
from services.contract.setting.handlers import course_of, value_on
from services.contract.small_supplier.handlers import is_small_supplier
from services.contract.small_supplier.terms import TERM
from shared.security.visibility import visible
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Query, allowed, router

routes = router()
SEEN = visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id))


@routes.get("/v1/contracts/{contract_id}/late-interest", dependencies=[allowed("contract.payment.read")])
async def show(contract_id: Id, work: Query, as_of: BusinessDate | None = None) -> LateInterest:
    """The interest that we owe under a purchase contract for what we paid late, or have not paid yet."""
    row = await work.row(select(contracts).where(contracts.c.contract_id == contract_id, SEEN))
    if row is None:
        raise NotFoundError
    if row["direction"] != "purchase":
        raise WrongDirectionError
    day = as_of or work.context.today
    agreed_on: date = row["signed_on"] or row["effective_on"] or work.context.today
    small = await is_small_supplier(work, row["direction"], row["counterparty_id"], agreed_on)
    payables = await payables_of(work, contract_id, day)
    days = await value_on(work, TERM, row["type_code"], agreed_on) if small else None
    if days is not None:
        payables = brought_forward(payables, await last_deliveries(work, contract_id), int(days))
    rates = Rates(
        agreed=(await work.load(ARREARS, contract_id)).state.rates,
        prime=await course_of(work, "loan_prime_rate", row["type_code"]),
        daily=await course_of(work, "late_payment_rate", row["type_code"]),
        small_supplier_since=agreed_on if small else None,
    )
    found = borne(payables, rates, day)
    return LateInterest(
        contract_id=contract_id,
        as_of=day,
        small_supplier=small,
        least_rate=rates.prime.on(agreed_on) if small else None,
        items=[_item(one) for one in found],
        interest=Money.total([one.interest.amount for one in found], row["currency"]),
    )


def _item(one: Borne) -> LateItem:
    payable = one.payable
    return LateItem(
        kind=payable.kind,
        item_id=payable.item_id,
        clause=payable.clause,
        phase=payable.phase,
        due_on=payable.due_on,
        amount=payable.gross,
        open=one.open,
        days=one.interest.days,
        rate=one.rate,
        interest=one.interest.amount,
    )
