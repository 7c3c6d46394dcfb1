"""Pages of signals and norms: `of_initiative` below an initiative, the others at the root."""

from django.urls import path, re_path

from governance.views import norms, signals

of_initiative = [
    path("", signals.signals, name="signals"),
    path("figures/", signals.figures, name="figures"),
    re_path(r"^(?P<pk>[0-9]{1,18})/$", signals.signal, name="signal"),
]

app_name = "signals"
urlpatterns = [
    path("signals/", signals.all_signals, name="all"),
    re_path(r"^signals/(?P<detector>D[0-9]{2})/$", signals.pattern, name="pattern"),
    path("settings/norms/", norms.norms, name="norms"),
    re_path(r"^settings/norms/(?P<name>[a-z_]{1,60})/$", norms.change, name="norm"),
]
