"""Telling others what happens: in which words, with which signature, and when to try again. Pure, but for the call."""
