"""Analysis: what pictures say by themselves, offered with a score and never taken for granted.

It looks at previews and filmstrips alone, so nothing is decoded twice; it must not print, ask, or change originals.
"""
