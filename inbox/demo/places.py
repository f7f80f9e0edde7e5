"""Where Northline runs, and the hours at which people write: what fills the slots of a text."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

LINES: dict[str, tuple[str, ...]] = {
    "Coast Line": ("Westhaven", "Marlow Quay", "Saltmere", "Kestrel Bay"),
    "Valley Line": ("Westhaven", "Linden Cross", "Ashby Mill", "Ostermark"),
    "Highland Line": ("Ostermark", "Fennick", "Dunmore", "Highmoor"),
    "Ring Line": ("Linden Cross", "Harbour Street", "University", "Westhaven"),
}
BUSES = ("7", "12", "18", "31", "44", "X9")

# Share of incoming messages by UTC hour: quiet before dawn, most in the late afternoon.
HOURS = (
    *(3.2, 2.6, 2.2, 1.9, 1.7, 1.7, 2.2, 3.2, 4.2, 4.6, 4.8, 4.9),
    *(5.1, 5.6, 6.1, 6.6, 6.9, 6.8, 6.2, 5.4, 4.8, 4.4, 4.1, 3.8),
)


def arrival(random: Random, now: datetime, days: int) -> datetime:
    """A moment within the last days at which somebody may have written; weekends are quieter."""
    while True:
        day = now - timedelta(days=random.randrange(days))
        hour = random.choices(range(24), HOURS)[0]
        moment = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60))
        quiet = moment.weekday() >= 5 and random.random() < 0.4
        if moment < now - timedelta(minutes=90) and not quiet:
            return moment


def answer_after(random: Random) -> timedelta:
    """How long a first reply takes: log-normal, half within 26 minutes, a few the next day."""
    return timedelta(seconds=min(max(random.lognormvariate(7.34, 1.97), 70), 2.5 * 86400))


def slots(random: Random, moment: datetime) -> dict[str, str]:
    """Words for one conversation that began at `moment`, fitting together and the hour."""
    line, stations = random.choice(list(LINES.items()))
    start, end = random.sample(stations, 2)
    minutes = random.choice((14, 17, 19, 22, 26, 28, 33, 37, 41, 44, 52))
    departed = moment - timedelta(minutes=minutes)
    departed -= timedelta(minutes=departed.minute % 2)
    later = departed + timedelta(minutes=60)
    return {
        "line": line,
        "from": start,
        "to": end,
        "bus": random.choice(BUSES),
        "minutes": str(minutes),
        "time": f"{departed:%H:%M}",
        "later": f"{later:%H:%M}",
        "today": part_of_day(moment.hour),
    }


def part_of_day(hour: int) -> str:
    """How people call the part of the day they are in."""
    if 5 <= hour < 12:
        return "this morning"
    if 12 <= hour < 17:
        return "this afternoon"
    return "this evening" if 17 <= hour < 22 else "tonight"
