"""What customers ask and hold goods against, through the pages: answered, reviewed, taken over, conceded."""

from playwright.sync_api import expect

from .conftest import Sit
from .installation import Installation
from .test_drafting import serious


def test_a_question_is_answered_as_before_and_a_standard_taken_over_by_who_may(sit: Sit, installation: Installation):
    seller, manager = sit("salesperson"), sit("manager")
    page = seller.page
    seller.goes("/requirements/tasks")
    expect(page.get_by_role("region", name="Waiting for answers")).to_contain_text("RoHS")
    page.get_by_role("link", name="RoHS").click()
    question = page.locator("#q1")
    question.get_by_label("IEC 62321").check()
    question.get_by_role("button", name="Answer").click()
    expect(question).to_contain_text("as answered before")
    expect(question).to_contain_text("waits for review")
    expect(question.get_by_role("button", name="Accept the answer")).to_have_count(0)
    assert serious(page) == []

    seller.goes(f"/requirements/agreements/{installation.ids['agreement']}")
    say = page.get_by_role("button", name="Say them")
    say.click()
    expect(page.get_by_role("region", name="What is agreed")).to_contain_text("0.17")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.locator("form:has(#saying) input[name=version]").evaluate("read => read.value = 7")
    seller.faults.expect("412")
    say.click()
    expect(page.get_by_role("alert")).to_be_visible()

    manager.goes(f"/requirements/questionnaires/{installation.ids['questionnaire_id']}")
    first = manager.page.locator("#q1")
    manager.faults.expect("422")
    first.get_by_role("button", name="Ask for another answer").click()
    expect(first.get_by_role("alert")).to_be_visible()
    first.get_by_role("button", name="Accept the answer").click()
    expect(first).to_contain_text("answer accepted")

    manager.goes(f"/requirements/standards/{installation.ids['standard_id']}")
    expect(manager.page.get_by_role("region", name="Edition 1")).to_contain_text("in force since")
    manager.page.get_by_role("button", name="Take it over").first.click()
    dialog = manager.page.get_by_role("dialog", name="Take edition 2 over")
    expect(dialog.get_by_label("Characteristic").first).to_have_value("C")
    dialog.get_by_role("button", name="Take it over").click()
    expect(manager.page.get_by_role("region", name="Edition 2")).to_contain_text("in force since")
    assert serious(manager.page) == []
    seller.goes(f"/requirements/standards/{installation.ids['standard_id']}")
    expect(page.get_by_role("button", name="End the limits")).to_have_count(0)
