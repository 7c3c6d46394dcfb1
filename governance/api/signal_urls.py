"""Addresses of signals, norms and figures."""

from django.urls import path

from governance.api import signal_views as views

urlpatterns = [
    path(
        "initiatives/<slug:reference>/signals/",
        views.SignalsOfInitiative.as_view(),
        name="api-initiative-signals",
    ),
    path(
        "initiatives/<slug:reference>/figures/",
        views.FiguresOfInitiative.as_view(),
        name="api-initiative-figures",
    ),
    path("signals/", views.AllSignals.as_view(), name="api-signals"),
    path("signals/<int:pk>/", views.OneSignal.as_view(), name="api-signal"),
    path(
        "signals/<int:pk>/acknowledgement/",
        views.Acknowledgement.as_view(),
        name="api-signal-acknowledgement",
    ),
    path(
        "signals/<int:pk>/explanation/",
        views.Explanation.as_view(),
        name="api-signal-explanation",
    ),
    path(
        "signals/<int:pk>/joint-input/",
        views.JointInput.as_view(),
        name="api-signal-joint-input",
    ),
    path("norms/", views.Norms.as_view(), name="api-norms"),
    path("norms/<slug:name>/", views.OneNorm.as_view(), name="api-norm"),
    path("figures/", views.PortfolioFigures.as_view(), name="api-figures"),
]
