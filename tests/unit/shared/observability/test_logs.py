import errno
import io
import json
import logging

import pytest
import structlog
from pydantic import BaseModel

from shared.observability.logs import configure_logs, correlated, mask, never_log


@pytest.fixture
def unconfigured():
    """Whatever a test configures is undone."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configuration)


@pytest.fixture
def lines(unconfigured):
    stream = io.StringIO()
    configure_logs("customer", "info", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_who_logs_to_a_full_disk_goes_on_and_is_heard_when_there_is_room_again(unconfigured, capsys):
    class Disk(io.StringIO):
        full = True

        def write(self, text):
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(text)

    disk = Disk()
    configure_logs("customer", "info", disk)
    structlog.get_logger().warning("consumer_restarts")
    logging.getLogger("aiokafka").warning("the broker is away")
    disk.full = False
    structlog.get_logger().warning("consumer_restarts")
    assert disk.getvalue().count("consumer_restarts") == 1
    assert capsys.readouterr().err == ""


def test_a_line_is_json_with_service_time_and_correlation(lines):
    with correlated("r-1", consumer="asset"):
        structlog.get_logger().info("parked", stream="contract-1", version=3)
    structlog.get_logger().debug("not asked for")
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "parked",
        "level": "info",
        "service": "customer",
        "correlation": "r-1",
        "consumer": "asset",
        "stream": "contract-1",
        "version": 3,
    }


def test_the_standard_library_logs_in_the_same_form(lines):
    logging.getLogger("some.library").warning("slow %s", "start")
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"], line["service"]) == (
        "slow start",
        "some.library",
        "warning",
        "customer",
    )


def test_an_exception_is_told_with_its_stack_and_without_what_is_personal(lines):
    try:
        int("no mail to li.wei@example.cn")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "li.wei" not in line["exception"]


def test_a_library_that_repeats_itself_is_heard_once(lines):
    for node in range(5):
        logging.getLogger("aiokafka.client").error("Unable to reach %s", node)
        logging.getLogger("ours").error("again")
    assert [line["logger"] for line in lines()] == ["aiokafka.client", *["ours"] * 5]


class Contact(BaseModel):
    email: str


def test_personal_fields_are_masked_at_any_depth():
    never_log(["middle_name"])
    line = mask(
        None,
        "info",
        {
            "event": "imported li.wei@example.cn",
            "row": {"email": "a@b.cn", "middle_name": "Wei", "phones": ["call +86 13812345678 now"]},
            "contact": Contact(email="a@b.cn"),
            "url": "postgresql://postgres:hunter2@127.0.0.1/x",
            "order": "order-0197a4b1-1591-7000-8000-13812345678a@2",
        },
    )
    assert line == {
        "event": "imported ***",
        "row": {"email": "***", "middle_name": "***", "phones": ["call *** now"]},
        "contact": "<Contact>",
        "url": "postgresql://postgres:***@127.0.0.1/x",
        "order": "order-0197a4b1-1591-7000-8000-13812345678a@2",
    }
