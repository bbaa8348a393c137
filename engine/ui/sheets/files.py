"""Attached files: a row of small pictures that wraps, a text that folds open."""

SHEET = """
.bh-files {list-style: none; margin: .4rem 0 !important; padding: 0 !important; display: grid;
  grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .8rem;}
.bh-files li {margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: .6rem; background: #fcfdfe;
  display: flex; flex-direction: column; gap: .4rem; min-width: 0;}
.bh-files li:has(details[open]) {grid-column: 1 / -1;}
.bh-thumb {display: block; height: 8.5rem; background: var(--ground); border-radius: 4px; overflow: hidden;}
.bh-thumb img {width: 100%; height: 100%; object-fit: contain; display: block; color: var(--quiet);
  font-size: .86rem; overflow-wrap: anywhere;}
.bh-files a.bh-file {color: var(--blue); overflow-wrap: anywhere; font-size: .94rem;}
.bh-files p {margin: 0; color: var(--quiet); font-size: .86rem; overflow-wrap: anywhere;}
.bh-files summary {color: var(--blue); cursor: pointer; width: fit-content; font-size: .9rem; padding: .1rem .2rem;}
.bh-files pre {white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; padding: .6rem; font-size: .9rem;
  line-height: 1.6; background: var(--ground); border-radius: 4px; max-height: 24rem; overflow-y: auto; color: inherit;}
"""
