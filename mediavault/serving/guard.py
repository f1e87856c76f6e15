"""Who gets in: whoever has the link that was printed, once; then that browser, and nobody a page of others sends.

A page of somebody else's in the same browser can send requests to loopback, too. It does not know the cookie, which is
kept to this site (SameSite); it says where it comes from (Origin); and a name of its own that leads to loopback
(DNS rebinding) is not one of ours (Host).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
COOKIE = "mediavault"
TOKEN = "token"  # noqa: S105 - the name of the parameter


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass  # without slots: aiohttp marks it as a middleware
class Guard:
    """The two secrets of one run: the token of the link, and the cookie of the browser that used it."""

    token: str | None = field(default_factory=_secret)
    """None when the link was used."""
    cookie: str = field(default_factory=_secret)

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What every request passes first; aiohttp's middleware."""
        response = self._entered(request) or await handler(request)
        if not response.prepared:
            response.headers.update(_headers(request))
        return response

    def _entered(self, request: web.Request) -> web.Response | None:
        """Sends on the browser that has the link; refuses who has neither it nor the cookie.

        Raises:
            HTTPForbidden: with a sentence for the person.
        """
        if _name(request.host) not in LOOPBACK:
            raise _refused("This is not an address of mediavault.")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            raise _refused("Another page asked for this.")
        if compare_digest(request.cookies.get(COOKIE, ""), self.cookie):
            return None
        if self.token is None or not compare_digest(request.query.get(TOKEN, ""), self.token):
            raise _refused(
                "This link was used already, or is not the one that was printed: start mediavault serve again."
            )
        self.token = None
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(COOKIE, self.cookie, httponly=True, samesite="Strict", path="/")
        return response


def _name(host: str) -> str:
    """A Host header without the port: `[::1]:80` is `[::1]`."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _refused(sentence: str) -> web.HTTPForbidden:
    return web.HTTPForbidden(text=f"{sentence}\n")


def _headers(request: web.Request) -> dict[str, str]:
    """What a browser may do with an answer: nothing is loaded from elsewhere, sent there, or kept."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",  # the terminal sets the size of its cells so
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self' ws://{request.host}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
