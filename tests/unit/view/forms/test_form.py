"""Forms without a page: drafts, fields, errors, rows, copies."""

from __future__ import annotations

import copy
import itertools
import pickle
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, ValidationInfo, field_validator

from bench import costs
from liveview import Form, LiveView
from liveview.errors import DefinitionError, EventRefusedError, StateError
from liveview.view.forms.draft import MAX_SIZE, MAX_WRONG
from liveview.view.forms.entering import effects_of, enter, forms_of, submitted
from liveview.view.forms.groups import MAX_ROWS
from tests.unit.view.forms.models import Account, Address, Cat, Dog, Everything, Node

FILLED = [
    ("name", "Ann"), ("password", "hunter2"), ("address.street", "Main St"), ("pet.kind", "dog"), ("pet.name", "Rex"),
]  # fmt: skip


class Page(LiveView):
    template_string = ""
    account: Form[Account] = Form()
    other: Form[Node] = Form()


class TestModel:
    def test_the_annotation_says_it(self) -> None:
        page = Page()
        assert list(page.account.fields)[:2] == ["name", "password"]
        assert Page().account is not page.account

    def test_without_one_the_error_says_what_to_write(self) -> None:
        with pytest.raises(DefinitionError, match=r"Form\(PersonIn\)"):
            _ = Form[Account]().valid

        class Wrong(LiveView):
            template_string = ""
            form: Any = Form()

        with pytest.raises(DefinitionError, match=r"Wrong\.form: which model"):
            _ = Wrong().form.valid

    def test_a_form_that_is_assigned_learns_whose_it_is(self) -> None:
        page = Page()
        page.account = Form()
        assert page.account.fields.name.id == "account-name"
        assert set(forms_of(page)) == {"account", "other"}


class TestInitial:
    @pytest.mark.parametrize("kind", [dict, lambda **values: SimpleNamespace(**values), Account.model_construct])
    def test_any_object_with_such_attributes_is_edited(self, kind: Any) -> None:
        street = {"street": "Main St", "zip": "12"}
        form = Form(Account, initial=kind(name="Ann", address=street, phones=[street], pet=Dog(), password="x"))
        assert form.fields.name.value == "Ann"
        assert [row.zip.value for row in form.phones] == ["12"]
        assert (form.pet.kind.value, form.pet.barks.value) == ("dog", True)
        assert form.password.value == ""

    def test_what_it_lacks_has_its_default(self) -> None:
        form = Form(Account, initial={"name": "Ann"})
        assert (form.fields.share.value, form.fields.age.value, form.fields.pet.kind.value) == ("0.0", "", "")

    def test_a_copy_of_a_model_comes_out(self) -> None:
        value = Everything(rows=[Address(street="a")], tree=Node(children=[Node(label="x")]), pets=[Cat(), Dog()])
        assert Form(Everything, initial=value)._draft.submit() == value


class TestFields:
    def test_what_a_control_knows(self) -> None:
        fields = Form(Account).fields
        name = fields.name
        assert (name.name, name.id, name.label, name.description) == (
            "name",
            "form-name",
            "Full name",
            "As on the door.",
        )
        assert (name.type, name.required, name.attributes) == ("text", True, {"minlength": "2", "maxlength": "9"})
        assert (fields.age.type, fields.age.attributes) == ("number", {"min": "0", "max": "150"})
        assert fields.share.attributes == {"step": "0.5"}
        assert fields.password.type == "password"
        assert [option.label for option in fields.pet.kind.options] == ["cat", "dog", "wolf"]

    def test_types_of_controls(self) -> None:
        fields = Form(Everything).fields
        found = {name: fields[name].type for name in ("real", "day", "moment", "time", "flag", "color", "levels", "id")}
        assert list(found.values()) == [
            "number",
            "date",
            "datetime-local",
            "time",
            "checkbox",
            "select",
            "select",
            "text",
        ]
        assert fields.real.attributes == {"step": "any"}
        assert fields.levels.attributes == {}

    def test_one_that_is_not_there_is_a_mistake_with_the_nearest_name(self) -> None:
        with pytest.raises(StateError, match=r"Account has no field `nane` now\. Did you mean `name`"):
            _ = Form(Account).fields.nane
        with pytest.raises(StateError, match="Did you mean `street`"):
            Form(Account).add_error("address.stret", "x")
        assert not hasattr(Form(Account), "__html__")
        assert not hasattr(Form(Account).fields, "_x")
        assert not hasattr(Form(Account).fields.address, "_x")

    def test_a_value_is_assigned(self) -> None:
        form = Form(Everything)
        form.fields.day.value = None
        form.fields.tree.label.value = "root"
        form.fields.pet.kind.value = "dog"
        assert form.fields.pet.barks.value is True
        assert form._draft.submit() is None
        assert form.fields.day.errors == ["Please fill this in."]

    def test_names_and_what_was_entered_are_not_in_their_texts(self) -> None:
        form = Form(Account, initial={"name": "Ann"})
        assert "Ann" not in repr(form) + repr(form.fields.name)


