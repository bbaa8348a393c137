"""Streamlit's own widgets: edges that can be seen (3:1 on their ground), room for a finger, Chinese words.

Words in capitals are replaced by `engine.ui.style`.
"""

SHEET = """
:root {--ink: #1b2a36; --quiet: #55636f; --deep: #174a6e; --blue: #1f5f8b; --edge: #7b8b99; --line: #d5dde3;
  --ground: #f4f7f9; --red: #a61b1b;}
.stMainBlockContainer {max-width: 1080px; padding-top: 3.2rem; padding-bottom: 6rem;}
.stMainBlockContainer [data-testid="stVerticalBlock"] {gap: .85rem;}
.stBottom .stMainBlockContainer, [data-testid="stBottomBlockContainer"] {
  max-width: 1080px; padding-top: .7rem; padding-bottom: .9rem;}
[data-testid="stBottom"] > div {border-top: 1px solid var(--line); background: #fff;
  box-shadow: 0 -4px 14px rgba(27, 42, 54, .06);}
[data-testid="stBottom"] [data-testid="stAlertContainer"] {padding: .5rem .8rem;}
[data-testid="stMain"] {scroll-padding-bottom: 8rem;}
[data-testid="stSidebarHeader"]::before {content: "TITLE"; font-weight: 650; font-size: 1.1rem; color: var(--deep);}
[data-testid="stSidebarNavLink"] {border-left: 3px solid transparent; border-radius: 0 6px 6px 0; min-height: 2.1rem;}
[data-testid="stSidebarNavLink"] p {color: var(--ink);}
[data-testid="stSidebarNavLink"][aria-current="page"] {border-left-color: var(--blue); background: #e1eaf1;}
[data-testid="stExpandSidebarButton"]::after {content: "MENU"; font-size: .95rem; font-weight: 600;
  color: var(--deep); margin-left: .2rem;}
[data-testid="stWidgetLabel"] p {font-weight: 600; color: var(--ink);}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: var(--quiet) !important; opacity: 1;}
.react-aria-ComboBox > div, [data-testid="stTextInputRootElement"], [data-testid="stTextAreaRootElement"],
[data-testid="stDateInputField"], [data-testid="stTimeInputField"],
[data-testid="stMultiSelect"] [role="group"] {border-color: var(--edge) !important;}
[data-testid="stFileUploaderDropzone"] {border: 1px dashed var(--edge);}
[data-testid="stRadioOption"] > div > div:first-child, [data-testid="stCheckbox"] label > span:first-of-type {
  border-color: var(--edge);}
[data-testid="stRadioOption"]:not(:has(input:checked)) > div > div:first-child {
  box-shadow: inset 0 0 0 1px var(--edge); border-radius: 50%;}
[data-testid="stRadioOption"] {padding: .28rem .5rem .28rem .3rem; margin-left: -.3rem; border-radius: 6px;}
[data-testid="stRadioOption"]:hover {background: var(--ground);}
[data-testid="stRadioOption"]:has(input:checked) {background: #e9f1f7;}
[data-testid="stRadioOption"] [data-testid="stCaptionContainer"] p {font-size: .88rem; margin-top: .05rem;}
.stButton button, .stDownloadButton button {min-height: 2.5rem;}
[data-testid="stBaseButton-secondary"] {border-color: var(--edge);}
[data-testid="stBaseButton-primary"] {padding-left: 1.6rem; padding-right: 1.6rem;}
[data-testid="stBaseButton-tertiary"] p {color: var(--blue); text-decoration: underline; text-underline-offset: .2em;}
.stTabs [role="tablist"] {gap: .2rem;}
.stTabs [role="tab"] {padding: .45rem .7rem;} .stTabs [role="tab"] p {font-size: 1rem;}
.stTabs [role="tab"][aria-selected="true"] p {font-weight: 650;}
[data-testid="stPageLink"] p {font-weight: 600; color: var(--blue); white-space: normal; overflow: visible;}
[data-testid="stPageLink"] a, [data-testid="stPageLink"] span {white-space: normal; overflow: visible;}
[data-testid="stPageLink"] a {padding-left: 0; padding-right: 0;}
[class*="st-key-line-"], [class*="st-key-notice-"] {border-left-width: 4px !important; padding: .7rem 1rem;
  gap: .2rem !important;}
[class*="st-key-line-"] [data-testid="stVerticalBlock"] {gap: .15rem;}
[class*="st-key-line-"] [data-testid="stPageLink"] p {font-size: 1.06rem;}
[class*="st-key-line-"] [data-testid="stPageLink"] p span, [class*="st-key-notice-"] [data-testid="stPageLink"] p span {
  white-space: nowrap; font-weight: 400;}
[data-testid="stTextArea"] textarea {min-height: 5.6rem;}
[class*="st-key-line-red"] {border-left-color: #b42318 !important;}
[class*="st-key-line-amber"] {border-left-color: #c98a00 !important;}
[class*="st-key-line-green"] {border-left-color: #2f8f57 !important;}
[class*="st-key-notice-new"] {border-left-color: var(--blue) !important;}
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] > div {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
[data-testid="stFileUploaderDropzone"] button::after {content: "UPLOAD"; font-size: .95rem; white-space: nowrap;}
[data-testid="stFileChips"] button::after, [data-testid="stFileChip"] button::after {content: none;}
[data-testid="stFileUploaderDropzoneInstructions"] {display: none;}
[data-testid="stFileUploader"]:has([data-testid="stFileChip"][aria-invalid="true"])::after {
  content: "TOO-LARGE"; display: block; color: var(--red); font-size: .92rem; margin-top: .4rem;}
[data-testid="stFileChip"] [role="alert"], [data-testid="stTooltipErrorContent"] {display: none;}
[role="listbox"] [data-key="__creatable__"] [data-item-hl], [role="listbox"][data-empty="true"] [role="option"] span {
  font-size: 0;}
[role="listbox"] [data-key="__creatable__"] [data-item-hl]::before {content: "AS-TYPED"; font-size: .95rem;}
[role="listbox"][data-empty="true"] [role="option"] span::before {content: "NO-RESULTS"; font-size: .95rem;}
[data-testid="stInputInstructions"], [data-testid="InputInstructions"] {display: none;}
[data-testid="stDateInput"] [data-placeholder], [data-testid="stTimeInput"] [data-placeholder] {
  font-size: 0; color: transparent !important;}
[data-testid="stDateInput"] [data-placeholder]::after, [data-testid="stTimeInput"] [data-placeholder]::after {
  font-size: 1rem; color: var(--quiet);}
[data-testid="stDateInput"] [data-type="year"][data-placeholder]::after {content: "YEAR";}
[data-testid="stDateInput"] [data-type="month"][data-placeholder]::after {content: "MONTH";}
[data-testid="stDateInput"] [data-type="day"][data-placeholder]::after {content: "DAY";}
[data-testid="stTimeInput"] [data-placeholder]::after {content: "--";}
[role="dialog"] > h2[slot="title"], [role="dialog"] > h2[slot="title"] + div {font-size: 0;}
[role="dialog"] > h2[slot="title"] + div > * {display: none;}
[role="dialog"] > h2[slot="title"]::after {content: "NO-LINE"; font-size: 1.3rem;}
[role="dialog"] > h2[slot="title"] + div::after {content: "NO-LINE-WORDS"; font-size: 1rem; line-height: 1.7;}
a[href="#stMain"] {font-size: 0 !important;} a[href="#stMain"]::after {content: "SKIP"; font-size: .95rem;}
[data-testid="stSidebarNavLink"]:focus-visible, [data-testid="stRadioOption"]:has(:focus-visible),
[data-testid="stCheckbox"] label:has(:focus-visible) {outline: 3px solid var(--blue) !important;}
"""
