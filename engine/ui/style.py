"""How the app looks: one style sheet, sent with every page.

Words of Streamlit's own that cannot be set (the uploader's) are replaced here.
"""

from __future__ import annotations

import streamlit as st

from engine.ui.words import say

_SHEET = """
.stMainBlockContainer {max-width: 1080px; padding-top: 3.4rem; padding-bottom: 6rem;}
.stBottom .stMainBlockContainer, [data-testid="stBottomBlockContainer"] {
  max-width: 1080px; padding-top: .7rem; padding-bottom: 1.1rem;}
[data-testid="stBottom"] > div {border-top: 1px solid #d5dde3; background: #fff;}
[data-testid="stMain"] {scroll-padding-bottom: 8rem;}
[data-testid="stWidgetLabel"] p {font-weight: 600; color: #1b2a36;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: #55636f !important; opacity: 1;}
[data-testid="stDateInput"] [data-placeholder], [data-testid="stTimeInput"] [data-placeholder] {
  color: transparent !important;}
[data-testid="stPageLink"] p {font-weight: 600; color: #1f5f8b; white-space: normal; overflow: visible;}
[data-testid="stPageLink"] a, [data-testid="stPageLink"] span {white-space: normal; overflow: visible;}
[data-testid="stPageLink"] a {padding-left: 0; padding-right: 0;}
.bh-who {color: #55636f; margin: 0 0 .4rem; padding: 0 .5rem;}
[data-testid="stSidebarHeader"]::before {content: "TITLE"; font-weight: 650; font-size: 1.1rem; color: #174a6e;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: .85rem;}
.bh-head {display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .9rem; margin: 0 0 .2rem;}
.bh-figure {font-size: 1.35rem; font-weight: 650; margin: .2rem 0 .6rem; color: #174a6e;}
.bh-head h2, .bh-head h3 {font-size: 1.08rem; margin: 0; padding: 0;}
.bh-day {white-space: nowrap;}
.bh-small-head {font-size: 1.08rem; margin: 0; padding: 0;}
.bh-head h1 {font-size: 1.6rem; margin: 0; padding: 0; letter-spacing: .01em;}
.bh-sub {color: #55636f; margin: 0; line-height: 1.7;}
.bh-problem {color: #a61b1b; margin: -.4rem 0 .3rem; font-size: .92rem; line-height: 1.5;}
.bh-problem::before {content: "! "; font-weight: 700;}
.bh-note {background: #f4f7f9; border-left: 4px solid #7ba3c0; border-radius: 4px; padding: .6rem .9rem;}
.bh-sum {margin: 0; font-weight: 600;} .bh-sum output {font-size: 1.15rem; margin-left: .6rem; color: #174a6e;}
.bh-file {margin: 0; overflow-wrap: anywhere;}
.bh-text {white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; line-height: 1.75;}
.bh-pill {display: inline-block; padding: .05rem .6rem; border-radius: 1rem; font-size: .84rem;
  font-weight: 600; line-height: 1.6; border: 1px solid; white-space: nowrap; margin-right: .35rem;}
.bh-red {background: #fdecec; color: #9b1c1c; border-color: #e9b4b4;}
.bh-amber {background: #fff4dc; color: #7a4b00; border-color: #ecd08f;}
.bh-green {background: #e7f4ec; color: #1c5b36; border-color: #afd6bd;}
.bh-grey {background: #eef1f4; color: #4a5966; border-color: #cfd7de;}
.bh-blue {background: #e4eef5; color: #174a6e; border-color: #aecbdf;}
.bh-facts {display: grid; grid-template-columns: minmax(7em, max-content) 1fr; gap: .45rem 1.1rem;
  margin: 0 !important; padding: 0 !important;}
.bh-facts dt {color: #55636f;} .bh-facts dd {margin: 0 !important; overflow-wrap: anywhere; white-space: pre-wrap;}
.bh-scroll {overflow-x: auto; width: 100%;}
.bh-table {border-collapse: collapse; width: 100%; font-size: .94rem; line-height: 1.6;}
.bh-table th {text-align: left; color: #55636f; font-weight: 600; border-bottom: 2px solid #d5dde3;
  padding: .45rem .7rem .45rem 0; white-space: nowrap;}
.bh-table td {border-bottom: 1px solid #e6ebef; padding: .5rem .7rem .5rem 0; vertical-align: top;}
.bh-line {list-style: none; margin: 0 !important; padding: 0 !important;}
.bh-line li {position: relative; padding: 0 0 1.05rem 1.5rem; border-left: 2px solid #d5dde3; margin-left: .5rem;}
.bh-line li:last-child {padding-bottom: 0;}
.bh-line li::before {content: ""; position: absolute; left: -.47rem; top: .45rem; width: .78rem; height: .78rem;
  border-radius: 50%; background: #fff; border: 3px solid #7ba3c0; box-sizing: border-box;}
.bh-line li.act::before {background: #1f5f8b; border-color: #1f5f8b;}
.bh-line li.time::before {border-color: #c3ccd4;}
.bh-line li.alarm::before {background: #a61b1b; border-color: #a61b1b;}
.bh-line p {margin: 0; line-height: 1.65; overflow-wrap: anywhere;}
.bh-line .what {font-weight: 600;} .bh-line li.rule .what, .bh-line li.time .what {font-weight: 400;}
.bh-when {color: #55636f; font-size: .88rem;}
.bh-why {color: #3b4c5a; font-size: .9rem; background: #f4f7f9; border-radius: 4px; padding: .25rem .6rem;
  margin: .25rem 0 0 !important; display: inline-block;}
.bh-code {font-family: ui-monospace, "SFMono-Regular", Consolas, "Noto Sans Mono CJK SC", monospace;
  font-size: 1.45rem; letter-spacing: .08em; background: #f4f7f9; border: 1px dashed #7ba3c0; border-radius: 6px;
  padding: .7rem 1rem; margin: .2rem 0; user-select: all; overflow-wrap: anywhere;}
.bh-steps {display: flex; gap: 0; list-style: none; padding: 0 !important;
  margin: .6rem 0 1rem !important;}
.bh-steps li {flex: 1; text-align: center; color: #7b8a97; border-top: 4px solid #d5dde3; padding-top: .5rem;
  font-size: .95rem; margin: 0;}
.bh-steps li.done {border-color: #1f5f8b; color: #174a6e;} .bh-steps li.now {font-weight: 700;}
.bh-form label {display: block; font-weight: 600; margin: .7rem 0 .25rem;}
.bh-form input {width: 100%; box-sizing: border-box; font: inherit; padding: .55rem .75rem; background: #f4f7f9;
  border: 1px solid #c3ccd4; border-radius: 6px; color: #1b2a36;}
.bh-form button, .bh-button {display: inline-block; font: inherit; font-weight: 600;
  margin-top: 1rem; padding: .55rem 1.6rem;
  border-radius: 6px; border: 1px solid #1f5f8b; background: #1f5f8b; color: #fff !important; cursor: pointer;
  text-decoration: none !important;}
.bh-people {display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem; margin-top: .6rem;}
.bh-people button {width: 100%; text-align: left; margin: 0; background: #fff; color: #1b2a36 !important;
  border-color: #c3ccd4; padding: .6rem .9rem; line-height: 1.5;}
.bh-people button:hover {border-color: #1f5f8b; background: #f4f7f9;}
.bh-people small {display: block; color: #55636f; font-weight: 400;}
.bh-form input:focus-visible, .bh-form button:focus-visible, a:focus-visible {
  outline: 3px solid #7ba3c0; outline-offset: 2px;}
.bh-empty {color: #55636f; padding: 1.2rem 0; text-align: center; border: 1px dashed #d5dde3; border-radius: 6px;}
.bh-paper {border: 1px solid #d5dde3; border-left: 4px solid #1f5f8b; border-radius: 6px; padding: .9rem 1.1rem;
  background: #fcfdfe;}
.bh-paper h3 {margin: 0 0 .6rem; padding: 0; font-size: 1.08rem;}
[data-testid="stFileUploaderDropzone"] button p,
[data-testid="stFileUploaderDropzone"] button span:not(:has(*)) {font-size: 0;}
[data-testid="stFileUploaderDropzone"] button::after {content: "UPLOAD"; font-size: .95rem; white-space: nowrap;}
[data-testid="stFileChips"] button::after, [data-testid="stFileChip"] button::after {content: none;}
[data-testid="stFileUploaderDropzoneInstructions"] {display: none;}
[data-testid="stFileUploader"]:has([data-testid="stFileChip"][aria-invalid="true"])::after {
  content: "TOO-LARGE"; display: block; color: #a61b1b; font-size: .92rem; margin-top: .4rem;}
[data-testid="stFileChip"] [role="alert"] {display: none;} [data-testid="stTooltipErrorContent"] {display: none;}
[data-testid="stInputInstructions"], [data-testid="InputInstructions"] {display: none;}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stBottom"], [data-testid="stRadio"],
  .stButton, .stTabs [role="tablist"] {display: none !important;}
  html, body, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"],
  [data-testid="stAppScrollToBottomContainer"] {
    position: static !important; display: block !important; height: auto !important; overflow: visible !important;}
  .stMainBlockContainer {padding: 0; max-width: none;}
  .bh-paper, .bh-table tr {break-inside: avoid;}
}
@media (max-width: 640px) {
  .stMainBlockContainer, [data-testid="stBottomBlockContainer"] {padding-left: 1rem; padding-right: 1rem;}
  .bh-head h1 {font-size: 1.35rem;} .bh-code {font-size: 1.15rem;}
  .bh-facts {grid-template-columns: 1fr; gap: .1rem;} .bh-facts dd {margin-bottom: .55rem !important;}
  .bh-table.cards thead {display: none;}
  .bh-table.cards tr {display: block; border: 1px solid #d5dde3; border-radius: 6px; padding: .5rem .8rem;
    margin-bottom: .7rem;}
  .bh-table.cards td {display: block; border: 0; padding: .12rem 0;}
  .bh-table.cards td[data-label]::before {content: attr(data-label) "\\a0\\a0"; color: #55636f; font-size: .86rem;}
}
"""


def inject() -> None:
    """Send the style sheet with this page."""
    sheet = _SHEET.replace("UPLOAD", say("files.choose")).replace("TITLE", say("app.brand"))
    sheet = sheet.replace("TOO-LARGE", say("files.too-large"))
    st.html(f"<style>{sheet}</style>")
