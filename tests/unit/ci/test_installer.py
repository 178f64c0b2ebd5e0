"""uv takes packages from where pip would."""

import importlib.util
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[3] / ".ci" / "environment.py"
spec = importlib.util.spec_from_file_location("environment_fast", FILE)
environment = importlib.util.module_from_spec(spec)
spec.loader.exec_module(environment)


@pytest.mark.parametrize(
    ("settings", "options", "variables"),
    [
        ("", [], {}),
        (":env:.disable-pip-version-check='1'\nglobal.timeout='180'", [], {}),
        ("global.index-url='https://mirror.test/simple'", ["--default-index=https://mirror.test/simple"], {}),
        (
            "install.extra-index-url='\\nhttps://a.test/simple\\nhttps://b.test/simple'",
            ["--index=https://a.test/simple", "--index=https://b.test/simple"],
            {},
        ),
        (":env:.find-links='/opt/wheels'\n:env:.no-index='1'", ["--find-links=/opt/wheels", "--no-index"], {}),
        ("global.no-index='false'", [], {}),
        (
            "global.trusted-host='a.test'\nglobal.cert='/etc/ca.crt'\nglobal.proxy='http://proxy.test:3128'",
            ["--allow-insecure-host=a.test"],
            {"SSL_CERT_FILE": "/etc/ca.crt", "ALL_PROXY": "http://proxy.test:3128"},
        ),
        ('global.index-url="https://o\'hara@mirror.test"', ["--default-index=https://o'hara@mirror.test"], {}),
    ],
)
def test_uv_is_told_what_pip_is_told(settings: str, options: list[str], variables: dict[str, str]):
    assert environment.told_uv(settings) == (options, variables)
