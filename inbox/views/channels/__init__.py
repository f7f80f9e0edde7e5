"""Connecting channels and looking after them."""
