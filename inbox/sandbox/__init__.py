"""A pretend network: accounts, posts and direct messages, in a process and a file of its own.

It stands in for the networks outside, so it imports nothing of the product, the
guarded client for its webhooks aside, and the product reaches it only through its JSON API.
"""
