"""Where a card came from, over HTTP."""

from shared.values.clock import BusinessDate
from shared.values.money import Money
from shared.web.schemas import Answer


class ChainLink(Answer):
    contract_id: str | None
    order_id: str | None
    delivery_id: str | None
    acceptance_id: str | None
    supplier_id: str | None
    description: str
    amount: Money
    booked_on: BusinessDate


class ChainAnswer(Answer):
    """Where a card came from."""

    asset_id: str
    number: str
    cost: Money
    project_id: str | None
    project_name: str | None
    contract_id: str | None
    links: list[ChainLink]
