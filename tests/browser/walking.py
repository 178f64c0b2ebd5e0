"""Every page there is, found from the route table, in both languages, colours and widths: axe finds nothing serious,
nothing runs over the edge, every word is translated, the console stays silent.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Error, Page

from services.portal.pages.frame.route import PageRoute
from services.portal.pages.frame.streams import PLAIN
from services.portal.pages.rooms import ROOMS

from .conftest import DESK, PHONE, Person, Sit
from .installation import Installation

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
SERIOUS = """async ([type, values]) => {
  const only = type ? { runOnly: { type, values } } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], selectors: false, preload: false, ...only });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNDRAWN = "[...document.querySelectorAll('[data-chart]')].filter((one) => !one.querySelector('svg path')).length"
SHUT = """(reasons) => [...document.querySelectorAll('.figure')].filter((one) => /[0-9]/.test(one.textContent)
  && !one.matches('th[scope=col]') && !one.querySelector('a.because') && !one.closest('a.because')
  && !reasons.includes((one.closest('[data-plain]') ?? one.querySelector('[data-plain]'))?.dataset.plain))
  .map((one) => one.outerHTML.slice(0, 160))"""
"""Figures that open no events and give none of the reasons for it."""
A_MOMENT, AGAIN = 5_000, 100  # milliseconds
SURELY = {"/", "/sign-in", "/customers", "/contracts", "/assets", "/inbox", "/operations", "/design"}
"""Pages, so that a walk that finds none does not pass."""
WITHOUT_SESSION = ("/sign-in", "/invitation")
EVERYTHING: Final[tuple[str, list[str]]] = ("", [])
FOR_WORDS: Final = ("tag", ["cat.name-role-value", "cat.text-alternatives", "cat.forms", "cat.language"])
Look = tuple[dict[str, int], Any, tuple[str, list[str]] | None]
WAYS: Final[list[Look]] = [(size, theme, EVERYTHING) for theme in ("light", "dark") for size in (DESK, PHONE)]
"""Pages take turns with the width and the colours in which axe looks at them: they have none of their own. Each is seen
in both widths, and where each part of a page is shown, in every way.
"""

SECOND: Final[list[Look]] = [(PHONE, "light", None)]
"""In a second language: what its words can change is the room they take, where there is little."""

HOME: Final[list[Look]] = [(DESK, "light", FOR_WORDS), (PHONE, "dark", None)]
ROLES: Final = ("drafter", "approver", "cashier", "asset keeper", "service desk", "manager", "auditor")
"""People of the story who may do less than the administrator, one for each main role."""
FORBIDDEN: Final = "You have no permission to see this."
OFFERED: Final = re.compile(r'<a [^>]*?href="(/[^"#]*)"(?![^>]*download)')
ONE_OF: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27,}|=[^&]*")
MOST_FOLLOWED: Final = 40
SAMPLES: Final = "/design"
"""Shows a part for others as one of its samples."""

