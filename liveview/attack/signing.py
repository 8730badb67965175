"""Signs somebody in, by the form that people use: a live one or an ordinary one."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from urllib.parse import urljoin

from liveview.attack.entries import sent_by
from liveview.attack.site import Jar, Site
from liveview.attack.visitor import Visitor
from liveview.errors import AttackError, ConfigurationError
from liveview.testing.controls import Controls
from liveview.testing.document import Document, Element
from liveview.testing.payload import urlencoded


@dataclass(frozen=True)
class SignIn:
    """Where somebody signs in, and as whom.

    Attributes:
        path: of the page with the form.
        fields: what is filled in, by the names of the controls.
    """

    path: str
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> SignIn:
        """As it is written on the command line: `/login name=ann password='correct horse'`.

        Raises:
            ConfigurationError: where it is none.
        """
        path, *given = shlex.split(text) or [""]
        pairs = [each.partition("=") for each in given]
        if not path.startswith("/") or not all(name and equals for name, equals, _ in pairs):
            raise ConfigurationError(
                f"--sign-in {text!r}: write the path of the page, and what is filled in: '/login name=ann password=x'"
            )
        return cls(path, {name: value for name, _, value in pairs})


def sign_in(site: Site, given: SignIn) -> Jar:
    """Sign in.

    Args:
        site: the server.
        given: where and as whom.

    Returns:
        The browser, with its cookies.

    Raises:
        AttackError: where that is not possible.
    """
    jar = Jar(name=f"whoever signs in at {given.path}")
    response = site.follow(given.path, jar)
    if not response.is_well:
        raise AttackError(f"--sign-in: GET {given.path} answered {response.status}")
    before = dict(jar.cookies)
    document = Document(response.text)
    form = _form(document, given)
    if form is None and given.fields:
        raise AttackError(f"--sign-in: {given.path} has no form with the fields {', '.join(given.fields)}")
    if form is not None and any(attribute.startswith("lv-submit") for _, attribute in sent_by(form)):
        _submit(site, given, jar)
    elif form is not None:
        _post(site, response.url, form, document, given, jar)
    if jar.cookies == before and not (form is None and before):
        raise AttackError(f"--sign-in: {given.path} has set no cookie: nobody was signed in. Are the values right?")
    return jar


def _form(document: Document, given: SignIn) -> Element | None:
    for form in document.all("form"):
        names = [one.get("name") for one in form.all("[name]")]
        if given.fields and all(_named(name, names) for name in given.fields):
            return form
    return None


def _named(name: str, names: list[str | None]) -> str | None:
    """The control that is meant: of its name, or of a form's field of it."""
    return next((one for one in names if one == name or (one or "").endswith(f".{name}")), None)


def _filled(document: Document, form: Element, given: SignIn) -> str:
    names = [one.get("name") for one in form.all("[name]")]
    wanted = {_named(name, names): value for name, value in given.fields.items()}
    return urlencoded((name, wanted.get(name, value)) for name, value in Controls().fields(document, form))


def _submit(site: Site, given: SignIn, jar: Jar) -> None:
    with Visitor(site, given.path, jar) as visitor:
        visitor.load()
        if not visitor.join():
            raise AttackError(f"--sign-in: {given.path} cannot be joined")
        document = visitor.document
        form = _form(document, given)
        if form is None:
            raise AttackError(f"--sign-in: {given.path} has no form with the fields {', '.join(given.fields)}")
        event = next(name for name, attribute in sent_by(form) if attribute.startswith("lv-submit"))
        answer = visitor.ask(event, address=form.address, form=_filled(document, form, given))
        for effect in answer.effects:
            if effect[0] in ("load", "navigate"):
                site.follow(effect[1], jar)


def _post(site: Site, url: str, form: Element, document: Document, given: SignIn, jar: Jar) -> None:
    to = urljoin(f"{site.origin}{url}", form.get("action") or "").removeprefix(site.origin)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": site.origin,
        "Sec-Fetch-Site": "same-origin",
    }
    response = site.request("POST", to, jar, headers, _filled(document, form, given).encode())
    if response.status >= 400:
        raise AttackError(f"--sign-in: POST {to} answered {response.status}")
