"""The people outside."""
