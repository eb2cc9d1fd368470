"""A Slurm cluster of one node for a test: in a folder of its own, on free ports of the loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from free_port import free_port

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel", "sinfo")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_PATIENCE = 60.0
_CONFIG = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def lacking() -> str:
    """Return why no cluster can be started here; empty if one can."""
    if os.geteuid() != 0:
        return "only root may start Slurm's daemons"
    missing = [name for name in PROGRAMS if shutil.which(name, path=_PATH) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


@dataclass(frozen=True)
class SlurmCluster:
    """A running cluster."""

    folder: Path
    daemons: list[subprocess.Popen[bytes]]

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[SlurmCluster]:
        """Start one, and stop it and take its files away in the end."""
        folder = Path(tempfile.mkdtemp(prefix="slurm-"))
        cluster = cls(folder, [])
        try:
            cluster._start()
            yield cluster
        finally:
            for daemon in reversed(cluster.daemons):
                daemon.terminate()
                daemon.wait(timeout=_PATIENCE)
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which Slurm's commands find the cluster."""
        return {**os.environ, "PATH": _PATH, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def run(self, *command: str, cwd: Path | None = None, path: str = "") -> str:
        """Run one of Slurm's commands, programs of a folder found first; return what it says."""
        environment = dict(self.environment)
        environment["PATH"] = f"{path}:{_PATH}" if path else _PATH
        done = subprocess.run(
            command, cwd=cwd, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def _start(self) -> None:
        host = socket.gethostname().partition(".")[0]
        config = _CONFIG.format(
            host=host, controller=free_port(), node=free_port(), folder=self.folder
        )
        (self.folder / "slurm.conf").write_text(config, encoding="utf-8")
        (self.folder / "munge.key").write_bytes(os.urandom(1024))
        (self.folder / "munge.key").chmod(0o600)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        options = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log"}
        own = [f"--{option}={self.folder}/munge.{end}" for option, end in options.items()]
        self._daemon("munged", "-F", "--force", f"--seed-file={self.folder}/munge.seed", *own)
        self._wait((self.folder / "munge.socket").exists)
        self._daemon("slurmctld", "-D", "-c")
        self._daemon("slurmd", "-D", "-N", host)
        self._wait(self._is_idle)

    def _daemon(self, *command: str) -> None:
        program = shutil.which(command[0], path=_PATH)
        with (self.folder / f"{command[0]}.out").open("wb") as out:
            self.daemons.append(
                subprocess.Popen(
                    [str(program), *command[1:]],
                    env=self.environment,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    cwd=self.folder,
                )
            )

    def _is_idle(self) -> bool:
        try:
            return self.run("sinfo", "-h", "-o", "%t") == "idle"
        except subprocess.CalledProcessError:
            return False

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not ready():
            if time.monotonic() > deadline or any(d.poll() is not None for d in self.daemons):
                logs = {
                    p.name: p.read_text(errors="replace")[-2000:] for p in self.folder.glob("*.out")
                }
                raise RuntimeError(f"Slurm did not start: {logs}")
            time.sleep(0.1)