TOGETHER: Final = {
    "/{of}/{thing}/timeline": "/customers/{customer_id}/timeline",
    "/arrears/{contract_id}": "/arrears/{sold}",
    "/arrears/{contract_id}/replies/{file_id}": "/arrears/{sold}/replies/{reply}",
    "/masters/{contract_id}": "/masters/{master}",
    "/orders/{order_id}/files/{file_id}": "/orders/{order_id}/files/{quality_file}",
    "/payments/stamp-duty/contracts.{form}": "/payments/stamp-duty/contracts.csv",
    "/masters/{contract_id}/prices": "/masters/{master}/prices",
    "/masters/{contract_id}/service": "/masters/{master}/service",
    "/requirements/agreements/{contract_id}": "/requirements/agreements/{agreement}",
    "/requirements/standards/{standard_id}/editions/{edition}/document": (
        "/requirements/standards/{standard_id}/editions/1/document"
    ),
    "/masters/{contract_id}/prices/terms": "/masters/{master}/prices/terms",
    "/masters/{contract_id}/prices/new": "/masters/{master}/prices/new",
    "/masters/{contract_id}/prices/explained": "/masters/{master}/prices/explained?product=BRG-6204&country=CN",
    "/why/{of}/{thing}/{figure}": "/why/customer/{customer_id}/received?currency=CNY",
    "/customers/{customer_id}/parts/{part}": "/customers/{customer_id}/parts/payments",
    "/events/{service}/{stream}": "/events/contract/contract-{contract_id}",
    "/contracts/{contract_id}/deeds/{name}": "/contracts/{contract_id}/deeds/payment",
    "/customers/{customer_id}/deeds/{name}": "/customers/{customer_id}/deeds/change",
    "/messages/{message_id}": "/messages/{told}",
    "/messages/{message_id}/decision": "/messages/{told}/decision",
    "/customers/{customer_id}/party/{name}": "/customers/{customer_id}/party/standing",
    "/customers/{customer_id}/duplicates/{other_id}": "/customers/{customer_id}/duplicates/{supplier}",
    "/administration/webhooks/{webhook_id}/deeds/{name}": "/administration/webhooks/{webhook_id}/deeds/change",
    "/administration/rules/{code}": "/administration/rules/payment-made",
    "/assets/projects/{project_id}/deeds/{name}": "/assets/projects/{project_id}/deeds/cost",
    "/administration/lists/classes/{code}/retirement": "/administration/lists/classes/02.03/retirement",
    "/assets/{asset_id}/deeds/{name}": "/assets/{asset_id}/deeds/move",
    "/figures/steps": "/figures/steps?asked_in={unit_id}&step=legal",
    "/choices/{of}": "/choices/people",
    "/payments/suppliers/invoices/{invoice_id}": "/payments/suppliers/invoices/{interest_invoice}",
    "/payments/reconciliation": "/payments/reconciliation?account=icbc-1&period=2026-03",
    "/operations/parked/{service}": "/operations/parked/contract?cursor=",
    "/operations/parked/{service}/{number}": "/operations/parked/contract/{parked}",
    "/products/{product_id}/images/{file_id}": "/products/{product_id}/images/{product_image}",
    "/orders/parts/{part_id}/drawings/{file_id}": "/orders/parts/{part_id}/drawings/{quality_file}",
    "/access/{approval_id}": "/access/{access_approval}",
    "/contracts/new/draft": "/contracts/new/draft?type_id={type_id}&template_id={template_id}",
    "/contracts/{contract_id}/signings/new": "/contracts/{approved}/signings/new",
    "/contracts/{contract_id}/scans/new": "/contracts/{approved}/scans/new",
    "/access/requests/{request_id}": "/access/requests/{access_request}",
    "/administration/roles/groups/{code}": "/administration/roles/groups/{role_group}",
    "/imports/customers/{import_id}": "/imports/customers/{customer_import}",
    "/imports/customers/{import_id}/live": "/imports/customers/{customer_import}/live",
    "/imports/customers/{import_id}/refused.csv": "/imports/customers/{customer_import}/refused.csv",
    "/imports/staff/{import_id}": "/imports/staff/{staff_import}",
    "/imports/staff/{import_id}/columns": "/imports/staff/{staff_import}/columns",
    "/imports/staff/{import_id}/rows": "/imports/staff/{staff_import}/rows?of=joined",
    "/imports/staff/{import_id}/live": "/imports/staff/{staff_import}/live",
    "/imports/staff/{import_id}/refused.csv": "/imports/staff/{staff_import}/refused.csv",
    "/imports/contracts/{import_id}": "/imports/contracts/{contract_import}",
    "/imports/contracts/{import_id}/rows": "/imports/contracts/{contract_import}/rows?of=imported",
    "/imports/contracts/{import_id}/live": "/imports/contracts/{contract_import}/live",
    "/imports/contracts/{import_id}/remarks.csv": "/imports/contracts/{contract_import}/remarks.csv",
}
"""Routes whose parameters mean something only together, by an address of each."""


def addresses(installation: Installation) -> Iterator[str]:
    """Every GET route of a page with something that exists in the place of each parameter."""
    for room in ROOMS:
        for route in room.routes:
            if isinstance(route, PageRoute) and "GET" in route.methods:
                address = TOGETHER.get(route.path, route.path)
                unknown = set(re.findall(r"\{(\w+)", address)) - installation.ids.keys()
                assert not unknown, f"{route.path}: say in Installation.ids what {', '.join(sorted(unknown))} may be"
                yield re.sub(r"\{(\w+)[^}]*\}", lambda name: installation.ids[name[1]], address)


