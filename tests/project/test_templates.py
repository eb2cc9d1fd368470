"""The files that `polyopt init` writes: the batch script passes its signal on and requeues."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from polyopt.cli.init import TEMPLATES

PROGRAMS = {
    "polyopt": "#!/bin/bash\ntrap 'echo asked; exit 75' TERM\necho started\n"
    "for i in $(seq 600); do sleep 0.1; done\n",
    "scontrol": '#!/bin/bash\necho "$@" > requeued\n',
}


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_the_batch_script_ends_its_search_and_is_queued_again(tmp_path):
    for name, text in PROGRAMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    job = subprocess.Popen(
        ["/bin/bash", str(TEMPLATES / "search.sbatch")],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_JOB_ID": "17"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert job.stdout.readline() == "started\n"
    time.sleep(0.2)  # the script sets its trap right after the start
    job.send_signal(signal.SIGTERM)
    said, _ = job.communicate(timeout=60)
    assert job.returncode == 75
    assert "asked" in said
    assert Path(tmp_path, "requeued").read_text(encoding="utf-8") == "requeue 17\n"
