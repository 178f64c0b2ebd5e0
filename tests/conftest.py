from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from shared.settings import platform_settings

# An example's duration depends on what else the machine does.
settings.register_profile("pactline", deadline=None)
settings.load_profile("pactline")

# Frames with all their variables take seconds a fault to draw.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

pytest_plugins = ["shared.testing.servers", "shared.testing.isolation", "shared.testing.serving"]


@pytest.fixture(autouse=True)
def _no_settings_of_another_test() -> Iterator[None]:
    """A process keeps the settings it read first; a test that read its own leaves none behind."""
    yield
    platform_settings.cache_clear()
