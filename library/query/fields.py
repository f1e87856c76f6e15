"""The words of the query language: fields, and states."""

from __future__ import annotations

FIELDS: dict[str, str] = {
    "kind": "photo, video or audio",
    "name": "file name",
    "path": "file name with its folders",
    "event": "event, in any spelling; a series finds its events",
    "place": "place, in any spelling; a country finds its cities",
    "person": "person, in any spelling",
    "organisation": "organisation, in any spelling",
    "contributor": "contributor, in any spelling",
    "keyword": "keyword, in any spelling; a wider one finds the narrower",
    "project": "film: what is linked to it, and what its shot lists use",
    "tag": "anything a clip is linked to",
    "role": "how something is linked: depicts, speaks, filmed by …",
    "by": "who says that it is linked: person, rule or model",
    "date": "when it was recorded: 2020, 2020-07, 2020-07-01, 2020-07..2020-08",
    "rating": "stars: 3, >=3, 2..4",
    "duration": "seconds: >=10, 5..20",
    "clip": "name of a clip",
    "note": "notes",
    "caption": "caption the file brings",
    "rights": "rights the file states, or a person",
    "text": "file names, captions, notes, transcripts and messages only",
    "camera": "make or model",
    "serial": "serial number of the camera",
    "lens": "lens",
    "reel": "reel or tape name",
    "codec": "codec of the picture",
    "sound": "codec of the sound",
    "hdr": "kind of high dynamic range",
    "rate": "frames per second: 25, 29.97",
    "width": "pixels across: >=1920",
    "height": "pixels down",
    "channels": "channels of the sound",
    "iso": "sensitivity: <=800",
    "aperture": "f-number: <=2.8",
    "shutter": "seconds of exposure: <=1/50",
    "focal": "focal length in millimetres: 24..70",
    "latitude": "degrees north: 53..54",
    "longitude": "degrees east: 23..24",
    "altitude": "metres above the sea: >=1000",
    "size": "bytes: >=2G",
    "volume": "label of a volume",
    "list": "shot list that uses it",
    "search": "saved search",
    "part": "what it is to the asset it belongs to: proxy, continues, jpeg, sound",
    "digest": "start of the digest",
    "id": "key: a12",
}
"""What can stand before the colon, and what it means."""

FLAGS: dict[str, str] = {
    "tagged": "linked to something",
    "untagged": "linked to nothing",
    "used": "in a shot list",
    "unused": "in no shot list",
    "rejected": "marked as rejected",
    "favourite": "rated five stars",
    "located": "with a GPS position",
    "undated": "without a capture time of its own",
}
"""Words that stand alone and ask for a state; quote them to search for the word."""

STATES: dict[str, str] = FLAGS | {
    "part": "belongs to another asset",
    "whole": "other assets belong to it",
    "motion": "a photo with a movie in it",
    "picked": "chosen among others",
    "suggested": "a link is suggested that nobody has accepted",
    "online": "a copy of it can be reached",
    "offline": "its copies are on volumes that are not there",
    "missing": "its volume is there, its copies are not",
    "copied": "there is more than one copy of it, none of them missing or changed",
}
"""What `is:` can ask for: some of its words are too common to be states by themselves."""
