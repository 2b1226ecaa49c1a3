"""E-mail through an SMTP server, as text and HTML."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from reprise.notices import rendering
from reprise.notices.channels import MailSettings
from reprise.notices.delivering import NotDelivered
from reprise.notices.notice import Message
from reprise.windows.failures import scrub
from resources.notify.base import ChannelContext

_SECONDS = 10.0
_HOUR = 3600.0


class MailChannel:
    """One list of recipients."""

    def __init__(self, context: ChannelContext) -> None:
        assert isinstance(context.settings, MailSettings)
        self._context = context
        self._settings = context.settings
        names = (context.settings.user_env, context.settings.password_env)
        self._login = tuple(context.secret(name) for name in names if name)

    def send(self, message: Message) -> str | None:
        """Hand the mail over. Recipients that the server refuses while it takes others are told, not tried again:
        the others would get it twice."""
        settings = self._settings
        mail = compose(message, settings, self._context)
        try:
            with self._connected() as server:
                if self._login:
                    server.login(*self._login)
                refused = server.send_message(mail, settings.sender, list(settings.to))
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused_everybody(error.recipients) from None
        except smtplib.SMTPAuthenticationError as error:
            remedy = "Check user and password; it is tried again every hour."
            raise self._error("The mail server refuses the login", error, remedy, after=_HOUR) from None
        except smtplib.SMTPNotSupportedError as error:
            remedy = "Check security, user_env and password_env against what the server offers."
            raise self._failed(f"The mail server cannot do this ({scrub(str(error))}).", remedy, after=_HOUR) from None
        except smtplib.SMTPResponseException as error:
            later = 400 <= error.smtp_code < 500 or error.smtp_code < 0
            remedy = "It is tried again by itself." if later else "Check sender, recipients and the server's rules."
            raise self._error("The mail server refuses the mail", error, remedy, retry=later) from None
        except ssl.SSLError as error:
            remedy = "Check security and port, or set SSL_CERT_FILE to the authority that signed its certificate."
            reason = error.reason or type(error).__name__
            raise self._failed(f"No safe connection can be made ({reason}).", remedy, after=_HOUR) from None
        except (smtplib.SMTPException, OSError) as error:
            what = f"The mail server cannot be reached ({type(error).__name__})."
            raise self._failed(what, "It is tried again by itself.") from None
        return _note(refused)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        if settings.security == "tls":
            safe = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=safe)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
        try:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    def _refused_everybody(self, recipients: Mapping[str, tuple[int, bytes]]) -> NotDelivered:
        codes = [code for code, _ in recipients.values()]
        later = any(400 <= code < 500 for code in codes)
        remedy = "It is tried again by itself." if later else "Check the addresses in `to`."
        shown = "; ".join(_answer(code, text) for code, text in list(recipients.values())[:3])
        return self._failed(f"The mail server refuses the recipients ({shown}).", remedy, retry=later)

    def _error(
        self,
        what: str,
        error: smtplib.SMTPResponseException,
        remedy: str,
        *,
        retry: bool = True,
        after: float | None = None,
    ) -> NotDelivered:
        return self._failed(f"{what} ({_answer(error.smtp_code, error.smtp_error)}).", remedy, retry=retry, after=after)

    def _failed(self, what: str, remedy: str, *, retry: bool = True, after: float | None = None) -> NotDelivered:
        shown = scrub(what, self._login)
        return NotDelivered.of(shown, where=self._context.where, remedy=remedy, retry=retry, after=after)


def compose(message: Message, settings: MailSettings, context: ChannelContext) -> EmailMessage:
    """The mail with its headers. Its Message-ID is the message's: mail programs show one that comes twice once."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["Subject"] = rendering.subject(message)
    mail["From"] = settings.sender
    mail["To"] = ", ".join(settings.to)
    mail["Date"] = format_datetime(context.clock.now())
    mail["Message-ID"] = f"<{message.id}@{settings.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice shall answer
    mail.set_content(rendering.plain(message))
    mail.add_alternative(rendering.html(message), subtype="html")
    return mail


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())[:200]}"


def _note(refused: Mapping[str, tuple[int, bytes]]) -> str | None:
    if not refused:
        return None
    shown = "; ".join(f"{who}: {_answer(*answer)}" for who, answer in list(refused.items())[:5])
    return f"Some recipients were refused ({shown})."
