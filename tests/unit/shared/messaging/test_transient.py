"""What passes by itself is waited for; what never will is parked."""

import asyncpg
import pytest

from shared.messaging.transient import is_contention, is_exhausted, may_be_away
from shared.values.errors import ConcurrencyError

CUT_OFF = asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")


@pytest.mark.parametrize(
    "error", [CUT_OFF, asyncpg.ConnectionDoesNotExistError("x"), asyncpg.InterfaceError("x"), OSError(), TimeoutError()]
)
def test_a_database_that_went_away_in_the_middle_may_be_back(error):
    assert may_be_away(error)


@pytest.mark.parametrize("error", [asyncpg.DataError("x"), ValueError("x"), KeyError("x")])
def test_wrong_data_does_not_get_right_by_waiting(error):
    assert not may_be_away(error)
    assert not is_exhausted(error)
    assert not is_contention(error)


@pytest.mark.parametrize("error", [asyncpg.DiskFullError("x"), asyncpg.CannotConnectNowError("x")])
def test_a_database_without_room_is_waited_for(error):
    assert is_exhausted(error)


@pytest.mark.parametrize("error", [ConcurrencyError(), asyncpg.DeadlockDetectedError("x")])
def test_somebody_who_was_first_is_no_failure(error):
    assert is_contention(error)
