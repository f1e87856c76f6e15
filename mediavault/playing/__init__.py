"""Footage played at real speed, with its sound, in a window of mpv that the interface steers frame by frame.

This room must not know who presses the keys. mpv is started by `mediavault.tools` in the jail of other decoders, which
it leaves only towards the screen and the sound of this machine.
"""

from __future__ import annotations

from mediavault.playing.conversation import Conversation, PlayerGone, PlayerRefused
from mediavault.playing.player import Player
from mediavault.playing.starting import has_screen

__all__ = ["Conversation", "Player", "PlayerGone", "PlayerRefused", "has_screen"]
