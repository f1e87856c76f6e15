"""A deposit: media with what is known of them, for another archive: a bag with records any archive reads.

Nothing leaves in it that may not leave in an export. This room must not print or ask.
"""
