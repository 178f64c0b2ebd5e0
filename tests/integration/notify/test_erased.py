"""Who was erased is told nothing more, and what they were told by mail leaves the installation's own mail box."""

from mailbox import Maildir
from pathlib import Path

import pytest

from services.notify.message.erasure import MAILS, forget_erased
from services.notify.recipient.directory import Address
from shared.runtime.mailbox import FOLDER
from shared.settings import platform_settings

from .conftest import Notify, signed


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the data of the installation lie."""
    monkeypatch.setenv("PACTLINE_DATA_DIR", str(tmp_path))
    platform_settings.cache_clear()
    return tmp_path


def deliver(notify: Notify, box: Maildir) -> None:
    """What the real server took lies in the box."""
    for mail in notify.mailbox.mails:
        box.add(mail.as_bytes())
    notify.mailbox.mails.clear()


def told(box: Maildir) -> list[str]:
    return sorted(str(mail["to"]).rpartition(" ")[2] for mail in box)


async def forget(notify: Notify, person: str) -> None:
    async with notify.store.begin() as work:
        await forget_erased(work, person)


async def test_mails_to_an_erased_person_leave_the_box_and_one_on_its_way_follows(notify: Notify, house: Path):
    box = Maildir(house / FOLDER)
    await notify.hears(signed(), signed(owner_id="chen", signed_on="2026-04-01"))
    await notify.sends()
    deliver(notify, box)
    assert told(box) == ["<chen@example.org>", "<li@example.org>"]
    await notify.hears(signed(signed_on="2026-05-01"))
    (late,) = [one for one in await notify.sender._due() if one.channel == "email"]
    (held,) = await notify.sender._claim([late])
    await forget(notify, "li")
    await notify.due_now(MAILS)
    assert told(box) == ["<chen@example.org>"]
    # The address was asked for before the erasure; the mail comes after it.
    await notify.sender._note(late.message_id, await notify.sender._try(held, Address(*notify.directory.people["li"])))
    deliver(notify, box)
    assert told(box) == ["<chen@example.org>", "<li@example.org>"]
    await notify.due_now(MAILS)
    assert told(box) == ["<chen@example.org>"]
    assert await notify.row("SELECT 1 FROM deadlines WHERE kind = $1", MAILS) is None


async def test_without_a_box_of_its_own_an_installation_has_nothing_to_take_away(notify: Notify, house: Path):
    await notify.hears(signed())
    await notify.sends()
    await forget(notify, "li")
    await notify.due_now(MAILS)
    assert await notify.row("SELECT 1 FROM deadlines WHERE kind = $1", MAILS) is None
    assert not (house / FOLDER).exists()
