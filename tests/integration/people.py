"""A model with fields of every kind, and a view that edits it."""

from __future__ import annotations

import datetime
import enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from liveview import Form, LiveView, event


class Color(enum.Enum):
    RED = "r"
    DARK_BLUE = "b"


class Phone(BaseModel):
    label: str = "home"
    number: str = Field(min_length=3)
    active: bool = True


class Email(BaseModel):
    by: Literal["email"] = "email"
    address: str


class Post(BaseModel):
    by: Literal["post"] = "post"
    street: str
    express: bool = False


class Address(BaseModel):
    street: str
    zip: str = ""


class PersonIn(BaseModel):
    name: str = Field(title="Full name", max_length=40)
    age: int | None = Field(None, ge=0, description="In years.")
    born: datetime.date | None = None
    news: bool = False
    color: Color = Color.RED
    skills: list[Literal["python", "sql", "html"]] = []
    note: str = ""
    address: Address | None = None
    phones: list[Phone] = []
    contact: Annotated[Email | Post, Field(discriminator="by")] = Email(address="ann@example.org")
    password: SecretStr = Field(SecretStr("initial"), min_length=4)

    @field_validator("name")
    @classmethod
    def check_name(cls, name: str) -> str:
        if name == "bug":
            raise RuntimeError("a mistake in a validator")
        if name == "root":
            raise ValueError("This name is reserved.")
        return name

    @model_validator(mode="after")
    def check_all(self) -> PersonIn:
        if self.news and self.age is not None and self.age < 16:
            raise ValueError("No news for children.")
        return self


class PersonPage(LiveView):
    template_string = """
    <form lv-form="person" lv-submit="save">
      <input name="{{ person.name.name }}" id="{{ person.name.id }}" value="{{ person.name.value }}">
      <p id="name-errors">{{ person.name.errors|join(" ") }}</p>
      <input type="number" name="age" value="{{ person.age.value }}"><p id="age-errors">{{ person.age.errors|join }}</p>
      <input type="date" name="born" value="{{ person.born.value }}">
      <input type="checkbox" name="news" value="yes" {% if person.news.value %}checked{% endif %}>
      {% for o in person.color.options %}
        <input type="radio" name="color" value="{{ o.value }}" {% if o.chosen %}checked{% endif %}>{{ o.label }}
      {% endfor %}
      <select name="skills" multiple>
        {% for o in person.skills.options %}
          <option value="{{ o.value }}" {% if o.chosen %}selected{% endif %}>{{ o.label }}</option>
        {% endfor %}
      </select>
      <textarea name="note">{{ person.note.value }}</textarea>
      <input type="password" name="password" value="{{ person.password.value }}">
      {% if person.address.present %}
        <input name="address.street" value="{{ person.address.street.value }}">
        <p id="street-errors">{{ person.address.street.errors|join }}</p>
      {% endif %}
      <button type="button" id="address" lv-click="toggle_address">address</button>
      {% for row in person.phones %}
        <p lv-key="{{ row.key }}" class="phone">
          <input name="{{ row.number.name }}" value="{{ row.number.value }}"><b>{{ row.number.errors|join }}</b>
          <input type="checkbox" name="{{ row.active.name }}" {% if row.active.value %}checked{% endif %}>
          <button type="button" class="up" lv-click="up" lv-value-key="{{ row.key }}">up</button>
          <button type="button" class="remove" lv-click="remove" lv-value-key="{{ row.key }}">x</button>
        </p>
      {% endfor %}
      <button type="button" id="add" lv-click="add_phone">add</button>
      <select name="contact.by">
        {% for o in person.contact.by.options %}
          <option value="{{ o.value }}" {% if o.chosen %}selected{% endif %}>{{ o.label }}</option>
        {% endfor %}
      </select>
      {% for name in person.contact.fields if name != "by" %}
        <input class="contact" name="{{ person.contact[name].name }}" value="{{ person.contact[name].value }}">
      {% endfor %}
      <ul>{% for text in person.errors %}<li>{{ text }}</li>{% endfor %}</ul>
      <button name="how" value="now">Save</button>
    </form>
    <pre>{{ saved }}</pre><i>{{ person.valid }}</i><button id="reset" lv-click="begin_anew">reset</button>"""
    person: Form[PersonIn] = Form()
    saved: str = ""

    @event
    async def save(self, person: PersonIn, how: str = "") -> None:
        if person.name == "taken":
            self.person.add_error("name", "This name is taken.")
            return
        self.saved = f"{person.model_dump(mode='json', exclude_defaults=True)} {how}".strip()

    @event
    async def toggle_address(self) -> None:
        address: Any = self.person.fields.address
        if address.present:
            address.remove()
        else:
            address.add()

    @event
    async def add_phone(self) -> None:
        self.person.fields.phones.add()

    @event
    async def up(self, key: str) -> None:
        self.person.fields.phones.move(key, 0)

    @event
    async def remove(self, key: str) -> None:
        self.person.fields.phones.remove(key)

    @event
    async def begin_anew(self) -> None:
        self.person.reset()
