"""Passwords: which are taken, how they are changed, and the one-time code."""

from datetime import timedelta

import pytest

from server.kernel.errors import BadForm
from server.kernel.types import now
from server.people.models import Account, OneTimeCode
from server.people.passwords import check_password
from server.people.secrets import hash_password, one_time_code, password_fits
from tests.people.conftest import PASSWORD

NEW = "a loud evening on the hill"
OFFICE = "Văn phòng Tỉnh ủy Minh Họa"


def refused(password: str) -> str | None:
    """Return why a password is refused to ntmau (Nguyễn Thị Mẫu), or None."""
    try:
        check_password(password, "ntmau", "Nguyễn Thị Mẫu", OFFICE)
    except BadForm as problem:
        return problem.fields["password"]
    return None


@pytest.mark.parametrize(
    "password",
    [
        *("con thuyền xuôi dòng", "839204716352", "xqzvkwjhtrpd", "Hm7!kQ2#vB9z", "ĐƯỜNGVỀBẾNCŨ"),
        *(
            "x7 y8 z9 q0 w1",
            "correct mule drinks tea",
            "kjd83hs" * 17,
            "ab3kd9xz7q" * 25 + "kd9xz7",
        ),
    ],
)
def test_any_composition_of_twelve_characters_is_taken(password):
    assert refused(password) is None


@pytest.mark.parametrize(("length", "why"), [(7, "short"), (11, "short"), (257, "long")])
def test_length_is_what_counts(length, why):
    assert refused(("kq7wz3nx" * 40)[:length]) == f"password-{why}"


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "Password@2026", "matkhau123456", "Mật khẩu 2026", "123456789012"),
        *("qwertyuiop12", "1qaz2wsx3edc", "aaaaaaaaaaaa", "abcdefghijkl", "abc123abc123"),
        *(
            "ntmau2026!!!",
            "NguyenThiMau1",
            "vanphongtinhuy",
            "TinhUyMinhHoa@1",
            "Văn phòng Tỉnh ủy",
        ),
        *("vietnam123456", "anhyeuem123!", "correcthorsebatterystaple", "98765432100"),
        *("admin1234567", "hội nghị 2026", "trinh-dien-minh-hoa", "asdfghjkl;'12"),
    ],
)
def test_what_is_guessed_first_is_refused(password):
    assert refused(password) in ("password-common", "password-short")


def test_passwords_that_begin_alike_are_not_alike():
    start = "the first seventy-two bytes are the same in both of these passwords, "
    stored = hash_password(start + "here one", "form")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert password_fits(start + "here one", stored)
    assert not password_fits(start + "here two", stored)


# --- changing it -------------------------------------------------------------------------------


def change(device, old=PASSWORD, new=NEW, again=None, command_id="change-password-1"):
    form = {"command_id": command_id, "old": old, "new": new, "again": again or new}
    return device.post("/account/password", data=form, headers={"plenum-script": "1"})


def test_a_changed_password_opens_and_the_old_one_does_not(signing):
    device = signing.device()
    signing.sign_in("mia", device=device)
    other = signing.device()
    signing.sign_in("mia", device=other)

    assert change(device).status_code == 200
    assert device.get("/account").status_code == 200  # this device stays
    assert other.get("/account").status_code == 303  # every other is out
    assert signing.sign_in("mia").status_code == 401
    assert signing.sign_in("mia", NEW).status_code == 303


def test_the_same_form_twice_changes_once_and_is_answered_twice(signing, world):
    device = signing.device()
    signing.sign_in("mia", device=device)
    assert [change(device).status_code for _ in range(3)] == [200, 200, 200]
    assert world.happened(f"user:{world.people['mia']}").count("password-changed") == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"old": "not the old one"}, "Present password"),
        ({"new": "too short"}, "New password"),
        ({"new": "matkhau123456"}, "New password"),
        ({"again": "something different"}, "Password once more"),
    ],
)
def test_a_refused_change_says_which_field_and_changes_nothing(signing, wrong, field):
    device = signing.device()
    signing.sign_in("mia", device=device)
    answer = change(device, **wrong)
    assert answer.status_code == 422
    assert field in answer.text
    assert signing.sign_in("mia", PASSWORD).status_code == 303


