import asyncpg
import pytest

from services.scoring.generation.serving import NothingServedYetError, served


def test_before_the_first_generation_readers_are_asked_to_come_back():
    with pytest.raises(NothingServedYetError) as refused, served():
        raise asyncpg.UndefinedTableError("customer_facts")
    assert refused.value.status == 503
    assert refused.value.headers == {"Retry-After": "2"}


def test_any_other_fault_stays_what_it_is():
    with pytest.raises(asyncpg.SyntaxOrAccessError), served():
        raise asyncpg.PostgresSyntaxError("x")
