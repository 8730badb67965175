"""Something to click, type and choose on, for comparing `visit` with a browser."""

from __future__ import annotations

from liveview import LiveApp, LiveView, event, live


class Gestures(LiveView):
    template_string = """
    <button id="plain" lv-click="note">plain</button>
    <button id="valued" lv-click="note" lv-value-a="1" lv-value-b-c="x &amp; y" name="n" value="v">valued</button>
    <div lv-click="note"><span id="inside">inside</span></div>
    <input id="alone" name="alone" value="old" lv-input="note">
    <input id="box" type="checkbox" name="box" lv-change="note">
    <select id="choice" name="choice" lv-change="note"><option value="1">one</option><option>two</option></select>
    <input id="keys" name="keys" lv-keydown="note" lv-keyup="note" lv-focus="note" lv-blur="note">
    <form id="form" lv-change="note" lv-submit="note" lv-value-a="form">
      <input id="text" name="text" value="a~b*c d">
      <input type="hidden" name="hidden" value="1">
      <input id="on" type="checkbox" name="on" value="yes">
      <input type="radio" name="size" value="s" checked><input id="large" type="radio" name="size" value="l">
      <select name="many" multiple><option selected>p</option><option>q</option><option selected>r</option></select>
      <textarea id="area" name="area">x</textarea>
      <input name="off" value="1" disabled>
      <fieldset disabled><input name="off too" value="1"></fieldset>
      <button id="go" name="how" value="now">go</button>
      <button id="clicked" lv-click="note" name="other">no submit</button>
    </form>
    <input form="form" name="outside" value="ö">"""

    @event
    async def note(self, a: str = "", b_c: str = "") -> None:
        """Says nothing: the frames are what is looked at."""


app = LiveApp(routes=[live("/", Gestures)], secret="a secret for tests, long enough for the ring")
