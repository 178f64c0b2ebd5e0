"""What is told of a child that ended: its error, not its news."""

import pytest

from shared.runtime.forked import Forked

NEWS = '{"event": "partitions_assigned", "level": "info"}'
ERROR = '{"event": "service_failed", "error": "Port 8865 is in use", "level": "error"}'


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (f"{ERROR}\n{NEWS}\n", "service_failed: Port 8865 is in use"),
        (f"OSError: Address already in use\n{NEWS}\n\n", "OSError: Address already in use"),
        (f"{NEWS}\n", NEWS),
        ("", ""),
    ],
)
def test_an_error_is_told_before_news(tmp_path, written, words):
    log = tmp_path / "notify.log"
    log.write_text(written, encoding="utf-8")
    assert Forked("notify", lambda: 0, log).last_words() == words


def test_a_child_without_a_log_says_nothing(tmp_path):
    assert Forked("notify", lambda: 0, tmp_path / "none.log").last_words() == ""