def test_the_old_password_cannot_be_guessed_on_a_borrowed_device(signing):
    device = signing.device()
    signing.sign_in("mia", device=device)
    answers = [
        change(device, old=f"guess {n}", command_id=f"change-password-{n:04}").status_code
        for n in range(12)
    ]
    assert answers == [422] * 10 + [429] * 2
    assert change(device).status_code == 429


def test_nobody_changes_a_password_without_being_signed_in(signing):
    assert change(signing.device()).status_code == 401


# --- the one-time code -------------------------------------------------------------------------


@pytest.fixture
def code(send, key_of):
    """A code for Noah, out of the page that shows it."""
    shown = send("adam", f"/admin/accounts/{key_of('noah')}/code")
    assert shown.status_code == 200
    return shown.text.split('id="code">')[1].split("<")[0]


def choose(device, code, login="noah", password=NEW, command_id="choose-password-1"):
    form = {"command_id": command_id, "login": login, "code": code}
    return device.post("/code", data=form | {"password": password, "again": password})


def test_a_code_lets_a_person_choose_a_password_once(signing, code, world):
    device = signing.device()
    assert signing.sign_in("noah", NEW, device=device).status_code == 401
    chosen = choose(device, code)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in?chosen=1")
    assert signing.sign_in("noah", NEW, device=device).status_code == 303
    assert world.row(Account, login="noah").password_hash.startswith("$argon2id$")
    again = choose(device, code, password="another evening entirely", command_id="x" * 20)
    assert again.status_code == 403


def test_the_same_form_twice_is_answered_twice(signing, code):
    device = signing.device()
    assert [choose(device, code).status_code for _ in range(2)] == [303, 303]


def test_a_code_may_be_typed_carelessly(signing, code):
    typed = code.lower().replace("-", " ")
    assert choose(signing.device(), typed, login=" NOAH").status_code == 303


def test_a_code_is_long_and_stored_only_as_a_hash(code, world):
    assert len(code.replace("-", "")) * 5 >= 128
    assert world.row(OneTimeCode, code_hash=code) is None
    assert one_time_code(b"secret", form="1") != one_time_code(b"secret", form="2")


def test_a_code_ends_after_three_days(signing, code, world):
    row = world.row(OneTimeCode, account_id=world.people["noah"])
    assert timedelta(hours=71) < row.expires_at - now() <= timedelta(hours=72)

    def age(tx):
        tx.session.get_one(OneTimeCode, row.id).expires_at -= timedelta(hours=73)

    world.run(None, age)
    assert choose(signing.device(), code).status_code == 403


def test_a_new_code_ends_the_one_before(signing, code, send, key_of):
    send("adam", f"/admin/accounts/{key_of('noah')}/code")
    assert choose(signing.device(), code).status_code == 403


def test_a_code_is_for_one_person_alone(signing, code):
    assert choose(signing.device(), code, login="mia").status_code == 403


def test_a_code_does_not_take_a_weak_password(signing, code):
    answer = choose(signing.device(), code, password="matkhau123456")
    assert answer.status_code == 422
    assert "quá dễ đoán" in answer.text
    assert choose(signing.device(), code, command_id="y" * 20).status_code == 303


def test_codes_cannot_be_guessed(signing, code):
    device = signing.device()
    answers = [
        choose(device, f"AAAAA-{n:05}", command_id=f"guess-a-code-{n:04}").status_code
        for n in range(12)
    ]
    assert answers == [403] * 10 + [429] * 2


def test_the_same_form_shows_the_same_code_and_only_an_administrator_gets_one(send, key_of):
    path = f"/admin/accounts/{key_of('noah')}/code"
    first, second = (send("adam", path, "one-form-sent-twice") for _ in range(2))
    assert first.text.split('id="code">')[1][:40] == second.text.split('id="code">')[1][:40]
    for who in ("anna", "carl", "mia", "clara", "greta", "zoe"):
        assert send(who, path).status_code == 404
    assert send(None, path).status_code == 401


def test_a_reset_signs_out_everywhere(signing, send, key_of):
    device = signing.device()
    signing.sign_in("mia", device=device)
    shown = send("adam", f"/admin/accounts/{key_of('mia')}/code").text
    code = shown.split('id="code">')[1].split("<")[0]
    assert device.get("/account").status_code == 200  # until the code is used
    assert choose(signing.device(), code, login="mia").status_code == 303
    assert device.get("/account").status_code == 303
