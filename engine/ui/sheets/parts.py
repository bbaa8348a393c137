"""Our own pieces of pages: heads, pills, facts, tables, papers, timelines, the way through the stages."""

SHEET = """
.bh-head {display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .7rem; margin: 0 0 .2rem;}
.bh-head h1 {font-size: 1.6rem; margin: 0 .3rem 0 0; padding: 0; letter-spacing: .01em; overflow-wrap: anywhere;}
.bh-head h2, .bh-head h3, .bh-small-head {font-size: 1.08rem; margin: 0; padding: 0;}
.bh-sub {color: var(--quiet); margin: 0; line-height: 1.7;}
.bh-link {color: var(--blue);}
.bh-who {color: var(--quiet); margin: 0 0 .4rem; padding: 0 .5rem;}
.bh-lead {font-size: 1.15rem; font-weight: 600; margin: 0 0 .2rem; line-height: 1.7;}
.bh-figure {font-size: 1.35rem; font-weight: 650; margin: .2rem 0 .6rem; color: var(--deep);}
.bh-day {white-space: nowrap;}
.bh-problem {color: var(--red); margin: -.4rem 0 .3rem; font-size: .95rem; line-height: 1.5;}
.bh-place {display: block;} .bh-place, .bh-start {scroll-margin-top: 5rem;}
[data-testid="stElementContainer"]:has(.bh-place) {height: 0; margin-bottom: -.85rem;}
.bh-problem::before {content: "! "; font-weight: 700;}
.bh-note {background: var(--ground); border-left: 4px solid #7ba3c0; border-radius: 4px; padding: .6rem .9rem;}
.bh-sum {margin: 0; font-weight: 600;} .bh-sum output {font-size: 1.15rem; margin-left: .6rem; color: var(--deep);}
.bh-file {margin: 0; overflow-wrap: anywhere;}
.bh-text {white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; line-height: 1.75;}
.bh-pill {display: inline-block; padding: .05rem .6rem; border-radius: 1rem; font-size: .84rem;
  font-weight: 600; line-height: 1.6; border: 1px solid; white-space: nowrap; margin-right: .45rem;}
.bh-red {background: #fdecec; color: #9b1c1c; border-color: #e9b4b4;}
.bh-amber {background: #fff4dc; color: #7a4b00; border-color: #ecd08f;}
.bh-green {background: #e7f4ec; color: #1c5b36; border-color: #afd6bd;}
.bh-grey {background: #eef1f4; color: #4a5966; border-color: #cfd7de;}
.bh-blue {background: #e4eef5; color: var(--deep); border-color: #aecbdf;}
.bh-left {margin: 0; line-height: 1.65;} .bh-left strong {font-weight: 650;}
.bh-clocks {display: grid; gap: .5rem; list-style: none; margin: .2rem 0 0 !important; padding: 0 !important;}
.bh-clocks li {display: grid; grid-template-columns: 8.2em 1fr; align-items: baseline; gap: 0 .6rem; margin: 0;
  padding: .45rem .8rem; border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 6px;}
.bh-clocks li.red {border-left-color: #b42318; background: #fffafa;} .bh-clocks li.amber {border-left-color: #c98a00;}
.bh-clocks li.green {border-left-color: #2f8f57;} .bh-clocks .bh-when {grid-column: 2; line-height: 1.55;}
.bh-facts {display: grid; grid-template-columns: minmax(7em, max-content) 1fr; gap: .45rem 1.1rem;
  margin: 0 !important; padding: 0 !important;}
.bh-facts dt {color: var(--quiet); max-width: 16em;}
.bh-facts dd {margin: 0 !important; overflow-wrap: anywhere; white-space: pre-wrap;}
.bh-scroll {overflow-x: auto; width: 100%;}
.bh-table {border-collapse: collapse; width: 100%; font-size: .94rem; line-height: 1.6;}
.bh-table th {text-align: left; color: var(--quiet); font-weight: 600; border-bottom: 2px solid var(--line);
  background: var(--ground); padding: .45rem .7rem; white-space: nowrap;}
.bh-table td {border-bottom: 1px solid #e6ebef; padding: .5rem .7rem; vertical-align: top; overflow-wrap: anywhere;}
.bh-table td:first-child {font-weight: 600;} .bh-table.even td:first-child {font-weight: 400;}
.bh-table tbody tr:hover td {background: #fafcfd;}
.bh-line {list-style: none; margin: 0 !important; padding: 0 !important;}
.bh-line > li {position: relative; padding: 0 0 1.15rem 1.5rem; border-left: 2px solid var(--line);
  margin-left: .5rem;}
.bh-line > li:last-child {padding-bottom: 0;}
.bh-line > li::before {content: ""; position: absolute; left: -.47rem; top: .45rem; width: .78rem; height: .78rem;
  border-radius: 50%; background: #fff; border: 3px solid #7ba3c0; box-sizing: border-box;}
.bh-line > li.act::before {background: var(--blue); border-color: var(--blue);}
.bh-line > li.time::before {border-color: #9aa8b3;}
.bh-line > li.alarm::before {background: var(--red); border-color: var(--red);}
.bh-line p {margin: 0; line-height: 1.65; overflow-wrap: anywhere;}
.bh-line .what {font-weight: 600;} .bh-line .what.rule, .bh-line .what.time {font-weight: 400;}
.bh-line .what.alarm {color: #9b1c1c;}
.bh-line .bh-facts {margin: .3rem 0 .2rem !important; font-size: .95rem;}
.bh-when {color: var(--quiet); font-size: .88rem; font-weight: 400;}
.bh-why {color: #3b4c5a; font-size: .9rem; background: var(--ground); border-radius: 4px; padding: .25rem .6rem;
  margin: .25rem 0 0 !important; display: inline-block;}
details.bh-reason {margin: .15rem 0 0; font-size: .9rem;}
details.bh-reason summary {color: var(--blue); cursor: pointer; width: fit-content; padding: .1rem .2rem;
  border-radius: 4px;}
details.bh-reason .bh-why {display: block; padding: .45rem .8rem; line-height: 1.7;}
.bh-code {font-family: ui-monospace, "SFMono-Regular", Consolas, "Noto Sans Mono CJK SC", monospace;
  font-size: 1.45rem; letter-spacing: .08em; background: var(--ground); border: 1px dashed #7ba3c0; border-radius: 6px;
  padding: .7rem 1rem; margin: .2rem 0; user-select: all; overflow-wrap: anywhere;}
.bh-steps {display: flex; gap: 0; list-style: none; padding: 0 !important;
  margin: .6rem 0 1rem !important;}
.bh-steps li {flex: 1; text-align: center; color: #5b6975; border-top: 4px solid var(--line); padding-top: .5rem;
  font-size: .95rem; margin: 0;}
.bh-steps li.done {border-color: var(--blue); color: var(--deep);} .bh-steps li.now {font-weight: 700;}
.bh-steps li.now::before {content: "● "; color: var(--blue);}
.bh-form label {display: block; font-weight: 600; margin: .7rem 0 .25rem;}
.bh-form input {width: 100%; box-sizing: border-box; font: inherit; padding: .55rem .75rem; background: var(--ground);
  border: 1px solid var(--edge); border-radius: 6px; color: var(--ink);}
.bh-form button, .bh-button {display: inline-block; font: inherit; font-weight: 600;
  margin-top: 1rem; padding: .55rem 1.6rem;
  border-radius: 6px; border: 1px solid var(--blue); background: var(--blue); color: #fff !important; cursor: pointer;
  text-decoration: none !important;}
.bh-people {display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem; margin-top: .6rem;}
.bh-people button {width: 100%; text-align: left; margin: 0; background: #fff; color: var(--ink) !important;
  border-color: #c3ccd4; padding: .6rem .9rem; line-height: 1.5;}
.bh-people button:hover {border-color: var(--blue); background: var(--ground);}
.bh-people small {display: block; color: var(--quiet); font-weight: 400;}
.bh-form input:focus-visible, .bh-form button:focus-visible, a:focus-visible, summary:focus-visible {
  outline: 3px solid var(--blue); outline-offset: 2px;}
.bh-empty {color: var(--quiet); padding: 1.2rem 1rem; text-align: center; border: 1px dashed #b9c4cd;
  border-radius: 6px; margin: 0;}
.bh-paper {border: 1px solid var(--line); border-left: 4px solid var(--blue); border-radius: 6px;
  padding: .9rem 1.1rem; background: #fcfdfe;}
.bh-paper h3 {margin: 0 0 .6rem; padding: 0; font-size: 1.08rem;}
.bh-paper > p {margin: .5rem 0 0;}
"""
