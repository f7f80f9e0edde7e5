"""Posts from files: read, put into threads, and sent the ordinary way in."""
