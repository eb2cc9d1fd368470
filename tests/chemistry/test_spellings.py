"""Spellings of monomers as tables and papers write them: found, or refused, never another one."""

import pytest

from polyopt.chemistry.ambiguous_names import names_decided, names_of_old_runs
from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.errors import UsageError

LIBRARY = shipped_library()

FOUND = {
    "spaces and case": {
        "4,4'-diaminodiphenyl ether": "ODA",
        "4,4'-Diamino diphenyl methane": "MDA",
        "p-Phenylene diamine": "PDA",
        "3,3',4,4'-biphenyl tetracarboxylic dianhydride": "BPDA",
        "bis(4-aminophenyl)ether": "ODA",
        "ISOPHORONEDIAMINE": "IPDA",
        "1,2,3,4-cyclobutane tetracarboxylic dianhydride": "CBDA",
    },
    "primes, dashes, full width": {
        "4,4\u2019\u2010oxydianiline": "ODA",
        "4,4\u00b4-oxydianiline": "ODA",
        "3,3\u2032,4,4\u2032\u2013benzophenonetetracarboxylic dianhydride": "BTDA",
        "\uff14\uff0c\uff14\uff07\uff0d\uff2f\uff24\uff21": "ODA",
        "\uff30\uff2d\uff24\uff21": "PMDA",
        "2,2'-bis[4-(4-aminophenoxy)phenyl]propane": "BAPP",
    },
    "names without primes": {
        "4,4-oxydianiline": "ODA",
        "3,4-oxydianiline": "34ODA",
        "3,3,4,4-biphenyltetracarboxylic dianhydride": "BPDA",
        "3,4,3',4'-biphenyltetracarboxylic dianhydride": "BPDA",
        "2,3,3,4-biphenyltetracarboxylic dianhydride": "aBPDA",
        "2,2-bis(trifluoromethyl)benzidine": "TFMB",
        "4,4-diaminobenzanilide": "44DABA",
    },
    "positions in words": {
        "oxydianiline": "ODA",
        "para-phenylenediamine": "PDA",
        "meta-phenylenediamine": "mPDA",
        "metaphenylenediamine": "mPDA",
        "p,p'-oxydianiline": "ODA",
        "4,4'-bis(para-aminophenoxy)biphenyl": "BAPB",
        "diaminodiphenyl ether": "ODA",
    },
    "endings and the place of locants": {
        "4,4'-oxydiphthalic dianhydride": "ODPA",
        "4,4'-(hexafluoroisopropylidene)diphthalic dianhydride": "6FDA",
        "4,4'-(Hexafluoroisopropylidene) bis(phthalic anhydride)": "6FDA",
        "benzene-1,2,4,5-tetracarboxylic dianhydride": "PMDA",
        "benzene-1,2,4,5-tetracarboxylic acid 1,2:4,5-dianhydride": "PMDA",
        "pyromellitic acid dianhydride": "PMDA",
        "biphenyl-3,3',4,4'-tetracarboxylic acid dianhydride": "BPDA",
        "naphthalene-1,4,5,8-tetracarboxylic dianhydride": "NTDA",
        "cyclohexane-1,2,4,5-tetracarboxylic dianhydride": "HPMDA",
        "benzene-1,4-diamine": "PDA",
        "1,3-diaminobenzene": "mPDA",
        "4,4'-biphthalic dianhydride": "BPDA",
        "ethylene glycol bis(anhydrotrimellitate)": "TMEG",
        "p-phenylene bis(trimellitate) dianhydride": "TAHQ",
    },
    "usual other names": {
        "2,2'-bis(trifluoromethyl)-4,4'-diaminobiphenyl": "TFMB",
        "2,2'-bis(trifluoromethyl)-[1,1'-biphenyl]-4,4'-diamine": "TFMB",
        "4,4'-diamino-2,2'-dimethylbiphenyl": "mTB",
        "3,3'-dimethyl-4,4'-diaminodiphenylmethane": "DMMDA",
        "4,4'-methylenebis(aniline)": "MDA",
        "4,4'-sulfonyldianiline": "DDS",
        "4,4'-diaminodiphenylsulphone": "DDS",
        "bis(3-aminophenyl) sulfone": "33DDS",
        "4,4'-thiodianiline": "ASD",
        "2,2-bis(3,4-dicarboxyphenyl)hexafluoropropane dianhydride": "6FDA",
        "4,4'-(9-fluorenylidene)dianiline": "BAFL",
        "2,4,6-trimethyl-m-phenylenediamine": "DAM",
        "1,5-diaminonaphthalene": "15DAN",
        "trans-1,4-diaminocyclohexane": "tCHDA",
        "1,6-diaminohexane": "HMDA",
    },
    "an abbreviation and a name": {
        "PMDA (pyromellitic dianhydride)": "PMDA",
        "p-PDA (p-phenylenediamine)": "PDA",
        "pyromellitic dianhydride (PMDA)": "PMDA",
        "4,4'-oxydianiline [ODA]": "ODA",
        "DABA (3,5-diaminobenzoic acid)": "35DABzA",
        "4,4'-diaminobenzanilide (DABA)": "44DABA",
        "ODA, 98%": "ODA",
        "ODA (97 %)": "ODA",
    },
    "names in the manner of PubChem": {
        "furo[3,4-f][2]benzofuran-1,3,5,7-tetrone": "PMDA",
        "5-(1,3-dioxo-2-benzofuran-5-yl)-2-benzofuran-1,3-dione": "BPDA",
        "5-(1,3-dioxo-2-benzofuran-5-carbonyl)-2-benzofuran-1,3-dione": "BTDA",
        "5-[(1,3-dioxo-2-benzofuran-5-yl)oxy]-2-benzofuran-1,3-dione": "ODPA",
        "5-[2-(1,3-dioxo-2-benzofuran-5-yl)-1,1,1,3,3,3-hexafluoropropan-2-yl]"
        "-2-benzofuran-1,3-dione": "6FDA",
        "4,9-dioxatricyclo[5.3.0.02,6]decane-3,5,8,10-tetrone": "CBDA",
        "4-(4-aminophenoxy)aniline": "ODA",
        "4-[(4-aminophenyl)methyl]aniline": "MDA",
        "4-(4-aminophenyl)sulfonylaniline": "DDS",
        "4-[4-amino-2-(trifluoromethyl)phenyl]-3-(trifluoromethyl)aniline": "TFMB",
        "4-(4-amino-2-methylphenyl)-3-methylaniline": "mTB",
        "4-[4-[2-[4-(4-aminophenoxy)phenyl]propan-2-yl]phenoxy]aniline": "BAPP",
        "4-[3-(4-aminophenoxy)phenoxy]aniline": "TPER",
        "4-amino-N-(4-aminophenyl)benzamide": "44DABA",
        "2-(4-aminophenyl)-3H-benzimidazol-5-amine": "APBI",
        "[3-(aminomethyl)phenyl]methanamine": "MXDA",
    },
    "registry numbers": {
        "89-32-7": "PMDA",
        "101-80-4": "ODA",
        "341-58-2": "TFMB",
        "15499-84-0": "BAFL",
    },
    "Chinese and German": {
        "\u5bf9\u82ef\u4e8c\u80fa": "PDA",
        "\u95f4\u82ef\u4e8c\u80fa": "mPDA",
        "\u5747\u82ef\u56db\u7532\u9178\u4e8c\u9150": "PMDA",
        "4,4\u2032-\u4e8c\u6c28\u57fa\u4e8c\u82ef\u919a": "ODA",
        "3,3',4,4'-\u8054\u82ef\u56db\u7fa7\u9178\u4e8c\u9150": "BPDA",
        "3,3,4,4-\u4e8c\u82ef\u7532\u916e\u56db\u7fa7\u9178\u4e8c\u9150": "BTDA",
        "2,2'-\u53cc(\u4e09\u6c1f\u7532\u57fa)-4,4'-\u4e8c\u6c28\u57fa\u8054\u82ef": "TFMB",
        "1,3-\u53cc(4-\u6c28\u57fa\u82ef\u6c27\u57fa)\u82ef": "TPER",
        "p-Phenylendiamin": "PDA",
        "4,4'-Diaminodiphenylether": "ODA",
        "Pyromellits\u00e4uredianhydrid": "PMDA",
    },
    "salts and hydrates": {
        "Nc1ccc(N)cc1.Cl.Cl": "PDA.2HCl",
        "[NH3+]c1ccc([NH3+])cc1.[Cl-].[Cl-]": "PDA.2HCl",
        "p-phenylenediamine dihydrochloride": "PDA.2HCl",
        "4,4'-ODA\u00b72HCl": "ODA.2HCl",
        "TFMB monohydrate": "TFMB.H2O",
    },
}
SPELLINGS = [(kind, text, short) for kind, of in FOUND.items() for text, short in of.items()]


