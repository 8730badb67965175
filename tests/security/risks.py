"""The risks that the framework has a rule for: the tests that hold each rule, and the mistake that would switch it off.

`make mutants` makes each mistake in a copy, and sees that the tests find it; tests/security/test_risks.py sees that the
table is whole.
"""

from __future__ import annotations

from dataclasses import dataclass

UNIT, INTEGRATION, SECURITY = "tests/unit", "tests/integration", "tests/security"
ATTACKS = f"{UNIT}/guard/test_attacks.py"


@dataclass(frozen=True)
class Mistake:
    """What somebody might write in place of a rule.

    Attributes:
        file: from the root of the repository.
        before: the code, which stands there once.
        after: what replaces it.
    """

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Risk:
    """One risk.

    Attributes:
        number: its row.
        what: what an attacker would do, or what would go wrong.
        tests: `path::name` of those that hold the rule.
        mistakes: each switches the rule off, or a part of it.
        instead: why nothing can be switched off, and what stands there instead; "" where there are mistakes.
        browser: further tests, in a browser or of a server of its own, which take longer than seconds.
    """

    number: int
    what: str
    tests: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()
    instead: str = ""
    browser: tuple[str, ...] = ()


ANY_FIELD = Mistake(
    "liveview/view/inputs.py",
    " if field.is_bound or field.in_url}\n"
    "        self.bound = frozenset(name for name, field in self._names.items() if field.is_bound)",
    "}\n        self.bound = frozenset(self._names)",
)

