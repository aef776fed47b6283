"""How the page looks: narrow or wide, light or dark, on a screen or on paper."""

STYLE = """
:root {
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d1c1a; --quiet: #5f5b54; --line: #dcd8d0; --accent: #0b5c8a;
  --good: #1b6b3a; --open: #8a5300; --bad: #a3302c; --past: #5f5b54;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --card: #1e2125; --ink: #eceae6; --quiet: #a8a49c; --line: #363a40; --accent: #7cc0ea;
    --good: #7fd09b; --open: #f0b860; --bad: #f09a94; --past: #a8a49c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 1.25rem 1rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
h2 { display: inline; margin: 0; font-size: 1.05rem; line-height: 1.35; }
h3 { margin: 1.1rem 0 .2rem; font-size: .85rem; color: var(--quiet); }
h4 { margin: .6rem 0 0; font-size: 1rem; }
p, ul, dl { margin: .2rem 0; }
ul { padding-left: 1.2rem; }
.typed { white-space: pre-wrap; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.quiet { color: var(--quiet); }

#filters { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; margin-top: 1rem; }
#filters label { font-size: .85rem; color: var(--quiet); min-width: 0; }
#filters .wide { grid-column: 1 / -1; }
#filters input, #filters select, #filters button {
  display: block; width: 100%; min-height: 2.75rem; padding: .4rem .6rem; font: inherit; color: var(--ink);
  background: var(--card); border: 1px solid var(--quiet); border-radius: .4rem;
}
#filters #reset { align-self: end; cursor: pointer; }
#count { display: block; margin-top: .6rem; color: var(--quiet); min-height: 1.5em; }

#timeline { margin: 1rem 0; padding: .5rem 0 .25rem; overflow-x: auto; border-bottom: 2px solid var(--line); }
#timeline ol { display: flex; gap: 2px; align-items: flex-end; margin: 0; padding: 0 .1rem; list-style: none; }
#timeline ul {
  display: flex; flex-direction: column-reverse; gap: 3px; align-items: center; margin: 0; padding: 0; list-style: none;
}
#timeline > ol > li { flex: 0 0 auto; min-width: .5rem; text-align: center; }
#timeline > ol > li.busy { min-width: 2.2rem; }
#timeline .month { display: block; min-height: 2.6em; font-size: .75rem; line-height: 1.3; color: var(--quiet); }
.dot {
  display: block; min-width: 1.9rem; padding: .2rem .3rem; border: 2px solid currentColor; border-radius: 1rem;
  font-size: .8rem; font-weight: 600; line-height: 1.2; text-decoration: none;
}
.dot.off { visibility: hidden; }
.accepted { color: var(--good); }
.proposed { color: var(--open); }
.rejected { color: var(--bad); }
.deprecated, .superseded { color: var(--past); }
.dot.accepted { background: var(--good); border-color: var(--good); color: var(--card); }
.dot.proposed { border-style: dashed; }
.dot.deprecated, .dot.superseded, .dot.rejected { border-style: dotted; text-decoration: line-through; }

article { margin: .6rem 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
article:has(:target) { border-color: var(--accent); }
summary { padding: .7rem .9rem; cursor: pointer; border-radius: .5rem; }
summary .meta { display: flex; flex-wrap: wrap; gap: .2rem .7rem; margin-top: .15rem; font-size: .88rem; }
.badge { font-weight: 600; }
.body { padding: 0 .9rem .9rem; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }

@media (min-width: 45rem) {
  #filters { grid-template-columns: 2fr 1fr 1fr 1fr auto; }
  #filters .wide { grid-column: auto; }
}
@media print {
  #filters, #timeline { display: none; }
  article { break-inside: avoid; }
}
"""
