import pytest

from shared.runtime.data_dir import DataDir
from shared.runtime.errors import StartError
from shared.runtime.forked import Forked
from shared.runtime.postgres import Postgres
from shared.runtime.serving import ServiceSpec
from shared.runtime.supervisor import Supervisor


def test_who_could_not_do_its_work_because_its_server_ended_says_so(tmp_path):
    supervisor = Supervisor((ServiceSpec("till", "nowhere:till", 8400),), DataDir(tmp_path))
    failed = Forked("migrate", lambda: 0)
    with pytest.raises(StartError, match="The databases could not be brought up to date"):
        supervisor._finished(failed, "The databases could not be brought up to date")
    supervisor.servers.postgres = Postgres(tmp_path / "postgres", tmp_path / "postgres.log", port=1)
    with pytest.raises(StartError, match="PostgreSQL ended while Pactline was starting"):
        supervisor._finished(failed, "The databases could not be brought up to date")
