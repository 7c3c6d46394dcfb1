"""Pages of this app, below /initiatives/."""

from django.urls import path, re_path

from governance.views import board, design_input, owed, raising

_INPUTS = r"^(?P<ref>AI-[0-9]{4}-[0-9]{4,})/inputs/"
_INPUT = _INPUTS + r"(?P<in_ref>IN-[0-9]{4,})/"

app_name = "governance"
urlpatterns = [
    path("owed/", owed.owed, name="owed"),
    re_path(_INPUTS + "$", board.inputs, name="inputs"),
    re_path(_INPUTS + "new/$", raising.raise_input, name="raise"),
    re_path(_INPUT + "$", design_input.design_input, name="input"),
    re_path(_INPUT + "disposition/$", design_input.dispose, name="dispose"),
    re_path(_INPUT + "reply/$", design_input.reply, name="reply"),
]
