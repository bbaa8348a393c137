"""How comparisons look in the app: one style sheet, in force inside `.bh-compare` only."""

from __future__ import annotations

import streamlit as st

_SHEET = """
.stMainBlockContainer {max-width: 1500px;}
[data-testid="stElementToolbar"] {display: none;}
.bh-compare {font-size: .92rem; line-height: 1.55; overflow-wrap: anywhere;
  .scroll {overflow: auto; max-height: 78vh; border: 1px solid #c9d2da; border-radius: 6px;}
  .grid {border-collapse: separate; border-spacing: 0; margin: 0;}
  .grid th, .grid td {text-align: left; vertical-align: top; padding: .5rem .65rem; font-weight: 400;
    border: 0 solid #d9e0e6; border-width: 1px 1px 0 0; min-width: 12.5rem; max-width: 20rem;}
  .grid thead th {position: sticky; top: 0; z-index: 3; border-top: 0; background: #eaf1f6; font-weight: 600;
    color: #1b2a36;}
  .grid th[scope="row"], .grid thead th:first-child {position: sticky; left: 0; z-index: 2; background: #fff;
    min-width: 11rem; max-width: 11rem;}
  .grid thead th:first-child {z-index: 4; background: #eaf1f6;}
  .grid th b {display: block; font-weight: 600;}
  .section td {background: #f4f7f9;}
  .section th {background: #f4f7f9 !important; font-weight: 600; color: #174a6e; border-right: 0;}
  .term th[scope="row"] {padding-left: 1.4rem; color: #55636f; font-size: .86rem;}
  .term td {font-size: .86rem;} .term.differs td {background: #fbfaf3;}
  .soft, td.none {color: #55636f;} .small {font-size: .84rem;}
  .clause {display: block; color: #55636f; font-size: .84rem;}
  .tag {display: inline-block; border-radius: 4px; padding: 0 .45rem; margin: .15rem .25rem 0 0; font-size: .82rem;
    background: #edf1f4; color: #33414d;}
  .tag.stricter {background: #ddefe3; color: #14532d;} .tag.looser {background: #fbe3df; color: #7f1d1d;}
  .tag.incomparable, .tag.both-run {background: #e7e3f6; color: #3b2c7a;}
  .tag.outlier {background: #fff3d6; color: #6b4100;} td.outlier {background: #fffaf0;}
  ol.differences {list-style: none; margin: 0 !important; padding: 0 !important;}
  .difference, .case {border: 1px solid #d5dde3; border-radius: 6px; padding: .7rem .9rem; margin: 0 0 .8rem;}
  .difference > p:first-child {margin: 0 0 .5rem; font-weight: 600;}
  .difference > .clause {display: none;}
  .sides {display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem 1rem;}
  .sides > div {background: #f4f7f9; padding: .45rem .7rem; border-radius: 4px;}
  .sides b {display: block; font-size: .84rem; color: #55636f; font-weight: 600;}
  ul.regions {margin: .4rem 0 !important; padding-left: 1.2rem !important;} ul.regions li {margin: 0;}
  .effects {width: 100%; table-layout: fixed; border-collapse: collapse; margin-top: .5rem;}
  .effects th, .effects td {text-align: left; vertical-align: top; border: 1px solid #d9e0e6; padding: .35rem .6rem;
    font-weight: 400;}
  .effects th {background: #f4f7f9;} .effects thead th {font-weight: 600;}
  p {margin: .2rem 0;} details > summary {cursor: pointer; padding: .3rem 0;}
  .note {background: #f4f7f9; border-left: 4px solid #7ba3c0; border-radius: 4px; padding: .4rem .8rem;
    margin: 0 0 .8rem;}
  .note ul {margin: .2rem 0 !important; padding-left: 1.2rem !important;}
  .heat th, .heat td {min-width: 3.2rem; max-width: none; text-align: center; padding: .4rem .5rem;}
  .heat th[scope="row"], .heat thead th:first-child {text-align: left; min-width: 11rem;}
  img.lanes {display: block; width: 100%; min-width: 60rem; max-width: none;}
  .heat .self {background: #f4f7f9; color: #55636f;}
}
.bh-compare.quiet .clause {display: none;}
@media (max-width: 640px) {
  .bh-compare {
    .sides {grid-template-columns: 1fr;}
    .grid th, .grid td {min-width: 10rem;}
    .grid th[scope="row"], .grid thead th:first-child {min-width: 7.2rem; max-width: 7.2rem; padding: .45rem;}
    .heat th, .heat td {min-width: 2.6rem; padding: .35rem;}
    .heat th[scope="row"], .heat thead th:first-child {min-width: 7.2rem;}
    .effects, .effects tbody, .effects tr, .effects td, .effects th {display: block; width: 100%;}
    .effects thead {display: none;}
    .effects td::before {content: attr(data-side) "："; color: #55636f;}
  }
}
"""


def inject() -> None:
    """Send the style sheet with this page."""
    st.html(f"<style>{_SHEET}</style>")


def show(inside: str, *, quiet: bool = False) -> None:
    """HTML of a comparison; `quiet` hides clauses and days."""
    st.html(f'<div class="bh-compare{" quiet" if quiet else ""}">{inside}</div>')
