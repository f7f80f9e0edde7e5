"""Whether a message asks for an answer; pure. What is said to us does, unless nothing in it asks for one."""

from __future__ import annotations

import regex

from inbox.tone import Evidence, Found

YES, NO = "yes", "no"
_QUESTION = regex.compile(r"[?？؟]")
_ASKING = regex.compile(
    r"\b(who|what|when|where|why|how|can (?:you|i|we)|could you|please|help|need|want|still (?:no|not|waiting)"
    r"|wer|was (?:ist|sind|kann|soll|macht|passiert)|wann|wo|warum|wieso|wie|könnt ihr|können sie"
    r"|bitte|hilfe|brauche|warte)\b",
    regex.IGNORECASE,
)
_TROUBLE = regex.compile(
    r"\b(broken|cancel(?:led|ed)?|late|delayed|refund|lost|wrong|worst|never|not work\w*|doesn'?t|can'?t|won'?t"
    r"|kaputt|verspät\w+|ausgefallen|storniert|falsch|funktioniert nicht|geht nicht|nie)\b",
    regex.IGNORECASE,
)
_THANKS = regex.compile(
    r"\b(thanks?(?: you)?|thx|cheers|great|awesome|perfect|love|lol|congrats?|danke\w*|super|toll|prima)\b",
    regex.IGNORECASE,
)
_LETTER = regex.compile(r"\p{L}")
_LINKED = regex.compile(r"https?://\S+|[@#][\w.-]+")


def read_needs_reply(text: str, *, said_to_us: bool = True) -> Found:
    """ "yes" or "no", with the words it rests on. What was only found by a watch asks us only if it asks at all."""
    asks = _evidence("question", _QUESTION, text) + _evidence("asking", _ASKING, text)
    asks += _evidence("trouble", _TROUBLE, text)
    if asks:
        return Found(YES, asks) if said_to_us or any(one.why == "question" for one in asks) else Found(NO, asks)
    if not _LETTER.search(_LINKED.sub(" ", text)):
        return Found(NO, (Evidence("no_words"),))
    thanks = _evidence("thanks", _THANKS, text)
    if thanks:
        return Found(NO, thanks)
    return Found(YES, (Evidence("said_to_us"),)) if said_to_us else Found(NO, (Evidence("not_said_to_us"),))


def _evidence(why: str, pattern: regex.Pattern[str], text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(why, one.start(), len(one.group()), 1.0) for one in pattern.finditer(text))
