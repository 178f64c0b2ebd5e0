"""What the pages of orders need of the services' answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.by_clause.seen import Delivery
from services.portal.pages.credit.seen import Ordered
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Order(Ordered):
    direction: str
    accepted: Money


class Orders(Seen):
    items: list[Order]


class OrderShown(Order):
    deliveries: list[Delivery]


class ServicePlan(Seen):
    """What was laid down for a grade; what is not limited is none."""

    grade: str
    version: int
    purchase_limit: Money | None
    discount: Decimal | None
    term_days: int | None
    effective_on: date
    laid_down_by: str


class ServicePlans(Seen):
    items: list[ServicePlan]
