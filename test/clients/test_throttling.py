"""Throttled answers as boto3 understands them: its retries back off, and then the calls succeed."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture
def throttled(gateway, unicorn):
    """Ten calls a second for each operation of the example, two at once."""
    apigateway = gateway.client("apigateway")
    stage = {"restApiId": unicorn.api_id, "stageName": unicorn.stage}

    def limit(rate, burst):
        operations = [
            {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": rate},
            {"op": "replace", "path": "/*/*/throttling/burstLimit", "value": burst},
        ]
        apigateway.update_stage(**stage, patchOperations=operations)

    limit("10", "2")
    yield
    limit("-1", "-1")


def eus(gateway, unicorn, **retries):
    return gateway.session().client("eus", endpoint_url=unicorn.endpoint, config=Config(retries=retries))


def test_a_throttled_call_is_an_error_that_says_so(gateway, unicorn, throttled):
    client = eus(gateway, unicorn, total_max_attempts=1)
    with pytest.raises(ClientError) as caught:
        for _ in range(50):
            client.get_unicorn(UnicornId="u-00001")
    response = caught.value.response
    assert response["Error"] == {"Code": "TooManyRequestsException", "Message": "Too Many Requests"}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 429


@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_retries_make_every_call_succeed(gateway, unicorn, throttled, mode):
    client = eus(gateway, unicorn, mode=mode, total_max_attempts=10)
    retries = 0
    for _ in range(12):
        answer = client.get_unicorn(UnicornId="u-00001")
        assert answer["UnicornName"] == "Calypso"
        retries += answer["ResponseMetadata"]["RetryAttempts"]
    assert retries > 0
