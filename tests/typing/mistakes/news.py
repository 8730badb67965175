from __future__ import annotations

from liveview import JS, Async, LiveView, Presence, on


class Wrong(LiveView):
    number: Async[int] = Async()
    people: Presence = Async()  # MISTAKE: another kind of field

    @on(3)  # MISTAKE: a topic is a text
    async def heard(self, said: str) -> None: ...

    @on("news", when_full="wait")  # MISTAKE: nobody waits for who listens
    async def told(self, said: str) -> None: ...


def use(view: Wrong) -> None:
    text: str | None = view.number.value  # MISTAKE: it is what the field says
    view.number.run("count")  # MISTAKE: no function
    view.number.run(len, [], executor="cluster")  # MISTAKE: there is no such place
    view.people.append("ann")  # MISTAKE: who is there is found out, and not said
    view.flash("info")  # MISTAKE: what is to be said?
    view.js("show")  # MISTAKE: commands are made by JS
    view.js(JS.show("#x", time="long"))  # MISTAKE: milliseconds
    view.redirect("/", session="ann")  # MISTAKE: the session is a mapping
    view.publish("news")  # MISTAKE: what is to be said?
    view.live.cancel_timer(None)  # MISTAKE: which?
    print(text)
