"""Signing in: who gets in, what the others learn, and how often they may try."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from server.people.models import SignInFailure, SignInSession
from server.people.secrets import token_hash
from server.people.sessions import COOKIE

PASSWORD = "a quiet morning by the sea"


def test_a_person_signs_in_and_is_led_to_the_page_asked_for(signing):
    device = signing.device()
    asked = device.get("/account")
    assert asked.status_code == 303
    assert asked.headers["location"].endswith("/sign-in?next=%2Faccount")

    answer = signing.sign_in("mia", device=device, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Mia Member" in device.get("/account").text


def test_the_sign_in_name_is_taken_however_it_is_written(signing):
    assert signing.sign_in("  MIA ").status_code == 303


def test_the_cookie_is_kept_from_scripts_other_hosts_and_plain_http(signing):
    cookie = signing.sign_in("mia").headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == COOKIE
    assert name.startswith("__Host-")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)


def test_each_sign_in_has_a_new_token_kept_only_as_a_hash(signing, world):
    device = signing.device()
    signing.sign_in("mia", device=device)
    first = device.cookies[COOKIE]
    signing.sign_in("mia", device=device)
    second = device.cookies[COOKIE]
    assert first != second
    assert len(second) >= 32  # 192 bits, base64
    assert world.row(SignInSession, token_hash=second) is None
    assert world.row(SignInSession, token_hash=token_hash(second)).ended_at is None
    assert world.row(SignInSession, token_hash=token_hash(first)).ended_at is not None


def test_a_token_brought_along_is_never_taken_over(signing):
    chosen = f"{COOKIE}=chosen-by-somebody-else-than-the-server"
    device = signing.device()
    device.headers["cookie"] = chosen
    answer = signing.sign_in("mia", device=device)
    assert answer.status_code == 303
    assert chosen not in answer.headers["set-cookie"]
    assert device.get("/account", headers={"cookie": chosen}).status_code == 303


def test_the_way_on_stays_on_this_server(signing):
    for target in ("//evil.example", "/\\evil.example", "https://evil.example", "x", "/\tx", ""):
        assert signing.sign_in("mia", next=target).headers["location"] == "/", target


@pytest.mark.parametrize("who", ["mia", "nobody", "noah"])  # noah has no password yet
def test_a_wrong_sign_in_gets_the_same_answer_whoever_was_named(signing, who):
    answer = signing.sign_in(who, "not the right password")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert answer.text.replace(who, "?") == (
        signing.sign_in("zzz", "not the right password").text.replace("zzz", "?")
    )


def test_an_unknown_account_takes_as_long(signing, monkeypatch):
    """What costs the time, the argon2 hash, is computed at the same cost for whoever is named."""
    verified = []
    verify = PasswordHasher.verify

    def spy(hasher, password_hash, password):
        verified.append(password_hash.rpartition("$")[0].rpartition("$")[0])  # its parameters
        return verify(hasher, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", spy)
    for login in ("mia", "nobody"):
        signing.sign_in(login, "not the right password")
    known, unknown = verified
    assert known == unknown == "$argon2id$v=19$m=19456,t=2,p=1"


def test_a_disabled_account_gets_the_answer_of_an_unknown_one(signing, send, key_of):
    send("adam", f"/admin/accounts/{key_of('mia')}/disable")
    assert signing.sign_in("mia").status_code == 401


def test_ten_wrong_tries_shut_the_address_out_but_not_the_person(signing):
    guesser = signing.device("10.9.9.9")
    answers = [
        signing.sign_in("mia", f"wrong guess {n}", device=guesser).status_code for n in range(40)
    ]
    assert answers == [401] * 10 + [429] * 30
    assert signing.sign_in("mia", device=guesser).status_code == 429
    assert signing.sign_in("mia", device=signing.device("10.0.0.2")).status_code == 303


def test_tries_sent_all_at_once_are_all_counted(signing):
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda n: (
                    signing.sign_in(
                        "mia", f"wrong guess {n}", device=signing.device("10.9.9.8")
                    ).status_code
                ),
                range(24),
            )
        )
    assert sorted(answers) == [401] * 10 + [429] * 14


def test_an_address_has_a_budget_over_all_accounts(signing, world, monkeypatch):
    monkeypatch.setattr("server.people.commands.ADDRESS_TRIES", 1)
    guesser = signing.device("10.9.9.7")
    answers = [
        signing.sign_in(f"person{n}", "password1234", device=guesser).status_code for n in range(12)
    ]
    assert answers == [401] * 10 + [429] * 2


def test_the_right_password_makes_the_tries_before_it_forgotten(signing, world):
    device = signing.device()
    for _ in range(9):
        signing.sign_in("mia", "wrong", device=device)
    assert signing.sign_in("mia", device=device).status_code == 303
    assert world.row(SignInFailure, login="mia") is None


def test_a_form_without_fields_comes_back_with_what_to_do(signing):
    answer = signing.device().post("/sign-in", data={"login": "mia"})
    assert answer.status_code == 422
    assert "Mật khẩu" in answer.text


def test_a_session_ends_after_its_hours(signing, world):
    device = signing.device()
    signing.sign_in("mia", device=device)

    def age(tx):
        for session in tx.session.exec(select(SignInSession)).all():
            session.expires_at = tx.now

    world.run(None, age)
    assert device.get("/account").status_code == 303


def test_the_first_page_speaks_the_language_chosen_on_it(signing):
    device = signing.device()
    assert 'lang="vi"' in device.get("/sign-in").text
    chosen = device.post(
        "/preferences", data={"locale": "en"}, headers={"referer": "https://localhost/sign-in"}
    )
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
    assert "Sign-in name" in device.get("/sign-in").text