def _read(text):
    try:
        return LIBRARY.find(text).abbreviation
    except UsageError:
        return None


@pytest.mark.parametrize(("text", "short"), [(text, short) for _, text, short in SPELLINGS])
def test_no_spelling_is_another_structure(text, short):
    assert _read(text) in (short, None)


def test_nine_of_ten_spellings_are_found():
    found = [(text, _read(text)) for _, text, short in SPELLINGS if short]
    missed = [text for text, short in found if short is None]
    assert not missed  # 90 % are asked for


@pytest.mark.parametrize(
    "text",
    [
        "3,4-diaminobenzophenone",  # both amines on one ring: not the 3,4' isomer
        "3,4-diaminodiphenyl ether",
        "phenylenediamine",
        "naphthalenetetracarboxylic dianhydride",
        "3,3',4,4'-tetraaminobiphenyl",
        "2,4-diaminodiphenylamine",
        "2-chloro-4,4'-diaminobenzanilide",  # on the other ring than 2'-chloro
        "N,N-bis(4-aminophenyl)terephthalamide",  # both on one nitrogen
        "Nc1ccc(N)cc1.CC(=O)O",
        "4,4'-oxydiphthalic acid",
        "4,4'-oxydiphenol",
    ],
)
def test_what_could_be_another_compound_is_refused(text):
    assert _read(text) is None


