"""How a message sounds: clear cases of English, and nothing where nobody can tell."""

from __future__ import annotations

import pytest

from inbox.tone import read_language, read_sentiment, tone_of


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("This is the worst, most horrible service ever", "negative"),
        ("I am so angry about this terrible delay", "negative"),
        ("I love this, wonderful staff and a great ride", "positive"),
        ("The train leaves at nine from the other side", "neutral"),
        ("Das ist der schlimmste Zug, den ich je hatte", ""),
        ("Quel service horrible, je suis très en colère", ""),
        ("El servicio es horrible, no vuelvo nunca", ""),
        ("هل يعمل القطار الليلي إلى خليج كيستريل يوم الجمعة؟", ""),
        ("Horrible!", ""),
        ("@northline #horrible https://northline.example/horrible/address", ""),
        ("", ""),
    ],
)
def test_tone(text: str, tone: str) -> None:
    assert tone_of(text) == tone


def test_a_tone_rests_on_words_that_stand_where_it_says() -> None:
    text = "A horrible delay, and nobody cares."
    score, *words = read_sentiment(text, "en").evidence
    assert score.why == "score"
    assert score.weight < 0
    assert [text[one.start : one.start + one.length] for one in words] == ["horrible", "delay", "cares"]
    assert read_sentiment("Das ist schrecklich", "de").value == ""


def test_what_is_too_short_has_no_language() -> None:
    found = read_language("ok thx", ["en", "de"])
    assert (found.value, found.stored()[0]["why"]) == ("unknown", "short")
    assert read_language("Der Zug ist schon wieder zu spät", ["en", "de"]).value == "de"
    assert read_language("Der Zug ist schon wieder zu spät", ["en"]).value == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Zug um 18:12 ist schon wieder zu spät", "de"),
        ("The 18:12 train is late again and nobody tells us why", "en"),
        ("Merci beaucoup pour votre aide aujourd’hui", "fr"),
        ("ok thx", "unknown"),
        ("@northline #late https://northline.example/very/long/address", "unknown"),
        ("", "unknown"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert read_language(text, ["en", "de", "fr"]).value == language


def test_an_organisation_of_one_language_reads_that_one() -> None:
    assert read_language("Der Zug ist schon wieder zu spät", ["en"]).value == "en"


def test_of_few_languages_the_nearest_is_taken() -> None:
    spanish = "El servicio es horrible y no vuelvo nunca"
    assert read_language(spanish, ["en", "de", "es"]).value == "es"
    assert read_language(spanish, ["de", "pt"]).value == "pt"
    assert tone_of(spanish) == ""


def test_other_languages_can_be_served_too() -> None:
    assert read_language("Trena berandu dator berriro ere, eta inork ez du ezer esaten", ["en", "eu"]).value == "eu"
