"""What somebody can do about a problem, by its kind (`library.model.Problem.kind`)."""

CURES = {
    "no-reader": "Kept in its place, but nothing here can read the format. Ask whoever sent it for a copy in another.",
    "damaged": "Copy it from the card or the sender again; if that copy is damaged, too, try a recovery program on it.",
    "cut-off": "Its head promises more than is here: a copy or a transfer that broke off. Copy it from the card or the "
    "sender again; what is here can be used meanwhile.",
    "hollow": "The file has a length but no content: a copy that broke off. Copy it again.",
    "permission": "Ask whoever owns the disk to let you read it, and run the ingest again.",
    "timeout": "It took too long, or was made to. Run the ingest again; if that ends alike, have it looked at.",
    "crashed": "It ended the program that reads it. Have it looked at, and do not open it elsewhere meanwhile.",
    "memory": "It asks for more memory than any real file does. Have it looked at.",
    "changing": "It was still being written. Wait until the copy is through, and run the ingest again.",
    "vanished": "It went away while it was read. Is the drive still connected? Run the ingest again.",
    "disk": "The disk could not be read there. Check the drive and the cable; copy what is on it soon.",
    "not-a-file": "It is no file, so there is nothing to read.",
    "tool-missing": "A program is missing here; mediavault doctor says which.",
    "name": "Its name could not be used. Rename a copy of it.",
    "not-media": "No photo, video or sound: nothing to do.",
    "link": "A link to another place: ingest that place itself if it is wanted.",
    "system-file": "The operating system keeps it for itself: nothing to do.",
    "seen-already": "It was met under another path of this run: nothing to do.",
}
"""Kinds that are not here need no advice."""
