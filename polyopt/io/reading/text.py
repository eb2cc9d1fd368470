"""Bytes to text: the encoding by its mark, by UTF-8's rules, else by what the text then says."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from polyopt.errors import DataError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODES = ("cp1252", "gb18030", "cp932", "big5", "cp949", "mac_roman", "cp437", "cp850", "cp1250")
"""Encodings that instruments and spreadsheets write; the first wins a tie."""

_WORDS = (
    *("温度", "模量", "储能", "损耗", "频率", "时间", "样品", "二酐", "二胺", "备注", "工艺"),
    *("玻璃化", "热膨胀", "系数", "不溶", "含量", "价格", "单体", "溫度", "儲能", "損耗", "頻率"),
    *("時間", "貯蔵", "損失", "弾性率", "周波数", "試料", "온도", "저장", "손실", "탄성률"),
    "주파수",
)
_SIGNS = frozenset("°℃µμ±²³·×–—‘’“”′″Åäöüß" + "ÄÖÜéèêàçñ" + "（）：，％αδε")
_LOOKED_AT = 200_000
_HAN = re.compile(rb"(?:[\x00-\x7f]|[\xb0-\xf7][\xa1-\xfe])*")
"""Nothing but ASCII and pairs of bytes as GB 2312 writes Han characters."""
_LONE = re.compile(rb"[a-z][\xb0-\xff]{2}[a-z]", re.I)
"""Two such bytes inside a word of Latin letters are letters with accents."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read by.

    Parameters
    ----------
    text : str
        Without a byte order mark; line ends as they are.
    encoding : str
        As Python names it.
    guessed : bool
        Whether it was inferred from what the text then says.
    """

    text: str
    encoding: str
    guessed: bool = False


def decoded(content: bytes) -> Decoded:
    """Return the text of a file.

    Parameters
    ----------
    content : bytes
        The whole file.

    Raises
    ------
    DataError
        If it is no text, or of no encoding that can be inferred.

    Notes
    -----
    Short tables hold a handful of letters beyond ASCII, too few for statistics. What is tried first
    is therefore which encoding turns them into signs and words of measurements; only where none
    does is charset-normalizer asked.

    Examples
    --------
    >>> decoded("Tg (°C)".encode("cp1252")).encoding, decoded("温度(℃)".encode("gbk")).encoding
    ('cp1252', 'gb18030')
    """
    try:
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return Decoded(content.decode(encoding).removeprefix("\ufeff"), encoding)
        if b"\0" in content:
            return _without_mark(content)
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _inferred(content)


def _without_mark(content: bytes) -> Decoded:
    """Return UTF-16 that has no byte order mark; other files with zero bytes are no texts."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(content) % 2 == 0 and max(even, odd) > 0.3 * len(content[::2]) > 3 * min(even, odd):
        return Decoded(content.decode(encoding), encoding, guessed=True)
    raise DataError("cannot be read as text", remedy="save it as CSV UTF-8, or as .xlsx")


def _inferred(content: bytes) -> Decoded:
    best, found = 0.0, None
    for encoding in _CODES:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        known = _known(text[:_LOOKED_AT])
        if known > best:
            best, found = known, Decoded(text, encoding, guessed=True)
    if best < 0.9 and _HAN.fullmatch(content) and not _LONE.search(content):
        return Decoded(content.decode("gb18030", "replace"), "gb18030", guessed=True)
    if found is not None and best >= 0.5:
        return found
    from charset_normalizer import from_bytes

    match = from_bytes(content[:_LOOKED_AT]).best()
    if match is None:
        raise DataError("cannot be read: its encoding is not known", remedy="save it as CSV UTF-8")
    return Decoded(content.decode(match.encoding, "replace"), match.encoding, guessed=True)


def _known(text: str) -> float:
    """Return the share of letters beyond ASCII that are signs or words of measurements."""
    strange = sum(c > "\x7f" for c in text)
    found = sum(c in _SIGNS for c in text)
    found += sum(len(word) * text.count(word) for word in _WORDS)
    return found / strange if strange else 0.0
