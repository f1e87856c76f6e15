"""Intake: what contributors sent, with the messages it came with, in custody from the first byte.

An export is read, its files are digested and noted before anything else touches them, and then catalogued in place.
Originals are read only; what is attached to mails is taken out into a folder of its own. This room must not print or
ask, and tells nobody who a sender is.
"""
