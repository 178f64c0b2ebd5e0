"""Heavy libraries come with their first use, not with the services (decision 7)."""

import subprocess
import sys
from pathlib import Path

from shared.settings import PORTS

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {
    "chinese_calendar", "confluent_kafka", "docx", "docxtpl", "holidays", "lxml", "numpy", "opentelemetry.sdk",
    "phonenumbers", "polars", "pyhanko", "pypdf", "pypinyin", "python_calamine", "scipy", "stdnum", "typst",
    "xlsxwriter",
}  # fmt: skip


def test_services_load_no_library_before_they_use_it():
    program = (
        f"import importlib, sys\nfor name in {sorted(PORTS)!r}: importlib.import_module(f'services.{{name}}.app')\n"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
