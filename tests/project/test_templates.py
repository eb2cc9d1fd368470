"""What `polyopt init` writes and the batch examples: scripts requeue, the design is one."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from polyopt.cli.init import TEMPLATES
from polyopt.verdicts.check import check_file

ROOT = Path(__file__).parents[2]
SCRIPTS = [TEMPLATES / "search.sbatch", ROOT / "examples" / "slurm" / "array.sbatch"]
ARRAY = {"SLURM_ARRAY_TASK_ID": "3"}
PROGRAMS = {
    "polyopt": "#!/bin/bash\ntrap 'echo asked; exit 75' USR1\necho started\n"
    "for i in $(seq 600); do sleep 0.1; done\n",
    "scontrol": '#!/bin/bash\necho "$@" > requeued\n',
}


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
@pytest.mark.parametrize("sign", ["SIGUSR1", "SIGTERM"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_batch_script_ends_its_search_and_is_queued_again(script, sign, tmp_path):
    for name, text in PROGRAMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    job = subprocess.Popen(
        ["/bin/bash", str(script)],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_JOB_ID": "17", **ARRAY},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert job.stdout.readline() == "started\n"
    time.sleep(0.2)  # the script sets its trap right after the start
    job.send_signal(getattr(signal, sign))
    output, _ = job.communicate(timeout=60)
    assert job.returncode == 75
    assert "asked" in output
    assert Path(tmp_path, "requeued").read_text(encoding="utf-8") == "requeue 17\n"


def test_the_batch_scripts_wait_in_the_same_way():
    one, other = (path.read_text(encoding="utf-8").partition("search=$!")[2] for path in SCRIPTS)
    assert one == other != ""


def test_what_the_design_template_shows_in_comments_is_a_design(tmp_path):
    text = (TEMPLATES / "design.toml").read_text(encoding="utf-8")
    shown = re.sub(r'^# (?=\[|"?[a-z][\w ]*"? = )', "", text, flags=re.MULTILINE)
    shown = re.sub(r"^process = .*$|^material = \"stainless.*$", "", shown, flags=re.MULTILINE)
    assert shown.count("[[process]]") == 3
    curve = Path(__file__).parents[1] / "claims" / "curves" / "soft.csv"
    shutil.copy(curve, tmp_path / "dma.csv")
    (tmp_path / "design.toml").write_text(shown, encoding="utf-8")
    result = check_file(tmp_path / "design.toml", ["bonding-laminate", "porous-insulating-film"])
    known = result.quantities()
    assert known["film.permittivity"]["basis"] == "predicted"
    assert known["layers.A.initial_tear_strength"]["value"] == pytest.approx(180 / 9.80665)
    assert known["layers.A.insoluble_content"]["basis"] == "computed"
    assert "layers.B.storage_minimum_temperature" in known
