"""Colours: dark and calm, one accent. Every state also has its own glyph, so nothing is said by colour alone."""

from __future__ import annotations

from textual.theme import Theme

MEDIAVAULT = Theme(
    name="mediavault",
    primary="#7fa6c9",
    secondary="#566573",
    accent="#e6a23c",
    warning="#e6c84f",
    error="#e0735c",
    success="#6cbf9a",
    foreground="#d7dae0",
    background="#131519",
    surface="#181b20",
    panel="#20242b",
    variables={
        "block-cursor-background": "#2c333d",
        "block-cursor-foreground": "#f2f4f7",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#e6a23c",
        "input-selection-background": "#e6a23c 30%",
        "scrollbar": "#2c333d",
        "scrollbar-hover": "#3a434f",
        "scrollbar-active": "#e6a23c",
        "scrollbar-background": "#131519",
        "scrollbar-background-hover": "#131519",
        "scrollbar-background-active": "#131519",
        "scrollbar-corner-color": "#131519",
    },
)

COLOUR_SAFE = Theme(
    name="mediavault-okabe-ito",
    primary="#56b4e9",
    secondary="#999999",
    accent="#e69f00",
    warning="#f0e442",
    error="#d55e00",
    success="#009e73",
    foreground="#e6e6e6",
    background="#101010",
    surface="#181818",
    panel="#242424",
)
"""The palette of Okabe and Ito (2008), which people with any of the common colour visions can tell apart."""
