"""Contracts under a master contract: which of its conditions they take over, and what needs headquarters to agree."""

from dataclasses import replace
from datetime import date
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
LOCKED: Final = ("governing_law", "forum")
"""What a master contract says besides its clauses that contracts under it take over."""
IN_FORCE: Final = frozenset({State.SIGNED, State.EFFECTIVE})


async def under_master(work: Work, wish: Wish) -> Wish:
    """The wish with the conditions of the master it names: its clauses, word for word, its law and forum, where nothing
    else is said. No term outlasts the master's.
    """
    if wish.under is None:
        if wish.country is not None:
            raise InvalidFieldError("/country", "a contract under a master is for a country")
        return wish
    if wish.copied is not None:
        if wish.before is None or wish.before.term_to != wish.term_to:
            check_term(await _terms_of(work, wish.under), wish.term_to)
        return wish
    if wish.template_id is not None or wish.file_id is not None:
        raise InvalidFieldError("/master_id", "a contract under a master takes over its conditions")
    if wish.own_text is not None:
        raise InvalidFieldError("/text", "what is said otherwise than the master is said by clause")
    if wish.master is not None:
        raise InvalidFieldError("/master", "a contract under a master is none itself")
    master, document = await _master(work, wish.under, work.context.unit)
    terms = master.state.terms
    check_term(terms, wish.term_to)
    standing = tuple(one.model_copy(update={"origin": "template", "instead_of": None}) for one in document.clauses)
    inherited = document.model_copy(
        update={"clauses": standing, "omitted": (), "template_id": None, "template_version": None, "paper": None}
    )
    law, forum = (terms.governing_law, terms.forum) if terms else (None, None)
    wish = replace(wish, governing_law=wish.governing_law or law, forum=wish.forum or forum)
    return replace(wish, copied=inherited, copied_from=wish.under)


def check_term(master: ContractDrafted | None, term_to: date | None) -> None:
    """Refuses a term that outlasts the master's."""
    if master is not None and master.term_to is not None and (term_to is None or term_to > master.term_to):
        raise InvalidFieldError("/term_to", f"the master contract ends on {master.term_to}")


async def _terms_of(work: Work, master_id: str) -> ContractDrafted | None:
    async with work.beyond():
        return (await work.load(CONTRACT, master_id, must_exist=True)).state.terms


def departs(terms: ContractDrafted, master: ContractDrafted | None, name: str) -> bool:
    """Whether both say something of it, and not the same."""
    own, laid_down = getattr(terms, name), getattr(master, name)
    return None not in (own, laid_down) and own != laid_down


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
    """The route with headquarters behind it, where a draft departs from a clause that its master keeps locked, or from
    its law or forum; raises `MasterNotInForceError` where the master binds no more.
    """
    if terms.under is None:
        return steps
    async with work.beyond():
        master = await work.load(CONTRACT, terms.under, must_exist=True)
    laid_down = master.state.terms.master if master.state.terms else None
    if laid_down is None or master.state.state not in IN_FORCE:
        raise MasterNotInForceError(master_id=terms.under, state=master.state.state)
    locked = [one.clause for one in terms.deviations if one.clause not in laid_down.open_clauses]
    said = [name for name in LOCKED if departs(terms, master.state.terms, name)]
    if not locked and not said:
        return steps
    last = max(step.stage for step in steps)
    return (*steps, StepPlan(step="master", stage=last + 1, permission=DEVIATE, unit_id=headquarters))
