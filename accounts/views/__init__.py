"""Pages about people: sign-in, profile, people, departments, console, first run."""
