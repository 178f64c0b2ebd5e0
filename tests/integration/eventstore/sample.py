"""A small aggregate for the tests of the store: an account that is opened, filled and named."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Column, Executable, Integer, LargeBinary, MetaData, Table, Text, update
from sqlalchemy.dialects.postgresql import insert

from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event, Personal, Recorded
from shared.eventstore.projection import Projection


class AccountOpened(Event, name="sample.account_opened.v1"):
    owner: Personal[str]
    city: str


class AmountBooked(Event, name="sample.amount_booked.v1"):
    amount: int


@dataclass(frozen=True, slots=True)
class Account:
    owner: str = ""
    city: str = ""
    balance: int = 0


def evolve(account: Account, event: Event) -> Account:
    match event:
        case AccountOpened(owner=owner, city=city):
            return replace(account, owner=owner, city=city)
        case AmountBooked(amount=amount):
            return replace(account, balance=account.balance + amount)
        case _:
            raise AssertionError(event)


ACCOUNT = Aggregate("account", Account(), evolve)
COUNTER = Aggregate("counter", Account(), evolve)

metadata = MetaData()
balances = Table(
    "balances",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("balance", Integer, nullable=False),
    Column("personal", LargeBinary),
)

projection = Projection("balances", tables=[balances])


@projection.on(AccountOpened)
def opened(r: Recorded[AccountOpened]) -> Iterable[Executable]:
    yield insert(balances).values(stream=r.stream, unit_id=r.unit, balance=0, personal=r.sealed)


@projection.on(AmountBooked)
def booked(r: Recorded[AmountBooked]) -> Iterable[Executable]:
    yield update(balances).where(balances.c.stream == r.stream).values(balance=balances.c.balance + r.event.amount)
