"""Forms, as users write them."""

from __future__ import annotations

from pydantic import BaseModel

from liveview import Component, Form, LiveView, event, state


class Phone(BaseModel):
    number: str


class PersonIn(BaseModel):
    name: str
    phones: list[Phone] = []


class People(LiveView):
    template_string = '<form lv-form="form" lv-submit="save">{{ form.fields.name.value }}</form>{{ other.valid }}'
    form: Form[PersonIn] = Form()
    other: Form[PersonIn] = state(Form(PersonIn), transient=True)
    saved: PersonIn | None = None

    def mount(self) -> None:
        self.form = Form(PersonIn, initial=PersonIn(name="Ann"))
        self.other = Form(PersonIn, initial={"name": "Bob"})

    @event
    async def save(self, form: PersonIn) -> None:
        if form.name == "taken":
            self.form.add_error("name", "is taken")
            return
        self.saved = form
        self.form.reset()

    @event
    async def add_phone(self) -> None:
        key: str = self.form.fields.phones.add(Phone(number="1"))
        self.form.phones.move(key, 0)
        for row in self.form.fields["phones"]:
            row.number.value = "2"

    @event
    async def check(self) -> None:
        found: PersonIn | None = self.form.submit([("name", "Ann")])
        errors: list[str] = [] if self.form.valid else self.form.errors
        self.saved = found if not errors else None


class PhoneEditor(Component):
    template_string = '<form lv-form="phone" lv-submit="save"></form>'
    phone: Form[Phone] = Form()

    @event
    async def save(self, phone: Phone) -> None:
        self.phone.reset(initial=phone)
