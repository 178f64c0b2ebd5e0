"""The private mail box gives up the mails that are named, and no others."""

from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

import pytest

from shared.runtime.mailbox import empty_box, remove_mails


def mail(name: str, body: str = "thank you") -> bytes:
    made = EmailMessage()
    made["To"] = "李雷 <li@example.org>"
    made["Subject"] = "谢谢" * 60
    made["Message-ID"] = f"<{name}@pactline.example>"
    made.set_content(body)
    return made.as_bytes()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    kept = Maildir(tmp_path / "mail")
    for name in ("a", "b", "ab"):
        kept.add(mail(name, body="\nMessage-ID: <c@pactline.example>"))
    (tmp_path / "mail" / "tmp" / "left").write_bytes(mail("a"))
    return tmp_path / "mail"


def named(box: Path) -> list[str]:
    return sorted(str(one["message-id"]) for one in Maildir(box))


def test_mails_go_by_their_message_id_wherever_they_lie_and_going_twice_is_going_once(box: Path):
    assert remove_mails(box, {"a", "c", "@pactline.example"}) == 2
    assert named(box) == ["<ab@pactline.example>", "<b@pactline.example>"]
    assert list((box / "tmp").iterdir()) == []
    assert remove_mails(box, {"a"}) == 0


def test_a_message_id_that_is_folded_or_written_otherwise_is_known(box: Path):
    (box / "new" / "folded").write_bytes(b"Subject: x\r\nMESSAGE-ID:\r\n <z@pactline.example>\r\n\r\nwords")
    assert remove_mails(box, {"z"}) == 1


def test_nothing_is_asked_of_a_box_that_is_not_there(tmp_path: Path):
    assert remove_mails(tmp_path / "mail", {"a"}) == 0
    empty_box(tmp_path / "mail")
    assert not (tmp_path / "mail").exists()


def test_an_emptied_box_goes_on_taking_mails(box: Path):
    empty_box(box)
    assert named(box) == []
    Maildir(box, create=False).add(mail("d"))
    assert named(box) == ["<d@pactline.example>"]
