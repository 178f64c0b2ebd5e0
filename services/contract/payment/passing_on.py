"""What a purchase contract lets wait for our own customer: once that has paid, the waiting payments have their day."""

from sqlalchemy import select

from services.contract.contract.handlers import settling
from services.contract.obligation.handlers import date_obligations, waiting_for
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.tables import payments
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError


async def pass_on(work: Work, contract_id: str, receipt_id: str, place: tuple[str, str] | None) -> int:
    """The receipt dates the obligations that wait for a customer's payment, those of one clause and phase where a
    `place` is named; how many they were. Raises `WrongDirectionError` for a sales contract.
    """
    contract = await settling(work, contract_id)
    if contract.state.head.direction != "purchase":
        raise WrongDirectionError
    chosen = select(payments.c.effective_on).where(
        payments.c.payment_id == receipt_id, payments.c.way == "in", payments.c.of.is_(None)
    )
    received_on = await work.value(chosen)
    if received_on is None:
        raise InvalidFieldError("/receipt_id", "there is no such receipt")
    waiting = await waiting_for(work, contract_id, "customer_payment", place)
    await date_obligations(work, waiting, received_on)
    return len(waiting)
