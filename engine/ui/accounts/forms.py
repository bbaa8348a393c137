"""The forms of sign-in and account pages, as plain HTML that posts to our own routes."""

from __future__ import annotations

import segno

from engine.accounts import totp
from engine.accounts.second_factor import Offer
from engine.ui.accounts import told as account_told
from engine.ui.accounts import way_back
from engine.ui.plain import html_text, tag
from engine.ui.words import lang, say

_CODE = 'inputmode="text" autocapitalize="characters" autocomplete="one-time-code" maxlength="20"'


def sign_in_form() -> str:
    """Name and password."""
    return form(
        "sign-in",
        field("bh-user", "user", say("sign-in.user"), 'autocomplete="username"'),
        password_field("bh-password", "password", say("sign-in.password")),
        button(say("sign-in.go")),
        way_on(),
    )


def code_form() -> str:
    """The second step of signing in."""
    return form("code", field("bh-code", "code", say("account.code"), _CODE), button(say("sign-in.code-go")), way_on())


def way_on() -> str:
    """Where to go once signed in, when some page was wanted."""
    to = way_back.wanted()
    return f'<input type="hidden" name="{way_back.TO}" value="{html_text(to)}">' if to else ""


def leave_form() -> str:
    """Somebody else wants to sign in."""
    return form("leave", tag("button", say("sign-in.other"), type="submit", css="bh-quiet"))


def new_password_form(name: str) -> str:
    """The present password and the new one twice; the name is there for password managers."""
    user = f'<input type="hidden" name="user" autocomplete="username" value="{html_text(name)}">'
    return form(
        "password",
        user,
        password_field("bh-present", "password", say("account.present")),
        password_field("bh-new", "new", say("account.new"), new=True),
        password_field("bh-again", "again", say("account.new-again"), new=True),
        button(say("account.change")),
    )


def offer_form(label: str, *, has_factor: bool, prefix: str = "bh-offer") -> str:
    """Ask for a device to set up."""
    return form("factor-offer", _proof(prefix, has_factor=has_factor), button(label))


def remove_form() -> str:
    """Ask for the device to be forgotten."""
    quiet = tag("button", say("account.factor-remove"), type="submit", css="bh-quiet")
    return form("factor-remove", _proof("bh-remove", has_factor=True), quiet)


def confirm_form() -> str:
    """The first code of a new device."""
    digits = 'inputmode="numeric" autocomplete="one-time-code" maxlength="7"'
    return form(
        "factor-confirm",
        field("bh-first-code", "code", say("account.offer-code"), digits),
        button(say("account.offer-go")),
    )


def offer_html(offer: Offer, name: str, body: str) -> str:
    """What a device is set up with: the picture, the key in letters, and the recovery codes."""
    picture = qr_svg(totp.address_of(offer.secret, name, body), say("account.offer-qr"))
    codes = "".join(tag("li", code) for code in offer.recovery)
    return (
        f"{tag('p', say('account.offer-scan'))}{picture}{tag('p', say('account.offer-secret'), css='bh-when')}"
        f"{tag('div', totp.grouped(offer.secret), css='bh-code', tabindex='0')}"
        f"{tag('p', say('account.offer-recovery'))}<ol class='bh-recovery' start='0'>{codes}</ol>"
    )


def qr_svg(address: str, words: str) -> str:
    """The address as a square picture, drawn in the page itself; `words` tell it to whoever cannot see it."""
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")
    return f'<img class="bh-qr" src="{html_text(drawn)}" alt="{html_text(words)}">'


def form(action: str, *inside: str) -> str:
    """A form of ours; when it was refused, it says first why."""
    language = f'<input type="hidden" name="language" value="{lang()}">'
    content = account_told.at_form(action) + "".join(inside)
    return f'<form method="post" action="/account/{action}" class="bh-form bh-narrow">{content}{language}</form>'


def field(id_: str, name: str, label: str, more: str) -> str:
    """A labelled entry that must be filled in."""
    return f'<label for="{id_}">{html_text(label)}</label><input id="{id_}" name="{name}" {more} required>'


def password_field(id_: str, name: str, label: str, *, new: bool = False) -> str:
    """A masked entry that password managers know."""
    kind = "new-password" if new else "current-password"
    return field(id_, name, label, f'type="password" autocomplete="{kind}"')


def button(label: str) -> str:
    """What sends the form."""
    return tag("button", label, type="submit")


def _proof(prefix: str, *, has_factor: bool) -> str:
    password = password_field(f"{prefix}-password", "password", say("account.present"))
    return password + (field(f"{prefix}-code", "code", say("account.code"), _CODE) if has_factor else "")
