"""Who may call the Elastic Unicorn Service, and what AWS answers to everybody else."""

import datetime
import json

import pytest
import requests
from aws_requests_auth.aws_auth import AWSRequestsAuth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION

BODY = json.dumps({"UnicornId": "u-00001"})


def signed(session, url, body=BODY, service="execute-api"):
    """A request signed by botocore, still to be sent (and bent)."""
    request = AWSRequest("POST", url, headers={"content-type": "application/json"}, data=body)
    SigV4Auth(session.get_credentials(), service, REGION).add_auth(request)
    return dict(request.headers)


def error_of(caught):
    response = caught.value.response
    return (
        response["ResponseMetadata"]["HTTPStatusCode"],
        response["Error"]["Code"],
        response["Error"]["Message"],
    )


def masked(arn):
    """API Gateway shows the last four digits of the account in what it says to a caller."""
    return arn.replace(f":{ACCOUNT}:", f":********{ACCOUNT[-4:]}:")


def denied(user_arn, unicorn, operation, why=""):
    resource = masked(f"{unicorn.api_arn}/{unicorn.stage}/POST/{operation}")
    return f"User: {user_arn} is not authorized to perform: execute-api:Invoke on resource: {resource}{why}"


def test_unsigned(unicorn):
    answer = requests.post(f"{unicorn.endpoint}/GetUnicorn", data=BODY, timeout=30)
    assert answer.status_code == 403
    assert answer.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_unknown_path(unicorn):
    answer = requests.post(f"{unicorn.endpoint}/Nothing", data=BODY, timeout=30)
    assert answer.status_code == 403
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_unknown_key(gateway, unicorn):
    stranger = gateway.session(aws_access_key_id="AKIAAAAAAAAAAAAAAAAA", aws_secret_access_key="x" * 40)
    with pytest.raises(ClientError) as caught:
        unicorn.eus(stranger).get_unicorn(UnicornId="u-00001")
    assert error_of(caught) == (
        403,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_wrong_secret(gateway, unicorn, make_user):
    user = make_user("wrong-secret")
    user.allow("execute-api:Invoke", "*")
    forger = gateway.session(aws_access_key_id=user.access_key_id, aws_secret_access_key="x" * 40)
    with pytest.raises(ClientError) as caught:
        unicorn.eus(forger).get_unicorn(UnicornId="u-00001")
    status, code, message = error_of(caught)
    assert (status, code) == (403, "InvalidSignatureException")
    assert message.startswith(
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )
    assert user.secret_access_key not in message


def test_tampered_body(gateway, unicorn):
    url = f"{unicorn.endpoint}/GetUnicorn"
    headers = signed(gateway.session(), url)
    assert requests.post(url, data=BODY, headers=headers, timeout=30).status_code == 200
    answer = requests.post(url, data=BODY.replace("1", "2"), headers=headers, timeout=30)
    assert answer.status_code == 403
    assert answer.headers["x-amzn-errortype"].startswith("InvalidSignatureException")


def test_expired_date(gateway, unicorn, monkeypatch):
    from botocore import auth

    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=20)
    monkeypatch.setattr(auth, "get_current_datetime", lambda *_, **__: past)
    url = f"{unicorn.endpoint}/GetUnicorn"
    answer = requests.post(url, data=BODY, headers=signed(gateway.session(), url), timeout=30)
    assert answer.status_code == 403
    assert answer.headers["x-amzn-errortype"].startswith("InvalidSignatureException")
    stamp = past.strftime("%Y%m%dT%H%M%SZ")
    assert answer.json()["message"].startswith(f"Signature expired: {stamp} is now earlier than ")


def test_signed_for_another_service(gateway, unicorn):
    url = f"{unicorn.endpoint}/GetUnicorn"
    answer = requests.post(url, data=BODY, headers=signed(gateway.session(), url, service="lambda"), timeout=30)
    assert answer.status_code == 403
    assert "Credential should be scoped to correct service: 'execute-api'" in answer.json()["message"]


def test_user_without_a_policy(unicorn, make_user):
    user = make_user("without-policy")
    with pytest.raises(ClientError) as caught:
        unicorn.eus(user.session).get_unicorn(UnicornId="u-00001")
    status, code, message = error_of(caught)
    assert (status, code) == (403, "AccessDeniedException")
    assert message.startswith(denied(user.arn, unicorn, "GetUnicorn"))


