from shared.runtime.installation import addresses, without_password
from shared.runtime.serving import ServiceSpec, ports_from

SPECS = (ServiceSpec("portal", "m:f", 8400), ServiceSpec("asset", "m:f", 8403))


def test_services_keep_their_distance_from_the_first_port():
    assert [spec.port for spec in ports_from(SPECS, 9000)] == [9000, 9003]


def test_every_service_is_told_where_the_others_are(monkeypatch):
    monkeypatch.delenv("PACTLINE_ISSUER_URL", raising=False)
    assert addresses(SPECS) == {
        "PACTLINE_PORTAL_URL": "http://127.0.0.1:8400",
        "PACTLINE_ASSET_URL": "http://127.0.0.1:8403",
        "PACTLINE_ISSUER_URL": "http://127.0.0.1:8400",
    }


def test_services_are_not_given_the_password_of_the_superuser():
    url = "postgresql://postgres:secret@127.0.0.1:5432/postgres?sslmode=require"
    assert without_password(url) == "postgresql://127.0.0.1:5432/postgres?sslmode=require"
