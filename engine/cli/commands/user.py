"""Accounts: who may sign in as which person of a locality's directory, and with what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from engine.casework.ports.accounts import Account
from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.misuse import WrongUse, unknown
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.passwords import password_asked, standing
from engine.cli.printing import aligned, as_json, say
from engine.i18n import text

if TYPE_CHECKING:
    from engine.accounts.sign_in import Refusal
    from engine.office import Office

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME")]
FromStdin = Annotated[bool, typer.Option("--password-stdin")]
Generate = Annotated[bool, typer.Option("--generate")]
Off = Annotated[bool, typer.Option("--off")]


@app.command()
def add(
    name: Name,
    locality: Annotated[str, typer.Option("--locality", metavar="ID")],
    person: Annotated[str, typer.Option("--person", metavar="ID")],
    admin: Annotated[bool, typer.Option("--admin")] = False,
    password_stdin: FromStdin = False,
    generate: Generate = False,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """A new account with an initial password, which the person changes at the first sign-in."""
    from engine.accounts.keeping import create_account  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        password = _initial(lang, from_stdin=password_stdin, generate=generate)
        made = _done(
            create_account(
                office.store, locality, person, name, password, datetime.now(UTC),
                admin=admin, initial=True, names=_body(office, locality),
            ),
            lang,
        )  # fmt: skip
    say("user.added", lang, name=made.name, person=made.person, locality=locality)
    _tell_initial(password, lang, generate=generate)
    return 0


@app.command("reset-password")
def reset_password(
    name: Name,
    password_stdin: FromStdin = False,
    generate: Generate = False,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """A new initial password for somebody who lost theirs."""
    from engine.accounts.keeping import reset_password as reset  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        account = _known(office, name, lang)
        password = _initial(lang, from_stdin=password_stdin, generate=generate)
        names = _body(office, account.locality)
        _done(reset(office.store, name, password, datetime.now(UTC), names=names), lang)
    say("user.password-reset", lang, name=account.name)
    _tell_initial(password, lang, generate=generate)
    return 0


@app.command()
def revoke(name: Name, database: Database = None, lang: Lang = "zh", home: HomePath = None) -> int:
    """Nobody gets in by this account any more."""
    from engine.accounts import keeping  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        done = _done(keeping.revoke(office.store, name, datetime.now(UTC)), lang)
    say("user.revoked", lang, name=done.name)
    return 0


@app.command()
def restore(name: Name, database: Database = None, lang: Lang = "zh", home: HomePath = None) -> int:
    """The account may be used again."""
    from engine.accounts import keeping  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        done = _done(keeping.restore(office.store, name, datetime.now(UTC)), lang)
    say("user.restored", lang, name=done.name)
    return 0


@app.command("end-sessions")
def end_sessions(
    name: Annotated[str | None, typer.Argument(metavar="NAME")] = None,
    everybody: Annotated[bool, typer.Option("--everybody")] = False,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Whoever is in by this account, or by any, is out."""
    from engine.accounts import keeping  # only here: hashing needs its library

    if (name is None) == (not everybody):
        raise WrongUse("sessions-of-whom")
    with installation(database, home_of(home)) as office:
        names = [a.name for a in office.store.accounts()] if name is None else [name]
        for one in names:
            done = _done(keeping.end_sessions(office.store, one, datetime.now(UTC)), lang)
            say("user.sessions-ended", lang, name=done.name)
    return 0


@app.command("require-factor")
def require_factor(
    name: Annotated[str | None, typer.Argument(metavar="NAME")] = None,
    locality: Annotated[str | None, typer.Option("--locality", metavar="ID")] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ID")] = None,
    off: Off = False,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Require a second factor of an account, or of everybody with a role; with --off not any more."""
    from engine.accounts.keeping import ask_factor  # only here: hashing needs its library

    if (name is None) == (role is None) or (role is None) != (locality is None):
        raise WrongUse("factor-of-whom")
    with installation(database, home_of(home)) as office:
        if name is not None:
            _done(ask_factor(office.store, name, datetime.now(UTC), asked=not off), lang)
        elif role is not None and locality is not None:
            office.store.ask_factor_of_role(locality, _known_role(office, locality, role), asked=not off)
    say("user.factor-waived" if off else "user.factor-required", lang, whom=name or f"{locality}/{role}")
    return 0


@app.command("reset-factor")
def reset_factor(name: Name, database: Database = None, lang: Lang = "zh", home: HomePath = None) -> int:
    """Forget the second factor of somebody who lost the device."""
    from engine.accounts import keeping  # only here: hashing needs its library

    with installation(database, home_of(home)) as office:
        done = _done(keeping.reset_factor(office.store, name, datetime.now(UTC)), lang)
    say("user.factor-reset", lang, name=done.name)
    return 0


@app.command("records")
def records(
    name: Name, database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None
) -> int:
    """What was done to an account, when, and whether by its person or by an operator."""
    with installation(database, home_of(home)) as office:
        found = office.store.records(_known(office, name, lang).name)
    if format_ == "json":
        as_json([{"at": r.at.isoformat(), "what": r.what, "by": r.by} for r in found])
        return 0
    heads = [text(f"cli.user.{h}", lang) for h in ("at", "what", "by")]
    rows = [
        (f"{r.at:%Y-%m-%d %H:%M} UTC", text(f"account.record-{r.what}", lang), text(f"account.by-{r.by}", lang))
        for r in found
    ]
    print(aligned(heads, rows))
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
        factors = {a.name for a in accounts if office.store.second_factor(a.name) is not None}
    if format_ == "json":
        keys = ("name", "locality", "person", "revoked", "demo", "admin")
        more = [{"initial": a.initial_until is not None, "second_factor": a.name in factors} for a in accounts]
        as_json([{k: getattr(a, k) for k in keys} | m for a, m in zip(accounts, more, strict=True)])
        return 0
    heads = [text(f"cli.user.{h}", lang) for h in ("name", "locality", "person", "standing")]
    rows = [(a.name, a.locality, a.person, standing(a, lang, has_factor=a.name in factors)) for a in accounts]
    print(aligned(heads, rows))
    return 0


def _done(result: Account | Refusal, lang: str) -> Account:
    if not isinstance(result, Account):
        raise WrongUse("refused", detail=text(f"refusal.{result.code}", lang))
    return result


def _known(office: Office, name: str, lang: str) -> Account:
    from engine.accounts.names import account_name

    found = office.store.account(account_name(name))
    if found is None:
        raise WrongUse("refused", detail=text("refusal.unknown-account", lang))
    return found


def _known_role(office: Office, locality: str, role: str) -> str:
    """The role, if the rules in force know it. Raises WrongUse otherwise."""
    ruleset = office.ruleset(known_locality(office, locality))
    roles = ruleset.roles if ruleset else {}
    if role not in roles:
        raise unknown("role", role, tuple(roles))
    return role


def _body(office: Office, locality: str) -> tuple[str, ...]:
    """What the body is called, which its people's passwords must not hold."""
    ruleset = office.ruleset(locality)
    return (ruleset.body.zh, ruleset.body.en) if ruleset else ()


def _initial(lang: str, *, from_stdin: bool, generate: bool) -> str:
    from engine.accounts.follow_code import new_code  # eighty bits that people can copy

    return new_code() if generate else password_asked(lang, from_stdin=from_stdin)


def _tell_initial(password: str, lang: str, *, generate: bool) -> None:
    from engine.accounts.keeping import INITIAL_FOR

    if generate:
        say("user.generated", lang, password=password)
    say("user.initial", lang, days=INITIAL_FOR.days)
