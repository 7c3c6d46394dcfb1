"""Logs: addresses that are keys are cut."""

import logging

import pytest
from django.test import Client

from config.logs import line_formatter


@pytest.mark.parametrize(
    "address",
    [
        "/calendar/s3cr3t-token.ics",
        "/sessions/reply/s3cr3t:token/",
        "/notices/stop/s3cr3t/",
        "/vendor-room/enter/s3cr3t/",
        "/accounts/password/reset/key/1-s3cr3t/",
    ],
)
def test_a_line_does_not_tell_the_key_of_an_address(address: str) -> None:
    told = logging.LogRecord("access", logging.INFO, "", 0, "GET %s 200", (address,), None)

    line = line_formatter().format(told)

    assert "s3cr3t" not in line
    assert address.split("s3cr3t")[0].removesuffix("1-") in line


@pytest.mark.django_db
def test_neither_does_a_refused_request(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="django.request"):
        Client().get("/calendar/s3cr3t-token.ics")

    # What caplog has added to the records is no part of a line.
    plain = [
        logging.LogRecord(each.name, each.levelno, "", 0, each.msg, each.args, None)
        for each in caplog.records
    ]
    lines = [line_formatter().format(record) for record in plain]
    assert lines
    assert not [line for line in lines if "s3cr3t" in line]
