"""Verified copies: a card is read once, written to every destination, and each copy is read back from the disk.

A copy has its name only once it is what was read; nothing that has a name is ever written over. This room must not
print or ask, and never opens what it copies for writing.
"""
