"""How forms of accounts look, the picture that sets a device up, and recovery codes."""

from __future__ import annotations

SHEET = """
.bh-narrow {max-width: 26rem;} .bh-form:has(.bh-wide) {max-width: none;}
.bh-form:has(.bh-wide) > input {max-width: 26rem; display: block;}
.bh-form button.bh-quiet {background: #fff; color: #1f5f8b !important; border-color: #6b8799;}
.bh-form .bh-table button {margin-top: 0;} .bh-form .bh-table td {vertical-align: middle;}
.bh-scroll + .bh-when {padding-top: .7rem;}
.bh-code + p {margin-top: 1.2rem;}
.bh-form .bh-problem {margin: .6rem 0 0;}
details.bh-again {margin: 1.4rem 0 0;}
details.bh-again summary {color: var(--blue); cursor: pointer; width: fit-content; padding: .1rem .2rem;
  margin-bottom: .6rem; border-radius: 4px;}
.bh-wide {margin-top: 1.2rem;}
@media (max-width: 640px) {
  .bh-form .bh-table.cards td:empty {display: none;} .bh-form .bh-table.cards td:has(button)::before {content: none;}
  .bh-form .bh-table.cards button {margin: .4rem 0 .2rem;}
}
.bh-qr {display: block; max-width: 100%; height: auto; border: 1px solid #d5dde3; border-radius: 6px;
  margin: .4rem 0 .8rem;}
.bh-recovery {columns: 2; column-gap: 2.5rem; width: max-content; max-width: 100%; font-size: 1.05rem; line-height: 2;
  font-family: ui-monospace, "SFMono-Regular", Consolas, "Noto Sans Mono CJK SC", monospace; list-style: none;
  padding: .6rem 1rem !important; background: #f4f7f9; border-radius: 6px; user-select: all;}
"""
