"""A letter of authority decided and folded, and what it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.contract.authority.events import AuthorityGranted, AuthorityRevoked
from services.contract.terms import Direction
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money


class OwnAuthorityError(DomainError):
    """Nobody gives themselves the authority to sign."""

    status = 403
    pointer = "/person_id"


@dataclass(frozen=True, slots=True)
class Authority:
    fact: AuthorityGranted | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class GrantAuthority:
    fact: AuthorityGranted


@dataclass(frozen=True, slots=True)
class RevokeAuthority:
    on: date
    by: str


def decide(authority: Authority, command: GrantAuthority | RevokeAuthority) -> list[Event]:
    match command:
        case GrantAuthority(fact=fact) if authority.fact is None:
            if fact.valid_to < fact.valid_from:
                raise InvalidFieldError("/valid_to", "the authority ends after it begins")
            if fact.person == fact.granted_by:
                raise OwnAuthorityError
            return [fact]
        case RevokeAuthority(on=on, by=by) if authority.fact is not None and authority.revoked_on is None:
            fact = authority.fact
            said = {"authority_id": fact.authority_id, "person": fact.person, "revoked_on": on, "revoked_by": by}
            return [AuthorityRevoked.model_validate(said)]
        case _:
            raise NotPossibleNowError("revoked" if authority.revoked_on else "granted", command)


def evolve(authority: Authority, event: Event) -> Authority:
    match event:
        case AuthorityGranted():
            return Authority(event)
        case AuthorityRevoked(revoked_on=on):
            return replace(authority, revoked_on=on)
        case _:
            return authority


@dataclass(frozen=True, slots=True)
class Deed:
    """A contract that is to be signed on a day; `units` are its unit and all those above it."""

    type_code: str
    direction: Direction
    amount: Money
    units: frozenset[str]
    on: date


def reaches(authority: AuthorityGranted, deed: Deed) -> bool:
    """Whether the authority, not revoked, lets its holder sign. A ceiling in another currency than the contract's is
    too low: what can't be compared is not signed.
    """
    ceiling = authority.ceiling
    return (
        authority.valid_from <= deed.on <= authority.valid_to
        and authority.unit_id in deed.units
        and (not authority.type_codes or deed.type_code in authority.type_codes)
        and (not authority.directions or deed.direction in authority.directions)
        and (ceiling is None or (ceiling.currency == deed.amount.currency and deed.amount <= ceiling))
    )


def found(authorities: Iterable[AuthorityGranted], deed: Deed) -> AuthorityGranted | None:
    """The first that reaches."""
    return next((one for one in authorities if reaches(one, deed)), None)


AUTHORITY = Aggregate("authority", Authority(), evolve)