class TestErrors:
    def test_they_show_where_somebody_has_been(self) -> None:
        page = Page()
        enter(page, "account", "name=", {"name": "name"})
        assert page.account.fields.name.errors == []
        enter(page, "account", None, {"name": "name"})
        assert page.account.fields.name.errors == ["Please fill this in."]
        assert page.account.fields.address.street.errors == []
        enter(page, "account", None, {"name": "nobody"})
        enter(page, "account", None, {})

    def test_they_are_at_the_control_that_they_are_about(self) -> None:
        form = Form(Account)
        assert form.submit([("pet.kind", "cat"), ("pet.lives", "many"), ("name", "x"), ("phones.3.zip", "1")]) is None
        assert form.fields.name.errors == ["String should have at least 2 characters."]
        assert form.fields.pet.lives.errors == [
            "Input should be a valid integer, unable to parse string as an integer."
        ]
        assert form.fields.address.street.errors == ["Please fill this in."]
        [row] = form.fields.phones
        assert (row.key, row.street.errors, row.zip.errors) == ("3", ["Please fill this in."], [])

    def test_a_choice_that_was_not_made_is_asked_for(self) -> None:
        form = Form(Account)
        form.submit([])
        assert form.fields.pet.kind.errors == ["Please choose one."]
        form.submit([("pet.kind", "fish")])
        assert len(form.fields.pet.kind.errors) == 1

    def test_those_of_a_list_are_its_own(self) -> None:
        form = Form(Account)
        for _ in range(3):
            form.fields.phones.add({"street": "a"})
        form.submit(FILLED)
        assert form.fields.phones.errors == ["List should have at most 2 items after validation, not 3."]

    def test_the_servers_stay_until_the_field_is_changed_or_the_form_submitted(self) -> None:
        form = Form(Account)
        assert form.submit(FILLED) is not None
        form.add_error("name", "is taken")
        form.add_error(None, "try again")
        assert (form.valid, form.fields.name.errors, form.errors) == (False, ["is taken"], ["try again"])
        form.fields.name.value = "Bob"
        assert form.fields.name.errors == []
        assert form.submit(FILLED) is not None
        assert form.errors == []

    def test_a_validator_that_fails_leaves_the_text_and_no_answer(self, caplog: pytest.LogCaptureFixture) -> None:
        class Buggy(BaseModel):
            name: str = ""

            @field_validator("name")
            @classmethod
            def check(cls, name: str, info: ValidationInfo) -> str:
                return {"good": name}[name]

        form = Form(Buggy)
        with pytest.raises(KeyError):
            form.submit({"name": "bad"})
        assert (form.fields.name.value, form.valid, form.errors) == ("bad", False, ["This could not be checked."])
        form.fields.name.value = "worse"
        assert not form.valid  # a template asks: that it fails is in the log
        assert "a validator of Buggy failed" in caplog.text
        assert form.submit({"name": "good"}) is not None


