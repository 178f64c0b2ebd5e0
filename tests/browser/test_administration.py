"""The organisation from its pages: units, people, their roles; what a wrong form says; two tabs that disagree."""

import re

from playwright.sync_api import Page, expect

from .conftest import Person, Sit
from .installation import Installation

REFUSED = r"(4(09|12|22) |console: .*4(09|12|22).*)http://\S+/administration/"


def take_on(page: Page, name: str, login: str) -> str:
    """Through the form of the staff page; the first password that it shows once."""
    join = page.get_by_role("region", name="Take somebody on")
    join.get_by_label("Name").fill(name)
    join.get_by_label("Login").fill(login)
    join.get_by_label("Unit").select_option(label="南京市公司")
    join.get_by_role("button", name="Take on").click()
    shown = page.get_by_role("status").filter(has_text="The first password").locator(".code")
    expect(shown).to_be_visible()
    return shown.inner_text()


def opened(administrator: Person, name: str) -> Page:
    """The page of somebody, found by name."""
    page = administrator.page
    administrator.goes("/administration/staff")
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q="))
    expect(page.get_by_role("region", name="Staff", exact=True).locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=2, name=re.compile(name))).to_be_visible()
    return page


def test_a_unit_is_made_below_another_and_stands_in_the_tree(sit: Sit):
    administrator = sit("administrator")
    administrator.goes("/administration/units")
    page = administrator.page
    form = page.get_by_role("region", name="New unit")
    form.get_by_label("Below").select_option(label="江苏省公司")
    form.get_by_label("Name").fill("无锡市公司")
    form.get_by_label("Kind").select_option("city")
    form.get_by_role("button").last.click()
    expect(page.get_by_role("region", name="Change").get_by_label("Name")).to_have_value("无锡市公司")
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Units").click()
    row = page.get_by_role("region", name="Units", exact=True).locator("tr", has_text="无锡市公司")
    expect(row).to_contain_text("city")


def test_somebody_is_taken_on_signs_in_with_the_first_password_and_does_what_their_role_allows(sit: Sit):
    administrator = sit("administrator")
    administrator.goes("/administration/staff")
    given = take_on(administrator.page, "沈洁", "shen.jie")
    page = opened(administrator, "沈洁")
    roles = page.get_by_role("region", name="Roles")
    roles.get_by_label("Role").select_option("drafter")
    roles.get_by_role("button", name="Grant").first.click()
    expect(roles.locator("li", has_text="drafter")).to_contain_text("南京市公司")

    newcomer = sit()
    newcomer.faults.expect(r"(40[13] |console: .*40[13].*)http://\S+/sign-in")
    newcomer.goes("/sign-in")
    newcomer.page.get_by_label("Login").fill("shen.jie")
    newcomer.page.get_by_label("Password").first.fill(given)
    newcomer.page.get_by_role("button", name="Sign in").click()
    newcomer.page.get_by_label("Password you were given").fill(given)
    newcomer.page.get_by_label("Your own password").fill("a password of my own")
    newcomer.page.get_by_role("button", name="Sign in").click()
    expect(newcomer.page.get_by_role("heading", level=1)).to_contain_text("Hello, 沈洁")
    rooms = newcomer.page.get_by_role("navigation", name="Rooms")
    expect(rooms.get_by_text("Contracts", exact=True)).to_be_visible()
    expect(rooms.get_by_text("Administration")).to_have_count(0)


def test_a_role_that_is_revoked_in_one_tab_is_gone_and_the_other_tab_says_so(sit: Sit, installation: Installation):
    installation.join("two.tabs", "cashier")
    administrator = sit("administrator")
    administrator.faults.expect(REFUSED)
    first = opened(administrator, "two.tabs")
    second = administrator.another_tab(first.url.removeprefix(installation.address))
    for page in (first, second):
        expect(page.get_by_role("region", name="Roles").get_by_role("button", name="Revoke")).to_be_visible()
    first.get_by_role("region", name="Roles").get_by_role("button", name="Revoke").click()
    expect(first.get_by_role("region", name="Roles")).to_contain_text("No roles")
    second.get_by_role("region", name="Roles").get_by_role("button", name="Revoke").click()
    expect(second.get_by_role("alert").first).to_contain_text(re.compile("not held|changed"))


