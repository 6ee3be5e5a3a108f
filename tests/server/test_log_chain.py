"""The log: what is done stands in it, and whoever changes it behind our back is found out."""

import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from people import add_member, sign_in

from genklang.errors import Failure
from genklang.server.commands.verify_log_ import command
from genklang.server.organisation.chain import find_break, hash_entry
from genklang.server.organisation.lines import clean_line
from genklang.server.organisation.models import AuditEntry, AuditHead, Role, User
from genklang.server.organisation.operations import log

pytestmark = pytest.mark.django_db(databases=["default", "responses"], transaction=True)


@pytest.fixture
def five(transactional_db):
    """A log of five entries."""
    for i in range(1, 6):
        log(None, "unit.added", subject=f"Enhet {i}", count=i)


def broken() -> int | None:
    return find_break(AuditEntry.objects.order_by("number").iterator(), AuditHead.objects.first())


def run_sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_whole_log_holds(five):
    assert broken() is None


def test_an_empty_log_holds(transactional_db):
    assert broken() is None


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE organisation_auditentry SET subject = 'x' WHERE number = 3"], 3),
        (["UPDATE organisation_auditentry SET actor = 'x' WHERE number = 1"], 1),
        (["UPDATE organisation_auditentry SET details = '{\"count\": 9}' WHERE number = 4"], 4),
        (["UPDATE organisation_auditentry SET at = '2020-01-01 00:00:00' WHERE number = 2"], 2),
        (["DELETE FROM organisation_auditentry WHERE number = 2"], 2),
        (["DELETE FROM organisation_auditentry WHERE number = 5"], 5),
        (["DELETE FROM organisation_auditentry WHERE number >= 4"], 4),
        (["DELETE FROM organisation_auditentry"], 1),
        (["DELETE FROM organisation_audithead"], 5),
        (
            [
                "UPDATE organisation_auditentry SET number = 99 WHERE number = 2",
                "UPDATE organisation_auditentry SET number = 2 WHERE number = 3",
                "UPDATE organisation_auditentry SET number = 3 WHERE number = 99",
            ],
            2,
        ),
    ],
)
def test_what_was_changed_removed_or_put_elsewhere_is_named(five, statements, named):
    run_sql(*statements)
    assert broken() == named


def test_whoever_writes_in_the_database_cannot_make_a_new_chain(five):
    previous = ""
    for entry in AuditEntry.objects.order_by("number"):
        entry.subject, entry.previous = "Inget hände", previous
        entry.hash = previous = hash_entry(entry, secret="guessed")
        entry.save()
    AuditHead.objects.update(hash=previous)
    assert broken() == 1


def test_an_earlier_secret_key_still_reads_what_it_wrote(five, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert broken() is None
    settings.SECRET_KEY_FALLBACKS = []
    assert broken() == 1


def test_the_command_names_the_first_bad_entry(five):
    end = CliRunner().invoke(command, catch_exceptions=False).output.split()[-1]
    assert end.startswith("5:")
    assert "whole" in CliRunner().invoke(command, ["--noted", end], catch_exceptions=False).output
    run_sql("UPDATE organisation_auditentry SET subject = 'x' WHERE number = 3")
    with pytest.raises(Failure, match="H120 log: entry 3"):
        CliRunner().invoke(command, catch_exceptions=False)


def test_a_log_put_back_to_an_earlier_copy_is_found_with_a_noted_end(five):
    noted = f"5:{AuditEntry.objects.get(number=5).hash}"
    fourth = AuditEntry.objects.get(number=4)
    AuditEntry.objects.filter(number=5).delete()
    AuditHead.objects.update(number=4, hash=fourth.hash)
    assert broken() is None
    with pytest.raises(Failure, match="H121"):
        CliRunner().invoke(command, ["--noted", noted], catch_exceptions=False)


def test_line_breaks_in_a_name_stay_in_one_line(transactional_db):
    user = User.objects.create_user("a@b.example", "A")
    user.email = "a@b.example\n2026-01-01 admin deleted everything"
    entry = log(user, "unit.added", subject="x\r\ny\u2028z\x1b[31m")
    assert entry.actor == "a@b.example 2026-01-01 admin deleted everything"
    assert entry.subject == "x  y z [31m"


def test_what_is_logged_is_shown_as_text(municipality):
    owner = add_member(municipality, Role.SYSTEM_OWNER)
    log(owner, "unit.added", organisation=municipality, subject="<script>alert(1)</script>")
    log(owner, "of.a.later.version", organisation=municipality)
    page = sign_in(owner).get(f"/o/{municipality.code}/log/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "of.a.later.version" in page


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_a_clean_line_is_one_line_and_stays_clean(text):
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert clean_line(line) == line
