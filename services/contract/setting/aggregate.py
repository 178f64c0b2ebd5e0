"""A setting decided and folded: its values by type and day."""

from dataclasses import dataclass, replace

from services.contract.setting.events import MEASURED_IN, MOST_DAYS, SettingLaidDown
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Setting:
    laid_down: tuple[SettingLaidDown, ...] = ()


@dataclass(frozen=True, slots=True)
class LayDown:
    fact: SettingLaidDown


def decide(setting: Setting, command: LayDown) -> list[Event]:
    """The same said twice is one fact; what is said of one day for one type anew replaces what was said before."""
    fact = command.fact
    _check(fact)
    same = [one for one in setting.laid_down if _place(one) == _place(fact)]
    return [] if same and same[-1] == fact else [fact]


def _check(fact: SettingLaidDown) -> None:
    if fact.value is None:
        return
    if MEASURED_IN[fact.setting] == "share" and not 0 <= fact.value <= 1:
        raise InvalidFieldError("/value", "a share from 0 to 1")
    if MEASURED_IN[fact.setting] == "days" and (fact.value != int(fact.value) or not 0 <= fact.value <= MOST_DAYS):
        raise InvalidFieldError("/value", f"whole days, {MOST_DAYS} at most")


def _place(fact: SettingLaidDown) -> tuple[object, ...]:
    return fact.type_code, fact.effective_on


def evolve(setting: Setting, event: Event) -> Setting:
    return replace(setting, laid_down=(*setting.laid_down, event)) if isinstance(event, SettingLaidDown) else setting


SETTING = Aggregate("setting", Setting(), evolve)
