"""Ingest: folders of media into the catalogue, read-only and in place. Walk, identify, read, record; resumable.

It must not print, ask, or open an original for writing. Problems of a batch are values; a run never ends on one file.
"""
