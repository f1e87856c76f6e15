"""Colours: dark and calm, one accent. Every state also has its own glyph, so nothing is said by colour alone."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

MEDIAVAULT = Theme(
    name="mediavault",
    primary="#7fa6c9",
    secondary="#566573",
    accent="#e6a23c",
    warning="#f0e07a",
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
    panel="#1e1e1e",
)
"""The palette of Okabe and Ito (2008), which people with any of the common colour visions can tell apart."""

SIXTEEN = Theme(
    name="mediavault-16",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_blue",
    accent="ansi_bright_yellow",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_bright_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=BUILTIN_THEMES["ansi-dark"].variables
    | {
        "block-cursor-background": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-text-style": "none",
        "input-cursor-background": "ansi_bright_yellow",
        "input-cursor-foreground": "ansi_black",
        "input-selection-background": "ansi_white",
        "input-selection-foreground": "ansi_black",
    },
)
"""The terminal's own sixteen colours, on its own ground, light or dark."""

THEMES = {"default": MEDIAVAULT, "okabe-ito": COLOUR_SAFE, "16": SIXTEEN, "none": SIXTEEN}
"""By the setting `theme`; without colours the terminal's own are left as they are."""
