"""Lists of other services, put together from their pages."""

import httpx

from services.portal.pages.frame.asking import MOST_PAGES, Asking, Others, Seen
from shared.settings import PlatformSettings
from shared.web.paging import MOST


class Lines(Seen):
    lines: list[int]


def asking(last: int) -> Asking:
    """Somebody who asks a service that has `last` pages, each with its own number."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params["limit"] == str(MOST)
        number = int(request.url.params.get("cursor", "1"))
        onward = {"Link": f'</v1/lines?limit={MOST}&cursor={number + 1}>; rel="next"'} if number < last else {}
        return httpx.Response(200, json={"lines": [number]}, headers=onward)

    others = Others(PlatformSettings(secret="only for tests"))
    others.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Asking(others, "anna", "s", "c", "en")


async def test_a_list_is_asked_for_to_its_end():
    part = await asking(3).ask_whole("customer", "/v1/lines", Lines, "lines")
    assert part.value == Lines(lines=[1, 2, 3])
    assert part.cursor == ""


async def test_a_list_without_end_is_cut_and_says_where_it_goes_on():
    part = await asking(10**6).ask_whole("customer", "/v1/lines", Lines, "lines")
    assert part.value is not None
    assert len(part.value.lines) == MOST_PAGES
    assert part.cursor == str(MOST_PAGES + 1)
