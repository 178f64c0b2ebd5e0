from datetime import date

import pytest

from services.contract.statement.reading import BankLine, StatementFormError, read_statement
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

CAMT = """<?xml version="1.0" encoding="UTF-8"?>{before}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Bal><Amt Ccy="CNY">500.00</Amt></Bal>
<Ntry><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-03-02</Dt></BookgDt>
 <NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs>
  <RltdPties><Dbtr><Pty><Nm>Nanjing Fans</Nm></Pty></Dbtr><Cdtr><Nm>Us</Nm></Cdtr></RltdPties>
  <RmtInf><Ustrd>Invoice F-1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">30.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><DtTm>2026-03-03T10:00:00+08:00</DtTm></BookgDt>
 <NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Steel Works</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def test_a_table_of_movements_is_read_with_its_signs():
    table = "date;amount;currency;reference;payer\n2026-03-02;100.00;CNY;F-1;Fans\n2026-03-03;-30.5;CNY;;\n"
    assert read_statement(b"\xef\xbb\xbf" + table.encode(), "csv") == [
        BankLine(date(2026, 3, 2), "in", cny("100.00"), "F-1", "Fans"),
        BankLine(date(2026, 3, 3), "out", cny("30.50"), "", ""),
    ]


def test_camt_is_read_with_the_party_on_the_other_side():
    assert read_statement(CAMT.format(before="").encode(), "camt.053") == [
        BankLine(date(2026, 3, 2), "in", cny("100.00"), "E2E-1 Invoice F-1", "Nanjing Fans"),
        BankLine(date(2026, 3, 3), "out", cny("30.50"), "", "Steel Works"),
    ]


HEAD = "date,amount,currency,reference,payer\n"


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ("2026-13-02,1.00,CNY,,", "/lines/1/date"),
        ("2026-03-02,1e5,CNY,,", "/lines/1/amount"),
        ("2026-03-02,--1,CNY,,", "/lines/1/amount"),
        ("2026-03-02,1.001,CNY,,", "/lines/1/amount"),
        ("2026-03-02,1.00,XYZ,,", "/lines/1/amount"),
        ("2026-03-02,0,CNY,,", "/lines/1/amount"),
        ("2026-03-02,,,,", "/lines/1/amount"),
    ],
)
def test_a_row_that_says_nothing_clear_is_refused_by_its_place(row, pointer):
    with pytest.raises(InvalidFieldError) as refused:
        read_statement((HEAD + row).encode(), "csv")
    assert refused.value.details["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"", "csv"),
        (HEAD.encode(), "csv"),
        (b"a,b\n1,2\n", "csv"),
        (b"\xff\xfe\x00", "csv"),
        (b"", "camt.053"),
        (b"<Document/>", "camt.053"),
        (b"<Document><Ntry>", "camt.053"),
        (("<a>" * 40 + "</a>" * 40).encode(), "camt.053"),
        (CAMT.format(before="<!DOCTYPE d>").encode(), "camt.053"),
        (CAMT.format(before='<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>').encode(), "camt.053"),
        (CAMT.format(before='<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>').encode(), "camt.053"),
    ],
)
def test_what_is_no_statement_is_refused_whole(data, form):
    with pytest.raises(StatementFormError):
        read_statement(data, form)


def test_an_entity_that_nobody_declared_is_no_statement():
    with pytest.raises(StatementFormError):
        read_statement(CAMT.format(before="").replace("Invoice", "&secret;").encode(), "camt.053")
