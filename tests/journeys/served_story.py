"""One story taken through the server: founded, asked, answered on the respondents' pages, mixed, computed, downloaded.

The days are today's, for the pages take answers only while a round is open; code, period and title are the story's.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import polars as pl
from django.test import Client
from django.utils import timezone
from tests.journeys.journey import Journey
from tests.server.people import sign_in
from tests.server.respondents import Page, Respondent, visit

from genklang.analysis.report_files import make_file_name
from genklang.analysis.stories import StoryFiles, read_story, write_story
from genklang.analysis.story import Story
from genklang.instrument.answer import resolve
from genklang.instrument.item_type import GENDER_ITEM
from genklang.instrument.model import PublishedInstrument
from genklang.instrument.publish import from_json
from genklang.server.fieldwork.models import Place, Round
from genklang.server.fieldwork.operations.round_texts import approve_language
from genklang.server.fieldwork.operations.rounds import Basics, create_round, set_channels, set_languages, set_places
from genklang.server.fieldwork.queries.checklist import list_missing
from genklang.server.fieldwork.tokens import desk_token
from genklang.server.jobs.import_earlier import import_earlier, import_figures
from genklang.server.jobs.keys import make_key, try_recovery
from genklang.server.jobs.publish_round import open_round
from genklang.server.jobs.uploads import keep_upload
from genklang.server.jobs.worker import work
from genklang.server.organisation.models import Organisation, User
from genklang.server.organisation.operations.members import accept_as_new
from genklang.server.organisation.operations.organisations import change_organisation, found_organisation
from genklang.server.organisation.operations.units import add_unit

PASSPHRASE = "två nycklar till samma lås"
PASSWORD = "en mycket lång mening om ingenting"
PAPER = "paper"
GENDERS = {"K": "woman", "M": "man", "X": "other"}


@dataclass(frozen=True)
class Person:
    """One respondent of a story. `home`: unit and target group; `fields`: what is posted, by the form's names."""

    home: tuple[str, str]
    gender: str
    channel: str
    language: str
    fields: dict[str, str]

    @property
    def answers(self) -> frozenset[tuple[str, str]]:
        """What was answered, without the gender: (item, code)."""
        given = ((name.removeprefix("a."), code) for name, code in self.fields.items())
        return frozenset((item, code) for item, code in given if item != GENDER_ITEM)


@dataclass(frozen=True)
class ServedStory:
    """A story's round on the server, with the coordinator who runs it in a browser."""

    story: Story
    files: StoryFiles
    round: Round
    browser: Client
    people: tuple[Person, ...]

    @property
    def here(self) -> str:
        return f"/o/{self.round.organisation.code}/rounds/{self.round.code}/"

    def place(self, home: tuple[str, str]) -> Place:
        return self.round.places.select_related("unit").get(unit__name=home[0], target_group=home[1])

    def press(self, page: str) -> None:
        """Confirm on one of the round's pages, as its button does."""
        assert self.browser.get(f"{self.here}{page}").status_code == 200, page
        assert self.browser.post(f"{self.here}{page}").status_code == 302, page


def set_up_story(name: str, folder: Path) -> ServedStory:
    """Found the organisation with its units, take earlier years in, and open the round of the story."""
    story = read_story(name)
    files = write_story(story, folder)
    organisation, user = _found(story)
    round_ = _plan_round(story, organisation, user)
    published = from_json(round_.instrument)
    _take_earlier(story, round_, files.answers, files.benchmarks)
    file = make_key(round_, PASSPHRASE, custodian="Kommunarkivet", cost=2)
    assert try_recovery(round_, file, PASSPHRASE)
    assert list_missing(round_, today=timezone.localdate()) == []
    open_round(round_, now=timezone.now())
    rows = pl.read_csv(files.answers, infer_schema=False).filter(pl.col("round") == story.round.id)
    people = tuple(_read_people(rows, published, story.language))
    return ServedStory(story, files, round_, sign_in(user, second_factor=True), people)


def _found(story: Story) -> tuple[Organisation, User]:
    made, invitation = found_organisation(
        story.organisation, owner_name="Karin Berg", owner_email="karin@example.org", code=story.id.replace("_", "-")
    )
    user = accept_as_new(invitation, name="Karin Berg", password=PASSWORD, language="sv")
    change_organisation(made, {"support_phone": "0123-45 67 89"}, actor=user)
    for unit in dict.fromkeys(cell.unit for cell in story.round.cells):
        add_unit(made, unit, None, actor=user)
    return made, user


def _plan_round(story: Story, organisation: Organisation, user: User) -> Round:
    today = timezone.localdate()
    basics = Basics(title=story.title, period=story.round.id, opens=today, closes=today + timedelta(days=30))
    made = create_round(organisation, basics, questionnaire=story.instrument, language=story.language)
    assert made.code == story.round.id
    units = {unit.name: unit for unit in organisation.units.all()}
    set_places(made, [(units[cell.unit], cell.target_group) for cell in story.round.cells])
    set_channels(made, ["link", "keyed"])
    spoken = {language for cell in story.round.cells for language in cell.language}
    set_languages(made, [story.language, *sorted(spoken - {story.language})])
    for language in made.languages:
        approve_language(made, language, by=user, today=today)
    return made


