"""Template words: times as a colleague would say them."""

import datetime as dt
import re

from django import template
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def when(moment: dt.datetime | None) -> str:
    """`today, 09:12`, `yesterday`, `17 November` or `17 November 2025`."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    if days == 0:
        return f"today, {local:%H:%M}"
    return day(local.date())


@register.filter
def day(date: dt.date | None) -> str:
    """`today`, `yesterday`, `tomorrow`, `17 November` or `17 November 2025`."""
    if date is None:
        return ""
    today = timezone.localdate()
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((date - today).days)
    if near:
        return near
    return date_format(date, "j F" if date.year == today.year else "j F Y")


@register.filter
def age(moment: dt.datetime) -> str:
    """`today`, `1 day`, `9 days`."""
    return days_in_words((timezone.localdate() - timezone.localdate(moment)).days)


@register.filter
def days_in_words(days: int) -> str:
    """`today`, `1 day`, `9 days`."""
    if days == 0:
        return "today"
    return "1 day" if days == 1 else f"{days} days"


@register.filter
def milliseconds_in_words(milliseconds: int) -> str:
    """`200 ms`, `1.5 s`, `60 s`, `5 min`."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    if milliseconds < 120_000 or milliseconds % 60_000:
        return f"{floatformat(milliseconds / 1_000, '-1g')} s"
    return f"{floatformat(milliseconds // 60_000, 'g')} min"


_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@register.filter
def days_in_text(text: str) -> str:
    """A sentence of the record with its days in words: `planned Live for 2 December`."""
    return _ISO_DAY.sub(_day_or_as_it_was, text)


def _day_or_as_it_was(found: re.Match[str]) -> str:
    try:
        return day(dt.date.fromisoformat(found[0]))
    except ValueError:
        return found[0]
