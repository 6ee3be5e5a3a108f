"""The pages of the units: the tree, adding one or many, changing and retiring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from genklang.server.organisation.models import Organisation, Unit
from genklang.server.organisation.operations.units import add_unit, add_units, change_unit, set_unit_active
from genklang.server.organisation.queries import UnitInTree, lines_of_units, tree_of_units
from genklang.server.organisation.rules import Action
from genklang.server.organisation.unit_rows import decode_text, read_unit_rows
from genklang.server.web.staff.access import StaffRequest, staff_page
from genklang.server.web.staff.organisation.forms import UnitForm, UnitListForm, say


@staff_page(Action.VIEW_ORGANISATION)
def units(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Show the tree of units."""
    return render(request, "staff/organisation/units.html", {"tree": tree_of_units(organisation)})


@staff_page(Action.MANAGE_UNITS)
def new_unit(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Add one unit."""
    initial = {"parent": request.GET.get("above", "")}
    form = UnitForm(request.POST or None, initial=initial, tree=tree_of_units(organisation))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        add_unit(organisation, name, form.cleaned_data["parent"], actor=request.user)
        messages.success(request, say("units.done.added", name=name))
        return redirect("units", organisation.code)
    page = {"form": form, "title": say("units.new"), "back": reverse("units", args=[organisation.code])}
    return render(request, "staff/organisation/form.html", page, status=400 if form.errors else 200)


@staff_page(Action.MANAGE_UNITS)
def import_units(request: StaffRequest, organisation: Organisation) -> HttpResponse:
    """Add many units from a pasted list or a file: first shown as they were read, then added."""
    form = UnitListForm(request.POST or None, request.FILES or None)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = decode_text(form.cleaned_data["file"]) or form.cleaned_data["text"]
        existing = {found.unit.code: found.unit.name for found in tree_of_units(organisation)}
        rows, problems = read_unit_rows(text, existing)
        if rows and not problems and "confirmed" in request.POST:
            count = add_units(organisation, rows, actor=request.user)
            messages.success(request, say("units.done.imported", count=count))
            return redirect("units", organisation.code)
        names = existing | {row.code: row.name for row in rows}
        page |= {
            "text": text,
            "rows": [(row, names.get(row.above or "", "")) for row in rows],
            "problems": [(p.row, say(f"units.problems.{p.key}", **p.values)) for p in problems],
        }
    return render(request, "staff/organisation/units_import.html", page, status=400 if page.get("problems") else 200)


@staff_page(Action.MANAGE_UNITS)
def change(request: StaffRequest, organisation: Organisation, unit: str) -> HttpResponse:
    """Rename or move a unit."""
    found = get_object_or_404(Unit.objects.select_related("parent"), organisation=organisation, code=unit)
    initial = {"name": found.name, "parent": found.parent.code if found.parent else ""}
    form = UnitForm(request.POST or None, initial=initial, tree=_places_for(found, tree_of_units(organisation)))
    if request.method == "POST" and form.is_valid():
        change_unit(found, name=form.cleaned_data["name"], parent=form.cleaned_data["parent"], actor=request.user)
        messages.success(request, say("units.done.changed", name=found.name))
        return redirect("units", organisation.code)
    page = {"form": form, "title": found.name, "back": reverse("units", args=[organisation.code]), "unit": found}
    return render(request, "staff/organisation/unit.html", page, status=400 if form.errors else 200)


def _places_for(unit: Unit, tree: list[UnitInTree]) -> list[UnitInTree]:
    """Return the units that `unit` may stand below: not itself, nor any that stands below it."""
    lines = lines_of_units(unit.organisation)
    return [found for found in tree if unit.pk not in lines[found.unit.pk]]


@staff_page(Action.MANAGE_UNITS)
def retire(request: StaffRequest, organisation: Organisation, unit: str) -> HttpResponse:
    """Ask first, then retire a unit with those below it, or take it into use again."""
    found = get_object_or_404(Unit, organisation=organisation, code=unit)
    step = "retire" if found.is_active else "reopen"
    if request.method == "POST":
        set_unit_active(found, is_active=not found.is_active, actor=request.user)
        messages.success(request, say(f"units.done.{step}", name=found.name))
        return redirect("units", organisation.code)
    page = {
        "question": say(f"units.{step}.question", name=found.name),
        "consequence": say(f"units.{step}.consequence"),
        "button": say(f"units.{step}.button"),
        "button_class": "danger" if found.is_active else "plain",
        "back": reverse("unit", args=[organisation.code, found.code]),
    }
    return render(request, "staff/confirm.html", page)
