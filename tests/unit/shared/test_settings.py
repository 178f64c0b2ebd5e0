import pytest

from shared.settings import DEFAULT_SECRET, PORTS, PlatformSettings, read_settings, variables
from shared.values.errors import StartError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in variables():
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("secret", [None, DEFAULT_SECRET, "short"])
def test_production_refuses_a_secret_that_is_not_its_own(secret):
    with pytest.raises(StartError, match="PACTLINE_SECRET must be set"):
        read_settings(mode="production", **({"secret": secret} if secret else {}))


def test_a_secret_in_a_file_wins_over_the_environment(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("PACTLINE_SECRET", "from the environment")
    monkeypatch.setenv("PACTLINE_SECRET_FILE", str(tmp_path / "secret"))
    assert PlatformSettings().secret.get_secret_value() == "from the file"


def test_what_is_not_understood_is_named_and_its_value_not_shown(monkeypatch):
    monkeypatch.setenv("PACTLINE_PARTITIONS", "hunter2")
    with pytest.raises(StartError, match="PACTLINE_PARTITIONS") as refusal:
        read_settings()
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("service", PORTS)
def test_every_service_has_an_address_without_a_slash_at_its_end(service):
    settings = PlatformSettings(**{f"{service}_url": "https://pactline.example/x/"})
    assert settings.url(service) == "https://pactline.example/x"


@pytest.mark.parametrize("name", ["PACTLINE_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_the_collector_of_traces_is_named_as_everywhere_or_as_ours(monkeypatch, name):
    monkeypatch.setenv(name, "http://collector:4318")
    assert read_settings().otlp_endpoint == "http://collector:4318"
    assert read_settings(otlp_endpoint=None).otlp_endpoint is None


@pytest.mark.parametrize("name", ["Nowhere/Here", "Asia", "posixrules", "right/Asia/Shanghai", "../etc/passwd", ""])
def test_what_names_no_time_zone_is_refused_in_a_sentence_that_does_not_repeat_it(name):
    with pytest.raises(StartError) as refused:
        read_settings(time_zone=name)
    assert "PACTLINE_TIME_ZONE: it names no time zone, such as Asia/Shanghai." in str(refused.value)
