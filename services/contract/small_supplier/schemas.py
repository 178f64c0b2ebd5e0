from services.contract.obligation.schemas import ObligationAnswer
from shared.web.schemas import Answer


class SmallSupplierDue(ObligationAnswer):
    """What we owe a supplier whom the law protects: `micro`, `small` or `medium` today."""

    size: str


class SmallSupplierDues(Answer):
    items: list[SmallSupplierDue]
