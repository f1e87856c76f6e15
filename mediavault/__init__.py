"""What is done: ingest, probing, exports, configuration and the command line. Only the version lives here."""

__version__ = "0.1.0"
