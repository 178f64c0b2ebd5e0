"""What readers saw held against its owners' stores in the background: a few streams at a time, lap after lap."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared.messaging.audit.ahead import Ahead, Highest, ahead_behind, can_be_held
from shared.messaging.audit.kept import Kept, tell
from shared.messaging.audit.reader import Reader
from shared.messaging.audit.report import Findings
from shared.messaging.audit.topic import Pace

PAGE_STREAMS: Final = 100
"""Asked of an owner at once, in the address of one request."""
KEPT_EVERY: Final = 50
"""Pages after which a lap's place is kept; what was looked at since is looked at again after a restart."""


class OwnerAwayError(Exception):
    """The service whose store holds the streams gave no answer; nothing is said of them."""


class Laps:
    """Holds each stream that a reader has seen against `owners`, by service, again and again: what a reader saw wrongly
    is put right without the audit, so what was found once says nothing of today. The metric tells what the last whole
    lap found, or this one already.
    """

    def __init__(self, kept: Kept, owners: Mapping[str, Highest], *, share: float) -> None:
        self._kept = kept
        self._owners = owners
        self._share = share
        self._logged: dict[str, set[str]] = {}

    async def lap(self, reader: Reader) -> int:
        """Goes on where an earlier one was broken off, to the reader's last stream; how many versions are told of now.

        Raises `OwnerAwayError`.
        """
        if not can_be_held(reader, self._owners):
            return 0
        part = f"{reader.consumer} ahead of {reader.source}"
        kept, pace, pages = await self._kept.of(part), Pace(PAGE_STREAMS, self._share), 0
        after, found, checked = kept.get("after", ""), kept.get("lap", 0), kept.get("checked", 0)
        while True:
            await pace.rest()
            page = await ahead_behind(reader, self._owners, after, PAGE_STREAMS)
            after, found, checked = page.last, found + self._told(part, page.found), checked + page.streams
            if page.streams < PAGE_STREAMS:
                break
            pages += 1
            if pages % KEPT_EVERY == 0:
                place = {"after": after, "lap": found}
                await self._kept.keep(part, place, found=max(found, kept.get("found", 0)), checked=checked)
        if not found:
            self._logged.pop(part, None)
        await self._kept.keep(part, {}, found=found, checked=checked)
        return int(found)

    def _told(self, part: str, ahead: Iterable[Ahead]) -> int:
        """How many versions these are. Each is logged once, and again only after a lap that found nothing."""
        findings = Findings()
        for one in ahead:
            findings.add_versions("ahead", one.stream, one.held + 1, one.seen)
        known = self._logged.setdefault(part, set())
        new = [one for one in findings.listed if one[1] not in known]
        known.update(event for _, event in new)
        tell(part, Findings(listed=new))
        return findings.total
