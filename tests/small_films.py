"""A small table of measured films, shared by what compares predictions with it."""

import pytest

TABLE = """\
dianhydrides,diamines,tg_degC,cte_ppm_per_K,tg_censor
PMDA,ODA,400,35,
BPDA,PDA,,8,
BPDA,ODA,290,45,
PMDA:50;BPDA:50,PDA:30;ODA:70,360,24,
O=C1OC(=O)c2cc3c(cc21)[Si](C)(C)c1cc2c(cc1-3)C(=O)OC2=O,PDA,350,,
BTDA,ODA,200,,>
"""


@pytest.fixture
def films_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path
