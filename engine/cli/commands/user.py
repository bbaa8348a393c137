"""Accounts: who may sign in as which person of a locality's directory."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from engine.casework.ports import Account
from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json, say
from engine.i18n import text

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command()
def add(
    name: Name,
    locality: Annotated[str, typer.Option("--locality", metavar="ID")],
    person: Annotated[str, typer.Option("--person", metavar="ID")],
    admin: Annotated[bool, typer.Option("--admin")] = False,
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """A new account; the password is asked for and never stands on the command line."""
    from engine.accounts.keeping import create_account  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        password = _password(lang, from_stdin=password_stdin)
        at = datetime.now(UTC)
        made = create_account(office.store, locality, person, name, password, at, admin=admin)
    if not isinstance(made, Account):
        raise WrongUse("refused", detail=text(f"refusal.{made.code}", lang))
    say("user.added", lang, name=made.name, person=made.person, locality=locality)
    return 0


@app.command()
def revoke(name: Name, database: Database = None, lang: Lang = "zh", home: HomePath = None) -> int:
    """Nobody gets in by this account any more."""
    from engine.accounts.keeping import revoke as revoke_account  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        done = revoke_account(office.store, name)
    if not isinstance(done, Account):
        raise WrongUse("refused", detail=text(f"refusal.{done.code}", lang))
    say("user.revoked", lang, name=done.name)
    return 0


@app.command("list")
def list_(
    locality: Annotated[str | None, typer.Option("--locality", metavar="ID")] = None,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """All accounts, never their passwords."""
    with installation(database, home_of(home)) as office:
        if locality is not None:
            known_locality(office, locality)
        accounts = office.store.accounts(locality)
    if format_ == "json":
        keys = ("name", "locality", "person", "revoked", "demo", "admin")
        as_json([{k: getattr(a, k) for k in keys} for a in accounts])
    else:
        heads = [text(f"cli.user.{h}", lang) for h in ("name", "locality", "person", "standing")]
        print(aligned(heads, [(a.name, a.locality, a.person, _standing(a, lang)) for a in accounts]))
    return 0


def _standing(account: Account, lang: str) -> str:
    words = [w for w in ("revoked", "demo", "admin") if getattr(account, w)]
    return ", ".join(text(f"cli.user.standing-{w}", lang) for w in words) or "-"


def _password(lang: str, *, from_stdin: bool) -> str:
    """Asked twice at a terminal; one line of standard input otherwise."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUse("no-terminal")
    first = getpass.getpass(text("cli.user.password", lang))
    if first != getpass.getpass(text("cli.user.password-again", lang)):
        raise WrongUse("passwords-differ")
    return first
