"""The same on a phone, and on paper."""

SHEET = """
@page {margin: 1.6cm;}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stBottom"], [data-testid="stRadio"],
  .stButton, .stDownloadButton, .stTabs [role="tablist"], [data-testid="stPageLink"], [data-testid="stAlert"],
  [data-testid="stCheckbox"], [data-testid="stCaptionContainer"], .st-key-act-area,
  [class*="st-key-act-"], [class*="st-key-print"] {display: none !important;}
  html, body, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"],
  [data-testid="stAppScrollToBottomContainer"] {
    position: static !important; display: block !important; height: auto !important; overflow: visible !important;}
  .stMainBlockContainer {padding: 0; max-width: none;}
  .bh-paper, .bh-table tr, .bh-line > li, .bh-clocks li {break-inside: avoid;}
  .bh-head h1 {font-size: 1.4rem;} h2, h3 {break-after: avoid;}
}
@media (max-width: 640px) {
  .stMainBlockContainer, [data-testid="stBottomBlockContainer"] {padding-left: 1rem; padding-right: 1rem;}
  .stMainBlockContainer {padding-top: 4rem;}
  .bh-head h1 {font-size: 1.35rem;} .bh-code {font-size: 1.15rem;}
  [data-testid="stRadioOption"] {padding-top: .5rem; padding-bottom: .5rem;}
  [data-testid="stBottom"] [data-testid="stHorizontalBlock"] {flex-wrap: nowrap; gap: .4rem;}
  [data-testid="stBottom"] [data-testid="stColumn"] {min-width: 0; width: auto; flex: 0 1 auto;}
  [data-testid="stBottom"] [data-testid="stColumn"]:first-child {flex: 1 1 auto;}
  [data-testid="stBottom"] [data-testid="stColumn"]:first-child .stButton,
  [data-testid="stBottom"] [data-testid="stColumn"]:first-child .stButton button {width: 100%;}
  [data-testid="stBottom"] [data-testid="stColumn"]:first-child [data-testid="stElementContainer"] {width: 100%;}
  [data-testid="stHorizontalBlock"]:has(.bh-file) {flex-wrap: nowrap; gap: .6rem;}
  [data-testid="stHorizontalBlock"]:has(.bh-file) > [data-testid="stColumn"] {
    min-width: 0; width: auto; flex: 0 0 auto;}
  [data-testid="stHorizontalBlock"]:has(.bh-file) > [data-testid="stColumn"]:first-child {flex: 1 1 0;}
  .stTabs [role="tab"] {padding: .5rem .3rem;}
  .bh-facts {grid-template-columns: 1fr; gap: .1rem;}
  .bh-facts dt {font-size: .9rem; max-width: none;} .bh-facts dd {margin-bottom: .55rem !important;}
  .bh-clocks li {grid-template-columns: 1fr;} .bh-clocks .bh-when {grid-column: 1;}
  .bh-table.cards thead {display: none;}
  .bh-table.cards tr {display: block; border: 1px solid var(--line); border-radius: 6px; padding: .5rem .8rem;
    margin-bottom: .7rem;}
  .bh-table.cards td {display: block; border: 0; padding: .12rem 0; width: auto !important;}
  .bh-table.cards td[data-label]::before {content: attr(data-label) "\\a0\\a0"; color: var(--quiet);
    font-size: .86rem; font-weight: 400;}
  .bh-table.cards td:first-child {font-size: 1.02rem;} .bh-table.cards td:first-child::before {content: none;}
  [data-testid="stGraphVizChart"] {overflow-x: auto;}
  [data-testid="stGraphVizChart"] svg {width: 640px !important; max-width: none; height: auto;}
}
"""
