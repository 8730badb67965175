from __future__ import annotations

from pydantic import BaseModel

from liveview import Form, LiveView


class PersonIn(BaseModel):
    name: str


class Other(BaseModel):
    name: str


class Wrong(LiveView):
    form: Form[PersonIn] = Form(Other)  # MISTAKE: a form of another model
    text: Form[str] = Form()  # MISTAKE: no model


def use(form: Form[PersonIn]) -> None:
    form.valid = True  # MISTAKE: it is found out, and not said
    form.add_error("name")  # MISTAKE: what is wrong?
    other: Other | None = form.submit({})  # MISTAKE: it gives the form's model
    print(other)
