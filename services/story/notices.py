"""Chapter 7: who was told what, by mail and live in the inbox, and what is to be done next."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Final

import httpx

from services.story.context import Story
from services.story.errors import expect
from services.story.waiting import until
from shared.runtime.mailbox import FOLDER as MAIL

LANGUAGE: Final = "en"
TOLD: Final = ("contract-signed", "payment-made")


@contextlib.asynccontextmanager
async def live_inbox(story: Story, name: str) -> AsyncIterator[None]:
    """Keeps somebody's inbox open over server-sent events while the block runs; what came is in `made`."""
    came: list[dict[str, Any]] = []
    story.made["live"] = came
    async with story.by(name).listen("notify", "/v1/inbox/stream", locale=LANGUAGE) as answer:
        task = asyncio.create_task(_take(answer, came))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=2)


async def _take(answer: httpx.Response, came: list[dict[str, Any]]) -> None:
    with contextlib.suppress(httpx.HTTPError):
        async for line in answer.aiter_lines():
            # One by one: whoever waits looks at the list while it grows.
            came += [json.loads(line.removeprefix("data: "))] if line.startswith("data: ") else []


async def notices(story: Story) -> None:
    """The contract's owner knows of signing and payment; a reminder of the next obligation is open."""
    story.chapter(7, "Who was told")
    await _inbox(story)
    await _mails(story)
    await _reminder(story)
    await _ledger(story)


async def _inbox(story: Story) -> None:
    subject = f"contract-{story.made['purchase']}"
    async with story.step("The buyer's inbox, open since before the contract, received the news live."):

        async def live() -> list[dict[str, Any]] | None:
            about = [one for one in story.made["live"] if one["subject"] == subject]
            return about if {one["rule"] for one in about} >= set(TOLD) else None

        found = await until(live, 30, f"The inbox stream did not bring {', '.join(TOLD)}")
    for one in found:
        story.figure(one["title"])
    listed = await story.by("buyer").get("notify", "/v1/inbox", locale=LANGUAGE)
    known = {one["message_id"] for one in listed["entries"]}
    expect(all(one["message_id"] in known for one in found), "What came live should also lie in the inbox.")


async def _mails(story: Story) -> None:
    address = story.made["email"]["buyer"]
    folder = story.settings.data_dir / MAIL / "new"
    own_server = folder.parent.is_dir()
    async with story.step("The same went out by mail, each once, to a real SMTP server."):
        if own_server:

            async def arrived() -> list[EmailMessage] | None:
                mails = await asyncio.to_thread(_mails_to, folder, address)
                return mails if len(mails) >= len(TOLD) else None

            mails = await until(arrived, 30, f"The mail server received no {len(TOLD)} mails for {address}")
            ids = [str(mail["message-id"]) for mail in mails]
            expect(len(ids) == len(set(ids)), "No mail should come twice.")
    story.figure(f"{len(mails)} mails to {address}" if own_server else "the installation has a mail server of its own")


def _mails_to(folder: Path, address: str) -> list[EmailMessage]:
    found = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.iterdir())]
    return [mail for mail in found if isinstance(mail, EmailMessage) and address in str(mail["to"])]


async def _reminder(story: Story) -> None:
    buyer = story.by("buyer")
    async with story.step("What was paid reminds nobody any more; what is due next does."):

        async def next_due() -> list[dict[str, Any]] | None:
            found: list[dict[str, Any]] = (await buyer.get("notify", "/v1/tasks", locale=LANGUAGE))["tasks"]
            return found if len(found) >= 2 else None

        tasks = await until(next_due, 30, "No reminder of the next obligation was opened")
        paid = await story.wire.event("task.moot.v1")
    open_ids = {task["task_id"] for task in tasks}
    expect(paid["task_id"] not in open_ids, "The reminder of what was paid should be closed.")
    due = [date.fromisoformat(task["due_on"]) for task in tasks]
    expect(due == sorted(due), "Reminders should come in the order they fall due.")
    story.figure(f"next: {tasks[0]['title']}")


async def _ledger(story: Story) -> None:
    async with story.step("The ledger of messages says who was told what, by which rule, and why not."):
        lines = await story.by("manager").get(
            "notify", "/v1/messages", subject=f"contract-{story.made['purchase']}", limit=200
        )
        stages: dict[str, int] = {}
        for line in lines["messages"]:
            stages[line["stage"]] = stages.get(line["stage"], 0) + 1
        expect(bool(stages), "The ledger should know the contract.")
    story.figure(", ".join(f"{count} {stage}" for stage, count in sorted(stages.items())))
