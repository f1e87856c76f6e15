"""How the page of a report looks: by day, by night, and on paper."""

STYLE = """
:root { color-scheme: light dark; --paper: #fdfcfa; --ink: #1d1f21; --soft: #62666b; --line: #dcd8d0; --card: #f3f0ea;
  --warn: #9a4a00; --warn-paper: #fff1dd; --accent: #17594a; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181a; --ink: #e8e6e1; --soft: #a0a4a8; --line: #35393d;
  --card: #1f2225; --warn: #ffb867; --warn-paper: #33260f; --accent: #7fd0bb; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
p { margin: .3rem 0; }
.soft, small { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .7rem; margin: 1.4rem 0; }
.tile { background: var(--card); border-radius: .5rem; padding: .7rem .9rem; }
.tile b { display: block; font-size: 1.45rem; line-height: 1.25; color: var(--accent); }
.warn { background: var(--warn-paper); border-left: .3rem solid var(--warn); padding: .6rem .9rem; margin: 1rem 0; }
.tile.alert b { color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; margin: .1rem 0; }
code { font: .9em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.strip { display: flex; flex-wrap: wrap; gap: .4rem; margin: 1rem 0; }
.strip img { height: 84px; width: auto; border-radius: .25rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .8rem; font-size: .85rem;
  color: var(--soft); }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #f4f4f4;
  --warn: #7a3a00; --warn-paper: #fff; --accent: #000; } body { padding: 0; max-width: none; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; } li, .tile { break-inside: avoid; } }
"""
