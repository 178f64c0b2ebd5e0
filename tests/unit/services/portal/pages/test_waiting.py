"""What is seen of the portal while a back-up is brought back."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from services.portal.pages.operations.backups.waiting import STATES, waiting_page
from shared.runtime.requests import Told, Wanted, tell

WISH = Wanted("r-1", "/backups/one", "anna", "2026-03-01T08:00:00+00:00")


@pytest.mark.parametrize(
    ("accepted", "cookies", "words"),
    [
        ("zh-CN,zh;q=0.9", "", "正在恢复备份"),
        ("", "", "正在恢复备份"),
        ("en-GB,en;q=0.9", "", "A back-up is brought back"),
        ("zh-CN", "pactline_language=en", "A back-up is brought back"),
        ("en", "pactline_language=zh-CN; other=1", "正在恢复备份"),
        ("en", "\x00=;;=", "A back-up is brought back"),
    ],
)
def test_it_speaks_the_reader_s_language(tmp_path: Path, accepted: str, cookies: str, words: str):
    assert words in waiting_page(tmp_path, accepted, cookies)[0].decode()


@pytest.mark.parametrize("state", sorted(STATES))
def test_it_says_how_far_it_is(tmp_path: Path, state: str):
    tell(tmp_path, Told(WISH, state, step="customer"))
    shown = waiting_page(tmp_path, "en", "")[0].decode()
    assert STATES[state] in shown
    assert "customer" in re.sub("<style>.*</style>", "", shown, flags=re.DOTALL)


def test_a_step_that_is_only_for_the_log_is_not_shown(tmp_path: Path):
    tell(tmp_path, Told(WISH, "restoring", step="The backup of 2026-03-01 08"))
    assert "The backup of" not in waiting_page(tmp_path, "en", "")[0].decode()


def test_its_policy_lets_its_own_style_and_script_run_and_nothing_else(tmp_path: Path):
    shown, policy = waiting_page(tmp_path, "en", "")
    for tag in ("style", "script"):
        found = re.search(f"<{tag}[^>]*>(.*?)</{tag}>", shown.decode(), flags=re.DOTALL)
        assert found
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
