"""Copies of a contract on paper that left the house or the archive, and whether they came back."""

from datetime import date
from typing import Literal

from shared.eventstore.event import Event

Purpose = Literal["lent", "sealed"]
"""Lent to somebody who needs them; sent to the other party with our seal on them, to come back with theirs."""


class CopiesHandedOut(Event, name="copies.handed_out.v1"):
    """So many copies are out until `due_on`; `responsible` is the member of staff who answers for them."""

    copies_id: str
    contract_id: str
    owner_id: str
    purpose: Purpose
    seal_use_id: str | None
    responsible: str
    count: int
    due_on: date
    effective_on: date


class CopiesReturned(Event, name="copies.returned.v1"):
    """So many came back; `left` are still out."""

    copies_id: str
    contract_id: str
    count: int
    left: int
    effective_on: date


class CopiesChased(Event, name="copies.chased.v1"):
    """They are out after their day, asked for the `times`-th time; `next_on` is when they are asked for again."""

    copies_id: str
    contract_id: str
    owner_id: str
    responsible: str
    purpose: Purpose
    left: int
    due_on: date
    times: int
    next_on: date
