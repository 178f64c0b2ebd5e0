"""A contract that was taken over, in the state that its source tells of since."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.contract.contract.commands import FollowSource
from services.contract.contract.events import (
    ContractCompleted,
    ContractEffective,
    ContractImported,
    ContractResumed,
    ContractSuspended,
    ContractTerminated,
    ImportedState,
)
from services.contract.contract.machine import State
from services.contract.contract.state import Contract
from services.contract.contract.term import term_over
from shared.eventstore.event import Event

ENDS: Final[Mapping[ImportedState, type[ContractCompleted | ContractTerminated]]] = {
    "completed": ContractCompleted,
    "terminated": ContractTerminated,
}
"""The states in which a source has ended a contract, and what tells of each."""


def followed(contract: Contract, command: FollowSource) -> list[Event]:
    """What happened on the way; a term that has passed by the day on which the contract takes effect has run out. One
    whose end was put off goes on from the day on which it had run out.
    """
    if contract.put_off and command.state == "effective":
        return _gone_on(contract, command)
    of = contract.head.contract_id
    events: list[Event] = []
    if contract.state is State.SIGNED and command.state in ("effective", "completed"):
        in_effect = ContractEffective(contract_id=of, effective_on=command.effective_on, signed_on=command.signed_on)
        events.append(in_effect)
    end = ENDS.get(command.state)
    if end is None:
        return [*events, *term_over(replace(contract, state=State.EFFECTIVE), command.today)] if events else []
    return [*events, end(contract_id=of, reason=None, effective_on=command.ended_on, source=command.source)]


def _gone_on(contract: Contract, command: FollowSource) -> list[Event]:
    on = {"contract_id": contract.head.contract_id, "reason": None, "effective_on": contract.ended_on}
    events: list[Event] = [ContractResumed.model_validate({**on, "source": command.source})]
    if contract.suspended:
        events.append(ContractSuspended.model_validate(on))
    return [*events, *term_over(replace(contract, state=State.EFFECTIVE), command.today)]


def ended_there(contract: Contract, event: ContractCompleted | ContractTerminated) -> ContractImported | None:
    """The contract as its source says it: with the end that it told of."""
    if contract.imported is None or event.source is None:
        return contract.imported
    state = next(name for name, kind in ENDS.items() if isinstance(event, kind))
    return contract.imported.model_copy(update={"state": state})
