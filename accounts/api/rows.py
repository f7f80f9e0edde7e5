"""The doors of a resource: its list, one row, what is read beside it, and each act."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.door import Door
from accounts.api.etags import etag_of, is_same, refuse_stale
from accounts.api.problems import Problem
from accounts.api.resources import Act, Call, Facts, Look, Resource
from accounts.api.shapes import Strict
from accounts.errors import NotAllowed, NotPossible
from accounts.models import Member
from accounts.permissions import forget_roles


class ResourceDoor(Door):
    """What list, row and act of a resource share."""

    resource: ClassVar[Resource]
    deed: ClassVar[Act | None] = None
    found: Any = None
    """The row that was asked for, once it is known to be theirs to see."""

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal that tells how a row stands is a look at it; noted here, where what was begun is undone."""
        if isinstance(exc, Problem) and exc.more.get("present") is not None:
            try:
                self.look(self.found)
            except DatabaseError as failed:
                return super().handle_exception(failed)
        return super().handle_exception(exc)

    def scope(self, method: str) -> str:
        """Reading its area, or what the act needs."""
        if self.deed is not None:
            return self.deed.scope
        act = {"POST": self.resource.create, "PATCH": self.resource.change, "DELETE": self.resource.remove}.get(method)
        return act.scope if act else f"{self.resource.area}.read"

    def by(self) -> Member:
        """Who asks."""
        return cast(Member, self.request.user)

    def rows(self) -> QuerySet[Any]:
        """What they may see; raises NotAllowed for what is administrators' matter."""
        if self.resource.administrators and not self.by().is_administrator:
            raise NotAllowed(_("Only an administrator may do this."))
        return self.resource.rows(self.by())

    def find(self, pk: int) -> Any:
        """The row; raises Http404 for what is not there, or closed to them."""
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise Http404
        self.found = row
        return row

    def look(self, row: Any) -> None:
        """Note what showing it leaves behind, such as an administrator's look into what is closed."""
        if row is not None and self.resource.looked is not None:
            self.resource.looked(row, self.by())

    def taken(self, pk: int) -> Any:
        """The row, ours until the transaction ends: its conversation first, as every action takes them."""
        row = self.find(pk)
        conversation = getattr(row, "conversation", None)
        for one in (conversation, row):
            if isinstance(one, Model):
                rows = type(one)._default_manager.select_for_update(no_key=True).filter(pk=one.pk)
                rows.order_by("pk").values_list("pk").first()
        return self.find(pk)

    def show(self, row: Any) -> Any:
        """The row as it is told."""
        return self.resource.shown(row, context=self.known()).data

    def known(self) -> dict[str, Any]:
        """What shapes may ask."""
        return {"by": self.by(), "request": self.request}

    def read(self, shape: type[Strict] | None, *, partly: bool = False) -> Facts:
        """What was given, checked; raises ValidationError."""
        data = self.request.data
        if shape is None:
            shape = Strict
            data = {} if data is None else data
        body = shape(data=data, context=self.known(), partial=partly)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def carry_out(self, act: Act, call: Call) -> Any:
        """Do it in one piece; what makes no sense now is told with how it stands now."""
        try:
            with transaction.atomic():
                return act.carry_out(call)
        except NotPossible as error:
            row = call.row and self.rows().filter(pk=call.row.pk).first()
            more = {"present": self.show(row)} if row is not None else {}
            raise Problem(409, str(error), **more) from error

    def told(self, row: Any, status: int = 200) -> Response:
        """A row with its tag."""
        self.look(row)
        shown = self.show(row)
        return Response(shown, status=status, headers={"ETag": etag_of(shown)})

    def told_after(self, act: Act, call: Call, done: Any) -> Response:
        """What an act gave back; its row anew, or nothing where that is out of sight by now."""
        if act.shown is not None:
            self.look(call.row)
            return Response(act.shown(done, many=act.many, context=self.known()).data)
        forget_roles(self.by())
        row = self.rows().filter(pk=call.row.pk).first() if call.row is not None else None
        return Response(status=204) if row is None else self.told(row)


