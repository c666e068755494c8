"""Resource policies as their owners work with them: update_rest_api, create_deployment, then calls from here and there."""

import json

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, Gateway, User

OTHER_ACCOUNT = "210987654321"
ORGANIZATION = "o-a1b2c3d4e5"
HERE = "198.51.100.7"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A gateway behind a proxy on this machine, with one VPC endpoint; and the root of another account."""
    directory = tmp_path_factory.mktemp("policies")
    first = Gateway(directory, "--account", OTHER_ACCOUNT)
    stranger = first.session()
    assert first.stop() == 0
    gateway = Gateway(
        directory,
        *("--trusted-proxy", "127.0.0.1", "--vpc-endpoint", "vpce-0a1b=10.0.0.0/8,vpc-0c1d"),
        *("--organization", ORGANIZATION),
    )
    gateway.other_root = stranger
    yield gateway
    assert gateway.stop() == 0


class Api:
    """A REST API of two methods: GET / that is open and GET /signed with AWS_IAM."""

    def __init__(self, gateway, endpoint_type="REGIONAL"):
        self._gateway = gateway
        self.client = gateway.client("apigateway")
        made = self.client.create_rest_api(name="policies", endpointConfiguration={"types": [endpoint_type]})
        self.id = made["id"]
        root = made["rootResourceId"]
        signed = self.client.create_resource(restApiId=self.id, parentId=root, pathPart="signed")["id"]
        for resource, authorization in ((root, "NONE"), (signed, "AWS_IAM")):
            where = {"restApiId": self.id, "resourceId": resource, "httpMethod": "GET"}
            self.client.put_method(**where, authorizationType=authorization)
            self.client.put_integration(
                **where, type="MOCK", requestTemplates={"application/json": '{"statusCode":200}'}
            )
            self.client.put_method_response(**where, statusCode="200")
            self.client.put_integration_response(**where, statusCode="200")
        self.url = f"{gateway.endpoint}/_aws/execute-api/{self.id}/v1"

    def update(self, *statements):
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.client.update_rest_api(
            restApiId=self.id, patchOperations=[{"op": "replace", "path": "/policy", "value": policy}]
        )

    def deploy(self, *statements):
        if statements:
            self.update(*statements)
        self.client.create_deployment(restApiId=self.id, stageName="v1")

    def get(self, path="/", session=None, source=HERE, **headers):
        url = self.url + path
        sent = {"X-Forwarded-For": source, **headers}
        if session:
            request = AWSRequest("GET", url)
            SigV4Auth(session.get_credentials(), "execute-api", REGION).add_auth(request)
            sent.update(request.headers)
        return requests.get(url, headers=sent, timeout=30)

    def denied(self, who, path, why):
        resource = f"arn:aws:execute-api:{REGION}:********{ACCOUNT[-4:]}:{self.id}/v1/GET{path}"
        return {"Message": f"User: {who} is not authorized to perform: execute-api:Invoke on resource: {resource} {why}"}


IMPLICIT = "because no resource-based policy allows the execute-api:Invoke action"
EXPLICIT = "with an explicit deny in a resource-based policy"


def statement(effect="Allow", principal="*", condition=None):
    made = {"Effect": effect, "Principal": principal, "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    return {**made, "Condition": condition} if condition else made


@pytest.fixture(scope="module")
def api(running):
    return Api(running)


def test_a_saved_policy_waits_for_its_deployment(api):
    api.deploy()
    assert api.get().status_code == 200
    api.update(statement("Deny"))
    assert api.get().status_code == 200
    api.deploy()
    answer = api.get()
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (403, "AccessDeniedException")
    assert answer.json() == api.denied("anonymous", "/", EXPLICIT)


def test_addresses(api):
    # The example "Deny API traffic based on source IP address or range" of the developer guide.
    listed = {"aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"]}
    api.deploy(statement(), statement("Deny", condition={"IpAddress": listed}))
    assert api.get().status_code == 200
    for source in ("192.0.2.9", "2001:db8::9", "198.51.100.7, 192.0.2.9", "[2001:db8::9]:443"):
        answer = api.get(source=source)
        assert (answer.status_code, answer.json()) == (403, api.denied("anonymous", "/", EXPLICIT)), source
    # What the client wrote itself stands before what the proxy added.
    assert api.get(source=f"192.0.2.9, {HERE}").status_code == 200


def test_user_agents(api):
    api.deploy(statement(condition={"StringLike": {"aws:UserAgent": "rider/*"}}))
    assert api.get(**{"User-Agent": "rider/1.0"}).status_code == 200
    answer = api.get(**{"User-Agent": "bot"})
    assert (answer.status_code, answer.json()) == (403, api.denied("anonymous", "/", IMPLICIT))


def test_users_and_roles_of_the_account(running, api):
    named, other = User(running, "named"), User(running, "other")
    iam = running.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": named.arn}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName="caller", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    keys = running.client("sts", session=named.session).assume_role(RoleArn=role, RoleSessionName="ride")["Credentials"]
    session = running.session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    api.deploy(statement(principal={"AWS": [named.arn, role]}))
    assert api.get("/signed", session=named.session).status_code == 200
    assert api.get("/signed", session=session).status_code == 200
    answer = api.get("/signed", session=other.session)
    why = "because no identity-based policy allows the execute-api:Invoke action"
    assert (answer.status_code, answer.json()) == (403, api.denied(other.arn, "/signed", why))
    # Nobody signs on methods without authorization, whoever the policy names.
    assert api.get(session=named.session).json() == api.denied("anonymous", "/", IMPLICIT)
    assert api.get("/signed").json() == {"message": "Missing Authentication Token"}
    # Table A: the user's own policy suffices, and does not help against a deny.
    other.allow("execute-api:Invoke", "*")
    assert api.get("/signed", session=other.session).status_code == 200
    api.deploy(statement(), statement("Deny", {"AWS": other.arn}))
    assert api.get("/signed", session=other.session).json() == api.denied(other.arn, "/signed", EXPLICIT)


def test_users_of_another_account(running, api):
    iam = running.client("iam", session=running.other_root)
    arn = iam.create_user(UserName="neighbour")["User"]["Arn"]
    assert arn == f"arn:aws:iam::{OTHER_ACCOUNT}:user/neighbour"
    key = iam.create_access_key(UserName="neighbour")["AccessKey"]
    session = running.session(
        aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
    )
    get = lambda: api.get("/signed", session=session)
    # Table B: the user's policy and the API's must both allow.
    api.deploy(statement(principal={"AWS": OTHER_ACCOUNT}))
    why = "because no identity-based policy allows the execute-api:Invoke action"
    assert get().json() == api.denied(arn, "/signed", why)
    allow = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}],
    }
    iam.put_user_policy(UserName="neighbour", PolicyName="p", PolicyDocument=json.dumps(allow))
    assert get().status_code == 200
    api.deploy(statement(principal={"AWS": ACCOUNT}))
    assert get().json() == api.denied(arn, "/signed", IMPLICIT)


def test_the_organization(running, api):
    user = User(running, "member")
    for organization, status in ((ORGANIZATION, 200), ("o-0000000000", 403)):
        condition = {"StringEquals": {"aws:PrincipalOrgID": organization}}
        api.deploy(statement(condition=condition))
        assert api.get("/signed", session=user.session).status_code == status


def test_private_apis(running):
    api = Api(running, "PRIVATE")
    with pytest.raises(ClientError) as caught:
        api.deploy()
    assert caught.value.response["Error"] == {
        "Code": "BadRequestException",
        "Message": "Private REST API doesn't have a resource policy attached to it",
    }
    api.deploy(statement(), statement("Deny", condition={"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b"}}))
    assert api.get(source="10.1.2.3").status_code == 200
    answer = api.get()
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})
    host = f"{api.id}-vpce-0a1b.execute-api.{REGION}.amazonaws.com"
    headers = {"Host": host, "X-Forwarded-For": "10.1.2.3"}
    assert requests.get(f"{running.endpoint}/v1/", headers=headers, timeout=30).status_code == 200
    api.deploy(statement(), statement("Deny", condition={"StringNotEquals": {"aws:SourceVpc": "vpc-other"}}))
    assert api.get(source="10.1.2.3").json() == api.denied("anonymous", "/", EXPLICIT)


def test_calls_of_aws_apis_come_from_somewhere_too(running):
    user = User(running, "at-home")
    condition = {"IpAddress": {"aws:SourceIp": HERE}, "Bool": {"aws:SecureTransport": "true"}}
    home = {"Effect": "Allow", "Action": "apigateway:GET", "Resource": "*", "Condition": condition}
    running.client("iam").put_user_policy(
        UserName=user.name,
        PolicyName="home",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": home}),
    )

    def rest_apis(source, protocol):
        client = running.client("apigateway", session=user.session)

        def through_a_proxy(request, **_):
            request.headers["X-Forwarded-For"] = source
            request.headers["X-Forwarded-Proto"] = protocol

        client.meta.events.register("before-send.*", through_a_proxy)
        return client.get_rest_apis()["items"]

    assert isinstance(rest_apis(HERE, "https"), list)
    for source, protocol in (("192.0.2.9", "https"), (HERE, "http"), (f"{HERE}, 192.0.2.9", "https")):
        with pytest.raises(ClientError) as caught:
            rest_apis(source, protocol)
        assert caught.value.response["Error"]["Code"] == "AccessDeniedException"


def test_nobody_is_believed_by_default(gateway):
    api = Api(gateway)
    api.deploy(statement(condition={"IpAddress": {"aws:SourceIp": HERE}}))
    assert api.get().json() == api.denied("anonymous", "/", IMPLICIT)
    api.deploy(statement(condition={"IpAddress": {"aws:SourceIp": "127.0.0.1"}}))
    assert api.get().status_code == 200


def test_a_policy_that_is_none(api):
    for broken in (statement(principal={"AWS": "me"}), statement(condition={"StringIs": {"aws:UserAgent": "x"}})):
        with pytest.raises(ClientError) as caught:
            api.update(broken)
        assert caught.value.response["Error"]["Message"] == (
            "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."
        )
