"""A PostgreSQL server for a test: in a folder of its own, on a free port of the loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from free_port import free_port

_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs; None where they are not installed."""
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    folders += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


def _user() -> str | None:
    """Return who runs the server: nobody may run it as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@dataclass(frozen=True)
class PostgresServer:
    """A running server."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Address of its database, as a user writes it."""
        return f"postgresql://team@127.0.0.1:{self.port}/postgres"

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[PostgresServer]:
        """Start one, and stop it and take its files away in the end."""
        folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if (user := _user()) is not None:
            shutil.chown(folder, user)
        server = cls(folder, free_port())
        try:
            server._run("initdb", "--auth=trust", "--username=team", "--no-sync")
            server.start()
            yield server
        finally:
            server.stop(check=False)
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, with what it holds."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, *, check: bool = True) -> None:
        """Stop it at once, as a crash does to those who are connected."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop", check=check)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        path = programs()
        assert path is not None
        subprocess.run(
            [str(path / program), "-D", str(self.folder / "data"), *arguments],
            check=check,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=_user(),
            cwd=self.folder,
        )
