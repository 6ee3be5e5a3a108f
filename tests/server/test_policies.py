"""Limits for what is shown: in plain words, of country or server, never weaker than promised or a programme's."""

from datetime import date

import pytest
from answering import NOW, answer, open_now, places_of
from hypothesis import given
from hypothesis import strategies as st
from people import add_member, sign_in

from genklang.disclosure.policy import DEFAULT, Policy
from genklang.server.fieldwork.models import Round, State
from genklang.server.fieldwork.operations.rounds import Basics, change_conduct, create_round
from genklang.server.fieldwork.queries.checklist import list_missing
from genklang.server.fieldwork.rules.policies import find_source, list_policies
from genklang.server.fieldwork.rules.rounds import Refusal
from genklang.server.jobs.publish_round import open_round
from genklang.server.organisation.models import AuditEntry, Kind, Organisation, Programme, Role

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "responses"])
CONDUCT = {"one_per_page": True, "mix_size": None, "target_rate": 60}
LIMITS = st.integers(1, 12)


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.DATA, settings.KEYS = tmp_path / "data", tmp_path / "keys"
    made = settings.DATA / "policies"
    made.mkdir(parents=True)
    return made


def join(organisation: Organisation, policy: str, instrument: str = "skr-ifo/2016") -> Programme:
    owner = Organisation.objects.create(code=f"owner-{policy}", name=policy, kind=Kind.NATIONAL)
    made = Programme.objects.create(owner=owner, code=policy, name=policy, instrument=instrument, policy=policy)
    made.participants.add(organisation)
    return made


@given(st.builds(Policy, minimum=LIMITS, full=LIMITS, offered=LIMITS), st.builds(Policy, minimum=LIMITS, full=LIMITS))
def test_of_two_policies_that_hold_each_other_neither_is_weaker(one, other):
    assert one.holds(one)
    weaker = any(getattr(one, limit) < getattr(other, limit) for limit in ("minimum", "full", "offered"))
    assert one.holds(other) is not weaker


def test_each_country_has_its_own_and_the_year_chooses_the_version(planned_round):
    assert list(list_policies(planned_round)) == ["standard", "kolada"]
    assert list_policies(planned_round)["kolada"].minimum == 10
    planned_round.opens = date(2020, 9, 1)
    assert list_policies(planned_round)["kolada"].minimum == 5
    planned_round.organisation.country = "DK"
    assert list(list_policies(planned_round)) == ["standard", "lup"]


def test_the_servers_own_are_there_unless_they_break_the_promise_or_cannot_be_read(planned_round, shelf):
    (shelf / "careful.toml").write_text('name = "careful"\nminimum = 15\nfull = 30\ncoarse_from = 30\n')
    (shelf / "loose.toml").write_text('name = "loose"\nminimum = 3\n')
    (shelf / "broken.toml").write_text("minimum = ")
    (shelf / "kolada.toml").write_text('name = "kolada"\nminimum = 20\n')
    assert list(list_policies(planned_round)) == ["standard", "kolada", "careful"]
    planned_round.policy = "careful"
    assert find_source(planned_round) == shelf / "careful.toml"


def test_none_is_weaker_than_the_programmes(planned_round, shelf):
    (shelf / "careful.toml").write_text('name = "careful"\nminimum = 15\nfull = 30\ncoarse_from = 30\n')
    join(planned_round.organisation, "kolada")
    assert list(list_policies(planned_round)) == ["kolada", "careful"]
    with pytest.raises(Refusal, match="policy_too_weak"):
        change_conduct(planned_round, policy="standard", **CONDUCT)
    change_conduct(planned_round, policy="careful", **CONDUCT)


def test_a_programme_with_other_questions_binds_nothing(planned_round):
    join(planned_round.organisation, "kolada", instrument="lup-psykiatri/1")
    assert "standard" in list_policies(planned_round)


def test_a_new_round_begins_with_its_programmes(municipality):
    join(municipality, "kolada")
    basics = Basics(title="Hösten", period="2027", opens=date(2027, 9, 1), closes=date(2027, 10, 1))
    assert create_round(municipality, basics, questionnaire="skr-ifo/2016", language="sv").policy == "kolada"


def test_a_round_that_is_now_too_weak_does_not_open_and_says_why(planned_round):
    join(planned_round.organisation, "kolada")
    assert "policy_too_weak" in {step.fault for step in list_missing(planned_round, today=date(2026, 8, 1))}
    with pytest.raises(Refusal, match="no_key"):
        open_round(planned_round, now=NOW)
    planned_round.policy = "kolada"
    open_now(planned_round)
    Round.objects.update(state=State.PLANNED, policy="standard")
    with pytest.raises(Refusal, match="policy_too_weak"):
        open_round(Round.objects.select_related("organisation").get(), now=NOW)


def test_a_coordinator_reads_and_chooses_in_plain_words_until_the_round_opens_and_it_is_logged(planned_round):
    coordinator = sign_in(add_member(planned_round.organisation, Role.COORDINATOR))
    here = "/o/soderlunda/rounds/2026/"
    shown = coordinator.get(f"{here}conduct/").content.decode()
    assert "Standard: Ingenting visas för färre än 5 svar. Från 10 svar visas andel" in shown
    assert "Som i Kolada: Ingenting visas för färre än 10 svar." in shown
    wish = {"one_per_page": "1", "mix_size": "0", "target_rate": "60", "policy": "kolada"}
    assert coordinator.post(f"{here}conduct/", wish).status_code == 302
    assert "Som i Kolada: Ingenting visas för färre än 10 svar." in coordinator.get(here).content.decode()
    coordinator.post(f"{here}conduct/", wish)
    assert [e.details for e in AuditEntry.objects.filter(action="round.policy")] == [{"to": "kolada"}]
    open_now(Round.objects.get())
    coordinator.post(f"{here}conduct/", {**wish, "policy": "standard"})
    assert Round.objects.get().policy == "kolada"
    assert "Som i Kolada" in coordinator.get(here).content.decode()


def test_the_chosen_limits_are_those_of_the_reports(planned_round, monkeypatch):
    from genklang.server.jobs import compute as computing

    asked = []
    monkeypatch.setattr(computing, "ReportRequest", lambda **wish: asked.append(wish["policy"]) or _stop())

    def _stop():
        raise KeyboardInterrupt

    planned_round.policy = "kolada"
    planned_round.save()
    open_now(planned_round)
    answer(places_of(planned_round)[0])
    Round.objects.update(state=State.MIXED)
    monkeypatch.setattr(computing, "_fill_store", lambda *_: True)
    with pytest.raises(KeyboardInterrupt):
        computing.compute(Round.objects.select_related("organisation").get(), now=NOW)
    assert [str(policy) for policy in asked] == ["kolada/2026"]
    assert DEFAULT.minimum == 5