class TestRows:
    def test_they_are_added_moved_and_removed(self) -> None:
        form = Form(Account)
        phones = form.fields.phones
        assert not phones
        first, second = phones.add({"street": "1"}), phones.add()
        third = phones.add(Address(street="3"), at=0)
        assert [row.key for row in phones] == [third, first, second]
        phones.move(first, 99)
        phones.move(third, -5)
        phones.move("77", 0)
        phones.remove(second)
        phones.remove("77")
        assert [(row.key, row.street.value) for row in phones] == [(third, "3"), (first, "1")]
        assert len(phones) == 2

    def test_no_key_comes_again(self) -> None:
        form = Form(Account, initial={"phones": [{"street": "a"}]})
        old = [row.key for row in form.fields.phones]
        form.reset()
        assert [row.street.value for row in form.fields.phones] == ["a"]
        assert [row.key for row in form.fields.phones] != old

    def test_what_was_for_a_row_that_has_gone_reaches_no_other(self) -> None:
        page = Page()
        phones = page.account.fields.phones
        phones.add()
        phones.add()
        phones.remove("0")
        enter(page, "account", "phones.0.street=old&phones.1.street=new", {})
        assert [(row.key, row.street.value) for row in phones] == [("1", "new")]

    def test_rows_within_rows(self) -> None:
        form = Form(Node)
        form.fields.children.add()
        [child] = form.fields.children
        child.children.add({"label": "deep"})
        [deep] = child.children
        assert deep.label.name == "children.0.children.1.label"
        deep.label.value = "deeper"
        form.reset(form._draft.submit())
        assert form.fields.children

    def test_there_are_only_so_many(self) -> None:
        page = Page()
        many = "&".join(f"phones.{n}.street=a" for n in range(MAX_ROWS + 5))
        enter(page, "account", many, {})
        assert len(page.account.fields.phones) == MAX_ROWS
        with pytest.raises(StateError, match="200 rows"):
            page.account.fields.phones.add()

    def test_secrets_and_errors_go_with_their_row(self) -> None:
        form = Form(Account)
        form.fields.phones.add()
        form.add_error("phones.0.street", "is wrong")
        form.fields.phones.remove("0")
        assert form._draft.added == {}


class TestOptional:
    def test_a_model_that_may_be_missing(self) -> None:
        form = Form(Everything)
        address = form.fields.address
        assert not address.present
        with pytest.raises(StateError, match=r"no field `address\.street` now"):
            _ = address.street
        address.add({"street": "Main St"})
        assert (address.present, address.street.value) == (True, "Main St")
        address.remove()
        assert not address.present
        assert list(address.fields) == []

    def test_one_that_is_needed_stays(self) -> None:
        with pytest.raises(StateError, match="cannot be removed"):
            Form(Account).fields.address.remove()

    def test_it_is_not_called_back_by_an_event_of_before(self) -> None:
        form = Form(Everything)
        form._draft.take(sent("address.street=old"))
        assert not form.fields.address.present


def rows_of(start: int, outer: int, inner: int) -> str:
    """Rows with rows in them, as a page sends them that another process has made."""
    keys = itertools.count(start + outer)
    return "&".join(
        f"children.{row}.children.{next(keys)}.label=" for row in range(start, start + outer) for _ in range(inner)
    )


