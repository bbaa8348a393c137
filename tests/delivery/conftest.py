"""A real SMTP server on this machine, with certificate and sign-in, and a store with one case."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from engine.casework.notices import MailAddress
from engine.casework.office_store import OfficeStore
from engine.casework.ports import OutboxRow
from engine.delivery.settings import MailSettings
from engine.policy.directory import Directory, Person, UnitInstance
from engine.store.memory.store import MemoryStore
from tests import mail_server
from tests.mail_server import MailServer
from tests.store.samples import AT, opening, write

USER, PASSWORD = "bihuan", "a pass word"


@dataclass
class Letterbox:
    """What the server took, and what it answers to a recipient instead of taking (by address)."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    at_data: str = "250 taken"
    at_quit: str = "221 bye"
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = self.answers.get(address, "250 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        if self.at_data.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(session.ssl is not None)
        return self.at_data

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:
        return self.at_quit


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("certificate")
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )  # fmt: skip
    return public, private


def _right(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@pytest.fixture
def server(letterbox: Letterbox, certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    """Takes mail only after STARTTLS and a sign-in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    asked = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _right}
    with mail_server.serving(letterbox, **asked) as running:
        yield running


@pytest.fixture
def plain_server(letterbox: Letterbox) -> Iterator[MailServer]:
    """A server that knows neither encryption nor sign-in."""
    with mail_server.serving(letterbox) as running:
        yield running


@pytest.fixture
def settings(server: MailServer, certificate: tuple[Path, Path]) -> MailSettings:
    return MailSettings(
        "127.0.0.1", server.port, "starttls", "office@example.org", "https://bihuan.example.org",
        USER, PASSWORD, str(certificate[0]),
    )  # fmt: skip


PEOPLE = Directory(
    {p: Person(p, p.title(), member_of=("office",)) for p in ("zhang", "li", "wang")},
    {"office": UnitInstance("office", "office", "信访办")},
)
SECRET = "夜间噪音"


@pytest.fixture
def store() -> OfficeStore:
    """One case, on which zhang and li are and wang is not; one reminder to the whole office and the complainant."""
    kept = MemoryStore()
    kept.put_directory("east", PEOPLE)
    out = OutboxRow("c1/1", "step", ("office", "complainant"), {"case": "c1", "clock": "handle", "act": "remind"})
    on_case = ("office", "zhang", "li")
    write(kept, opening("c1", outbox=(out,), on_case=on_case, title=SECRET))
    kept.put_mail_address(MailAddress("east", "zhang", "zhang@example.org"))
    kept.put_mail_address(MailAddress("east", "wang", "wang@example.org"))
    return kept


def later(**span: int) -> datetime:
    return AT + timedelta(**span)
