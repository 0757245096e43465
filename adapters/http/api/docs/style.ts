/** Light and dark by the reader's own choice; one column that fits a phone. */
export const docsStyle = `:root { color-scheme: light dark; --ink: #1d232b; --paper: #fff; --soft: #f1f3f6; --line: #d5dae1; --link: #0b57a4; --get: #0f6b46; --post: #7a3b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e9ef; --paper: #14181d; --soft: #1e242c; --line: #39424e; --link: #86bdf7; --get: #6fd3a4; --post: #f0b27a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h4 { margin: 1rem 0 .25rem; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .35rem 0; }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
pre, .wide { overflow-x: auto; }
pre { background: var(--soft); padding: .75rem; border-radius: .25rem; }
details { border: 1px solid var(--line); border-radius: .25rem; margin: .35rem 0; }
details > div { padding: 0 .75rem .75rem; }
summary { padding: .6rem .75rem; cursor: pointer; }
summary:hover { background: var(--soft); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.verb { display: inline-block; min-width: 3.2rem; font-weight: 700; }
.get { color: var(--get); } .post, .patch, .delete { color: var(--post); }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: normal; }
th { font-weight: 400; } th b { font-size: .8em; }
td { min-width: 7rem; }
`