def _take_earlier(story: Story, round_: Round, answers: Path, benchmarks: Path | None) -> None:
    earlier = pl.read_csv(answers, infer_schema=False).filter(pl.col("round") == story.previous)
    key = keep_upload("earlier.csv", [earlier.write_csv().encode()])
    taken = import_earlier(round_, key, name=story.previous)
    assert taken.responses == story.rounds[-2].answers
    if benchmarks:
        figures = import_figures(round_, keep_upload(benchmarks.name, [benchmarks.read_bytes()]))
        assert figures == len(story.benchmarks)


def _read_people(rows: pl.DataFrame, published: PublishedInstrument, language: str) -> Iterator[Person]:
    """Read a story's answers as the fields of the form: the labels of the file become the codes of its choices."""
    items = [item for item in published.instrument.items if item.code in rows.columns]
    genders = {c.name: c.code for i in published.instrument.items if i.code == GENDER_ITEM for c in i.categories}
    for row in rows.rows(named=True):
        spoken = row["language"] or language
        codes = {item.code: resolve(published, item, row[item.code] or "", spoken) for item in items}
        if row["gender"]:
            codes[GENDER_ITEM] = genders[GENDERS[row["gender"]]]
        fields = {f"a.{code}": str(answer) for code, answer in codes.items() if answer is not None}
        yield Person((row["unit"], row["target_group"]), row["gender"], row["channel"], spoken, fields)


def count_offered(served: ServedStory) -> None:
    """Count what every unit hands out, each on a caseworker's telephone with its PIN and no account."""
    for unit in served.round.organisation.units.all():
        page = served.browser.post(f"{served.here}desks/", {"unit": unit.code}).content.decode()
        address = f"/tally/{desk_token(served.round, unit)}/"
        telephone = Client()
        assert telephone.post(address, {"pin": re.search(r'class="code">(\d{6})<', page)[1]}).status_code == 302
        cells = [cell for cell in served.story.round.cells if cell.unit == unit.name]
        made = [{"id": str(uuid4()), "group": c.target_group, "undo": False} for c in cells for _ in range(c.offered)]
        reply = telephone.post(f"{address}taps", json.dumps(made), content_type="application/json")
        assert reply.json()["counts"] == {cell.target_group: cell.offered for cell in cells}


def answer_all(served: ServedStory) -> None:
    """Let everybody answer: on paper that is keyed in, or behind the shared link, the first of a place page by page."""
    walked: set[tuple[str, str]] = set()
    for person in served.people:
        place = served.place(person.home)
        if person.channel == PAPER:
            key_in(served, place, person)
            continue
        answer_by_link(place, person, page_by_page=person.home not in walked)
        walked.add(person.home)


def key_in(served: ServedStory, place: Place, person: Person) -> None:
    address = f"{served.here}key-in/form/?place={place.pk}&language={person.language}"
    hidden = dict(Page(served.browser.get(address).content.decode()).hidden)
    reply = served.browser.post(address, hidden | person.fields)
    assert (reply.status_code, reply["Location"]) == (302, address)


def answer_by_link(place: Place, person: Person, *, page_by_page: bool) -> None:
    someone = visit(place)
    if someone.page.carried("language") != person.language:
        someone.press(f"in:{person.language}")
    if page_by_page:
        someone.press("next")
        while "skip" in someone.page.buttons:
            leave_question(someone, person.fields)
        someone.press("send")
    else:
        someone.press("send", *person.fields.items(), step="check")
    assert someone.reply.status_code == 200
    assert someone.page.attributes["lang"].startswith(person.language)
    assert not someone.page.hidden, "the thank-you page carries nothing"


def leave_question(someone: Respondent, fields: dict[str, str]) -> None:
    page = someone.page
    name = next((name for name, _, _ in page.choices), "")
    someone.press("next", (name, fields[name])) if name in fields else someone.press("skip")


def close_and_release(served: ServedStory) -> None:
    """Close the round, end the wait, let the jobs mix and compute, and release what they have made."""
    served.press("close/")
    served.press("wait/")
    work(timezone.now, once=True)
    served.press("results/release/")


def download(served: ServedStory, folder: Path) -> Journey:
    """Download every report and figure as the coordinator does; return them as the journeys by command read theirs."""
    journey = Journey(served.story, served.files, folder)
    out = journey.folder() / make_file_name(served.story.organisation)
    out.mkdir(parents=True)
    for page in ("reports", "figures"):
        packed = served.browser.get(f"{served.here}results/{page}/")
        assert packed.status_code == 200, page
        with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
            for name in archive.namelist():
                language, _, file = name.partition("/")
                if language == served.story.language:
                    (out / file).write_bytes(archive.read(name))
    return journey
