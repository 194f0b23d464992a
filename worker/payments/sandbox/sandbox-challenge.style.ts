// The bank's own look: plain on purpose, and nothing of Jari's, so that the buyer sees who is asking.
// Contrast of text on its ground is 4.5:1 or better in both themes; targets are 48 px high.

export const BANK_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f2f4f3, #111614); --card: light-dark(#fff, #1b2220); --line: light-dark(#d5dcd9, #35403c);
  --ink: light-dark(#17201d, #eaf1ee); --soft: light-dark(#53615c, #a3b1ac);
  --main: light-dark(#0b5f4b, #5cc9a7); --on-main: light-dark(#fff, #0a1f18); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; grid-template-rows: auto 1fr auto; background: var(--ground);
  color: var(--ink); font: 16px/1.6 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
  word-break: keep-all; overflow-wrap: anywhere; }
header, footer { padding: 16px 20px; text-align: center; }
header { font-weight: 700; letter-spacing: .01em; color: var(--main); }
header span { display: inline-block; width: .7em; height: .7em; margin-inline-end: .45em; background: var(--main); transform: rotate(45deg); }
footer { color: var(--soft); font-size: 14px; }
main { align-self: center; justify-self: center; width: min(100% - 32px, 420px); padding: 28px 24px;
  background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
h1 { margin: 0 0 20px; font-size: 20px; line-height: 1.35; }
p { margin: 0 0 16px; } p:last-child { margin-bottom: 0; }
dl { margin: 0 0 24px; border-top: 1px solid var(--line); }
dl > div { padding: 12px 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); font-size: 14px; }
dd { margin: 0; }
dd.amount { font-size: 28px; font-weight: 700; line-height: 1.3; font-variant-numeric: tabular-nums; }
dd.reference { font: 14px/1.6 ui-monospace, monospace; word-break: break-all; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin-bottom: 20px; }
button { width: 100%; min-height: 48px; padding: 8px 16px; font: inherit; font-weight: 600; border-radius: 6px; cursor: pointer;
  border: 1px solid var(--main); background: var(--main); color: var(--on-main); }
button.quiet { background: transparent; color: var(--ink); border-color: var(--soft); }
a { color: var(--main); display: inline-block; padding: 6px 0; }
.note { color: var(--soft); font-size: 14px; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 3px; }
`;
