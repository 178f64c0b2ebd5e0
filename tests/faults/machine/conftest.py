import pytest

from shared.settings import PlatformSettings


@pytest.fixture
def given(postgres_url, kafka_bootstrap, worker_name) -> PlatformSettings:
    """The servers, and a prefix that each example makes its own from."""
    return PlatformSettings(database_url=postgres_url, kafka=kafka_bootstrap, topic_prefix=f"{worker_name}.")
