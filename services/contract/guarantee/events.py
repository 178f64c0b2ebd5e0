"""Guarantees of banks and insurers: given for one side, in force until a day, claimed, given back, or run out."""

from datetime import date
from typing import Literal

from services.contract.terms import Side
from shared.eventstore.event import Event
from shared.values.money import Money

Purpose = Literal["bid", "performance", "advance", "warranty", "payment"]
"""What a guarantee stands for."""


class GuaranteeRegistered(Event, name="guarantee.registered.v1"):
    """An issuer answers for `given_by`, up to an amount and a day."""

    guarantee_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    purpose: Purpose
    given_by: Side
    issuer: str
    number: str
    amount: Money
    valid_from: date
    expires_on: date
    effective_on: date


class GuaranteeStanding(Event):
    """Which guarantee, and what is left of it."""

    guarantee_id: str
    contract_id: str
    counterparty_id: str
    owner_id: str
    left: Money
    expires_on: date


class GuaranteeExtended(GuaranteeStanding, name="guarantee.extended.v1"):
    """It is in force until a later day."""

    effective_on: date


class GuaranteeClaimed(GuaranteeStanding, name="guarantee.claimed.v1"):
    """Its issuer was asked for money; that much of it stands no longer."""

    amount: Money
    effective_on: date


class GuaranteeReturned(GuaranteeStanding, name="guarantee.returned.v1"):
    """It was given back before its end."""

    effective_on: date


class GuaranteeExpiring(GuaranteeStanding, name="guarantee.expiring.v1"):
    """Its end is near: it is extended, claimed, or let go."""


class GuaranteeExpired(GuaranteeStanding, name="guarantee.expired.v1"):
    """Its last day has passed."""
