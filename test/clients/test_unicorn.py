"""The Elastic Unicorn Service as its callers see it, through boto3 and the AWS CLI."""

import json
import subprocess
import sys

import pytest
from conftest import ACCOUNT, EXAMPLE


def test_get_unicorn(unicorn):
    answer = unicorn.eus().get_unicorn(UnicornId="u-00001")
    assert answer["UnicornName"] == "Calypso"
    assert answer["HornLengthInFeet"] == 3
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amzn-requestid"] == answer["ResponseMetadata"]["RequestId"]
    assert "x-amz-apigw-id" in headers
    assert headers["x-amzn-trace-id"].startswith("Root=1-")


def test_describe_unicorns_paginates(unicorn):
    pages = list(unicorn.eus().get_paginator("describe_unicorns").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["Unicorns"]) for page in pages] == [2, 2, 1]
    first = unicorn.eus().describe_unicorns(MaxResults=2)
    second = unicorn.eus().describe_unicorns(MaxResults=2, NextToken=first["NextToken"])
    assert second["Unicorns"] == pages[1]["Unicorns"]


def test_a_modelled_error_is_an_exception_of_its_own(unicorn):
    eus = unicorn.eus()
    with pytest.raises(eus.exceptions.UnicornNotFoundException) as caught:
        eus.get_unicorn(UnicornId="u-99999")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert caught.value.response["Error"]["Message"] == "There is no unicorn with the id u-99999."
    with pytest.raises(eus.exceptions.InvalidNextTokenException):
        eus.describe_unicorns(NextToken="AAAA")


def test_the_example_script(gateway, unicorn):
    done = subprocess.run(
        [sys.executable, str(EXAMPLE / "unicorn.py")],
        capture_output=True,
        text=True,
        timeout=60,
        env=gateway.environment(AWS_ENDPOINT_URL_EUS=unicorn.endpoint),
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "UnicornName = Calypso",
        "HornLengthInFeet = 3",
        "A page: Calypso, Juniper",
        "A page: Prongs, Sorrel",
        "A page: Thistle",
        "Not found: There is no unicorn with the id u-99999.",
    ]


def test_the_aws_cli_has_the_service_too(gateway, unicorn):
    done = gateway.aws("eus", "get-unicorn", "--unicorn-id", "u-00001", AWS_ENDPOINT_URL_EUS=unicorn.endpoint)
    assert json.loads(done.stdout) == {"UnicornId": "u-00001", "UnicornName": "Calypso", "HornLengthInFeet": 3}


def test_get_caller_identity(gateway):
    identity = json.loads(gateway.aws("sts", "get-caller-identity").stdout)
    assert identity == {"UserId": ACCOUNT, "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"}


def test_the_other_services_keep_their_endpoints_with_this_data_path(gateway, unicorn):
    # endpoints.json in AWS_DATA_PATH stands in for botocore's own.
    session = gateway.session()
    assert session.client("s3").meta.endpoint_url.endswith("amazonaws.com")
    assert session.client("iam").meta.endpoint_url == "https://iam.amazonaws.com"