def test_user_allowed_one_operation_only(unicorn, make_user):
    # The seed's policy: one statement that names the operation's path.
    user = make_user("one-operation")
    user.allow("execute-api:Invoke", f"{unicorn.api_arn}/{unicorn.stage}/POST/GetUnicorn")
    eus = unicorn.eus(user.session)
    assert eus.get_unicorn(UnicornId="u-00001")["UnicornName"] == "Calypso"
    with pytest.raises(ClientError) as caught:
        eus.describe_unicorns()
    status, code, message = error_of(caught)
    assert (status, code) == (403, "AccessDeniedException")
    assert message.startswith(denied(user.arn, unicorn, "DescribeUnicorns"))


def test_an_explicit_deny_comes_first(unicorn, make_user):
    user = make_user("denied")
    user.allow("execute-api:Invoke", "*")
    user.allow("execute-api:Invoke", f"{unicorn.api_arn}/*/POST/GetUnicorn", effect="Deny")
    eus = unicorn.eus(user.session)
    assert len(eus.describe_unicorns()["Unicorns"]) == 5
    with pytest.raises(ClientError) as caught:
        eus.get_unicorn(UnicornId="u-00001")
    assert error_of(caught)[2] == denied(user.arn, unicorn, "GetUnicorn", " with an explicit deny in an identity-based policy")


def test_through_an_assumed_role(gateway, unicorn, make_user):
    user = make_user("assumer")
    iam = gateway.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": user.arn}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName="rider", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    sts = gateway.client("sts", session=user.session)
    keys = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="ride")["Credentials"]
    session = gateway.session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/rider/ride"
    assert gateway.client("sts", session=session).get_caller_identity()["Arn"] == arn
    with pytest.raises(ClientError) as caught:
        unicorn.eus(session).get_unicorn(UnicornId="u-00001")
    assert error_of(caught)[2].startswith(denied(arn, unicorn, "GetUnicorn"))

    allow = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"{unicorn.api_arn}/*"}],
    }
    iam.put_role_policy(RoleName="rider", PolicyName="ride", PolicyDocument=json.dumps(allow))
    assert unicorn.eus(session).get_unicorn(UnicornId="u-00001")["UnicornName"] == "Calypso"


def test_the_signed_http_call_of_a_microservice(gateway, unicorn):
    # As the seed on IAM-signed calls does it: requests with aws-requests-auth, by the API's own host name.
    keys = gateway.session().get_credentials()
    host = f"{unicorn.api_id}.execute-api.{REGION}.amazonaws.com"
    auth = AWSRequestsAuth(
        aws_access_key=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        aws_host=host,
        aws_region=REGION,
        aws_service="execute-api",
    )
    answer = requests.post(
        f"{gateway.endpoint}/{unicorn.stage}/GetUnicorn", headers={"Host": host}, data=BODY, auth=auth, timeout=30
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["UnicornName"] == "Calypso"


def test_api_calls_need_a_known_key_and_a_policy_too(gateway, make_user):
    stranger = gateway.session(aws_access_key_id="AKIAAAAAAAAAAAAAAAAA", aws_secret_access_key="x" * 40)
    with pytest.raises(ClientError) as caught:
        gateway.client("iam", session=stranger).list_users()
    assert error_of(caught) == (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
    with pytest.raises(ClientError) as caught:
        gateway.client("lambda", session=stranger).list_functions()
    assert error_of(caught)[:2] == (403, "UnrecognizedClientException")

    user = make_user("powerless")
    with pytest.raises(ClientError) as caught:
        gateway.client("iam", session=user.session).create_user(UserName="other")
    assert error_of(caught) == (
        403,
        "AccessDenied",
        f"User: {user.arn} is not authorized to perform: iam:CreateUser on resource: "
        f"arn:aws:iam::{ACCOUNT}:user/other because no identity-based policy allows the iam:CreateUser action",
    )
    # What exists is named by kind and name, as quoted in aws-cdk issue 27067.
    with pytest.raises(ClientError) as caught:
        gateway.client("iam", session=user.session).get_role(RoleName="rider")
    assert error_of(caught)[2] == (
        f"User: {user.arn} is not authorized to perform: iam:GetRole on resource: role rider "
        "because no identity-based policy allows the iam:GetRole action"
    )
    with pytest.raises(ClientError) as caught:
        gateway.client("cloudformation", session=user.session).list_stacks()
    assert error_of(caught)[:2] == (403, "AccessDenied")
