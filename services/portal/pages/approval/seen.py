"""What the pages need of an approval, and of the contract that it is about."""

from datetime import date, datetime

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money, Priced


class Line(Seen):
    """A round that waits, or is over."""

    approval_id: str
    subject: str
    label: str
    round: int
    drafter: str
    text_hash: str
    state: str
    open_steps: list[str]
    opened_at: datetime
    version: int

    @property
    def about(self) -> str:
        """The id of what is to be approved."""
        return self.subject.partition("-")[2]


class Lines(Seen):
    items: list[Line]


class Deputy(Seen):
    """`to` decides in the place of `person` for a time."""

    person: str
    to: str
    from_at: datetime
    until_at: datetime


class Step(Seen):
    """One step of the route: whom it asks, how many of them it needs, how far it is."""

    step: str
    stage: int
    state: str
    persons: list[str]
    permission: str | None
    unit_id: str | None
    due_at: datetime | None
    seconds: int | None
    overdue: bool
    needed: int
    given: int
    limit_hours: int | None
    hand_on_hours: int | None
    hand_on_to: list[str]
    escalate_to: list[str]
    delegations: list[Deputy]
    passed: str | None = None
    gone: tuple[str, ...] = ()
    vacant_at: datetime | None = None
    opinions: list[str]


class Said(Seen):
    step: str
    person: str
    on_behalf_of: str | None
    verdict: str
    to_step: str | None
    comment: str | None
    decided_at: datetime
    seconds: int | None


class Round(Line):
    """`yours` are the open steps in which the visitor may decide now."""

    yours: list[str]
    seconds: int | None
    steps: list[Step]
    history: list[Said]

    @property
    def people(self) -> set[str]:
        """Everybody who is named in it."""
        said = {name for one in self.history for name in (one.person, one.on_behalf_of or "")}
        asked = {name for one in self.steps for name in (*one.persons, *one.hand_on_to, *one.escalate_to)}
        others = {name for one in self.steps for name in (*one.opinions, *(two.to for two in one.delegations))}
        absent = {two.person for one in self.steps for two in one.delegations}
        gone = {name for one in self.steps for name in one.gone}
        return {self.drafter, *said, *asked, *others, *absent, *gone} - {""}

    @property
    def answering(self) -> set[str]:
        """Those whose further opinion is waited for."""
        return {person for one in self.steps for person in one.opinions}

    @property
    def earlier(self) -> list[str]:
        """The steps that it can be sent back to by whoever may decide now."""
        stages = [one.stage for one in self.steps if one.step in self.yours]
        return [one.step for one in self.steps if one.stage < max(stages, default=0)]


class PlanLine(Seen):
    clause: str
    phase: str
    debtor: str
    due_on: date | None
    amount: Money


class Contract(Priced):
    contract_id: str
    title: str
    number: str
    state: str
    direction: str
    unit_id: str
    owner_id: str
    counterparty_id: str
    counterparty_name: str | None
    term_from: date | None
    term_to: date | None
    plan: list[PlanLine]
    amends: str | None = None
    version: int


class About(Priced):
    """The contract that a question is about, or belongs to."""

    contract_id: str
    title: str
    type_code: str
    direction: str
    counterparty_name: str | None


class Waiver(Seen):
    """A payment that may pass what stands against it; `limit` and `used` are those of the first of the `rules`."""

    contract_id: str
    clause: str
    phase: str
    rules: list[str]
    limit: Money
    used: Money
    amount: Money
    expires_on: date
    reason: str


class WriteOff(Seen):
    approval_id: str
    amount: Money
    reason: str | None


class Collection(Seen):
    """What is owed under a contract, and what of it shall go off the books."""

    days_past_due: int
    open: Money
    write_offs: list[WriteOff]


class Heading(Seen):
    language: str
    heading: str


class Clause(Seen):
    """A standard clause by its name."""

    code: str
    words: list[Heading]


class Template(Seen):
    name: str


class Named(Seen):
    """A counterparty of an earlier round."""

    name: str | None


class Text(Seen):
    text_hash: str
    words: str


class Decided(Seen):
    state: str
    open_steps: list[str]
