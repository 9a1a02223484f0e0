"""What browsers are told about uploaded files, and what is not sent twice."""

import boto3
import pytest
from moto import mock_aws

from videoclub_local.deploy.errors import DeployError
from videoclub_local.deploy.uploads import Upload, cache_control, content_type, upload_folder

BUCKET = "site"


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        session = boto3.Session("test", "test", region_name="us-east-1")
        session.client("s3").create_bucket(Bucket=BUCKET)
        yield session


@pytest.fixture
def site(tmp_path):
    for path, text in {
        "index.html": "<p>",
        "assets/index-BkX3f9aQ.js": "1",
        "assets/posters/the-midnight.svg": "<svg>",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_a_folder_is_sent_once_and_then_only_what_differs(aws, site):
    # When / Then
    assert upload_folder(site, BUCKET, aws) == Upload(sent=3, unchanged=0)
    assert upload_folder(site, BUCKET, aws) == Upload(sent=0, unchanged=3)
    # When
    (site / "index.html").write_text("<p>new")
    # Then
    assert upload_folder(site, BUCKET, aws) == Upload(sent=1, unchanged=2)
    sent = aws.client("s3").get_object(Bucket=BUCKET, Key="index.html")
    assert sent["Body"].read() == b"<p>new"
    assert (sent["ContentType"], sent["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")


def test_a_prefix_is_put_before_every_key(aws, site):
    # When
    upload_folder(site, BUCKET, aws, prefix="demo/")
    # Then
    listed = aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    assert [each["Key"] for each in listed] == [
        "demo/assets/index-BkX3f9aQ.js",
        "demo/assets/posters/the-midnight.svg",
        "demo/index.html",
    ]
    assert upload_folder(site, BUCKET, aws, prefix="demo/").sent == 0


def test_what_other_builds_left_stays_for_the_pages_that_ask_for_it(aws, site):
    # Given
    upload_folder(site, BUCKET, aws)
    (site / "assets/index-BkX3f9aQ.js").unlink()
    # When
    upload_folder(site, BUCKET, aws)
    # Then
    assert aws.client("s3").get_object(Bucket=BUCKET, Key="assets/index-BkX3f9aQ.js")["Body"].read() == b"1"


@pytest.mark.parametrize(("folder", "bucket"), [("", "no-such-bucket"), ("missing", BUCKET)])
def test_what_is_not_there_is_named(aws, site, folder, bucket):
    with pytest.raises(DeployError, match=folder or bucket):
        upload_folder(site / folder, bucket, aws)


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("index.html", "no-cache"),
        ("config.json", "no-cache"),
        ("problems/not-found.html", "no-cache"),
        ("assets/index-BkX3f9aQ.js", "public, max-age=31536000, immutable"),
        ("assets/inter-latin-D1xK_-9a.woff2", "public, max-age=31536000, immutable"),
        ("assets/posters/the-midnight.svg", "public, max-age=3600"),
        ("clips/0198c0de-8d5e-7cc4-b6d0-3f1f4a5b6c7d.mp4", "public, max-age=3600"),
    ],
)
def test_only_names_that_change_with_their_content_are_kept_for_ever(key, kept):
    assert cache_control(key) == kept


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.mp4", "video/mp4"),
        ("a.WOFF2", "font/woff2"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(key, kind):
    assert content_type(key) == kind
