"""A running sandbox network for tests."""
