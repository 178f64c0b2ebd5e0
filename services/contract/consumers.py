"""What this service does when others' events arrive: it remembers which customers exist, who was merged, who does
whose work, which seals there are, and how credit was graded.
"""

from datetime import date

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.customer.tables import aliases, customers
from services.contract.deputy.handlers import remember_deputy, see_to_steps_of, take_grant
from services.contract.deputy.queries import Gone, Granted
from services.contract.exposure.handlers import remember_credit, remember_group, remember_plan
from services.contract.legal_entity.handlers import keep_entity_name
from services.contract.party.events import PartyGraded
from services.contract.party.handlers import take_grade
from services.contract.seal.handlers import forget_seal, remember_entity, remember_keeper, remember_seal
from services.contract.terms import Grade
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen
from shared.values.decimals import DecimalString
from shared.values.money import Money

consumer = Consumer("contract")


class CustomerSeen(Seen):
    customer_id: str
    kind: str
    source: str
    source_id: str


class MergeSeen(Seen):
    customer_id: str
    survivor_id: str


class UnmergeSeen(Seen):
    customer_id: str


@consumer.on("customer", "customer.registered.v1", CustomerSeen)
async def remember(work: Work, received: Received[CustomerSeen]) -> None:
    """Contracts name customers by id; imports find them by where they came from."""
    seen = received.data
    row = insert(customers).values(
        customer_id=seen.customer_id,
        unit_id=received.unit,
        kind=seen.kind,
        source=seen.source,
        source_id=seen.source_id,
    )
    await work.execute(row.on_conflict_do_nothing())


@consumer.on("customer", "customer.merged.v1", MergeSeen)
async def merge(work: Work, received: Received[MergeSeen]) -> None:
    """Nothing is rewritten: the loser's name resolves to the survivor, also where losers were merged into the loser."""
    seen = received.data
    await work.execute(
        update(aliases).where(aliases.c.survivor_id == seen.customer_id).values(survivor_id=seen.survivor_id)
    )
    row = insert(aliases).values(customer_id=seen.customer_id, survivor_id=seen.survivor_id)
    await work.execute(
        row.on_conflict_do_update(
            index_elements=[aliases.c.customer_id], set_={"survivor_id": row.excluded.survivor_id}
        )
    )


@consumer.on("customer", "customer.unmerged.v1", UnmergeSeen)
async def unmerge(work: Work, received: Received[UnmergeSeen]) -> None:
    """The two are two again."""
    await work.execute(delete(aliases).where(aliases.c.customer_id == received.data.customer_id))


class EntityNamedSeen(Seen):
    legal_entity_id: str
    name: str
    tax_number: str


@consumer.on("portal", "portal.legal_entity_registered.v1", EntityNamedSeen)
@consumer.on("portal", "portal.legal_entity_changed.v1", EntityNamedSeen)
async def name_entity(work: Work, received: Received[EntityNamedSeen]) -> None:
    """Stamp duty is told by legal entity, under the name and tax number that it has."""
    seen = received.data
    await keep_entity_name(work, seen.legal_entity_id, seen.name, seen.tax_number)


class CreditSeen(Seen):
    customer_id: str
    limit: Money | None
    term_days: int | None
    effective_on: date
    until: date | None


class GroupSeen(Seen):
    customer_id: str
    after: str | None


class PlanSeen(Seen):
    grade: str
    purchase_limit: Money | None
    discount: DecimalString | None
    term_days: int | None
    effective_on: date


@consumer.on("customer", "customer.credit_changed.v1", CreditSeen)
async def know_credit(work: Work, received: Received[CreditSeen]) -> None:
    """Orders are held against what a customer may owe."""
    seen = received.data
    await remember_credit(
        work,
        {
            "customer_id": seen.customer_id,
            "version": received.version,
            "limit": seen.limit.amount if seen.limit else None,
            "currency": seen.limit.currency if seen.limit else None,
            "term_days": seen.term_days,
            "effective_on": seen.effective_on,
            "until": seen.until,
        },
    )


@consumer.on("customer", "customer.group_changed.v1", GroupSeen)
async def know_group(work: Work, received: Received[GroupSeen]) -> None:
    """A group owes together."""
    await remember_group(work, received.data.customer_id, received.data.after)


