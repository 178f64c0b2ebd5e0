from collections.abc import Iterator

import pytest
from hypothesis import settings

from shared.settings import platform_settings

# An example's duration depends on what else the machine does.
settings.register_profile("pactline", deadline=None)
settings.load_profile("pactline")

pytest_plugins = ["shared.testing.servers", "shared.testing.isolation", "shared.testing.serving"]


@pytest.fixture(autouse=True)
def _no_settings_of_another_test() -> Iterator[None]:
    """A process keeps the settings it read first; a test that read its own leaves none behind."""
    yield
    platform_settings.cache_clear()
