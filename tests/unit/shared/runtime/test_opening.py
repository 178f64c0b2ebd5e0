import asyncpg
import pytest

from shared.runtime.errors import StartError
from shared.runtime.opening import opening


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "refused"),
        ValueError("no such address"),
        asyncpg.InvalidPasswordError("password authentication failed"),
        asyncpg.ClientConfigurationError("invalid DSN"),
    ],
)
def test_a_database_that_can_not_be_opened_is_a_sentence_with_a_next_step(error):
    with (
        pytest.raises(StartError, match=r"^The store can't be opened: .+\. See that PostgreSQL runs"),
        opening("The store can't be opened"),
    ):
        raise error


def test_what_has_nothing_to_do_with_it_is_left_alone():
    with pytest.raises(KeyError), opening("The store can't be opened"):
        raise KeyError
