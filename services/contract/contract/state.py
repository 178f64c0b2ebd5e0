"""A contract as it stands."""

from dataclasses import dataclass
from datetime import date

from services.contract.contract.events import AmendmentAgreed, ContractDrafted, ContractImported
from services.contract.contract.machine import State
from services.contract.terms import Side
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Contract:
    """`terms` are those in force, of a draft the last ones said; an imported contract has its fact in `imported`
    instead. `amendments` are those agreed in their order, the first `amended` of them in force. `term_to` is the last
    day of the term as it runs, after renewals too; `ended_on` the day on which it was completed, ended or ran out.
    What ran out while it was `suspended` is so again where it goes on.
    """

    state: State = State.NEW
    terms: ContractDrafted | None = None
    imported: ContractImported | None = None
    number: str = ""
    round: int = 0
    approval_id: str = ""
    signed_by: tuple[Side, ...] = ()
    signing_id: str = ""
    effective_on: date | None = None
    amendments: tuple[AmendmentAgreed, ...] = ()
    amended: int = 0
    term_to: date | None = None
    renewed: int = 0
    renewal_declined: bool = False
    ended_on: date | None = None
    suspended: bool = False
    holds: frozenset[str] = frozenset()
    keep_until: date | None = None

    @property
    def pending(self) -> tuple[AmendmentAgreed, ...]:
        """Amendments agreed whose day has not come."""
        return self.amendments[self.amended :]

    @property
    def agreed_hash(self) -> str | None:
        """Of what both sides agreed on last, in force or not."""
        if self.amendments:
            return self.amendments[-1].text_hash
        return self.terms.text_hash if self.terms else None

    @property
    def amendable_from(self) -> date | None:
        """The first day on which the next amendment may take effect."""
        return self.amendments[-1].effective_on if self.amendments else self.effective_on

    @property
    def head(self) -> ContractDrafted | ContractImported:
        """Where parties, owner and amounts are read."""
        found = self.terms or self.imported
        if found is None:
            raise NotPossibleNowError(self.state, self)
        return found

    @property
    def put_off(self) -> bool:
        """Whether it has run out, though its term ends later by now."""
        ended_on, term_to = self.ended_on, self.term_to
        return self.state is State.EXPIRED and ended_on is not None and term_to is not None and term_to >= ended_on

    @property
    def next_side(self) -> Side | None:
        order = self.terms.signing_order if self.terms else ()
        return order[len(self.signed_by)] if len(self.signed_by) < len(order) else None
