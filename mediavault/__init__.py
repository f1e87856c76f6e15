"""mediavault: what is done. Ingest, probing, exports, configuration and the command line live below; only the version lives here."""

__version__ = "0.1.0"
