"""Files are kept in a folder or in a bucket, under names that tell nothing."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test.utils import override_settings
from moto.server import ThreadedMotoServer

from config.uploads import storage_settings
from vendors.uploads.storage import keep, open_kept, remove_kept


@pytest.mark.behaviour("A18")
def test_a_folder_keeps_files_under_random_names(settings: Any) -> None:
    names = [keep(io.BytesIO(b"content")) for _ in range(2)]

    assert len(set(names)) == 2
    path = Path(settings.MEDIA_ROOT) / names[0]
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o077 == 0
    with open_kept(names[0]) as kept:
        assert kept.read() == b"content"
    remove_kept(names[0])
    remove_kept(names[0])
    assert not path.exists()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.mark.behaviour("A18")
@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow")
def test_a_bucket_keeps_files(
    endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key-of-the-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-tests")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="evidence")
    kept_in = storage_settings(f"s3://evidence/joinery?endpoint={endpoint}&region=us-east-1")

    with override_settings(STORAGES={**settings.STORAGES, "uploads": kept_in}):
        name = keep(io.BytesIO(b"content"))
        listed = client.list_objects_v2(Bucket="evidence")["Contents"]
        assert [each["Key"] for each in listed] == [f"joinery/{name}"]
        with open_kept(name) as kept:
            assert kept.read() == b"content"
        remove_kept(name)
        assert "Contents" not in client.list_objects_v2(Bucket="evidence")
    client.close()


@pytest.mark.parametrize("address", ["/srv/files", "s3://", "s3://bucket?retain_days=1", "ftp://x"])
def test_an_address_that_names_no_place_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="JOINERY_UPLOADS"):
        storage_settings(address)
