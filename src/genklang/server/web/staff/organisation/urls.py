"""The addresses of an organisation's own pages, below `o/<organisation>/`."""

from django.urls import URLPattern, path

from genklang.server.web.staff.organisation import members, overview, programmes, records, units

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="organisation"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/import/", units.import_units, name="import_units"),
    path("units/<slug:unit>/edit/", units.change, name="unit"),
    path("units/<slug:unit>/retire/", units.retire, name="retire_unit"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite_member, name="invite_member"),
    path("members/<int:membership>/remove/", members.remove_member, name="remove_member"),
    path("members/invitations/<int:invitation>/", members.invitation, name="member_invitation"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.new_programme, name="new_programme"),
    path("programmes/<slug:programme>/run/", programmes.programme, name="programme"),
    path("programmes/<slug:programme>/answer/", programmes.answer_invitation, name="answer_programme"),
    path("settings/", records.settings, name="settings"),
    path("settings/logo/", records.edit_logo, name="edit_logo"),
    path("logo/<slug:digest>.png", records.logo, name="logo"),
    path("colour.css", records.colour, name="colour"),
    path("log/", records.log_page, name="log"),
]
