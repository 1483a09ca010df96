"""Photos lie in a folder, or in a bucket that speaks S3: the same, whatever happens to them."""

import boto3
import pytest
from moto.server import ThreadedMotoServer
from tests.asking import serving
from tests.photographing import JPEG, link, settle
from tests.photographs import MARKER, decoded, jpeg, marked_jpeg

from officer_directory.errors import NotAnsweredError
from officer_directory.photos.objects import Objects
from officer_directory.settings import SettingError, Settings
from officer_directory.writer import run

BUCKET = "directory-photos"


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    """An empty bucket, and the variables by which it is reached."""
    told = {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "a-key",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="us-west-2", endpoint_url=s3_server)
    client.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
    )
    yield client
    for name in keys(client):
        client.delete_object(Bucket=BUCKET, Key=name)
    client.delete_bucket(Bucket=BUCKET)


def keys(client):
    return [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


@pytest.fixture(params=["folder", "s3"])
def objects(request, tmp_path):
    place = str(tmp_path / "elsewhere")
    if request.param == "s3":
        request.getfixturevalue("bucket")
        place = f"s3://{BUCKET}/some/prefix"
    return Objects(Settings(data=tmp_path / "data", photos=place))


def test_bytes_are_kept_given_and_removed(objects):
    objects.put("a/one", b"1")
    objects.put("a/one", b"one")
    objects.put("a/two", b"two")
    assert objects.get("a/one") == b"one"
    objects.remove(["a/one", "a/none"])
    with pytest.raises(NotAnsweredError):
        objects.get("a/one")
    assert objects.get("a/two") == b"two"
    objects.remove(["a/two"])
    objects.remove_folder("a")
    objects.remove(["a/two"])


def test_a_directory_with_a_bucket_keeps_sealed_photos_there_and_nothing_here(
    settings, world, bucket, monkeypatch
):
    held = Settings(
        data=settings.data, database_url=settings.database_url, photos=f"s3://{BUCKET}/od"
    )
    officer = world.officers["kim"]["id"]
    path = f"/v1/officers/{officer}/photo"
    with serving(held, world) as ask:
        assert ask("hr").put(path, content=marked_jpeg(), headers=JPEG).status_code == 200
        image = decoded(ask("records").get(link(ask("records"), officer)).content)
        assert image.size == (80, 60)
        names = keys(bucket)
        assert len(names) == 7
        for name in names:
            assert name.startswith("od/")
            kept = bucket.get_object(Bucket=BUCKET, Key=name)["Body"].read()
            assert MARKER not in kept
            assert not kept.startswith((b"\xff\xd8", b"RIFF"))
        assert ask("hr").put(path, content=jpeg(colour="green"), headers=JPEG).status_code == 200
        assert ask("hr").delete(path).status_code == 200
    run(held, "photos.sweep", {})
    assert not keys(bucket)
    assert not (settings.data / "photos").exists()
    settle(settings, 0)


def test_a_bucket_that_does_not_answer_is_no_photo_and_no_error(settings, world, monkeypatch):
    for name, value in (
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "a-key"),
        ("AWS_SECRET_ACCESS_KEY", "a-secret"),
    ):
        monkeypatch.setenv(name, value)
    held = Settings(data=settings.data, database_url=settings.database_url, photos=f"s3://{BUCKET}")
    officer = world.officers["kim"]["id"]
    with serving(held, world) as ask:
        sent = ask("hr").put(f"/v1/officers/{officer}/photo", content=jpeg(), headers=JPEG)
        assert sent.status_code == 503
        assert ask("hr").get(f"/v1/officers/{officer}").status_code == 200


@pytest.mark.parametrize("place", ["http://elsewhere", "s3://", "gs://bucket"])
def test_a_place_that_is_none_is_refused(tmp_path, place):
    with pytest.raises(SettingError, match="PHOTOS"):
        Settings(data=tmp_path, photos=place)
