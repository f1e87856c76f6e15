"""From rows to values: how the catalogue is read. Private to `library`; `Catalogue` is the door.

Every function takes an open connection and gives values; none of them writes.
"""
