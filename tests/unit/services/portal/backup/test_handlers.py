from datetime import UTC, date, datetime

import pytest

from services.portal.backup.errors import WholeInstallationError
from services.portal.backup.handlers import check_reach
from shared.eventstore.context import Context
from shared.security.schema import EVERYTHING


def asked(*scopes: str) -> Context:
    return Context("p-1", datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2), scopes=scopes)


@pytest.mark.parametrize("scopes", [(), ("headquarters",), ("headquarters", "city")])
def test_a_back_up_holds_everything_so_whoever_reaches_less_gets_none(scopes: tuple[str, ...]):
    with pytest.raises(WholeInstallationError):
        check_reach(asked(*scopes))


def test_whoever_reaches_everything_may_ask():
    check_reach(asked("city", EVERYTHING))