def test_a_name_and_another_in_brackets_are_refused():
    with pytest.raises(UsageError, match="names two monomers: PMDA .* and ODA"):
        LIBRARY.find("PMDA (4,4'-oxydianiline)")


@pytest.mark.parametrize(
    ("text", "role", "both"),
    [
        ("DABA", "diamine", ("44DABA", "35DABzA")),
        ("daba", None, ("44DABA", "35DABzA")),
        ("NDA", "diamine", ("DADPA", "15DAN")),
        ("NDA", "dianhydride", ("NTDA", "2367NDA")),
        ("TDA", "diamine", ("24DAT", "ASD")),
        ("BAHF", "diamine", ("BAHFL", "6FAP")),
        ("BAPF", "diamine", ("BAOFL", "BAFL")),
        ("DAB", "diamine", ("DAB4", "PDA")),
        ("FDA", "diamine", ("BAFL", "27DAF")),
        ("DMB", "diamine", ("mTB", "o-tolidine")),
        ("DACH", "diamine", ("tCHDA", "12CHDA")),
    ],
)
def test_an_abbreviation_of_two_monomers_is_asked_back(text, role, both):
    with pytest.raises(UsageError) as caught:
        LIBRARY.find(text, role)
    for short in both:
        assert f"{short} (" in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_role_decides_where_it_can():
    assert LIBRARY.find("TDA", "dianhydride").abbreviation == "TDA"
    with pytest.raises(UsageError, match="is a diamine, not a dianhydride"):
        LIBRARY.find("DABA", "dianhydride")


def test_a_decision_holds_inside_its_block_only():
    with names_decided({"DABA": "3,5-diaminobenzoic acid", "mine": "NCCCN"}):
        assert LIBRARY.find("daba").abbreviation == "35DABzA"
        assert (LIBRARY.find("mine").abbreviation, LIBRARY.find("mine").smiles) == ("mine", "NCCCN")
        with names_decided({"DABA": "44DABA"}):
            assert LIBRARY.find("DABA").abbreviation == "44DABA"
        assert LIBRARY.find("DABA").abbreviation == "35DABzA"
    assert _read("DABA") is None


def test_runs_of_old_keep_what_their_abbreviations_meant():
    with names_of_old_runs():
        assert LIBRARY.find("DABA").abbreviation == "44DABA"


def test_a_users_own_structure_decides():
    own = own_monomer("DABA", "Nc1cc(N)cc(C(=O)O)c1")
    assert LIBRARY.with_monomers([own]).find("DABA").smiles == own.smiles


def test_every_further_name_leads_to_its_monomer():
    from polyopt.io.shipped import dataset_rows

    wrong = [
        (row["name"], row["abbreviation"])
        for row in dataset_rows("monomer_names.csv")
        if _read(row["name"]) != row["abbreviation"]
    ]
    assert not wrong


def test_every_meaning_is_in_the_library():
    from polyopt.io.shipped import dataset_rows

    rows = dataset_rows("ambiguous_names.csv")
    assert all(LIBRARY.entry(r["abbreviation"]) for r in rows if r["abbreviation"])
    formerly = [r["written"] for r in rows if r["formerly"]]
    assert sorted(formerly) == sorted({r["written"] for r in rows})


def test_a_stereo_form_is_the_monomer_and_a_line_says_so(caplog):
    drawn = "O=C1OC(=O)[C@@H]2[C@H]1[C@@H]1C(=O)OC(=O)[C@H]21"
    with caplog.at_level("WARNING", "polyopt"):
        assert LIBRARY.find(drawn).abbreviation == "CBDA"
    assert "but for stereochemistry, which no model sees" in caplog.text
    assert LIBRARY.find("N[C@H]1CC[C@@H](N)CC1").abbreviation == "cCHDA"


def test_a_suggestion_has_the_role_that_is_wanted():
    with pytest.raises(UsageError) as caught:
        LIBRARY.find("4,4'-oxidiphthalic dianhydride", "dianhydride")
    assert "4,4'-oxydiphthalic anhydride" in str(caught.value)
    assert "'phthalic anhydride'" not in str(caught.value)
