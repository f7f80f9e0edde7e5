"""Finding messages, notes and people: what was typed, what it means, where it stands, how it is shown."""
