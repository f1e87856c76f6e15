#!/bin/sh
# Installs the programs that only tests need: with apt, as root or where sudo asks for no password.
# Where that is not possible, the tests that need them are skipped and say why (on CI they fail).
set -u

missing=''
need() { # need PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need tmux tmux
need strace strace
need fusermount3 fuse3
need exiftool libimage-exiftool-perl
need rsvg-convert librsvg2-bin
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need initdb postgresql # a server the tests start themselves
need melt melt
need mpv mpv
need xmllint libxml2-utils
if [ "${1:-}" = bench ]; then # what is measured beside us
    need vipsthumbnail libvips-tools
    need djpeg libjpeg-turbo-progs
    need xxhsum xxhash
fi
if [ "${1:-}" = editors ]; then # what opens our exports
    need kdenlive kdenlive
    need shotcut shotcut
    need openshot-qt openshot-qt
    need xvfb-run 'xvfb xauth'
    need xdotool xdotool
    need chromium chromium
    need dbus-run-session 'dbus dbus-x11'
fi
[ -f /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ] || [ ! -f /etc/debian_version ] || missing="$missing fonts-dejavu-core"
[ -z "$missing" ] && exit 0

as_root=''
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        as_root='no'
    fi
fi
if [ "$as_root" = no ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed, as this needs apt and root:$missing. Tests that need them are skipped." >&2
    exit 0
fi

echo "Installing for the tests:$missing" >&2
# shellcheck disable=SC2086  both are lists of words
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; }
if ! install 2>/dev/null; then
    $as_root apt-get update -qq && install || echo "Could not install:$missing. Tests that need them are skipped." >&2
fi
exit 0
