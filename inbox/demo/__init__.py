"""A company that lives here so that newcomers find an inbox in use: Northline, rail, bus and ferry.

Its customers and what they write live on the sandbox network and come in by the ordinary way.
"""