class TestBounds:
    def test_a_form_holds_so_much_text(self) -> None:
        page = Page()
        enter(page, "account", f"name={'a' * (MAX_SIZE - 99)}", {})
        with pytest.raises(EventRefusedError, match="characters"):
            enter(page, "account", f"address.street={'a' * 200}", {})
        assert page.account.fields.address.street.value == ""

    def test_rows_in_rows_are_bounded_together_though_nothing_is_in_them(self) -> None:
        page = Page()

        def enter_more() -> None:
            enter(page, "other", rows_of(page.other._draft.keys.next, 5, 80), {})

        def add_all() -> None:
            for child in page.other.fields.children:
                for _ in range(MAX_ROWS - len(child.children)):
                    child.children.add()

        enter_more()
        enter_more()
        with pytest.raises(EventRefusedError, match="a row 200"):
            enter_more()
        assert len(page.other.fields.children) == 10
        with pytest.raises(StateError, match="takes no more"):
            add_all()

    def test_what_it_began_with_is_the_servers_own(self) -> None:
        page = Page()
        page.other = Form(initial=Node(children=[Node(children=[Node()] * 100)] * 100))
        enter(page, "other", "label=typed", {})
        assert page.other.fields.label.value == "typed"
        with pytest.raises(EventRefusedError, match="characters"):
            enter(page, "other", f"label={'a' * (MAX_SIZE + 1)}", {})

    def test_so_many_controls_say_what_is_wrong(self) -> None:
        form = Form(Everything, initial={"rows": [{}] * (MAX_WRONG + 1)})
        assert form._draft.submit() is None
        assert len(form._draft.wrong_names()) == MAX_WRONG

    async def test_twice_the_rows_are_twice_the_work(self) -> None:
        async def work(rows: int) -> None:
            page = Page()
            enter(page, "other", rows_of(0, 2, rows), {})
            assert sum(len(child.children) for child in page.other.fields.children) == 2 * rows

        few = await costs.calls(lambda: work(50))
        assert await costs.calls(lambda: work(100)) < 2.2 * few

    def test_a_name_leads_no_deeper_than_the_model(self) -> None:
        page = Page()
        enter(page, "other", "children." * 5000 + "label=1&" + "children.0." * 5 + "label=2", {})
        assert page.other.fields.children


class TestSubmit:
    def test_forms_that_a_handler_asks_for(self) -> None:
        page = Page()
        refused = submitted(page, ["account"], "name=A")
        assert not refused.is_valid
        [(kind, selector)] = effects_of(refused.forms)
        assert kind == "focus"
        assert selector.startswith('form[lv-form="account"] :is([name="name"],')
        accepted = submitted(page, ["account", "other"], "&".join("=".join(field) for field in FILLED))
        assert accepted.is_valid
        assert set(accepted.models) == {"account", "other"}
        assert effects_of(accepted.forms) == []

    def test_a_form_is_posted_once(self) -> None:
        page = Page()
        page.account._enter(Page, "account", 3)
        page.account.post()
        assert effects_of([page.account]) == [("post", 'form[lv-form="account@3"]')]
        assert effects_of([page.account]) == []

    def test_what_comes_from_http_may_be_files_and_lists(self) -> None:
        class FormData:
            def multi_items(self) -> list[tuple[str, object]]:
                return [("words", "a"), ("words", "b"), ("text", object())]

        data: Any = FormData()
        model = Form(Everything).submit(data)
        assert model is not None
        assert (model.words, model.text) == (["a", "b"], "t")


class TestCopies:
    def test_a_copy_is_its_own(self) -> None:
        form = Form(Account)
        form.submit(FILLED)
        form.fields.phones.add()
        other = copy.deepcopy(form)
        other.fields.name.value = "Bob"
        other.add_error("name", "x")
        other.fields.phones.add()
        assert (form.fields.name.value, form.fields.name.errors, len(form.fields.phones)) == ("Ann", [], 1)

    def test_no_copy_has_a_secret(self) -> None:
        form = Form(Account)
        assert form.submit(FILLED) is not None
        assert b"hunter2" not in pickle.dumps(form)
        assert b"Main St" in pickle.dumps(form)
        assert not copy.deepcopy(form).valid


def sent(form: str) -> Any:
    from liveview.view.forms.sent import Keys, Sent, fields_of

    return Sent(fields_of(form), keys=Keys())


def test_a_model_within_says_whether_there_may_be_none() -> None:
    form = Form(Everything)
    assert form.fields.address.optional and not form.fields.tree.optional and not form.fields.pet.optional


def test_a_bool_that_may_be_none_is_a_choice() -> None:
    form = Form(Everything)
    assert (form.unsure.type, form.unsure.value, form.unsure.optional) == ("select", "", True)
    form.unsure.value = False
    assert [(option.value, option.label, option.chosen) for option in form.unsure.options] == [
        ("true", "Yes", False),
        ("false", "No", True),
    ]
