"""A file of records (JSON lines, CSV or XLSX) sent to a collector, batch by batch."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import httpx

from services.contract.ocds.sending import SECONDS, Door, SendingError
from services.signing_in import words_of
from shared.sheets.reading import read_sheet
from shared.values.errors import InvalidFieldError
from shared.values.ids import derived_id, new_id
from shared.values.progress import Progress

TOGETHER: Final = 200
OF_A_LINE: Final = ("line", "product", "description", "quantity", "unit_price", "tax_rate")
OF_A_RATE: Final = {"rate": "rate", "rate_net": "net", "rate_tax": "tax"}
"""Columns that say net and tax of an invoice by rate, row by row."""
COUNTED: Final = ("booked", "waiting", "unchanged", "differing", "rejected")


def records_of(data: bytes) -> list[str]:
    """The records of a file, a line of JSON each. In a sheet a column is a field, and rows one after another of one
    kind and `source_id` are the lines of one record.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return [line for line in data.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    sheet = read_sheet(data)
    if "kind" not in sheet.headings or "source_id" not in sheet.headings:
        raise InvalidFieldError("/file", "it has no columns kind and source_id")
    rows = [
        {name: text for name, text in zip(sheet.headings, row, strict=False) if name and text != ""}
        for row in sheet.rows
    ]
    same = groupby(rows, key=lambda row: (row.get("kind"), row.get("source_id")))
    return [json.dumps(_record(list(of)), ensure_ascii=False) for _, of in same]


def _record(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    many = {*OF_A_LINE, *OF_A_RATE}
    head: dict[str, Any] = {name: text for name, text in rows[0].items() if name not in many}
    lines = [_line(row) for row in rows if row.keys() & set(OF_A_LINE)]
    taxes = [{OF_A_RATE[name]: row[name] for name in OF_A_RATE if name in row} for row in rows]
    said = {"lines": lines, "taxes": [one for one in taxes if one]}
    return {**head, **{name: many for name, many in said.items() if many}}


def _line(row: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {name: row[name] for name in OF_A_LINE if name in row}
    if said.get("line", "").isdigit():
        said["line"] = int(said["line"])
    return said


def send_records(door: Door, source: str, records: Sequence[str], progress: Progress) -> dict[str, Any]:
    """Sends records to the collector of a source; what became of them, and what is to be said of which (1 is the
    first).
    """
    path = f"/v1/collectors/{derived_id('collector', source)}/batches"
    counts: Counter[str] = Counter()
    remarks: list[dict[str, Any]] = []
    progress.step("contract: records are booked")
    try:
        with httpx.Client(base_url=door.address, auth=door.auth, timeout=SECONDS, trust_env=False) as client:
            for at in range(0, len(records), TOGETHER):
                answer = _sent(client, path, records[at : at + TOGETHER])
                counts.update({name: answer[name] for name in COUNTED})
                remarks.extend(_remarks(answer, at))
                progress.reached(min(at + TOGETHER, len(records)), len(records))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"The contract service does not answer at {door.address}: is it running there?"
        raise SendingError(words) from error
    return {"records": len(records), **{name: counts[name] for name in COUNTED}, "remarks": remarks}


def _sent(client: httpx.Client, path: str, records: Sequence[str]) -> dict[str, Any]:
    headers = {"Idempotency-Key": new_id(), "Content-Type": "application/x-ndjson"}
    response = client.post(path, content="\n".join(records).encode(), headers=headers)
    if not response.is_success:
        raise SendingError(f"The contract service answered {response.status_code}: {words_of(response)}")
    answer: dict[str, Any] = response.json()
    return answer


def _remarks(answer: dict[str, Any], before: int) -> Iterator[dict[str, Any]]:
    for record in answer["records"]:
        for fault in record["faults"]:
            named = {name: record[name] for name in ("kind", "source_id", "result")}
            yield {"record": before + record["index"] + 1, **named, **fault}
