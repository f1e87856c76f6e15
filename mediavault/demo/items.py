"""The eleven items, and the shot list drawn from them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from mediavault.demo.recipes import (
    BIALYSTOK,
    BRUSSELS,
    CONTRIBUTOR,
    EVENT,
    KEYWORD,
    MINSK,
    ORGANISATION,
    PERSON,
    PLACE,
    ST_PETERSBURG,
    VILNIUS,
    WARSAW,
    Item,
    Look,
    Marked,
    StandIn,
    Use,
)

SUMMER = timezone(timedelta(hours=2))
"""Central European Summer Time."""

# fmt: off - a table reads by its lines
ITEMS = (
    Item(
        id="diaspora-messages",
        title="Diaspora messages",
        links=(
            (EVENT, "Support from the Belarusian diasporas"),
            (CONTRIBUTOR, "Senders of the diaspora messages"),
            (KEYWORD, "Diaspora"),
            (KEYWORD, "Message"),
        ),
        message=(
            "STAND-IN, not a real message.\n"
            "Received by an editorial office with two photos and a video. The sender allows showing the pictures and\n"
            "quoting the text, and must not be named.\n\n"
            '"We are with you, from here too."\n'
        ),
        stand_ins=(
            StandIn(
                file="IMG_0001.jpg",
                look=Look.DUSK,
                links=((PERSON, "Contributors of the diaspora messages", "sent by"),),
            ),
            StandIn(
                file="IMG_0002.jpg",
                look=Look.WAVES,
                links=((PERSON, "Contributors of the diaspora messages", "sent by"), (KEYWORD, "Banner")),
            ),
            StandIn(
                file="VID_0003.mp4",
                look=Look.DUSK,
                rate="30000/1001",
                size=(360, 640),
                seconds=5,
                links=((PERSON, "Contributors of the diaspora messages", "sent by"),),
                clips=(
                    Marked(
                        "Greeting from a window",
                        30,
                        90,
                        ((KEYWORD, "No faces"), (KEYWORD, "Wishes")),
                        "hands only, no face",
                        4,
                    ),
                ),
            ),
        ),
    ),
    Item(
        id="duda-speech",
        title="Andrzej Duda's address to Belarusians",
        links=((EVENT, "Andrzej Duda's address to Belarusians"), (PLACE, "Poland"), (PERSON, "Andrzej Duda", "speaks")),
        stand_ins=(
            StandIn(
                file="A001_C001.mov",
                look=Look.BARS,
                seconds=12,
                timecode="10:00:00:00",
                reel="A001",
                size=(1280, 720),
                recorded=datetime(2021, 8, 31, 12, 0, tzinfo=SUMMER),
                links=((KEYWORD, "Speech"),),
                clips=(
                    Marked(
                        "To the Belarusians, in Polish",
                        25,
                        125,
                        ((KEYWORD, "Polish language"), (KEYWORD, "Freedom"), (KEYWORD, "Human rights")),
                    ),
                    Marked(
                        "To the Belarusians, in Belarusian",
                        150,
                        100,
                        ((KEYWORD, "Belarusian language"), (KEYWORD, "Freedom")),
                        "the part in Belarusian",
                        5,
                    ),
                    Marked(
                        "Both languages meet",
                        125,
                        50,
                        ((KEYWORD, "Polish language"), (KEYWORD, "Belarusian language")),
                        "overlaps both: the change of language",
                    ),
                ),
            ),
            StandIn(
                file="A001_C002_EN.mp4",
                look=Look.BARS,
                seconds=8,
                recorded=datetime(2021, 8, 31, 12, 30, tzinfo=SUMMER),
                links=((KEYWORD, "Speech"), (KEYWORD, "English language")),
                clips=(Marked("English version, opening", 0, 75, ((KEYWORD, "English language"),)),),
            ),
        ),
    ),
    Item(
        id="women-solidarity-day",
        title="Day of Solidarity with Belarusian women",
        links=(
            (EVENT, "Day of Solidarity with Belarusian women"),
            (EVENT, "Declaration of the Day of Solidarity with Belarusian women"),
        ),
        stand_ins=(
            StandIn(
                file="B001_C001.mov",
                look=Look.FRACTAL,
                rate="30000/1001",
                seconds=6,
                timecode="01:00:00;00",
                reel="B001",
                links=((PERSON, "Sviatlana Tsikhanouskaya", "speaks"), (KEYWORD, "Declaration")),
                clips=(
                    Marked(
                        "The day is declared",
                        30,
                        90,
                        ((PERSON, "Sviatlana Tsikhanouskaya", "speaks"), (KEYWORD, "Declaration")),
                        None,
                        4,
                    ),
                ),
            ),
            StandIn(
                file="IMG_0101.jpg",
                look=Look.WAVES,
                links=((KEYWORD, "Women protesters"), (KEYWORD, "White-red-white symbols")),
            ),
        ),
    ),
    Item(
        id="womens-day-wishes",
        title="Flowers and wishes, Women's Day",
        links=((EVENT, "Flowers and wishes for Belarusian women protesters"), (KEYWORD, "Flowers")),
        stand_ins=(
            StandIn(
                file="C001_C001.mov",
                look=Look.TRIANGLES,
                seconds=6,
                timecode="11:20:00:00",
                reel="C001",
                links=((PLACE, "Belarus"), (KEYWORD, "Women protesters")),
                clips=(
                    Marked(
                        "Flowers handed over",
                        20,
                        80,
                        ((KEYWORD, "Flowers"), (KEYWORD, "Hands"), (KEYWORD, "Close-up")),
                        "hands, then flowers",
                        5,
                    ),
                ),
            ),
            StandIn(
                file="C001_C002.mov",
                look=Look.TRIANGLES,
                seconds=5,
                timecode="11:40:00:00",
                reel="C001",
                links=((PLACE, "Abroad"), (KEYWORD, "Wishes")),
                clips=(Marked("Wishes from abroad", 10, 75, ((PLACE, "Abroad"), (KEYWORD, "Wishes"))),),
            ),
            StandIn(file="IMG_0201.jpg", look=Look.COLOURS, links=((PLACE, "Abroad"),)),
        ),
    ),
    Item(
        id="solidarity-day-warsaw",
        title="Day of Solidarity in Warsaw",
        links=(
            (EVENT, "International Day of Solidarity with Belarus in Warsaw"),
            (PLACE, "Warsaw"),
            (KEYWORD, "Solidarity"),
        ),
        stand_ins=(
            StandIn(
                file="D001_C001.mov",
                look=Look.WAVES,
                seconds=7,
                timecode="12:00:00:00",
                reel="D001",
                gps=WARSAW,
                links=((KEYWORD, "Crowd"),),
                clips=(
                    Marked(
                        "Flag over the crowd",
                        40,
                        100,
                        ((KEYWORD, "White-red-white flag"), (KEYWORD, "Crowd"), (KEYWORD, "Wide shot")),
                        None,
                        4,
                    ),
                ),
            ),
            StandIn(file="IMG_0301.jpg", look=Look.WAVES, gps=WARSAW, links=((KEYWORD, "White-red-white flag"),)),
        ),
    ),
    Item(
        id="eu-diplomats-minsk",
        title="EU diplomats meet relatives",
        links=(
            (EVENT, "EU diplomats meet relatives of political prisoners"),
            (PLACE, "Minsk"),
            (ORGANISATION, "European Union diplomats"),
            (KEYWORD, "Political prisoners"),
        ),
        stand_ins=(
            StandIn(
                file="E001_C001.mov",
                look=Look.CELLS,
                rate="24000/1001",
                seconds=8,
                timecode="09:30:00:00",
                reel="E001",
                gps=MINSK,
                links=((KEYWORD, "Meeting"),),
                clips=(
                    Marked(
                        "Around the table",
                        24,
                        96,
                        ((PERSON, "Relatives of political prisoners"), (KEYWORD, "Meeting")),
                        "faces of relatives: must not be identified",
                    ),
                    Marked(
                        "Hands on a photograph",
                        120,
                        48,
                        ((KEYWORD, "Hands"), (KEYWORD, "No faces")),
                        "usable: nobody can be identified",
                        4,
                    ),
                ),
            ),
            StandIn(
                file="E001_C002.mov",
                look=Look.CELLS,
                rate="24000/1001",
                seconds=5,
                timecode="09:41:00:00",
                reel="E001",
                clips=(Marked("Diplomats leave", 0, 72, ((ORGANISATION, "European Union diplomats"),)),),
            ),
        ),
    ),
    Item(
        id="st-petersburg-picket",
        title="Picket in St Petersburg",
        links=(
            (EVENT, "Warning to the picketers in St Petersburg"),
            (PLACE, "Embassy of Belarus, St Petersburg office"),
            (KEYWORD, "Picket"),
        ),
        stand_ins=(
            StandIn(
                file="F001_C001.mov",
                look=Look.LIFE,
                seconds=8,
                timecode="13:10:00:00",
                reel="F001",
                gps=ST_PETERSBURG,
                links=((PERSON, "Artur Hruntou"), (ORGANISATION, "MBKh Media", "reported by")),
                clips=(
                    Marked(
                        "Umbrella in white, red, white",
                        30,
                        70,
                        ((KEYWORD, "White-red-white symbols"),),
                        "before the rule: symbols in view",
                        3,
                    ),
                    Marked("The warning is read out", 100, 80, ((PERSON, "Artur Hruntou"), (KEYWORD, "Picket"))),
                ),
            ),
            StandIn(
                file="IMG_0401.jpg", look=Look.DUSK, gps=ST_PETERSBURG, links=((KEYWORD, "White-red-white symbols"),)
            ),
        ),
    ),
    Item(
        id="solidary-bialystok",
        title="Solidary Bialystok",
        links=((EVENT, "Solidarity actions in Białystok"), (PLACE, "Białystok")),
        stand_ins=(
            StandIn(
                file="G001_C001.mov",
                look=Look.TEST,
                seconds=10,
                timecode="14:00:00:00",
                reel="G001",
                gps=BIALYSTOK,
                size=(1280, 720),
                links=((KEYWORD, "Solidarity"),),
                clips=(
                    Marked(
                        "Square, people arrive",
                        0,
                        100,
                        ((KEYWORD, "Wide shot"), (KEYWORD, "Crowd")),
                        "slow start, good for titles",
                        4,
                    ),
                    Marked(
                        "Banner goes up", 100, 90, ((KEYWORD, "Banner"), (KEYWORD, "White-red-white flag")), None, 5
                    ),
                    Marked("Whole action", 20, 200, ((KEYWORD, "Solidarity"),)),
                ),
            ),
            StandIn(
                file="G001_C002.mov",
                look=Look.LIFE,
                seconds=6,
                timecode="14:12:10:00",
                reel="G001",
                gps=BIALYSTOK,
                links=((KEYWORD, "Belarusian minority"),),
                clips=(
                    Marked(
                        "Songs of the minority",
                        25,
                        100,
                        ((KEYWORD, "Belarusian minority"), (KEYWORD, "Ambience")),
                        None,
                        4,
                    ),
                ),
            ),
            StandIn(
                file="G002_C001.mov",
                look=Look.DUSK,
                seconds=6,
                timecode="18:30:00:00",
                reel="G002",
                links=((KEYWORD, "Diaspora"),),
                clips=(
                    Marked(
                        "Candles at dusk",
                        10,
                        110,
                        ((KEYWORD, "Close-up"), (KEYWORD, "No faces")),
                        "ends on the river",
                        5,
                    ),
                ),
            ),
            StandIn(
                file="G002_C002.mov",
                look=Look.FRACTAL,
                seconds=6,
                timecode="18:45:00:00",
                reel="G002",
                links=((KEYWORD, "Interview"), (PERSON, "Filmmaker of Solidary Białystok", "filmed by")),
                clips=(
                    Marked(
                        "Why Białystok", 25, 100, ((KEYWORD, "Interview"), (KEYWORD, "Diaspora")), "close to Belarus", 4
                    ),
                ),
            ),
            StandIn(file="G002_atmo.wav", seconds=10, tone_hz=220, links=((KEYWORD, "Ambience"),)),
            StandIn(file="IMG_0501.jpg", look=Look.TEST, gps=BIALYSTOK, links=((KEYWORD, "Solidarity"),)),
        ),
    ),
    Item(
        id="walls-collapse",
        title="Solidarity: walls collapse",
        links=(
            (EVENT, "Solidarity activists address their Belarusian friends"),
            (PLACE, "Poland"),
            (ORGANISATION, "NSZZ Solidarność", "speaks"),
            (KEYWORD, "Message"),
        ),
        stand_ins=(
            StandIn(
                file="H001_C001.mov",
                look=Look.BARS,
                seconds=8,
                timecode="10:30:00:00",
                reel="H001",
                clips=(
                    Marked(
                        "Walls collapse",
                        50,
                        90,
                        ((KEYWORD, "Message"), (KEYWORD, "Repression")),
                        "the sentence of the title",
                        5,
                    ),
                    Marked("To our friends", 10, 60, ((ORGANISATION, "NSZZ Solidarność", "speaks"),)),
                ),
            ),
        ),
    ),
    Item(
        id="vilnius-chain",
        title="Living chain in Vilnius",
        links=((EVENT, "Living chain in Vilnius"), (PLACE, "Gediminas Avenue"), (KEYWORD, "Living chain")),
        stand_ins=(
            StandIn(
                file="J001_C001.mov",
                look=Look.TRIANGLES,
                rate="50",
                seconds=6,
                timecode="15:00:00:00",
                reel="J001",
                gps=VILNIUS,
                clips=(
                    Marked(
                        "Along the avenue",
                        50,
                        150,
                        ((KEYWORD, "Living chain"), (KEYWORD, "Wide shot")),
                        "half speed possible",
                    ),
                ),
            ),
            StandIn(
                file="J001_C002.mov",
                look=Look.WAVES,
                seconds=6,
                timecode="15:08:00:00",
                reel="J001",
                gps=VILNIUS,
                clips=(
                    Marked(
                        "Hands in a chain",
                        20,
                        100,
                        ((KEYWORD, "Hands"), (KEYWORD, "Close-up"), (KEYWORD, "No faces")),
                        "no faces",
                        5,
                    ),
                ),
            ),
            StandIn(file="IMG_0601.jpg", look=Look.COLOURS, gps=VILNIUS, links=((KEYWORD, "Crowd"),)),
        ),
    ),
    Item(
        id="brussels-rally",
        title="Rally in Brussels",
        links=(
            (EVENT, "Rally in Brussels in support of the Belarusian people"),
            (PLACE, "Brussels"),
            (KEYWORD, "Rally"),
        ),
        stand_ins=(
            StandIn(
                file="K001_C001.mov",
                look=Look.TEST,
                seconds=7,
                timecode="16:00:00:00",
                reel="K001",
                gps=BRUSSELS,
                recorded=datetime(2020, 7, 1, 16, 0, tzinfo=SUMMER),
                links=((PLACE, "European Parliament", "near"),),
                clips=(
                    Marked(
                        "Before the parliament",
                        25,
                        110,
                        ((KEYWORD, "Rally"), (KEYWORD, "Crowd"), (PLACE, "European Parliament", "near")),
                        None,
                        4,
                    ),
                ),
            ),
            StandIn(
                file="IMG_0701.jpg",
                look=Look.BARS,
                gps=BRUSSELS,
                recorded=datetime(2020, 7, 1, 16, 20, 7, tzinfo=SUMMER),
                links=((KEYWORD, "Banner"),),
            ),
        ),
    ),
)
# fmt: on

SELECTS = (
    Use("Square, people arrive", "open wide, hold for the title", "Białystok, afternoon"),
    Use("Banner goes up"),
    Use("Songs of the minority", "sound carries into the next"),
    Use("Flag over the crowd", "Warsaw, the same day elsewhere", "The day, everywhere"),
    Use("Before the parliament"),
    Use("Hands in a chain", "match on hands"),
    Use("Walls collapse", "the quotation", "Words"),
    Use("To the Belarusians, in Belarusian"),
    Use("Why Białystok", None, "Białystok, evening"),
    Use("Candles at dusk", "last shot"),
)
"""In their order; all at 25 frames per second."""
