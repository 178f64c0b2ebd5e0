"""The limits of an agreement decided and folded."""

from dataclasses import dataclass

from services.contract.agreed_limit.events import AgreedLimitsStated
from services.contract.standard.checking import check_limits
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class AgreedLimits:
    said: AgreedLimitsStated | None = None


@dataclass(frozen=True, slots=True)
class StateLimits:
    fact: AgreedLimitsStated


def decide(agreed: AgreedLimits, command: StateLimits) -> list[Event]:
    check_limits(command.fact.limits)
    return [] if agreed.said == command.fact else [command.fact]


def evolve(agreed: AgreedLimits, event: Event) -> AgreedLimits:
    return AgreedLimits(event) if isinstance(event, AgreedLimitsStated) else agreed


AGREED_LIMITS = Aggregate("agreed_limits", AgreedLimits(), evolve)
