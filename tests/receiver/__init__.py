"""A program of somebody else's, as a process of its own: it takes webhooks, or fails at it in many ways."""
