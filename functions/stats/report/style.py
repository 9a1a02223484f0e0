"""How report pages look: on screens light and dark, and on paper. Text meets WCAG 2.2 AA on its ground in both."""

STYLE = """
:root { color-scheme: light dark; --ground: #fbfaf7; --card: #fff; --text: #1c1d21; --quiet: #565b66; --rule: #dcd9d2;
  --grid: #e9e6df; --mark: #1f5d8f; --wash: #1f5d8f22; --good: #1c6b3a; --bad: #a3271c; --note: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --card: #1d2026; --text: #eceae5; --quiet: #abb2bf;
  --rule: #363b45; --grid: #2b303a; --mark: #7fb8ea; --wash: #7fb8ea2e; --good: #7fd39b; --bad: #ff9d90;
  --note: #f2c069; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 2rem; align-items: baseline;
  border-bottom: 3px solid var(--text); padding-bottom: .75rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; text-wrap: balance; }
h1::first-letter { text-transform: uppercase; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .25rem 0; }
a { color: var(--mark); }
.brand { font-weight: 700; letter-spacing: .02em; margin: 0; flex-basis: 100%; color: var(--quiet); }
.quiet, figcaption p, .brand { color: var(--quiet); font-size: .9rem; }
.open { color: var(--note); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 1rem; margin: 1.5rem 0;
  padding: 0; list-style: none; }
.tiles li, figure, section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 1rem 1.1rem; }
.tiles b { display: block; font-size: 1.85rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles span { display: block; color: var(--quiet); font-size: .9rem; }
.tiles .up { color: var(--good); } .tiles .down { color: var(--bad); }
.grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
.against { margin-bottom: 1rem; } .wide { grid-column: 1 / -1; } .wide svg { max-width: 640px; }
@media (max-width: 820px) { .grid { grid-template-columns: minmax(0, 1fr); } }
figure, section { margin: 0; }
svg { display: block; width: 100%; height: auto; margin: .25rem 0 .5rem; font: 14px system-ui, "Segoe UI", sans-serif; }
.bar { fill: var(--mark); } .area { fill: var(--wash); } .dot { fill: var(--mark); }
.line { fill: none; stroke: var(--mark); stroke-width: 2.5; stroke-linejoin: round; }
svg line.grid { stroke: var(--grid); } .axis { stroke: var(--quiet); }
svg text { fill: var(--text); } svg .tick, svg .label, svg .unit { fill: var(--quiet); }
.tick, .name { text-anchor: end; } .label { text-anchor: middle; }
.rows { max-height: 15rem; overflow: auto; border-top: 1px solid var(--rule); }
.rows:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .22rem .5rem; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { text-align: left; }
thead th { position: sticky; top: 0; background: var(--card); color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 500; }
@media print { :root { color-scheme: light; --ground: #fff; --card: #fff; --text: #000; --quiet: #444; --mark: #1f5d8f;
    --rule: #bbb; --grid: #ddd; --wash: #1f5d8f22; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } .rows { max-height: none; overflow: visible; }
  figure, section, .tiles li { break-inside: avoid; border-radius: 0; } figure.long { break-inside: auto; }
  thead { display: table-header-group; } svg { print-color-adjust: exact; } }
"""
