"""The outbox: which mails wait or were given up, one sweep of delivery, another try, and who is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import installation, known_locality
from engine.cli.mailing import sender_of
from engine.cli.misuse import WrongUse, unknown
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import aligned, as_json, say
from engine.i18n import text

if TYPE_CHECKING:
    from engine.casework.notices import Notice
    from engine.office import Office

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)
SHOWN = 200


@app.command("list")
def list_(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """Mails that wait or were given up; 1 when some were given up."""
    from engine.delivery.smtp import fault_words

    with installation(database, home_of(home)) as office:
        failed = office.store.mails("failed", limit=SHOWN)
        found = [_record(office, n) for n in (*failed, *office.store.mails("waiting", limit=SHOWN))]
    if format_ == "json":
        as_json(found)
    elif found:
        keys = ("number", "person", "state", "tries", "next", "fault")
        heads = [text(f"cli.outbox.{k}", lang) for k in keys]
        told = [{**record, "fault": fault_words(record["fault"], lang)} for record in found]
        print(aligned(heads, [[str(record[k] or "-") for k in keys] for record in told]))
    else:
        say("outbox.empty", lang)
    return 1 if failed else 0


@app.command()
def deliver(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """One sweep: hand out what waits, and send the mails whose time has come."""
    from engine.delivery.worker import deliver as sweep

    with installation(database, home_of(home)) as office:
        done = sweep(office.store, office.units_of, office.now, sender_of(office, lang))
    if format_ == "json":
        as_json(vars(done))
    else:
        say("outbox.delivered", lang, **vars(done))
    return 0


@app.command()
def retry(database: Database = None, lang: Lang = "zh", home: HomePath = None) -> int:
    """Let every mail that was given up be tried again."""
    with installation(database, home_of(home)) as office:
        say("outbox.again", lang, count=office.store.retry_mails(office.now()))
    return 0


@app.command()
def address(
    person: Annotated[str, typer.Argument(metavar="PERSON")],
    locality: Annotated[str, typer.Option("--locality", metavar="ID")],
    mail: Annotated[str, typer.Option("--mail", metavar="ADDRESS")],
    mail_lang: Annotated[str, typer.Option("--mail-lang", metavar="zh|en")] = "zh",
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write to a person of the directory from now on; an empty address: no longer."""
    from engine.casework.notices import MailAddress
    from engine.delivery.settings import is_mail_address

    if mail and not is_mail_address(mail):
        raise WrongUse("mail-address", seen=mail)
    if mail_lang not in ("zh", "en"):
        raise WrongUse("mail-lang", seen=mail_lang)
    with installation(database, home_of(home)) as office:
        known_locality(office, locality)
        persons = office.directory(locality).persons
        if person not in persons:
            raise unknown("person", person, persons)
        office.store.put_mail_address(MailAddress(locality, person, mail, mail_lang))
    say("outbox.written-to" if mail else "outbox.not-written-to", lang, person=person, mail=mail)
    return 0


def _record(office: Office, notice: Notice) -> dict[str, Any]:
    return {
        "number": office.store.row(notice.case).number, "person": notice.person, "state": notice.mail,
        "tries": notice.tries, "fault": notice.fault,
        "next": notice.next_try.isoformat(timespec="seconds") if notice.next_try else None,
    }  # fmt: skip
