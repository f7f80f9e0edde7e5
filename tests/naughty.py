"""Text that breaks what is careless: our own set, after the manner of the Big List of Naughty Strings."""

from __future__ import annotations

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)></title></textarea><!-- &lt;b&gt; {{ 7*7 }} {% raw %} ${7*7}"
)
ATTRIBUTE = "\"' onmouseover=alert(3) x=\"'><svg/onload=alert(4)>"
FAMILIES = "👩‍👩‍👧‍👦👨🏿‍🚒🏳️‍🌈🇺🇦🫱🏻‍🫲🏿1️⃣" * 12
ZERO_WIDTH = "be\u200bfo\u200cre\u200d \ufeffand\u2060after\u00ad\u180e"
BIDI = "safe \u202etxt.exe\u202c \u2066isolated\u2069 \u202dforced \u200f\u200e end"
COMBINING = "Z" + "\u0351\u036b\u0343\u036a\u0302" * 40 + "algo h" + "\u0335\u0322" * 30 + "ere"
RIGHT_TO_LEFT = "هل القطار رقم 18:12 متأخر؟ (نعم!) #قطار"
MIXED = "Der Zug nach مدينة الكويت hält in 東京 und Ὀδυσσεύς"
ONE_WORD = "M" * 10_000
SPACES = "a" + " " * 300 + "b\t\t\tc\n\n\n\n\nd\r\ne\x0bf\x0cg\x85h\u2028i\u2029j"
PRIVATE = "\ue000\uf8ff\U000f0000 \ufffd \ufffe"
SQL_AND_PATHS = "'; DROP TABLE inbox_message;-- ../../../../etc/passwd %s %n %00 NULL None undefined -1/0 1e309"
FULL_WIDTH = "ｎｉｇｈｔ　ｏｗｌ ﷽﷽﷽ ̲t̲h̲e̲"
UPSIDE_DOWN = "˙ɐnbᴉlɐ ɐuƃɐɯ ǝɹolop ʇǝ ǝɹoqɐl"

ALL: dict[str, str] = {
    name.lower(): text for name, text in globals().items() if name.isupper() and isinstance(text, str) and name != "ALL"
}


def names() -> dict[str, str]:
    """The same as names of people, as long as networks let them be."""
    return {name: text[:300] for name, text in ALL.items()}
