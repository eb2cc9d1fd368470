"""Spellings of chemical names: what may differ without another compound being meant."""

from __future__ import annotations

import re
import unicodedata

_PRIME = re.compile("[\u2032\u2019\u2018\u00b4`\u02b9\u02bc\uff07]")
_DOUBLE_PRIME = re.compile('[\u2033\u201d\u201c\u02ba"\uff02]')
_DASH = re.compile("[\\s\\-\u2010-\u2015\u2212\uff0d\u30fc_]")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
_BRACKETS = str.maketrans("[]{}【】〔〕", "()()()()")
_POSITION = re.compile(
    r"(?<![a-z])(para|meta|ortho)(?=[\s\-\u2010-\u2015]|phenylene|xylylene|tolidine|aminophen|amino)"
)
_LOCANTS = r"(?:\d+'*,)+\d+'*"
_ONE_EACH = r"(?:\d,\d'|\d',\d|2,2|3,3|4,4)"
_LOCANT_GROUP = re.compile(_LOCANTS)
_BEFORE = re.compile(rf"^([a-z][a-z0-9,'\-]*?)({_LOCANTS})(tetracarboxylicdianhydride|diamine)$")
_ALIKE = re.compile(
    rf"{_LOCANTS}(?=(?:di|bis|tri|tetra|hexa|octa)|[a-z]*tetracarboxylicdianhydride$)"
)
_PRIMED = re.compile(r"[a-z\d]'")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[()]+(?=\d)")
_ONE_RING_EACH = re.compile(r"^(oxy|methylene|thio|sulfonyl)(dianiline|diphthalicanhydride)$")
_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"sulph", "sulf"),
        # one acid anhydride on each of two rings is called an anhydride or a dianhydride
        (r"(?:di|bis)\(?phthalic(?:acid)?\)?(?:di)?anhydride\)?$", "diphthalicanhydride"),
        (r"icacid(di)?anhydride$", r"ic\1anhydride"),
        (r"^pyromelliticanhydride$", "pyromelliticdianhydride"),
        (r"(4,4'?|3,4'?|3,3'?)bi\(?phthalic(?:di)?anhydride\)?$", r"\1biphthalicanhydride"),
        (r"bis\(?anhydrotrimellitate\)?$", "bistrimellitateanhydride"),
        (r"bis\(?trimellitate\)?\(?(?:di)?anhydride\)?$", "bistrimellitateanhydride"),
        (r"^(?:1,4|p)phenylene(?=bistrimellitate)", "hydroquinone"),
        (r"tetracarboxylic(?:acid)?(?:[\d,:']*)(?:di)?anhydride$", "tetracarboxylicdianhydride"),
        (r"\(?(?:1,1'|1,1)biphenyl\)?", "biphenyl"),
        (r"(?<=\()p(?=aminophen)", "4"),
        (r"(?<=\()m(?=aminophen)", "3"),
        (r"^p,p'?(?=[a-z])", "4,4'"),
        (r"^m,m'?(?=[a-z])", "3,3'"),
        (r"^o,o'?(?=[a-z])", "2,2'"),
        (r"^(?:1,4|p)(?:diaminobenzene|benzenediamine|phenylenediamine)$", "benzene1,4diamine"),
        (r"^(?:1,3|m)(?:diaminobenzene|benzenediamine|phenylenediamine)$", "benzene1,3diamine"),
        (r"^4,4'?diamino(.+)biphenyl$", r"\1benzidine"),
        (r"^(.+?)4,4'?(?:diaminobiphenyl|biphenyldiamine)$", r"\1benzidine"),
        (r"^(.+?)biphenyl4,4'?diamine$", r"\1benzidine"),
        (r"^4,4'?(?:diaminobiphenyl|biphenyldiamine)$", "benzidine"),
        (r"^biphenyl4,4'?diamine$", "benzidine"),
        (rf"^({_LOCANTS})((?:di|bis)[a-z()]+?)4,4'diaminodiphenyl", r"4,4'diamino\1\2diphenyl"),
        # each ring of these carries one group, counted from the bridge or from the nitrogen alike
        (rf"^({_ONE_EACH})diaminodiphenyl\(?(?:ether|oxide)\)?$", r"\1oxydianiline"),
        (rf"^({_ONE_EACH})diaminodiphenyl\(?methane\)?$", r"\1methylenedianiline"),
        (rf"^({_ONE_EACH})diaminodiphenyl\(?sulfide\)?$", r"\1thiodianiline"),
        (rf"^({_ONE_EACH})diaminodiphenyl\(?sulfone\)?$", r"\1sulfonyldianiline"),
        (rf"^({_ONE_EACH})diaminodiphenyl\(?ketone\)?$", r"\1diaminobenzophenone"),
        (rf"^({_LOCANTS})diamino([a-z]+)$", r"\1\2diamine"),
    )
)


