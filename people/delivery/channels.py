"""Chats that a person may be told in, by an address that apprise understands.

Such an address makes the server call somewhere, so only the services that the administrator lists
are taken, only their own hosts, and nothing that would read a file or follow a redirect.
"""

import logging
import re
import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import apprise
from django.conf import settings

from people.errors import InvalidInput

TIMEOUT = 8.0  # seconds, for connecting and again for reading
# What addresses copied from Slack and Teams carry. Others could name a file to be sent.
HARMLESS_PARAMETERS = {"api-version", "ver", "sp", "sv", "sig", "signature", "pa", "route", "mode"}
# Services whose address names a host: which hosts are the service's own.
HOSTS = {
    "workflows": (
        ".logic.azure.com",
        ".logic.azure.us",
        ".logic.azure.cn",
        ".api.powerplatform.com",
        ".api.powerplatform.us",
    )
}
NAMES = {"slack": "Slack", "workflows": "Microsoft Teams"}
# What it says may hold parts of an address; it is read here and does not go into the logs.
logging.getLogger("apprise").propagate = False
_SECRETS = re.compile(r"[^/?&=:@#]{4,}")


class ChannelFailedError(Exception):
    """The chat did not take a message; the text says why."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A chat that can be written to.

    Attributes:
        service: the name people know it by.
    """

    service: str
    address: str
    plugin: Any

    def send(self, subject: str, text: str) -> None:
        """Write into the chat.

        Raises:
            ChannelFailedError: it was not taken.
        """
        with _words_of_apprise() as said:
            try:
                taken = self.plugin.notify(body=text, title=subject, body_format="text")
            # Plugins let through whatever their own libraries raise.
            except Exception as error:  # noqa: BLE001
                raise ChannelFailedError(self._without_secrets(str(error))) from None
            reason = said.getvalue().strip()
        if not taken:
            raise ChannelFailedError(self._without_secrets(reason or "It gave no reason."))

    def _without_secrets(self, said: str) -> str:
        """Administrators read it, and the address is a secret of the person."""
        _, _, rest = self.address.partition("://")
        for secret in sorted(_SECRETS.findall(rest), key=len, reverse=True):
            said = said.replace(secret, "…")
        return " ".join(said.split())[:250]


def allowed_services() -> list[str]:
    """Names of the services that may be used here, for people to read."""
    return [NAMES.get(name, name) for name in settings.NOTICE_CHANNELS]


def open_channel(address: str) -> Channel:
    """The chat behind an address.

    Raises:
        InvalidInput: it is no address of a service that may be used here.
    """
    address = address.strip()
    services = ", ".join(allowed_services())
    plugin = _plugin_for(address)
    name = _listed_name(plugin)
    if plugin is None or name is None:
        raise InvalidInput(
            "That is no address of a service that may be used here.",
            way_out=f"Paste the address that the service gave you ({services}), or choose e-mail."
            if services
            else "No chat may be used here; choose e-mail.",
            field="channel_address",
        )
    _refuse_reaching_elsewhere(address, plugin, name)
    plugin.socket_connect_timeout = plugin.socket_read_timeout = TIMEOUT
    plugin.verify_certificate = True
    plugin.include_image = False
    return Channel(NAMES.get(name) or str(plugin.service_name), address, plugin)


def masked(address: str) -> str:
    """The service and the last characters, enough to recognise and not enough to use."""
    try:
        service = open_channel(address).service
    except InvalidInput:
        service = "A service that may no longer be used here"
    return f"{service}, address ending in …{address.rstrip('/')[-4:]}"


def _plugin_for(address: str) -> Any:
    # At the first call apprise loads all its plugins, some of which use what Python will drop.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return apprise.Apprise.instantiate(address, asset=_asset()) if address else None


def _words_of_apprise() -> Any:
    return apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")  # type: ignore[no-untyped-call]


def _asset() -> apprise.AppriseAsset:
    return apprise.AppriseAsset(
        app_id="Joinery",
        app_desc="Joinery",
        app_url=settings.BASE_URL,
        http_redirects=False,
        allow_templates=False,
        async_mode=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )


def _listed_name(plugin: Any) -> str | None:
    """The name by which the administrator lists the plugin's service."""
    if plugin is None:
        return None
    own: set[str] = set()
    for schemes in (plugin.protocol, plugin.secure_protocol):
        own.update([schemes] if isinstance(schemes, str) else schemes or [])
    return next((name for name in settings.NOTICE_CHANNELS if name in own), None)


def _refuse_reaching_elsewhere(address: str, plugin: Any, name: str) -> None:
    parameters = {key.lower() for key, _ in parse_qsl(urlsplit(address).query)}
    if parameters - HARMLESS_PARAMETERS or len(getattr(plugin, "template", None) or ()):
        raise InvalidInput(
            "The address carries settings that are not taken here.",
            way_out="Paste it exactly as the service gave it to you.",
            field="channel_address",
        )
    if name in HOSTS and not str(plugin.host).lower().endswith(HOSTS[name]):
        raise InvalidInput(
            f"{plugin.host} is no host of {NAMES[name]}.",
            way_out="Paste the address exactly as the service gave it to you.",
            field="channel_address",
        )
