"""Proof that bytes are what they were: digests of files, lists of them, and the rounds that check them.

This room must not know what the bytes mean.
"""
