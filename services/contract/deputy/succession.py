"""Who can still decide a step, and who is next where too few can: pure, over what is known of who is there."""

from collections.abc import Collection
from datetime import datetime

from shared.approvals.route import unseated
from shared.approvals.state import Approval, Step


def spent_in(approval: Approval) -> frozenset[str]:
    """Who decides no more in the round: its authors, and everybody whose approval stands."""
    return approval.authors | approval.decided


def decidable(approval: Approval, step: Step, there: Collection[str], stopped: Collection[str], at: datetime) -> bool:
    """Whether as many can still decide as the step needs: of `there`, who hold its permission (or the persons it
    names), without who has stopped, and through deputies who have not.
    """
    out = spent_in(approval) | frozenset(stopped)
    own = frozenset(there if step.holders else step.persons) - out
    spent = spent_in(approval)
    hands = {person: {person} for person in own}
    for one in step.delegations:
        if one.from_at <= at < one.until_at and one.to not in out and one.person not in spent:
            hands.setdefault(one.person, set()).add(one.to)
    places = [sorted(able) for able in hands.values()]
    return len(places) - len(unseated(places)) >= step.needed - len(step.votes)


def named_next(approval: Approval, step: Step, stopped: Collection[str]) -> tuple[str, ...]:
    """Whom the route names for when the step does not get done and who are there: those whom it is handed on to, else
    those who are told once it is late.
    """
    out = spent_in(approval) | frozenset(stopped)
    for named in (step.plan.hand_on_to, step.plan.escalate_to):
        takers = tuple(person for person in named if person not in out)
        if takers:
            return takers
    return ()
