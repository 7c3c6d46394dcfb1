"""Ends with 0 when this machine's web answers /healthz, else with 1. The image's health check."""

import http.client
import os
import sys

SECONDS = 4


def host() -> str:
    """A host name that the application accepts."""
    first = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    return "localhost" if first == "*" else first.removeprefix(".")


def main() -> int:
    """Ask, and turn the answer into an exit status."""
    web = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS
    )
    try:
        web.request("GET", "/healthz", headers={"Host": host()})
        return 0 if web.getresponse().status == http.client.OK else 1
    except OSError:
        return 1
    finally:
        web.close()


if __name__ == "__main__":
    sys.exit(main())