RISKS = (
    Risk(
        1,
        "another site's page opens a connection with its visitor's cookies",
        (
            f"{INTEGRATION}/test_visit_peers.py::test_a_foreign_or_missing_origin_is_refused",
            f"{INTEGRATION}/test_web_app.py::test_a_socket_from_another_origin_is_refused",
            f"{INTEGRATION}/test_web_streams.py::test_another_origin_is_refused",
        ),
        (
            Mistake("liveview/web/origin.py", "    if not is_allowed(origin, connection, allowed):", "    if False:"),
            Mistake(
                "liveview/web/origin.py",
                "    if origin is None:\n        raise",
                "    if origin is None:\n        return\n        raise",
            ),
            Mistake(
                "liveview/web/origin.py",
                "return _canonical(origin) in {",
                "return own_origin(connection) in origin or _canonical(origin) in {",
            ),
        ),
    ),
    Risk(
        2,
        "another site's page sends a form, or joins with a token of its own",
        (
            f"{UNIT}/web/test_tokens.py::test_it_does_not_open_elsewhere",
            f"{INTEGRATION}/test_web_cross_site.py::test_pages_of_other_sites_do_not",
            f"{INTEGRATION}/test_visit_peers.py::test_a_token_belongs_to_its_session_and_its_app",
            f"{UNIT}/web/test_cookies.py::test_it_is_out_of_reach_of_scripts_and_other_sites",
        ),
        (
            Mistake("liveview/web/cross_site.py", "if site in OWN or (site is None and not origins):", "if True:"),
            Mistake("liveview/web/tokens.py", 'return f"{session}\\n{prefix}".encode()', 'return b""'),
            Mistake("liveview/web/cookies.py", 'samesite="lax"', 'samesite="none"'),
        ),
    ),
    Risk(
        3,
        "somebody signs in under a session id that an attacker knows",
        (f"{INTEGRATION}/test_web_navigation.py::test_signing_in_and_out_over_the_socket",),
        (
            Mistake(
                "liveview/web/routing.py",
                "set_session(response, request, new_session())",
                "set_session(response, request, before or new_session())",
            ),
        ),
    ),
    Risk(
        4,
        "a join token is changed, kept too long, or used elsewhere",
        (
            f"{UNIT}/web/test_tokens.py::test_every_changed_byte_is_noticed",
            f"{UNIT}/web/test_tokens.py::test_it_expires",
            f"{UNIT}/web/test_tokens.py::test_it_does_not_open_elsewhere",
            f"{UNIT}/test_seal.py::test_a_value_has_one_text_only",
            f"{UNIT}/test_seal.py::test_it_opens_only_for_its_purpose",
        ),
        (
            Mistake("liveview/seal.py", "if self._wall() > expires:", "if False:"),
            Mistake("liveview/seal.py", "if _encode(content) != sealed:", "if False:"),
            Mistake("liveview/seal.py", 'info=f"liveview {purpose}".encode()', 'info=b"liveview"'),
            Mistake(
                "liveview/seal.py",
                "encrypt(nonce, header + payload, bound_to)",
                'encrypt(nonce, header + payload, b"")',
            ),
        ),
    ),
    Risk(
        5,
        "the name of an event reaches a method that is none",
        (
            f"{SECURITY}/test_names.py::test_of_all_attributes_only_declared_events_run",
            f"{SECURITY}/test_names.py::test_random_names_run_nothing",
            f"{INTEGRATION}/test_visit_peers.py::test_only_declared_events_run",
        ),
        (
            Mistake(
                "liveview/view/tree.py",
                "        if owner is not None and wanted in owner.component._spec.events:\n",
                "        if owner is not None and callable(getattr(owner.component, wanted, None)):\n"
                "            made = EventHandler(wanted, wanted, getattr(owner.component, wanted), '')\n"
                "            return owner, made\n"
                "        if owner is not None and wanted in owner.component._spec.events:\n",
            ),
        ),
    ),
    Risk(
        6,
        "a frame is something else than it says: bytes, types, names, depth",
        (
            f"{UNIT}/protocol/test_codec.py::test_what_is_no_frame_is_refused",
            f"{UNIT}/protocol/test_frames.py::test_what_breaks_a_rule_is_refused",
            "tests/properties/test_protocol.py::test_any_json_is_a_frame_or_refused",
            f"{UNIT}/view/test_events.py::test_a_wrong_type_is_refused",
            f"{UNIT}/view/test_events.py::test_a_value_that_the_method_does_not_name_is_refused",
            f"{UNIT}/view/test_events.py::test_a_form_without_end_is_refused",
        ),
        (
            Mistake("liveview/protocol/codec.py", "except (ValueError, RecursionError) as", "except ValueError as"),
            Mistake("liveview/view/events.py", "if argument not in self.parameters.by_name:", "if False:"),
            Mistake("liveview/view/events.py", ", max_num_fields=1000", ""),
            Mistake("liveview/protocol/frames.py", "len(values) <= MAX_VALUES,", "True,"),
        ),
    ),
    Risk(
        7,
        "a browser sets a field that is not for it",
        (
            f"{INTEGRATION}/test_visit_binding.py::test_a_browser_sets_no_field_that_does_not_say_so",
            f"{INTEGRATION}/test_visit_binding.py::test_a_field_in_the_url_is_not_bound_by_that",
        ),
        (
            Mistake(
                "liveview/view/inputs.py",
                "self.bound = frozenset(name for name, field in self._names.items() if field.is_bound)",
                "self.bound = frozenset(self._names)",
            ),
            ANY_FIELD,
        ),
    ),
    Risk(
        8,
        "somebody may not see a page any more, and goes on with it",
        (
            f"{INTEGRATION}/test_web_app.py::test_a_guard_is_asked_for_the_page_and_again_for_the_socket",
            f"{INTEGRATION}/test_visit_admission.py::test_an_open_page_ends_when_its_guard_says_no",
            f"{INTEGRATION}/test_visit_admission.py::test_a_page_is_not_somebody_elses_whenever_that_is_seen",
            f"{INTEGRATION}/test_web_navigation.py::test_a_group_has_guards_and_a_beginning_and_is_entered_by_loading",
            f"{SECURITY}/test_patches.py::test_a_url_is_shown_to_whom_its_guard_lets_in_now",
        ),
        (
            Mistake(
                "liveview/web/serving.py", "        channel.admit(await visit.check(channel.request))", "        pass"
            ),
            Mistake(
                "liveview/web/rechecking.py",
                "                user = await visit.check(channel.request)",
                "                user = channel.request.user",
            ),
            Mistake("liveview/web/routing.py", "user = await admit(place.guards, request)", "user = None"),
            Mistake(
                "liveview/web/visit.py",
                "user = await admit([*scope.get(APP_GUARD, ()), *place.guards], connection)",
                "user = request.user",
            ),
            Mistake(
                "liveview/web/visit.py",
                "if replace(request, user=user).identity != request.identity:",
                "if False:",
            ),
        ),
    ),
    Risk(
        9,
        "somebody signs out, or is sent off, and pages of theirs stay open",
        (
            f"{INTEGRATION}/test_web_navigation.py::test_the_other_pages_of_a_browser_are_loaded_anew",
            f"{INTEGRATION}/test_visit_admission.py::test_all_pages_of_somebody_end_at_once_and_only_theirs",
            f"{UNIT}/web/test_notices.py::test_all_workers_hear_of_a_session_that_is_over",
            f"{UNIT}/web/test_notices.py::test_who_has_missed_it_is_told_again",
            f"{UNIT}/web/test_notices.py::test_who_could_not_say_it_says_it_again",
            "tests/faults/test_sent_off.py::test_all_machines_send_somebody_off_at_once_and_nobody_else",
            "tests/faults/test_sent_off.py::test_while_the_broker_is_away_guards_are_asked_again_and_send_somebody_off",
        ),
        (
            Mistake("liveview/web/notices.py", "self.publish(SESSIONS, sign)", "self._end_session(sign)"),
            Mistake("liveview/web/visits.py", "if sign_of(visit.session) == sign:", "if False:"),
            Mistake("liveview/web/notices.py", "            self._say_again(message.topic)\n", "            pass\n"),
            Mistake("liveview/web/notices.py", "        self._end_user(gone)", "        pass"),
        ),
    ),
    Risk(
        10,
        "a value becomes markup, in a text or an attribute",
        (f"{SECURITY}/test_markup.py::test_a_parser_finds_what_the_template_says_and_no_scheme_that_runs",),
        (
            Mistake("liveview/engine/scalars.py", "else str(escape(value))", "else str(value)"),
            Mistake(
                "liveview/engine/escape.py", '(name.startswith("on") and len(name) > 2)\n        or name ==', "name =="
            ),
        ),
        browser=("tests/browser/client/test_hostile.py::test_a_hostile_value_stays_a_value",),
    ),
    Risk(
        11,
        "a URL runs a script",
        (
            f"{UNIT}/engine/test_rendering.py::test_dangerous_urls_lead_nowhere",
            f"{SECURITY}/test_markup.py::test_a_parser_finds_what_the_template_says_and_no_scheme_that_runs",
        ),
        (
            Mistake(
                "liveview/engine/escape.py",
                '    text = _IGNORED.sub("", url)\n'
                "    scheme = _SCHEME.match(text)\n"
                "    if scheme is None or scheme[1].lower() in SAFE_SCHEMES:\n",
                "    text = url\n"
                "    scheme = _SCHEME.match(text)\n"
                '    if scheme is None or scheme[1].lower() not in ("javascript", "vbscript", "data"):\n',
            ),
            Mistake("liveview/engine/escape.py", 'frozenset(("http",', 'frozenset(("http", "javascript",'),
            Mistake("liveview/engine/escape.py", "    text = prefix + shown(value)\n", "    text = shown(value)\n"),
        ),
        browser=("tests/browser/client/test_hostile.py::test_a_hostile_value_stays_a_value",),
    ),
    Risk(
        12,
        "a template puts a value where it would be code",
        (
            f"{UNIT}/engine/test_contexts.py::test_what_cannot_be_right_is_refused_with_the_place_and_the_way_out",
            f"{UNIT}/engine/test_contexts.py::test_data_is_one_json_value_on_the_first_page_and_in_patches",
            f"{SECURITY}/test_markup.py::test_a_parser_finds_what_the_template_says_and_no_scheme_that_runs",
        ),
        (
            Mistake("liveview/engine/contexts.py", "elif state is State.RAWTEXT or (", "elif False and ("),
            Mistake("liveview/engine/contexts.py", '(name.startswith("on") and len(name) > 2):', "False:"),
            Mistake("liveview/engine/contexts.py", "elif state is State.BEFORE_VALUE:", "elif False:"),
            Mistake("liveview/engine/escape.py", 're.compile("[<>&', 're.compile("['),
        ),
    ),
    Risk(
        13,
        "the client makes markup of what is text, or takes a control's name for a member",
        (
            "tests/browser/client/test_bundle.py::test_only_one_name_is_global_and_nothing_is_evaluated",
            f"{UNIT}/view/test_js.py::test_a_text_that_looks_like_commands_is_none",
        ),
        (
            Mistake("static/liveview.js", "template.innerHTML = trusted.createHTML(", "template.outerHTML = ("),
            Mistake(
                "liveview/engine/escape.py",
                'return "" if shown(value).lstrip()[:1] in ("[", "{") else value',
                "return value",
            ),
        ),
        browser=(
            "tests/browser/client/test_hostile.py::test_a_hostile_value_stays_a_value",
            "tests/browser/client/test_shadowed.py::test_patches_take_no_control_for_a_member",
            "tests/browser/client/test_shadowed.py::test_rows_that_are_made_take_no_control_for_a_member",
        ),
    ),
    Risk(
        14,
        "a script or style of somebody else's runs in a page all the same",
        (
            f"{INTEGRATION}/test_web_app.py::test_headers_are_strict_and_the_sheet_has_the_nonce",
            f"{SECURITY}/test_headers.py::test_a_page_is_framed_by_nobody_and_told_to_nobody",
        ),
        (
            Mistake("liveview/web/policy.py", "\"'self' 'nonce-{nonce}'\"", "\"'unsafe-inline'\""),
            Mistake("liveview/web/policy.py", '    "require-trusted-types-for": "\'script\'",\n', ""),
            Mistake("liveview/web/policy.py", '"script-src": "\'self\'"', '"script-src": "*"'),
        ),
        browser=("tests/browser/test_styles.py::test_the_policy_allows_no_inline_styles",),
    ),
    Risk(
        15,
        "a frame is larger than anybody's",
        (
            f"{UNIT}/protocol/test_codec.py::test_a_frame_may_have_64_kib_as_utf_8",
            f"{UNIT}/protocol/test_codec.py::test_a_long_text_is_refused_without_being_read",
            f"{ATTACKS}::test_a_message_that_is_too_long_is_cut_off_before_it_is_there",
        ),
        (
            Mistake("liveview/protocol/codec.py", "    _check_size(text)\n    text = ", "    text = "),
            Mistake(
                "liveview/guard/websocket.py",
                "min(self.config.ws_max_size, self.max_message)",
                "self.config.ws_max_size",
            ),
        ),
    ),
    Risk(
        16,
        "a small frame inflates to a large one",
        (
            f"{ATTACKS}::test_a_bomb_is_not_inflated",
            f"{ATTACKS}::test_nothing_is_compressed_unless_it_is_asked_for",
        ),
        (
            Mistake("liveview/guard/websocket.py", "if not self.compression:", "if False:"),
            Mistake(
                "liveview/guard/websocket.py",
                "self.conn.max_message_size = min(self.config.ws_max_size, self.max_message)",
                "self.conn.max_message_size = None",
            ),
        ),
    ),
    Risk(
        17,
        "a message has fragments without end",
        (f"{ATTACKS}::test_a_flood_is_cut_off_before_it_costs_anything",),
        (Mistake("liveview/guard/websocket.py", "if self._fragments > FRAGMENTS:", "if False:"),),
    ),
    Risk(
        18,
        "pings come without end, and nobody reads the answers",
        (
            f"{ATTACKS}::test_a_flood_is_cut_off_before_it_costs_anything",
            f"{ATTACKS}::test_who_does_not_read_is_not_heard_meanwhile",
        ),
        (
            Mistake("liveview/guard/websocket.py", "if wait > CONTROL_DEBT:", "if False:"),
            Mistake("liveview/guard/websocket.py", "        self._is_clogged = True\n", ""),
        ),
    ),
    Risk(
        19,
        "events come without end",
        (
            f"{UNIT}/web/test_admission.py::test_who_goes_on_and_on_is_no_person",
            f"{UNIT}/web/test_admission.py::test_a_page_and_all_pages_of_its_browser_have_a_pace",
            f"{SECURITY}/test_growth.py::test_who_says_too_much_is_cut_off",
            f"{INTEGRATION}/test_web_direct.py::test_who_goes_on_and_on_is_not_heard_in_between_either",
            f"{UNIT}/guard/test_websocket.py::test_who_goes_on_and_on_behind_a_goodbye_is_not_read",
        ),
        (
            Mistake("liveview/guard/websocket.py", "elif self._last_words <= 0:", "elif False:"),
            Mistake("liveview/web/hearing.py", "if self._pace.is_ahead:", "if False:"),
            Mistake("liveview/web/admission.py", "if wait and now - self._ahead_since > GOING_ON:", "if False:"),
            Mistake("liveview/web/admission.py", "self._frames.spend(self._session, now, count))", "0.0)"),
            Mistake("liveview/web/serving.py", "    wait = pace.spend(count)\n", "    wait = 0.0\n"),
        ),
        browser=(
            "tests/faults/test_guarded.py::test_who_says_more_than_anybody_does_is_cut_off_and_others_are_answered",
        ),
    ),
    Risk(
        20,
        "somebody asks for much and reads nothing",
        (
            f"{ATTACKS}::test_who_asks_for_much_and_reads_nothing_is_cut_off_when_the_app_has_done_with_it",
            f"{ATTACKS}::test_who_takes_nothing_of_what_was_asked_for_is_cut_off",
            f"{UNIT}/guard/test_direct.py::test_nothing_is_written_to_a_client_that_takes_nothing",
            f"{UNIT}/protocol/test_connection.py::test_a_client_that_never_reads_cannot_pile_up_answers",
            f"{INTEGRATION}/test_web_streams.py::test_whoever_reads_nothing_is_given_up",
        ),
        (
            Mistake(
                "liveview/guard/websocket.py",
                '"websocket.close":\n            self._abort_soon()\n',
                '"websocket.close":\n            pass\n',
            ),
            Mistake("liveview/guard/websocket.py", "if self._is_clogged or not self._is_open():", "if False:"),
            Mistake("liveview/guard/http.py", "self.loop.call_later(READ_SECONDS, self.transport.abort)", "None"),
        ),
    ),
    Risk(
        21,
        "a request is begun and never ended",
        (
            f"{ATTACKS}::test_half_a_request_is_not_waited_for",
            f"{ATTACKS}::test_a_head_has_an_end",
            f"{ATTACKS}::test_no_more_of_a_head_is_parsed_than_it_may_have",
            f"{ATTACKS}::test_who_asks_ahead_without_end_is_answered_so_often_and_no_more",
            f"{ATTACKS}::test_a_body_that_drips_is_not_waited_for",
        ),
        (
            Mistake("liveview/guard/http.py", "len(body) / BODY_RATE", "BODY_SECONDS"),
            Mistake("liveview/guard/http.py", "self.loop.call_later(seconds, self._is_late)", "None"),
            Mistake(
                "liveview/guard/arriving.py",
                "asyncio.get_running_loop().call_later(HEAD_SECONDS, self._transport.abort)",
                "None",
            ),
            Mistake("liveview/guard/http.py", "self._head > MAX_HEAD", "False"),
            Mistake("liveview/guard/http.py", "data[start : start + MAX_HEAD]", "data[start:]"),
            Mistake(
                "liveview/guard/http.py",
                "        if len(self.pipeline) >= AHEAD:\n            raise",
                "        if False:\n            raise",
            ),
        ),
        browser=("tests/faults/test_guarded.py::test_half_requests_are_not_waited_for",),
    ),
    Risk(
        22,
        "pages are asked for, or come back, more than a worker can make",
        (
            f"{SECURITY}/test_growth.py::test_who_connects_again_and_again_is_told_to_come_later",
            f"{SECURITY}/test_growth.py::test_an_address_of_too_many_strangers_gets_no_page_and_who_is_known_does",
            f"{INTEGRATION}/test_visit_admission.py::test_a_browser_has_so_many_pages_and_those_that_nobody_looks_at_give_way",
            f"{INTEGRATION}/test_web_rush.py::test_pages_that_are_asked_for_together_begin_a_few_in_each_turn_of_the_loop",
            f"{INTEGRATION}/test_web_rush.py::test_pages_that_join_together_do_so_a_few_in_each_turn_of_the_loop",
            f"{INTEGRATION}/test_web_rush.py::test_pages_that_come_back_together_do_so_a_few_in_each_turn_of_the_loop",
            f"{INTEGRATION}/test_web_rush.py::test_nobody_waits_for_what_the_app_takes_for_the_pages_of_others",
            f"{UNIT}/guard/test_arriving.py::test_first_words_that_come_at_the_same_moment_leave_the_loop_to_others",
            f"{UNIT}/guard/test_arriving.py::test_who_says_nothing_costs_next_to_nothing_and_who_says_something_is_served",
        ),
        (
            Mistake("liveview/web/routing.py", "        await host.beginning.turn()\n", ""),
            Mistake("liveview/web/returning.py", "            await host.beginning.turn()\n", ""),
            Mistake("liveview/web/keeping.py", "QUICK_SECONDS = 0.1", "QUICK_SECONDS = 99.0"),
            Mistake("liveview/web/keeping.py", "        await self._beginning.turn()\n", ""),
            Mistake("liveview/guard/arriving.py", "if _beginning.may_begin():", "if True:"),
            Mistake("liveview/web/routing.py", "if not host.visits.knows(session):", "if session is None:"),
            Mistake("liveview/web/serving.py", "if wait := host.admission.join(session):", "if wait := 0.0:"),
            Mistake("liveview/web/visits.py", "if self._count.get(session, 0) < self._most:", "if True:"),
        ),
        browser=(
            "tests/faults/test_guarded.py::test_new_browsers_of_one_address_are_turned_away_beyond_so_many_and_open_pages_live_on",
        ),
    ),
    Risk(
        23,
        "a post is of lines without end, or longer than anybody's, or there are more than anybody's",
        (
            f"{INTEGRATION}/test_web_streams.py::test_a_body_that_no_page_posts_is_refused_and_the_stream_lives",
            f"{INTEGRATION}/test_web_streams.py::test_a_body_is_read_as_far_as_its_head_allows",
            f"{INTEGRATION}/test_web_streams.py::test_what_a_page_posts_to_another_worker_leaves_room_for_what_apps_publish",
            f"{INTEGRATION}/test_web_streams.py::test_more_than_anybody_says_is_not_passed_on",
            f"{INTEGRATION}/test_web_streams.py::test_one_body_of_a_stream_is_read_at_a_time",
            f"{INTEGRATION}/test_web_streams.py::test_what_one_browser_posts_at_the_same_moment_has_a_bound",
        ),
        (
            Mistake("liveview/web/streaming.py", 'if not 1 <= body.count(b"\\n") <= MOST_FRAMES:', "if False:"),
            Mistake("liveview/web/streaming.py", "if len(content) > limit:", "if False:"),
            Mistake("liveview/web/bodies.py", "if held > MOST_BYTES:", "if False:"),
            Mistake("liveview/web/bodies.py", "if stream in self._streams:", "if False:"),
            Mistake(
                "liveview/web/streaming.py",
                "if (wait := host.admission.post(session, len(texts))) > PATIENCE:",
                "if wait := 0:",
            ),
            Mistake(
                "liveview/web/posts.py",
                "async with self._of_session.of(session), self._to_worker.of(worker):",
                "async with asyncio.timeout(99):",
            ),
        ),
    ),
    Risk(
        24,
        "a file's name leads elsewhere: there are no uploads yet, so what stands here is the names of downloads",
        (
            f"{INTEGRATION}/test_web_downloads.py::test_a_name_is_no_path_and_ends_no_header",
            f"{INTEGRATION}/test_web_downloads.py::test_a_file_is_for_the_browser_that_asked",
            f"{INTEGRATION}/test_web_downloads.py::test_a_file_is_given_once",
            f"{SECURITY}/test_headers.py::test_there_are_no_routes_but_these",
        ),
        (
            Mistake("liveview/web/downloads.py", 'NAME.sub("_", filename)', "filename"),
            Mistake("liveview/web/tokens.py", 'return f"{session}\\n{prefix}".encode()', "return prefix.encode()"),
            Mistake(
                "liveview/web/downloads.py", "return self._offers.pop(id, None)\n", "return self._offers.get(id)\n"
            ),
        ),
    ),
    Risk(
        25,
        "a URL of a static file names another file",
        (f"{SECURITY}/test_assets.py::test_a_path_is_no_file",),
        (
            Mistake(
                "liveview/web/assets.py",
                "        if name not in self._names:\n",
                "        if (PACKAGE / name).is_file():\n"
                "            return Response((PACKAGE / name).read_bytes())\n"
                "        if name not in self._names:\n",
            ),
        ),
    ),
    Risk(
        26,
        "the length of what is compressed tells a secret",
        (f"{ATTACKS}::test_nothing_is_compressed_unless_it_is_asked_for",),
        (
            Mistake(
                "liveview/guard/websocket.py",
                "compression: ClassVar[bool] = False",
                "compression: ClassVar[bool] = True",
            ),
        ),
    ),
    Risk(
        27,
        "an answer is taken for something else, framed, told to others, or has headers of a stranger's",
        (
            f"{SECURITY}/test_headers.py::test_every_answer_is_what_it_says_that_it_is",
            f"{SECURITY}/test_headers.py::test_a_page_is_framed_by_nobody_and_told_to_nobody",
            f"{SECURITY}/test_headers.py::test_a_download_runs_nothing_here_and_a_hop_tells_nobody_where_it_was",
            f"{SECURITY}/test_headers.py::test_every_answer_by_tls_says_to_come_by_tls_only",
            f"{SECURITY}/test_headers.py::test_no_answer_without_tls_says_so_and_none_where_nobody_asked",
        ),
        (
            Mistake("liveview/web/transport_security.py", 'message["type"] == "http.response.start"', "False"),
            Mistake("liveview/web/transport_security.py", ' or scope["scheme"] != "https"', ""),
            Mistake("liveview/web/health.py", ", **NOSNIFF}", "}"),
            Mistake("liveview/web/assets.py", "HTTPException(404, headers=NOSNIFF)", "HTTPException(404)"),
            Mistake("liveview/web/policy.py", '    "frame-ancestors": "\'self\'",\n', ""),
            Mistake("liveview/web/policy.py", '        "Referrer-Policy": "same-origin",\n', ""),
            Mistake("liveview/web/hops.py", '"Referrer-Policy": "no-referrer", ', ""),
            Mistake("liveview/web/attachments.py", "\"sandbox; default-src 'none'\"", '"default-src *"'),
        ),
    ),
    Risk(
        28,
        "somebody hears what is said to others: no frame names a topic, but fields do, and methods subscribe",
        (f"{SECURITY}/test_names.py::test_no_event_leads_to_another_ones_topic",),
        (ANY_FIELD,),
    ),
    Risk(
        29,
        "the log has somebody's secret, or a line that somebody has forged",
        (
            f"{SECURITY}/test_log.py::test_planted_secrets_are_in_no_record",
            f"{SECURITY}/test_log.py::test_no_line_is_a_strangers",
            f"{SECURITY}/test_log.py::test_what_is_refused_again_and_again_fills_no_log",
            f"{INTEGRATION}/test_visit_peers.py::test_the_log_has_no_token_and_no_cookie",
            f"{UNIT}/runtime/test_reports.py::test_no_value_of_a_message_or_a_state_is_in_a_report",
            f"{UNIT}/runtime/test_reports.py::test_a_report_says_who_why_at_what_and_in_which_state",
        ),
        (
            Mistake(
                "liveview/view/arguments.py",
                "shapes({name: value}).get(name, '…')",
                "value",
            ),
            Mistake(
                "liveview/runtime/reports.py",
                'written = start if start.isprintable() else start.encode("unicode_escape").decode()',
                "written = start",
            ),
            Mistake("liveview/channel/channel.py", "{shape(frame.url)}", "{frame.url}"),
            Mistake("liveview/runtime/reports.py", '"…" if _SECRET.search(key) else shape', "shape"),
        ),
    ),
    Risk(
        30,
        "an error page tells how the app is made",
        (
            f"{INTEGRATION}/test_web_app.py::test_a_raising_mount_is_a_500_and_in_development_a_page_with_the_source",
            f"{UNIT}/web/test_debugging.py::test_others_are_not_and_the_log_says_so_once",
            f"{UNIT}/cli/test_run.py::test_source_is_shown_to_this_machine_only",
        ),
        (
            Mistake(
                "liveview/web/routing.py",
                "if not host.settings.debug or _is_handled(request.app, error):",
                "if _is_handled(request.app, error):",
            ),
            Mistake("liveview/web/debugging.py", ' or self._is_near(scope.get("client")):', " or True:"),
        ),
    ),
    Risk(
        31,
        "what somebody has typed is compiled as a template",
        (f"{SECURITY}/test_names.py::test_what_somebody_types_is_never_a_template",),
        (
            Mistake(
                "liveview/view/arguments.py",
                "        if self.adapter is None:\n",
                "        import jinja2\n\n"
                "        value = jinja2.Template(value).render() if isinstance(value, str) else value\n"
                "        if self.adapter is None:\n",
            ),
        ),
    ),
    Risk(
        32,
        "what strangers name is kept, and there is always one more",
        (
            f"{SECURITY}/test_growth.py::test_names_of_a_pages_events_leave_nothing_behind",
            f"{SECURITY}/test_growth.py::test_ten_thousand_tabs_that_are_made_up_leave_what_is_bounded",
            f"{SECURITY}/test_growth.py::test_pages_that_crash_and_files_that_nobody_fetches_are_bounded",
        ),
        (
            Mistake("liveview/channel/faults.py", 'self._count("" if is_refused else what)', "self._count(what)"),
            Mistake("liveview/web/admission.py", "len(self._of) < MOST and ", ""),
            Mistake("liveview/web/failures.py", "if len(self._pages) > MOST:", "if False:"),
            Mistake("liveview/web/downloads.py", "if files <= room.files and size <= room.size:", "if True:"),
            Mistake("liveview/web/downloads.py", " and size <= room.size:", ":"),
        ),
    ),
    Risk(
        33,
        "a guard is asked for one way in, and forgotten for another",
        (
            f"{INTEGRATION}/test_web_attach.py::test_the_guard_covers_pages_files_and_the_socket",
            f"{INTEGRATION}/test_web_streams.py::test_guards_are_asked_as_for_the_page",
            f"{INTEGRATION}/test_web_streams.py::test_an_app_inside_another_one_is_guarded_there_too",
            f"{INTEGRATION}/test_web_parts.py::test_the_guard_of_a_views_route_is_its_guard_everywhere",
        ),
        (
            Mistake("liveview/web/app.py", 'if scope["type"] in ("http", "websocket"):', 'if scope["type"] == "http":'),
            Mistake(
                "liveview/web/app.py",
                'if scope["type"] in ("http", "websocket"):\n            try:',
                'if scope["type"] == "websocket":\n            try:',
            ),
        ),
    ),
    Risk(
        34,
        "a page is sent to another site, or to a script",
        (
            f"{UNIT}/view/test_targets.py::test_what_a_browser_could_take_for_another_site_is_refused",
            f"{UNIT}/view/test_targets.py::test_whatever_is_let_through_is_a_path_that_stays_here",
            f"{UNIT}/view/test_targets.py::test_other_sites_are_for_who_asks_for_them_and_scripts_for_nobody",
            f"{INTEGRATION}/test_web_navigation.py::test_a_url_of_another_site_is_refused",
        ),
        (
            Mistake("liveview/view/targets.py", 'text = CONTROL.sub("", target).strip()', "text = target"),
            Mistake("liveview/view/targets.py", 'text[:end].replace("\\\\", "/")', "text[:end]"),
            Mistake("liveview/view/targets.py", "    if not WEB.match(text):", "    if False:"),
        ),
    ),
    Risk(
        35,
        "what is for developers is there in production",
        (
            f"{SECURITY}/test_headers.py::test_a_page_in_production_has_nothing_for_developers",
            f"{SECURITY}/test_headers.py::test_there_are_no_routes_but_these",
            f"{UNIT}/web/test_debugging.py::test_others_are_not_and_the_log_says_so_once",
        ),
        (
            Mistake("liveview/web/document.py", "        if self._debug:\n", "        if True:\n"),
            Mistake(
                "liveview/web/app.py",
                "        if debug:\n            self._gate =",
                "        if False:\n            self._gate =",
            ),
        ),
    ),
)