def is_whole(person: Person, address: str) -> bool:
    """Whether a page, and not a part of one, a file, a stream or a way elsewhere, stands at the address; the person
    then stands there too.
    """
    if address.endswith("/live"):
        return False
    try:
        answer = person.page.goto(person.installation.address + address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    assert answer is not None, address
    assert answer.status == 200, f"{address}: {answer.status}"
    html = "text/html" in answer.headers.get("content-type", "")
    return html and not answer.request.redirected_from and answer.text().lstrip().startswith("<!doctype")


def faults_of(page: Page, address: str, looks: list[Look]) -> list[str]:
    """In every width and colour that is asked for, without loading the page again."""
    found = [f"{address}: opens no events: {one}" for one in page.evaluate(SHUT, [*PLAIN])]
    if any(rules for _, _, rules in looks):
        page.evaluate(AXE)
    for size, colours, rules in looks:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of two numbers
        page.emulate_media(color_scheme=colours)
        where = f"{address} {size['width']} {colours}: "
        found += [where + one for one in page.evaluate(SERIOUS, rules)] if rules else []
        if not comes(page, f"{OVER_THE_EDGE} <= 0"):
            found.append(f"{where}{page.evaluate(OVER_THE_EDGE)} px over the edge")
        if not comes(page, f"{UNDRAWN} === 0"):
            found.append(f"{where}a chart is empty")
    return found


def comes(page: Page, what: str) -> bool:
    """Whether it holds in a moment: charts come after their page, and take a new width after it. Asked from outside:
    the page's own policy lets no script be made of words.
    """
    for _ in range(A_MOMENT // AGAIN):
        if page.evaluate(what):
            return True
        page.wait_for_timeout(AGAIN)
    return bool(page.evaluate(what))


def looks_at(address: str, number: int) -> list[Look]:
    """How a page is looked at in its first language: where each part of a page is shown, in every way."""
    if address == SAMPLES:
        return WAYS
    size, theme, rules = WAYS[number % len(WAYS)]
    return [(PHONE if size is DESK else DESK, theme, None), (size, theme, rules)]


def walk(sit: Sit, installation: Installation, half: int) -> list[str]:
    """What is wrong on every second page in both languages, seen by the administrator and, before the door, by a
    stranger. The languages are looked at one after the other where a page is, Chinese first and in full.
    """
    people = {one: (sit("administrator", language=one), sit(language=one)) for one in ("zh-CN", "en")}
    walked, faults = [], []
    part = sorted(addresses(installation))[half::2]
    for address in part:
        first, second = (persons[address in WITHOUT_SESSION] for persons in people.values())
        first.page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a dict of two numbers
        if is_whole(first, address):
            looks = looks_at(address, len(walked))
            faults += [f"zh-CN {one}" for one in faults_of(first.page, address, looks)]
            second.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of two numbers
            second.goes(address)
            faults += [f"en {one}" for one in faults_of(second.page, address, SECOND)]
            walked.append(address)
    assert SURELY & set(part) <= set(walked)
    return faults


WITH_MESSAGES: Final = {"/", "/inbox"}
"""Where messages stand: what one tells of may have gone to another unit since."""


def walk_as(sit: Sit, name: str) -> list[str]:
    """What is wrong for somebody who may do less: on their home page, in the rooms that the side offers, and where the
    links of these lead, one of each kind. What a role may not do is not offered, and no part of a page says so.
    """
    person = sit(name)
    person.goes("/")
    person.page.wait_for_load_state("networkidle")
    found = [f"{name}: {one}" for one in faults_of(person.page, "/", HOME)]
    found += [f"{name}: the home page has a part for others"] * person.page.get_by_text(FORBIDDEN).count()
    rooms = [one.get_attribute("href") or "" for one in person.page.locator(".side .places a").all()]
    leads = dict.fromkeys(rooms, "the side")
    waiting, known = [*rooms], {ONE_OF.sub("", room) for room in rooms} | {SAMPLES}
    while waiting:
        address = waiting.pop(0)
        answer = person.context.request.get(address, max_redirects=0)
        if answer.status not in ({200, 303, 404} if leads[address] in WITH_MESSAGES else {200, 303}):
            found.append(f"{name}: {address} is offered on {leads[address]} and answers {answer.status}")
        words = answer.text() if "text/html" in answer.headers.get("content-type", "") else ""
        found += [f"{name}: {address} has a part for others"] * (FORBIDDEN in words)
        for offered in OFFERED.findall(words.partition("<main")[2]) if address in rooms else []:
            kind = ONE_OF.sub("", offered)
            if kind not in known and len(known) < len(rooms) + MOST_FOLLOWED:
                known.add(kind)
                waiting.append(offered.replace("&amp;", "&"))
                leads[waiting[-1]] = address
    assert len(rooms) > 1, f"{name} has no room but the home page"
    return found
