import socket

from shared.runtime.status import service_status


def test_a_service_that_takes_connections_and_says_nothing_is_not_called_down():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        address = f"http://127.0.0.1:{busy.getsockname()[1]}"
        assert service_status("book", address).health == "no answer"
    assert service_status("book", address).health == "down"