def test_a_double_click_takes_somebody_on_once(sit: Sit):
    administrator = sit("administrator")
    administrator.goes("/administration/staff")
    page = administrator.page
    join = page.get_by_role("region", name="Take somebody on")
    join.get_by_label("Name").fill("只此一人")
    join.get_by_label("Login").fill("only.once")
    join.get_by_role("button", name="Take on").dblclick()
    expect(page.get_by_role("link", name="只此一人")).to_have_count(1)


def test_a_login_that_is_taken_is_refused_in_words_and_what_was_typed_stays_possible(sit: Sit):
    administrator = sit("administrator", language="zh-CN")
    administrator.faults.expect(REFUSED)
    administrator.goes("/administration/staff")
    page = administrator.page
    join = page.get_by_role("region", name="员工入职")
    join.get_by_label("名称").fill("重名")
    join.get_by_label("登录名").fill("buyer")
    join.get_by_role("button", name="办理入职").click()
    said = page.get_by_role("alert").first
    expect(said).to_contain_text("已有相同的一项")


def test_a_lost_connection_sends_nothing_and_the_form_is_sent_when_it_is_back(sit: Sit):
    administrator = sit("administrator")
    administrator.faults.expect(r"net::ERR_|console: htmx:(sendError|afterRequest)")
    administrator.goes("/administration/units")
    page, mark = administrator.page, administrator.page.get_by_text("The connection is lost")
    form = page.get_by_role("region", name="New unit")
    form.get_by_label("Below").select_option(label="江苏省公司")
    form.get_by_label("Name").fill("常州市公司")
    form.get_by_label("Kind").select_option("city")
    administrator.context.set_offline(True)
    expect(mark).to_be_visible()
    form.get_by_role("button").last.click()
    expect(form.get_by_label("Name")).to_have_value("常州市公司")
    administrator.context.set_offline(False)
    expect(mark).to_be_hidden()
    form.get_by_role("button").last.click()
    expect(page.get_by_role("region", name="Change").get_by_label("Name")).to_have_value("常州市公司")
    administrator.goes("/administration/units")
    expect(page.get_by_role("link", name="常州市公司")).to_have_count(1)


def test_a_manager_switches_a_rule_off_and_says_who_else_is_told_of_payments(sit: Sit):
    manager = sit("manager")
    page = manager.page
    manager.goes("/administration/rules")
    rules = page.get_by_role("region", name="Who is told what, and when")
    reminder = rules.get_by_role("row", name="Reminder to sign")
    reminder.get_by_role("button", name="Switch off").click()
    expect(reminder.get_by_role("button", name="Switch on")).to_be_visible()
    rules.get_by_role("link", name="Paid", exact=True).click()
    page.get_by_label("their managers too").check()
    page.get_by_role("button", name="Lay it down").click()
    expect(rules.get_by_role("row", name="Paid")).to_contain_text("the manager of who is responsible for it")


def test_who_administers_nothing_is_not_let_in(sit: Sit):
    buyer = sit("buyer")
    buyer.faults.expect(r"403.*/administration")
    buyer.goes("/administration/staff")
    expect(buyer.page.get_by_role("heading", level=1)).to_have_text("Not for you")


def test_a_last_day_ahead_is_planned_shown_and_taken_back_and_a_single_permission_is_picked(
    sit: Sit, installation: Installation
):
    installation.join("zhu.lin", "salesperson", name="朱琳")
    page = opened(sit("administrator"), "朱琳")
    about, roles = page.get_by_role("region", name="About"), page.get_by_role("region", name="Roles")
    about.get_by_label("Leaves on").fill("2099-12-31")
    about.get_by_label("I am sure").check()
    about.get_by_role("button", name="Let go").click()
    heading = page.get_by_role("heading", level=2, name=re.compile("朱琳"))
    expect(heading).to_contain_text("leaves on Dec 31, 2099")
    expect(roles.get_by_text("salesperson").first).to_be_visible()
    about.get_by_role("button", name="Stays after all").click()
    expect(heading).not_to_contain_text("leaves on")
    page.wait_for_load_state("load")
    roles.get_by_text("A single permission").click()
    roles.get_by_label("Permission").focus()
    expect(roles.locator("datalist option[value='contract.order.read']")).to_be_attached()
    roles.get_by_label("Permission").fill("contract.order.read")
    roles.get_by_role("button", name="Grant").nth(1).click()
    expect(page.get_by_role("region", name="Roles").get_by_text("contract.order.read").first).to_be_visible()