def folded_name(name: str) -> str:
    """Return `name` without case, spaces, dashes, and the shape of its primes and brackets.

    Full-width letters are made ordinary, Greek ones are spelt out, ``para-``, ``meta-`` and
    ``ortho-`` become ``p-``, ``m-`` and ``o-``.

    >>> folded_name("m-TB"), folded_name("3,4\u2032-ODA"), folded_name("para-Phenylenediamine")
    ('mtb', "3,4'oda", 'pphenylenediamine')
    """
    text = _DOUBLE_PRIME.sub("''", _PRIME.sub("'", name))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("、", ",").replace("，", ",")
    text = text.casefold().translate(_BRACKETS)
    if not text.isascii():
        for letter, spelt in _GREEK.items():
            text = text.replace(letter, spelt)
    text = _POSITION.sub(lambda found: found[1][0] + "-", text)
    return _DASH.sub("", text)


def canonical_name(name: str) -> str:
    """Return a systematic name with its locants and endings where one convention puts them.

    Brackets are left out: where they stand is a matter of style, never of structure, in the names
    that this was tried on.

    Names that come to the same text mean the same compound; a text of its own it is not.

    >>> canonical_name("benzene-1,2,4,5-tetracarboxylic acid dianhydride")
    '1,2,4,5benzenetetracarboxylicdianhydride'
    >>> canonical_name("4,4'-oxydiphthalic dianhydride")
    "4,4'oxydiphthalicanhydride"
    """
    text = folded_name(name)
    for pattern, by in _RULES:
        text = pattern.sub(by, text)
    text = _BETWEEN_DIGITS.sub("-", text).replace("(", "").replace(")", "")
    text = _BEFORE.sub(r"\2\1\3", text)
    return _ALIKE.sub(_sorted_locants, text)


def _sorted_locants(found: re.Match[str]) -> str:
    """Return locants of like substituents, whose order says nothing, in one order."""
    return ",".join(sorted(found[0].split(","), key=_place))


def _place(locant: str) -> tuple[int, int]:
    return int(locant.rstrip("'")), locant.count("'")


def unprimed(canonical: str) -> str:
    """Return a canonical name without primes.

    >>> unprimed(canonical_name("3,4,3',4'-biphenyltetracarboxylic dianhydride"))
    '3,3,4,4biphenyltetracarboxylicdianhydride'
    """
    return _ALIKE.sub(_sorted_locants, canonical.replace("'", ""))


def primes_are_implied(canonical: str) -> bool:
    """Say whether a name without its primes can mean nothing else.

    It can where a number stands twice in each primed group of locants, for no atom of a ring
    carries two such substituents (4,4-oxydianiline), and in names whose two rings carry one group
    each. It cannot in 3,4-diaminobenzophenone, which is a compound of its own.

    >>> [primes_are_implied(n) for n in ("4,4'oxydianiline", "3,4'diaminobenzophenone")]
    [True, False]
    """
    alone = _LOCANT_GROUP.sub("", canonical)
    if _PRIMED.search(alone):
        return False  # N,N' are two atoms, N,N one; 2'-chloro is another ring than 2-chloro
    for found in _LOCANT_GROUP.finditer(canonical):
        numbers = found[0].replace("'", "").split(",")
        if "'" in found[0] and len(set(numbers)) == len(numbers):
            return _ONE_RING_EACH.match(canonical[found.end() :]) is not None
    return True