class ListDoor(ResourceDoor):
    """All rows, a page at a time; and making another."""

    def get(self, request: Request) -> Response:
        """One page."""
        asked = self.resource.asked(data=_plainly(request), context=self.known())
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        self.rows()
        rows, following = (self.resource.page or self.by_number)(given, self.by())
        shown = self.resource.shown(rows, many=True, context=self.known()).data
        return Response({"items": shown, "next": following})

    def by_number(self, given: Facts, by: Member) -> tuple[list[Any], str | None]:
        """The newest first; the cursor is the number of the last row."""
        rows = self.rows()
        after, limit = given.get("after", ""), given["limit"]
        if self.resource.narrow is not None:
            rows = self.resource.narrow(rows, given, by)
        if after:
            rows = rows.filter(pk__lt=number_of(after))
        found = list(rows.order_by("-pk")[: limit + 1])
        return found[:limit], str(found[limit - 1].pk) if len(found) > limit else None

    def act(self, request: Request, **place: Any) -> Response:
        """Make one."""
        act = self.resource.create
        if act is None:
            return super().act(request)
        call = Call(None, self.read(act.given), self.by())
        made = self.carry_out(act, call)
        if act.shown is not None:
            return Response(act.shown(made, many=act.many, context=self.known()).data, status=201)
        row = self.rows().filter(pk=made.pk).first() or made
        answer = self.told(row, status=201)
        answer["Location"] = self.request.build_absolute_uri(f"{self.request.path}{row.pk}/")
        return answer


class RowDoor(ResourceDoor):
    """One row: read, changed, removed."""

    def get(self, request: Request, pk: int) -> Response:
        """The row, or 304 when the caller has it."""
        answer = self.told(self.find(pk))
        if is_same(request.headers.get("If-None-Match", ""), answer["ETag"]):
            return Response(status=304, headers={"ETag": answer["ETag"]})
        return answer

    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given; what is not stays."""
        act = self.resource.change
        if act is None:
            return self.http_method_not_allowed(request)
        with transaction.atomic():
            row = self.taken(pk)
            refuse_stale(request, self.show(row), must=True)
            call = Call(row, _present(act, row) | self.read(act.given, partly=True), self.by())
            return self.told_after(act, call, self.carry_out(act, call))

    def delete(self, request: Request, pk: int) -> Response:
        """Remove it."""
        act = self.resource.remove
        if act is None:
            return self.http_method_not_allowed(request)
        with transaction.atomic():
            row = self.taken(pk)
            refuse_stale(request, self.show(row), must=True)
            self.carry_out(act, Call(row, {}, self.by()))
        return Response(status=204)


class LookDoor(ResourceDoor):
    """What can be read beside a row."""

    sight: ClassVar[Look]

    def get(self, request: Request, pk: int) -> Response:
        """It, as it is now."""
        row = self.find(pk)
        self.look(row)
        return Response(self.sight.shown(self.sight.how(row, self.by()), context=self.known()).data)


class ActDoor(ResourceDoor):
    """One act on one row."""

    deed: ClassVar[Act]

    def act(self, request: Request, **place: Any) -> Response:
        """Do it; with If-Match only to the state that the caller saw."""
        with transaction.atomic():
            row = self.taken(place["pk"])
            refuse_stale(request, self.show(row), must=False)
            call = Call(row, self.read(self.deed.given), self.by())
            return self.told_after(self.deed, call, self.carry_out(self.deed, call))


class WideDoor(ResourceDoor):
    """One act on no single row."""

    deed: ClassVar[Act]

    def act(self, request: Request, **place: Any) -> Response:
        """Do it."""
        call = Call(None, self.read(self.deed.given), self.by())
        return self.told_after(self.deed, call, self.carry_out(self.deed, call))


def number_of(text: str) -> int:
    """A cursor that is a number; raises ValidationError for any other."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValidationError({"after": [_("This is no place in this list. Take `next` of the page before.")]})
    return int(text)


def _present(act: Act, row: Any) -> Facts:
    """How the fields of a change stand now, for those that are not given."""
    if act.given is None or not act.whole:
        return {}
    names = [str(name) for name in act.given().fields]
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _plainly(request: Request) -> dict[str, Any]:
    """The parameters; one that is given several times is a list."""
    given = request.query_params
    return {name: values[0] if len(values) == 1 else values for name, values in given.lists()}
