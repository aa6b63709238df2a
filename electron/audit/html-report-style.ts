// The style sheet of the HTML report, and its hash for the report's policy: no other style runs.

/** Light only: it is made for paper. Colours are those of the window. */
export const reportStyle = `
:root { color-scheme: light; --ink: #1b1c1a; --quiet: #565853; --line: #e3e3de; --accent: #15605a; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 13px/1.45 system-ui, 'Segoe UI', 'Cantarell', sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 40px; }
h1 { font-size: 24px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 32px 0 8px; }
h3 { font-size: 13px; margin: 20px 0 6px; }
p { margin: 4px 0 8px; }
header p, small, i { color: var(--quiet); }
code, small { font-size: 11px; overflow-wrap: anywhere; }
code { font-family: 'DejaVu Sans Mono', 'Cascadia Mono', 'SF Mono', monospace; }
td code, td small { display: block; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 10px; text-anchor: middle; fill: var(--quiet); }
.month { fill: var(--accent); }
.unknown { fill: #8a8c85; }
.base { fill: #cfcfc8; }
rect.verified { fill: #15605a; }
rect.not-verified { fill: #b8791f; }
rect.broken-signature { fill: #a82a22; }
rect.no-encryption { fill: #8a8c85; }
rect.no-identity { fill: #b4b6ae; }
rect.unchecked { fill: #e3e3de; }
.tiles { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0; }
.tiles div { flex: 1 1 110px; border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
.tiles dt { color: var(--quiet); font-size: 11px; }
.tiles dd { margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; }
ul.verdict { margin: 8px 0; padding-left: 18px; }
ul.verdict li { margin: 4px 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 8px 0; padding: 0; }
.legend li { border-left: 10px solid #cfcfc8; padding-left: 6px; }
.legend .verified { border-color: #15605a; }
.legend .not-verified { border-color: #b8791f; }
.legend .broken-signature { border-color: #a82a22; }
.legend .no-encryption { border-color: #8a8c85; }
.legend .no-identity { border-color: #b4b6ae; }
.legend .unchecked { border-color: #e3e3de; }
table { width: 100%; border-collapse: collapse; table-layout: auto; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--quiet); font-size: 11px; font-weight: 600; border-bottom-color: #cfcfc8; }
td:first-child { width: 30%; }
td:nth-child(2) { white-space: nowrap; }
td:nth-child(3) { min-width: 106px; }
.trust { font-weight: 600; }
.trust.verified { color: #15605a; }
.trust.not-verified { color: #7d4a00; }
.trust.broken-signature { color: #a82a22; }
.tag { display: inline-block; background: #ecedf0; border-radius: 999px; padding: 1px 8px; margin: 0 2px 2px 0; font-size: 11px; }
.words { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
.words dd { margin: 0; color: var(--quiet); }
@page { margin: 14mm; }
@media print {
  main { max-width: none; padding: 0; }
  body { font-size: 10px; }
  code, small, .tag { font-size: 9px; }
  thead { display: table-header-group; }
  tr, svg, .tiles div, .words dt { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  rect, .tag, .legend li { print-color-adjust: exact; }
}
`;

/** A test compares it with the style sheet. */
export const reportStyleHash = 'sha256-1d2/w2QKZp+5b5sKZ3bSe+JCZIojvuR7l00LAf6FInY=';
