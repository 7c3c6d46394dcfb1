"""Addresses of places: what is read from them, and what stops the start."""

from typing import Any

import pytest
from django.core.checks import run_checks

from audit import checks
from audit.sinks import SinkAddressError, configured_sinks
from config import settings as as_started

SECRET = "not-to-be-repeated"


def test_each_kind_of_place_is_read_in_the_order_given(settings: Any) -> None:
    settings.RECORD_SINKS = [
        "dir:/srv/checkpoints/",
        " s3://kept.example/joinery?endpoint=https://s3.example.org:9000/&region=eu-central-1",
        "s3://plain-bucket?retain_days=0",
        "mailto:auditor@example.org",
    ]
    sinks = configured_sinks()
    assert [sink.name for sink in sinks] == [
        "dir:/srv/checkpoints",
        "s3://kept.example/joinery?endpoint=https://s3.example.org:9000",
        "s3://plain-bucket",
        "mailto:auditor@example.org",
    ]
    assert [sink.describe() for sink in sinks] == [
        "the folder /srv/checkpoints",
        "the bucket kept.example at https://s3.example.org:9000, "
        "where a checkpoint cannot be deleted for 3650 days",
        "the bucket plain-bucket, which is not locked: "
        "whoever may write to it may delete what it keeps",
        "mail to auditor@example.org",
    ]


def test_the_name_of_a_bucket_stays_when_it_is_kept_longer(settings: Any) -> None:
    names = set()
    for rest in ("", "?retain_days=30", "?region=eu-north-1&retain_days=0"):
        settings.RECORD_SINKS = [f"s3://bucket/prefix{rest}"]
        names.add(configured_sinks()[0].name)
    assert names == {"s3://bucket/prefix"}


@pytest.mark.parametrize(
    ("address", "way_out"),
    [
        ("", "begins with dir:, s3: or mailto:"),
        (f"https://user:{SECRET}@example.org", "begins with dir:, s3: or mailto:"),
        (f"ftp:{SECRET}", "begins with dir:, s3: or mailto:"),
        ("dir:checkpoints", "dir:/path"),
        ("dir://host/checkpoints", "dir:/path"),
        ("dir:", "dir:/path"),
        ("dir:/srv\n/checkpoints", "begins with"),
        (f"dir:/srv/{'x' * 200}", "longer than 200"),
        (f"s3://KEY:{SECRET}@bucket/prefix", "AWS_SECRET_ACCESS_KEY"),
        ("s3:bucket", "s3://bucket"),
        ("s3://Bucket_Name", "s3://bucket"),
        ("s3://bucket/a b", "s3://bucket"),
        ("s3://bucket#part", "s3://bucket"),
        (f"s3://bucket?secret_key={SECRET}", "endpoint, region, retain_days"),
        ("s3://bucket?region=a&region=b", "each once"),
        (f"s3://bucket?{SECRET}", "name=value"),
        ("s3://bucket?endpoint=s3.example.org", "https://host"),
        (f"s3://bucket?endpoint=https://u:{SECRET}@s3.example.org", "without path"),
        ("s3://bucket?endpoint=https://s3.example.org/path", "without path"),
        ("s3://bucket?endpoint=https://s3.example.org:port", "https://host"),
        ("s3://bucket?endpoint=https://[s3", "https://host"),
        ("s3://[bucket", "s3://bucket"),
        ("s3://bucket?region=Frankfurt am Main", "eu-central-1"),
        ("s3://bucket?retain_days=ten", "number of days"),
        ("s3://bucket?retain_days=-1", "number of days"),
        ("s3://bucket?retain_days=36501", "number of days"),
        ("s3://bucket?retain_days=", "number of days"),
        ("mailto:", "mailto:name@example.org"),
        (f"mailto:auditor@example.org?cc={SECRET}", "mailto:name@example.org"),
        ("mailto:a@example.org\r\nBcc: b@example.org", "begins with"),
    ],
)
def test_a_malformed_address_stops_the_start_with_the_way_out(
    settings: Any, address: str, way_out: str
) -> None:
    settings.RECORD_SINKS = ["dir:/srv/checkpoints", address]
    with pytest.raises(SinkAddressError) as refused:
        configured_sinks()
    assert way_out in str(refused.value)
    assert SECRET not in str(refused.value)
    (error,) = [each for each in run_checks() if each.id == "audit.E002"]
    assert error.msg.startswith("Address 2 of JOINERY_RECORD_SINKS")
    assert error.hint
    assert checks.buckets_are_locked() == []


def test_the_same_place_twice_is_refused(settings: Any) -> None:
    settings.RECORD_SINKS = ["s3://bucket?retain_days=1", "s3://bucket?retain_days=2"]
    with pytest.raises(SinkAddressError, match="same place"):
        configured_sinks()


def test_good_addresses_pass_the_check_without_asking_the_places(settings: Any) -> None:
    settings.RECORD_SINKS = ["dir:/nowhere", "s3://bucket?endpoint=http://127.0.0.1:1"]
    assert checks.sinks_are_places() == []
    assert checks.buckets_are_locked() == []


def test_a_bucket_that_is_not_locked_is_said_before_deployment(settings: Any) -> None:
    settings.RECORD_SINKS = ["s3://locked", "s3://open?retain_days=0"]
    (warning,) = [
        each for each in run_checks(include_deployment_checks=True) if each.id == "audit.W001"
    ]
    assert "the bucket open" in warning.msg
    assert not [each for each in run_checks() if each.id == "audit.W001"]


def test_without_a_variable_checkpoints_go_to_the_data_folder(settings: Any) -> None:
    settings.RECORD_SINKS = as_started.RECORD_SINKS
    assert [sink.name for sink in configured_sinks()] == [f"dir:{settings.DATA_DIR}/checkpoints"]
