from datetime import date
from typing import Annotated

from pydantic import Field

from services.contract.guarantee.events import Purpose
from services.contract.guarantee.handlers import GuaranteeWish
from services.contract.terms import Side
from shared.values.clock import BusinessDate
from shared.values.money import Money, PositiveMoney
from shared.values.text import Name
from shared.web.schemas import Answer, Body


class GuaranteeBody(Body):
    """`given_by` is the side that the issuer answers for."""

    purpose: Purpose
    given_by: Side = "counterparty"
    issuer: Name
    number: Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9/._-]{0,63}$")]
    amount: PositiveMoney
    valid_from: BusinessDate | None = None
    expires_on: BusinessDate
    effective_on: BusinessDate | None = None

    def wish(self, today: date) -> GuaranteeWish:
        on = self.effective_on or today
        return GuaranteeWish(
            purpose=self.purpose,
            given_by=self.given_by,
            issuer=self.issuer,
            number=self.number,
            amount=self.amount,
            valid_from=self.valid_from or on,
            expires_on=self.expires_on,
            on=on,
        )


class ExtensionBody(Body):
    expires_on: BusinessDate
    effective_on: BusinessDate | None = None


class ClaimBody(Body):
    amount: PositiveMoney
    effective_on: BusinessDate | None = None


class ReturnBody(Body):
    effective_on: BusinessDate | None = None


class GuaranteeMoved(Answer):
    guarantee_id: str
    state: str
    version: int


class GuaranteeAnswer(Answer):
    """`left` is what was not claimed of `amount`."""

    guarantee_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    purpose: str
    given_by: str
    issuer: str
    number: str
    amount: Money
    left: Money
    valid_from: date
    expires_on: date
    state: str
    version: int


class GuaranteeList(Answer):
    items: list[GuaranteeAnswer]
