"""What is done: ingest, probing, exports, configuration and the command line. Only who it is lives here."""

__version__ = "0.1.0"
PROGRAM = f"mediavault {__version__}"
"""What records and files say they were made by."""
