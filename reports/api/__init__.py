"""Numbers, and what people set about them, for programs."""
