"""The interface in a browser of this computer: a web server on loopback, and a process of the interface a window.

Nobody gets in without the link that was printed, which works once. This room must not know what is shown.
"""

from mediavault.serving.server import PortTaken, Serving

__all__ = ["PortTaken", "Serving"]
