"""The partner's server of these tests is trusted, by their senders and by those that are killed."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.notify.settings import notify_settings
from shared.testing.tls import self_signed


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """What the partner's server shows; senders of this test, killed ones too, go by it."""
    certificate, context = self_signed(tmp_path / "tls", datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setenv("PACTLINE_NOTIFY_WEBHOOK_NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("PACTLINE_NOTIFY_WEBHOOK_CA_FILE", str(certificate))
    notify_settings.cache_clear()
    yield context
    notify_settings.cache_clear()
