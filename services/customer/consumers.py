"""What this service does when others' events arrive."""

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.commands import ActivateProspect
from services.customer.archive.decide import decide
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen

consumer = Consumer("customer")


class ContractSeen(Seen):
    counterparty_id: str


@consumer.on("contract", "contract.signed.v1", ContractSeen)
@consumer.on("contract", "contract.imported.v1", ContractSeen)
async def activate_prospect(work: Work, received: Received[ContractSeen]) -> None:
    """The first contract makes an active customer of a prospect."""
    customer = await work.load(CUSTOMER, received.data.counterparty_id)
    if customer.exists:
        work.record(customer, decide(customer.state, ActivateProspect("first contract")))
