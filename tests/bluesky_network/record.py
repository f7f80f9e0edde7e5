"""Records payloads of a real Bluesky network for the tests that need none.

    DATABASE_URL=postgres://... uv run python -m tests.bluesky_network.record

Every scene is played by people of the network; what the connector's poll brings is
written to tests/inbox/channels/bluesky/fixtures/, one file for each scene.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

from PIL import Image

from inbox.channels.bluesky import Bluesky
from tests.bluesky_network.network import Network, running
from tests.bluesky_network.people import Person, Ref, eventually

FIXTURES = Path(__file__).parents[1] / "inbox" / "channels" / "bluesky" / "fixtures"


def main() -> None:
    """Play all scenes and write what arrived."""
    with running(os.environ["DATABASE_URL"]) as network:
        brand, customer, stranger = (network.newcomer(name) for name in ("teahouse", "customer", "stranger"))
        scenes = play(brand, customer, stranger)
        payloads = eventually(lambda: heard(network, brand, set(scenes.values())))
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, uri in scenes.items():
        text = json.dumps(payloads[uri], indent=2, ensure_ascii=False, sort_keys=True)
        (FIXTURES / f"{name}.json").write_text(f"{text}\n")


def play(brand: Person, customer: Person, stranger: Person) -> dict[str, str]:
    """Write the posts; their addresses by scene."""
    us = f"@{brand.handle}"
    news = brand.post("Our winter tea is in the shop. ☕️")
    mention = customer.post(f"Hé {us}, my parcel is três late 👋🏽", mentions=[brand])
    reply = customer.reply(news, "Does it have caffeine?", langs=["en"])
    answer = brand.reply(reply, "None at all.", root=news)
    root = stranger.post("Which tea helps against a cold?")
    advice = customer.reply(root, f"Ask {us}, they know", mentions=[brand])
    unasked = brand.reply(advice, "Thyme, with honey.", root=root)
    thanks = stranger.reply(unasked, "Thank you!", root=root)
    broken = customer.post(f"{us} arrived like this", mentions=[brand], embed=pictures(customer))
    quotation = customer.quote(news, "My favourite")
    card = customer.post(f"{us} is this you?", mentions=[brand], embed=link_card())
    refs = {
        "own_post": news,
        "mention": mention,
        "reply_under_our_post": reply,
        "own_reply": answer,
        "mention_in_a_strangers_thread": advice,
        "reply_to_our_reply": thanks,
        "picture": broken,
        "quotation": quotation,
        "link_card": card,
    }
    customer.like(news)
    return {name: ref.uri for name, ref in refs.items()} | {"figures": figures_key(news)}


def heard(network: Network, brand: Person, wanted: set[str]) -> dict[str, dict[str, Any]] | None:
    """What a first look brings, by address; None while something is missing."""
    os.environ["OUTBOUND_ALLOW"] = "127.0.0.1,localhost"
    settings = {"handle": brand.handle, "service_url": network.url}
    connector = Bluesky(settings, {"app_password": brand.app_password(f"recording {os.urandom(4).hex()}")})
    found = {raw.external_key.split("#")[0]: raw.payload for raw in connector.poll({}).items}
    return found if wanted <= found.keys() else None


def pictures(person: Person) -> dict[str, Any]:
    """An embed with one picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(drawn, "PNG")
    image = {"alt": "A parcel in a puddle", "image": person.upload(drawn.getvalue(), "image/png")}
    return {"$type": "app.bsky.embed.images", "images": [image]}


def link_card() -> dict[str, Any]:
    """An embed that shows a page of the web."""
    card = {"uri": "https://tea.example/shop", "title": "The Tea House", "description": "Teas for every weather"}
    return {"$type": "app.bsky.embed.external", "external": card}


def figures_key(ref: Ref) -> str:
    """How a snapshot of this post's figures is keyed."""
    return f"figures:{ref.uri}"


if __name__ == "__main__":
    main()
