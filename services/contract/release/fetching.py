"""Releases asked of the contract service, page by page, as one package."""

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec

from services.contract.ocds.sending import SECONDS, Door, SendingError
from services.signing_in import words_of


def fetch(door: Door, source: str | None, prefix: str) -> bytes:
    """All releases that the caller may see, as a release package."""
    params = {"limit": "200", "prefix": prefix, **({"source": source} if source else {})}
    try:
        with httpx.Client(base_url=door.address, auth=door.auth, timeout=SECONDS, trust_env=False) as client:
            pages = list(_pages(client, params))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"The contract service does not answer at {door.address}: is it running there?"
        raise SendingError(words) from error
    # The digits of amounts pass as they are written.
    releases = [release for page in pages for release in page.releases]
    return msgspec.json.encode({**pages[0].head(), "releases": releases})


class _Package(msgspec.Struct):
    uri: str
    version: str
    publishedDate: str  # noqa: N815 - the standard's name
    publisher: dict[str, Any]
    releases: list[msgspec.Raw]

    def head(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("uri", "version", "publishedDate", "publisher")}


def _pages(client: httpx.Client, params: dict[str, str]) -> Iterator[_Package]:
    address: str | None = "/v1/ocds-releases"
    asked: dict[str, str] | None = params
    while address is not None:
        answer = client.get(address, params=asked)
        if answer.is_error:
            raise SendingError(f"The contract service refused it: {words_of(answer)}")
        yield msgspec.json.decode(answer.content, type=_Package)
        following = answer.links.get("next")
        address, asked = (following["url"], None) if following else (None, None)