@consumer.on("customer", "service_plan.laid_down.v1", PlanSeen)
async def know_plan(work: Work, received: Received[PlanSeen]) -> None:
    """What customers of a grade may have."""
    seen = received.data
    await remember_plan(
        work,
        {
            "grade": seen.grade,
            "version": received.version,
            "purchase_limit": seen.purchase_limit.amount if seen.purchase_limit else None,
            "currency": seen.purchase_limit.currency if seen.purchase_limit else None,
            "discount": seen.discount,
            "term_days": seen.term_days,
            "effective_on": seen.effective_on,
        },
    )


class DeputySeen(Seen):
    staff_id: str
    deputy_id: str
    until: date


@consumer.on("portal", "portal.staff_deputised.v1", DeputySeen)
async def stand_in(work: Work, received: Received[DeputySeen]) -> None:
    """Steps that ask for somebody by name are open to whoever does their work, to the end of the last day."""
    seen = received.data
    await remember_deputy(work, seen.staff_id, seen.deputy_id, seen.until)


class RoleGivenSeen(Seen):
    staff_id: str
    role: str
    unit_id: str
    permissions: list[str]
    lent_by: str | None = None


class RoleLostSeen(Seen):
    staff_id: str
    role: str
    unit_id: str


class StoppedSeen(Seen):
    staff_id: str


@consumer.on("portal", "portal.role_granted.v1", RoleGivenSeen)
async def take_role(work: Work, received: Received[RoleGivenSeen]) -> None:
    """Who has a role as a deputy alone decides in the place of who lent it. Steps that waited for nobody wait for
    somebody again, and those of a role that holds less than before find who is next.
    """
    seen = received.data
    await take_grant(work, Granted(seen.staff_id, seen.role, seen.unit_id, tuple(seen.permissions), seen.lent_by))


@consumer.on("portal", "portal.role_revoked.v1", RoleLostSeen)
async def lose_role(work: Work, received: Received[RoleLostSeen]) -> None:
    """Steps that nobody else could decide find who is next."""
    seen = received.data
    await see_to_steps_of(work, Gone(seen.staff_id, seen.role, seen.unit_id))


@consumer.on("portal", "portal.staff_frozen.v1", StoppedSeen)
@consumer.on("portal", "portal.staff_left.v1", StoppedSeen)
async def lose_person(work: Work, received: Received[StoppedSeen]) -> None:
    """Steps that nobody else could decide find who is next."""
    await see_to_steps_of(work, Gone(received.data.staff_id))


class SealSeen(Seen):
    legal_entity_id: str
    seal_id: str
    kind: str
    keeper_id: str
    effective_on: date


class KeeperSeen(Seen):
    seal_id: str
    keeper_id: str
    effective_on: date


class SealGoneSeen(Seen):
    seal_id: str
    effective_on: date


class EntitySeen(Seen):
    unit_id: str
    legal_entity_id: str | None
    effective_on: date


@consumer.on("portal", "portal.seal_registered.v1", SealSeen)
async def know_seal(work: Work, received: Received[SealSeen]) -> None:
    """A use of a seal names one that there is."""
    seen = received.data
    await remember_seal(work, seen.seal_id, seen.legal_entity_id, seen.kind, seen.keeper_id, seen.effective_on)


@consumer.on("portal", "portal.seal_handed_over.v1", KeeperSeen)
async def know_keeper(work: Work, received: Received[KeeperSeen]) -> None:
    """Nobody but its keeper of that day uses it."""
    await remember_keeper(work, received.data.seal_id, received.data.keeper_id, received.data.effective_on)


@consumer.on("portal", "portal.seal_destroyed.v1", SealGoneSeen)
async def lose_seal(work: Work, received: Received[SealGoneSeen]) -> None:
    """Nothing is stamped with it any more."""
    await forget_seal(work, received.data.seal_id, received.data.effective_on)


@consumer.on("portal", "portal.unit_assigned.v1", EntitySeen)
async def know_entity(work: Work, received: Received[EntitySeen]) -> None:
    """The seals of a contract are those of its unit's entity."""
    await remember_entity(work, received.data.unit_id, received.data.legal_entity_id, received.data.effective_on)


class GradeSeen(Seen):
    customer_id: str
    grade: Grade
    graded_on: date
    valid_until: date


@consumer.on("scoring", "credit.changed.v1", GradeSeen)
async def know_grade(work: Work, received: Received[GradeSeen]) -> None:
    """Routes of contracts read the grade of whoever they are with."""
    await take_grade(work, PartyGraded(**received.data.model_dump(), role="customer"), received.unit)
