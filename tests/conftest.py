import gc
from collections.abc import Iterator

import pytest
import structlog
from argon2 import PasswordHasher
from hypothesis import settings

from services.contract.pades import certificates
from services.portal.account import passwords
from shared.settings import platform_settings

# Loading and collecting make next to no garbage, and looking for it takes a quarter of their time.
gc.disable()

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

# A password is made to cost a tenth of a second; thousands of them would be most of a run.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._HASHER = CHEAP  # type: ignore[misc]
passwords._NOBODY = CHEAP.hash("nobody")  # type: ignore[misc]

# Nor need the keys of an authority that lives for a test be found among those that hold for decades.
certificates.BITS = 2048

pytest_plugins = ["shared.testing.servers", "shared.testing.isolation", "shared.testing.serving"]


@pytest.fixture(autouse=True)
def _no_settings_of_another_test() -> Iterator[None]:
    """A process keeps the settings it read first; a test that read its own leaves none behind."""
    yield
    platform_settings.cache_clear()


def pytest_runtestloop() -> None:
    """What was imported stays for good: looking through it for garbage is a twentieth of a run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
