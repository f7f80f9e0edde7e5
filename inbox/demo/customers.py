"""The people outside: names from everywhere, long ones, playful ones, and organisations."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import product
from random import Random

# First and last names that go together. Names in other scripts carry their Latin form after a slash.
CIRCLES: dict[str, tuple[str, str]] = {
    "english": (
        "Oliver Ruth Nkechi Harriet Dylan Maeve Callum Priya Tobias Imogen Kwame Beatrix Rhys Shona Edmund",
        "Abernathy Whitlock Adeyemi Farrow Oyelaran Pemberton Achebe Lockhart Sandhu Marsh Osei Thackeray",
    ),
    "german": (
        "Friederike Anselm Heike Jürgen Lieselotte Matthias Ines Konrad Swantje Till",
        "Schönau Brandl Kühnemann Vogelsang Petersen Oberhuber Lüders Winkelmann Ziegler",
    ),
    "french": (
        "Aurélie Benoît Capucine Étienne Margaux Théo Solène",
        "Lefèvre Garnier Dubreuil Montclar Chauvin Perrin",
    ),
    "spanish": ("Mateo Lucía Iñigo Carmen Rocío Álvaro", "Castellanos Ibáñez Quiroga Muñoz Echeverría Salcedo"),
    "polish": ("Agnieszka Tomasz Zofia Grzegorz Małgorzata Jakub", "Wójcik Nowak Szczepańska Zieliński Mazur"),
    "turkish": ("Zeynep Emre Defne Kerem", "Yıldırım Aksoy Demirtaş Özkan"),
    "arabic": ("يوسف/Yusuf ليلى/Layla سامر/Samer هدى/Huda", "الحداد/Alhaddad منصور/Mansour خوري/Khoury"),
    "hebrew": ("נועה/Noa איתי/Itai מיכל/Michal", "לוי/Levi פרידמן/Friedman שגב/Segev"),
    "nordic": ("Dagny Oisín Aoife Sigrid Eero Maija Leif", "Fjellström Ragnarsson Virtanen Lindholm Mäkelä"),
    "asian": ("Hana Wei Minh Anjali Kenji Soo-ah Rohan", "Tanaka Nguyen Iyer Kim Chowdhury Watanabe"),
}
ANYBODY = ("english", "english", "english", "german", "spanish", "polish", "nordic", "asian", "turkish", "french")

# Name, handle, and what to call them ("" for nothing in particular).
CHARACTERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (
        ("Mira Castellanos", "mira.rides", "Mira"),
        ("tiny_bus_fan 🚌💨", "tiny_bus_fan", ""),
        ("Friederike von Schönau-Wehrendorff zu Ostermark", "fvsw", "Friederike"),
        ("Parents of Marlow Quay Primary", "marlowparents", ""),
        ("Line 44 Watch", "line44watch", ""),
        ("Tomasz Brzęczyszczykiewicz-Nowak", "tomek.rides", "Tomasz"),
        ("Kwabena Osei-Tutu", "kwabena_ot", "Kwabena"),
        ("⭐️ Grandma Josephine ⭐️", "grandma.jo", "Josephine"),
        ("seat 41", "seat41", ""),
        ("Oisín Ó Raghallaigh", "oisin.or", "Oisín"),
        ("ｎｉｇｈｔ ｏｗｌ 🦉", "night.owl", ""),
        ("Ruth & Samuel Abernathy", "ruthandsam", ""),
    ),
    "press": (
        ("Westhaven Courier", "courier", ""),
        ("Radio Saltmere", "radiosaltmere", ""),
        ("Ostermark Mirror", "mirror.newsdesk", ""),
        ("Imogen Lockhart, data desk", "imogen.data", "Imogen"),
    ),
    "spam": (("EASY MONEY 💸", "easy.money.777", ""), ("Growth Hacks", "growth.hacks.24", "")),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody on the network."""

    name: str
    handle: str
    call: str
    followers: int


class Crowd:
    """Everybody who may write; some write more than once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.fresh = {circle: self._everybody(circle) for circle in (*CIRCLES, *CHARACTERS)}
        self.seen: dict[str, list[Customer]] = {circle: [] for circle in self.fresh}
        self.heard: set[str] = set()

    def somebody(self, circle: str = "") -> Customer:
        """A customer of that circle: mostly a new one, at times one who wrote before."""
        if not circle and self.random.random() < 0.9:
            circle = self.random.choice(ANYBODY)
        fresh, seen = self.fresh[circle], self.seen[circle]
        if not fresh or (len(seen) > 5 and self.random.random() < 0.18):
            return self.random.choice(seen)
        seen.append(fresh.pop())
        return seen[-1]

    def unheard(self, texts: list[str]) -> list[str]:
        """As much of a conversation as nobody's second words have been said before: people differ."""
        for place in range(2, len(texts), 2):
            if texts[place] in self.heard:
                return texts[:place]
            self.heard.add(texts[place])
        return texts

    def _everybody(self, circle: str) -> list[Customer]:
        if circle in CHARACTERS:
            made = [self._customer(*character) for character in CHARACTERS[circle]]
        else:
            first, last = ([name.split("/") for name in names.split()] for names in CIRCLES[circle])
            made = [self._named(one, two) for one, two in product(first, last)]
        self.random.shuffle(made)
        return made

    def _named(self, first: list[str], last: list[str]) -> Customer:
        """The handle is the Latin form, in one of the ways people write it."""
        one, two = (_latin(names[-1]) for names in (first, last))
        pattern = self.random.choice(("{one}.{two}", "{one}_{two}", "{one}{two}", "{two}.{one}"))
        return self._customer(f"{first[0]} {last[0]}", pattern.format(one=one, two=two), first[0])

    def _customer(self, name: str, handle: str, call: str) -> Customer:
        return Customer(name, handle[:30], call, int(self.random.lognormvariate(4.6, 1.4)))


def _latin(name: str) -> str:
    """A name in the letters of a handle."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
