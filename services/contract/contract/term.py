"""How a term ends: told of before, renewed by itself or run out; and how long a contract is kept after its end."""

from datetime import date, timedelta
from typing import Any, Final

from services.contract.contract.commands import (
    BeginEarly,
    DeclineRenewal,
    EndRetention,
    EndTerm,
    KeepingCommand,
    PlaceHold,
    ReleaseHold,
    RemindOfTerm,
    TermCommand,
)
from services.contract.contract.errors import NoRenewalError, NoticeTooLateError
from services.contract.contract.events import (
    ContractExpired,
    ContractRenewed,
    HoldPlaced,
    HoldReleased,
    RenewalDeclined,
    RetentionEnded,
    TermEnding,
    WorkBegun,
)
from services.contract.contract.machine import State
from services.contract.contract.reminding import months_later, next_reminder, notice_by
from services.contract.contract.state import Contract
from services.contract.particulars import Renewal
from shared.eventstore.event import Event
from shared.values.errors import NotFoundError, NotPossibleNowError

RUNNING: Final = frozenset({State.EFFECTIVE, State.SUSPENDED})


def renews(contract: Contract) -> Renewal | None:
    """By which clause the term begins anew at its end; None where it does not."""
    said = contract.terms or contract.imported
    renewal = said.renewal if said else None
    if renewal is None or contract.renewal_declined:
        return None
    return renewal if renewal.times is None or contract.renewed < renewal.times else None


def term_decided(contract: Contract, command: TermCommand) -> list[Event]:
    """Deadlines that come too early, twice or after the end mean nothing and give no event."""
    term_to = contract.term_to
    match command:
        case DeclineRenewal():
            return [_declined(contract, command)]
        case RemindOfTerm(today=today) if _runs(contract) and term_to is not None and today <= term_to:
            return [_ending(contract, term_to, today)]
        case EndTerm(today=today):
            return term_over(contract, today)
        case _:
            return []


def _runs(contract: Contract) -> bool:
    return contract.state in RUNNING or contract.state is State.SIGNED


def _parties(contract: Contract) -> dict[str, Any]:
    head = contract.head
    return {"contract_id": head.contract_id, "counterparty_id": head.counterparty_id, "owner_id": head.owner_id}


def _ending(contract: Contract, term_to: date, today: date) -> TermEnding:
    renewal = renews(contract)
    by = notice_by(term_to, renewal)
    return TermEnding(
        **_parties(contract),
        term_to=term_to,
        renews=renewal is not None,
        notice_by=by,
        next_on=next_reminder(term_to, renewal, today),
    )


def _declined(contract: Contract, command: DeclineRenewal) -> RenewalDeclined:
    renewal, term_to = renews(contract), contract.term_to
    if renewal is None or term_to is None:
        raise NoRenewalError
    by = term_to - timedelta(days=renewal.notice_days)
    if command.on > by:
        raise NoticeTooLateError(notice_by=by.isoformat())
    head = contract.head
    return RenewalDeclined(
        contract_id=head.contract_id,
        owner_id=head.owner_id,
        by=command.by,
        term_to=term_to,
        reason=command.reason,
        effective_on=command.on,
    )


def term_over(contract: Contract, today: date) -> list[Event]:
    """As many terms as have passed by that day, if nobody looked meanwhile; nothing while the term runs."""
    term_to = contract.term_to
    if contract.state not in RUNNING or term_to is None or today <= term_to:
        return []
    renewal, times = renews(contract), contract.renewed
    events: list[Event] = []
    while term_to < today and renewal is not None and (renewal.times is None or times < renewal.times):
        start, times = term_to + timedelta(days=1), times + 1
        term_to = months_later(start, renewal.months) - timedelta(days=1)
        left = renewal if renewal.times is None or times < renewal.times else None
        again = {"times": times, "term_from": start, "term_to": term_to, "effective_on": start, "renewal": left}
        events.append(ContractRenewed.model_validate({**_parties(contract), **again}))
    if term_to < today:
        on = term_to + timedelta(days=1)
        events.append(ContractExpired(contract_id=contract.head.contract_id, reason=None, effective_on=on))
    return events


def keeping_decided(contract: Contract, command: KeepingCommand) -> list[Event]:
    """Work that began too early is known; holds are placed and released, and the end of the retention period waits for
    the last of them.
    """
    match command:
        case BeginEarly(on=on, reason=reason):
            said = {"contract_id": contract.head.contract_id, "owner_id": contract.head.owner_id}
            return [WorkBegun.model_validate({**said, "begun_on": on, "reason": reason})]
        case PlaceHold(hold_id=hold_id, reason=reason, on=on):
            head = {"contract_id": contract.head.contract_id, "hold_id": hold_id}
            return [HoldPlaced.model_validate({**head, "reason": reason, "effective_on": on})]
        case ReleaseHold(hold_id=hold_id, on=on):
            if hold_id not in contract.holds:
                raise NotFoundError
            released = HoldReleased(contract_id=contract.head.contract_id, hold_id=hold_id, effective_on=on)
            return [released, *_kept_long_enough(contract, contract.holds - {hold_id}, on)]
        case EndRetention(today=today):
            return _kept_long_enough(contract, contract.holds, today)
    raise NotPossibleNowError(contract.state, command)


def _kept_long_enough(contract: Contract, holds: frozenset[str], today: date) -> list[Event]:
    until = contract.keep_until
    if contract.state is not State.ARCHIVED or holds or until is None or today <= until:
        return []
    head = contract.head
    return [RetentionEnded(contract_id=head.contract_id, owner_id=head.owner_id, kept_until=until)]
