from services.customer.upload.matching import matched, proposed
from shared.sheets.reading import Sheet


def test_headings_propose_what_columns_mean_and_no_meaning_comes_twice():
    assert proposed(["客户编号", "Name", "名称", "统一社会信用代码", "Contact  E-Mail", "?", "source_id"]) == {
        "source_id": 0,
        "name": 1,
        "social_credit_code": 3,
        "contact_email": 4,
    }


def test_a_matched_file_is_the_csv_of_an_import():
    sheet = Sheet("csv", ("no", "type", "name"), (("1", "企业", 'A "B"'), ("2", "个人")))
    lines = list(matched(sheet, {"source_id": 0, "kind": 1, "name": 2}, {"roles": "supplier", "kind": "person"}))
    assert b"".join(lines).decode().splitlines() == [
        '"source_id","kind","name","roles"',
        '"1","organisation","A ""B""","supplier"',
        '"2","person","","supplier"',
    ]
