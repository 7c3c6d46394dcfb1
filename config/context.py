"""What the frame around every page needs."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Role


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """One entry of the top bar."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """Navigation and place of the person who looks."""

    nav: list[NavigationLink]
    place: str
    time_zone: str


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell`, empty for people who are not signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"shell": Shell([], "", "UTC")}
    pages = [("Desk", reverse("desk"))]
    if may(user, Permission.INITIATIVE_VIEW):
        pages.append(("Initiatives", reverse("initiatives:list")))
    if may(user, Permission.CATALOGUE_VIEW):
        pages.append(("Systems", reverse("architecture:systems")))
    if may(user, Permission.PORTFOLIO_VIEW):
        pages.append(("Portfolio", reverse("portfolio:overview")))
    if may(user, Permission.RECORD_VIEW):
        pages.append(("Record", reverse("record:explorer")))
    links = [NavigationLink(label, url, _is_current(url, request.path)) for label, url in pages]
    return {"shell": Shell(links, _place(user), user.time_zone)}


def _is_current(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _place(user: User) -> str:
    roles = [role.label for role in Role if role in user.roles]
    return ", ".join(roles) or ("Administrator" if user.is_staff else "No role yet")
