"""Chinese names of monomers, word by word into English ones."""

from __future__ import annotations

import re

_HAN = re.compile("[\u4e00-\u9fff]")
# The roots and prefixes of Chinese organic nomenclature, longest first where one holds another.
_WORDS = {
    "均苯四甲酸二酐": "pyromellitic dianhydride",
    "均苯四酸二酐": "pyromellitic dianhydride",
    "均苯二酐": "pyromellitic dianhydride",
    "六氟二酐": "6FDA",
    "四甲酸二酐": "tetracarboxylic dianhydride",
    "四羧酸二酐": "tetracarboxylic dianhydride",
    "四酸二酐": "tetracarboxylic dianhydride",
    "四甲酸酐": "tetracarboxylic dianhydride",
    "邻苯二甲酸酐": "phthalic anhydride",
    "邻苯二甲酸二酐": "phthalic anhydride",
    "苯二甲酸酐": "phthalic anhydride",
    "二酞酸酐": "diphthalic anhydride",
    "双酞酸酐": "diphthalic anhydride",
    "酞酸酐": "phthalic anhydride",
    "偏苯三酸酐": "trimellitic anhydride",
    "二氨基二苯基甲烷": "diaminodiphenylmethane",
    "二氨基二苯基砜": "diaminodiphenyl sulfone",
    "二氨基二苯基醚": "diaminodiphenyl ether",
    "二氨基二苯醚": "diaminodiphenyl ether",
    "二氨基二苯甲烷": "diaminodiphenylmethane",
    "二氨基二苯砜": "diaminodiphenyl sulfone",
    "二氨基二苯硫醚": "diaminodiphenyl sulfide",
    "二氨基二苯甲酮": "diaminobenzophenone",
    "二氨基二苯酮": "diaminobenzophenone",
    "二氨基苯甲酰替苯胺": "diaminobenzanilide",
    "二氨基苯酰替苯胺": "diaminobenzanilide",
    "二氨基苯甲酰苯胺": "diaminobenzanilide",
    "二氨基苯甲酸": "diaminobenzoic acid",
    "二氨基": "diamino",
    "二苯甲酮": "benzophenone",
    "二苯酮": "benzophenone",
    "二苯醚": "diphenyl ether",
    "二苯基砜": "diphenylsulfone",
    "二苯砜": "diphenylsulfone",
    "二甲基联苯胺": "dimethylbenzidine",
    "联苯胺": "benzidine",
    "联苯二胺": "biphenyldiamine",
    "联苯": "biphenyl",
    "间苯二甲胺": "m-xylylenediamine",
    "对苯二甲胺": "p-xylylenediamine",
    "苯二胺": "phenylenediamine",
    "萘二胺": "naphthalenediamine",
    "己二胺": "hexamethylenediamine",
    "乙二胺": "ethylenediamine",
    "环己烷二胺": "cyclohexanediamine",
    "环己二胺": "cyclohexanediamine",
    "异佛尔酮二胺": "isophorone diamine",
    "六氟异丙基": "(hexafluoroisopropylidene)",
    "六氟异丙烯": "(hexafluoroisopropylidene)",
    "六氟异亚丙基": "(hexafluoroisopropylidene)",
    "六氟亚异丙基": "(hexafluoroisopropylidene)",
    "异丙基": "isopropylidene",
    "亚异丙基": "isopropylidene",
    "六氟丙烷": "hexafluoropropane",
    "丙烷": "propane",
    "双酚a": "bisphenol A",
    "双酚A": "bisphenol A",
    "三氟甲基": "trifluoromethyl",
    "氨基苯氧基": "aminophenoxy",
    "氨基苯基": "aminophenyl",
    "二羧基苯氧基": "dicarboxyphenoxy",
    "二羧基苯基": "dicarboxyphenyl",
    "氨基": "amino",
    "苯氧基": "phenoxy",
    "苯基": "phenyl",
    "羟基": "hydroxy",
    "二甲基": "dimethyl",
    "甲基": "methyl",
    "环丁烷": "cyclobutane",
    "环戊烷": "cyclopentane",
    "环己烷": "cyclohexane",
    "丁烷": "butane",
    "苝": "perylene",
    "芴": "fluorene",
    "萘": "naphthalene",
    "氧双": "oxydi",
    "氧联二": "oxydi",
    "氧二": "oxydi",
    "硫双": "thiodi",
    "亚甲基": "methylene",
    "双": "bis",
    "二苯胺": "dianiline",
    "苯胺": "aniline",
    "砜": "sulfone",
    "醚": "ether",
    "苯": "benzene",
    "二酐": "dianhydride",
    "对": "p-",
    "间": "m-",
    "邻": "o-",
    "反式": "trans-",
    "顺式": "cis-",
    "反": "trans-",
    "顺": "cis-",
    "二": "di",
    "四": "tetra",
}
_WORD = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))


def english_name(text: str) -> str:
    """Return a Chinese chemical name in English words, or an empty text if a word is unknown.

    Locants and brackets stay where they are. What comes out is looked up like any other name, so
    a wrong word leads to no monomer, not to another.

    >>> english_name("4,4'-\u4e8c\u6c28\u57fa\u4e8c\u82ef\u919a")
    "4,4'-diaminodiphenyl ether"
    """
    if not _HAN.search(text):
        return ""
    english = _WORD.sub(lambda found: _WORDS[found[0]], text)
    return "" if _HAN.search(english) else english
