import pytest

from services.portal.pages.frame.subjects import leads

SOME_ID = "01a20297-d594-760d-aaa8-c3a76210078e"


@pytest.mark.parametrize(
    ("subject", "address"),
    [
        (f"contract-{SOME_ID}", f"/contracts/{SOME_ID}"),
        (f"asset-{SOME_ID}", f"/assets/{SOME_ID}"),
        (f"template-{SOME_ID}", f"/library/templates/{SOME_ID}"),
        (f"signing-{SOME_ID}", f"/signings/{SOME_ID}"),
        (f"obligation-{SOME_ID}", f"/obligations/{SOME_ID}"),
        (f"campaign-{SOME_ID}", ""),
        ("contract", ""),
        ("", ""),
    ],
)
def test_a_subject_leads_to_its_page_where_it_has_one(subject: str, address: str):
    assert leads(subject) == address
