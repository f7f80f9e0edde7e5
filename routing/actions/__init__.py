"""What changes promises and their clocks."""
