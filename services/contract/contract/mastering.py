"""Contracts under a master contract: which of its conditions they take over, and what needs headquarters to agree."""

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from services.contract.authority.queries import units_above
from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.errors import MasterNotInForceError
from services.contract.contract.events import ContractDrafted
from services.contract.contract.machine import State
from services.contract.contract.state import Contract
from services.contract.contract.tables import contract_texts
from services.contract.contract.wish import Wish
from services.contract.text.document import Document
from shared.approvals.route import StepPlan
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

DEVIATE: Final = "contract.master.deviate"
IN_FORCE: Final = frozenset({State.SIGNED, State.EFFECTIVE})


async def under_master(work: Work, wish: Wish) -> Wish:
    """The wish with the conditions of the master it names: its clauses, word for word, where nothing else is said."""
    if wish.under is None or wish.copied is not None:
        return wish
    if wish.template_id is not None or wish.file_id is not None:
        raise InvalidFieldError("/master_id", "a contract under a master takes over its conditions")
    if wish.own_text is not None:
        raise InvalidFieldError("/text", "what is said otherwise than the master is said by clause")
    if wish.master is not None:
        raise InvalidFieldError("/master", "a contract under a master is none itself")
    master, document = await _master(work, wish.under, work.context.unit)
    terms = master.state.terms
    if terms is not None and terms.term_to is not None and (wish.term_to is None or wish.term_to > terms.term_to):
        raise InvalidFieldError("/term_to", f"the master contract ends on {terms.term_to}")
    standing = tuple(one.model_copy(update={"origin": "template", "instead_of": None}) for one in document.clauses)
    inherited = document.model_copy(
        update={"clauses": standing, "omitted": (), "template_id": None, "template_version": None, "paper": None}
    )
    return replace(wish, copied=inherited, copied_from=wish.under)


async def _master(work: Work, master_id: str, unit: str) -> tuple[Stream[Contract], Document]:
    """The master and its words, whichever unit it belongs to, if the unit may draw on it."""
    missing = InvalidFieldError("/master_id", "there is no such master contract that this unit may draw on")
    async with work.beyond():
        master = await work.load(CONTRACT, master_id)
        terms = master.state.terms
        if terms is None or terms.master is None:
            raise missing
        if terms.master.units and not set(terms.master.units) & await units_above(work, unit):
            raise missing
        kept = select(contract_texts.c.document).where(
            contract_texts.c.contract_id == master_id, contract_texts.c.hash == terms.text_hash
        )
        document = await work.value(kept)
    if document is None or master.state.state not in IN_FORCE:
        raise MasterNotInForceError(master_id=master_id, state=master.state.state)
    return master, Document.model_validate(document)


async def steps_for_deviations(
    work: Work, terms: ContractDrafted, steps: tuple[StepPlan, ...], headquarters: str
) -> tuple[StepPlan, ...]:
    """The route with headquarters behind it, where a draft departs from a clause that its master keeps locked; raises
    `MasterNotInForceError` where the master binds no more.
    """
    if terms.under is None:
        return steps
    async with work.beyond():
        master = await work.load(CONTRACT, terms.under, must_exist=True)
    laid_down = master.state.terms.master if master.state.terms else None
    if laid_down is None or master.state.state not in IN_FORCE:
        raise MasterNotInForceError(master_id=terms.under, state=master.state.state)
    locked = [one.clause for one in terms.deviations if one.clause not in laid_down.open_clauses]
    if not locked:
        return steps
    last = max(step.stage for step in steps)
    return (*steps, StepPlan(step="master", stage=last + 1, permission=DEVIATE, unit_id=headquarters))
