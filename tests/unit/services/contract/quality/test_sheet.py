import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from services.contract.quality.schemas import BatchShown, EarlierObjection, QualityOfOrder, RequirementShown
from services.contract.quality.sheet import pdf_of, rows_of
from services.contract.quality.words import WORDS
from services.contract.requirement.events import ControlPoint, Deviation, Measured, Parameter

DAY = date(2026, 3, 2)
CARBON = Parameter(name="C", kind="chemistry", unit="%", least=Decimal("0.17"), most=Decimal("0.23"))
SPEED = Parameter(name="speed", kind="process", unit="m/s", most=Decimal(3))
POINT = ControlPoint(name="rolling", method="pyrometer", frequency="1")
HEAD = {"grade": "Q235", "actual": [Measured(name="C", value=Decimal("0.30"))], "defects": ["crack"]}
QUALITY = QualityOfOrder(
    order_id="01a2",
    requirements=[
        RequirementShown(
            line=1, grade="Q235", specification="20x20", use="桥梁", plan_id=None, plan_version=None,
            parameters=[CARBON, SPEED], control_points=[POINT],
            files=["f-1"], remarks='#image("/etc/passwd") 表面无裂纹', effective_on=DAY,
            objections=[
                EarlierObjection(
                    objection_id="b", defect="crack", same_customer=True, state="upheld", prevention="缓冷",
                    effective_on=DAY,
                )
            ],
        )
    ],
    batches=[
        BatchShown(
            batch="H1", line=1, quantity=Decimal(10), held=True, decision="conceded", concession="QC-1",
            reason="seen", measured_on=DAY, measured_by="s", decided_on=DAY, decided_by="t", objected=[],
            deviations=[Deviation(name="C", least=CARBON.least, most=CARBON.most, value=Decimal("0.30"))], **HEAD,
        )
    ],
)  # fmt: skip


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_technical_sheet_carries_what_the_customer_asks_for_as_text(language):
    first = pdf_of(QUALITY, "technical", language, DAY, {})
    said = text_of(first)
    for words in (WORDS[language]["chemistry"], "桥梁", "0.17", "0.23", "#image", "表面无裂纹", "crack", "缓冷"):
        assert words in said, words
    assert pdf_of(QUALITY, "technical", language, DAY, {}) == first


def test_the_process_sheet_carries_control_points_and_what_was_found():
    said = text_of(pdf_of(QUALITY, "process", "zh", DAY, {}))
    for words in ("pyrometer", "speed", "H1", "0.30", WORDS["zh"]["deviates"], WORDS["zh"]["conceded"]):
        assert words in said, words


def test_a_picture_that_no_reader_takes_is_left_out():
    assert "桥梁" in text_of(pdf_of(QUALITY, "technical", "zh", DAY, {"f-1": b"no picture"}))


def test_set_and_actual_values_stand_beside_each_other():
    rows = list(rows_of(QUALITY))
    assert [(row[5], row[10], row[11], row[13]) for row in rows] == [
        ("C", Decimal("0.30"), "yes", "conceded"),
        ("speed", None, "no", "conceded"),
    ]


def test_both_languages_say_every_word():
    assert WORDS["zh"].keys() == WORDS["en"].keys()
