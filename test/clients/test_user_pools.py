"""User pools by boto3, unsigned where AWS's model says so, and by pycognito's own SRP."""

import base64
import hashlib
import hmac
import json
import re
import subprocess
import time
import urllib.request
import uuid

import boto3
import jwt
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, ROOT, Gateway
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException

PASSWORD = "Correct-Horse-7"
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]


def public(gateway):
    """A client of somebody who has no AWS credentials at all."""
    session = boto3.Session(region_name=REGION, aws_access_key_id="", aws_secret_access_key="")
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    return session.client("cognito-idp", endpoint_url=gateway.endpoint, config=config)


class Pool:
    def __init__(self, gateway, client_options=None, **options):
        self.gateway = gateway
        self.admin = gateway.client("cognito-idp")
        self.anyone = public(gateway)
        options.setdefault("AutoVerifiedAttributes", ["email"])
        self.id = self.admin.create_user_pool(PoolName="people", **options)["UserPool"]["Id"]
        made = self.admin.create_user_pool_client(
            UserPoolId=self.id, ClientName="web", **{"ExplicitAuthFlows": FLOWS, **(client_options or {})}
        )["UserPoolClient"]
        self.client_id = made["ClientId"]
        self.secret = made.get("ClientSecret")

    def user(self, name=None, password=PASSWORD):
        """A confirmed user."""
        name = name or f"user-{uuid.uuid4().hex[:8]}"
        self.admin.admin_create_user(
            UserPoolId=self.id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{name}@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
        self.admin.admin_set_user_password(UserPoolId=self.id, Username=name, Password=password, Permanent=True)
        return name

    def sign_in(self, name, password=PASSWORD, **more):
        return self.anyone.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password, **more},
        )

    def srp(self, name, password=PASSWORD, **more):
        return AWSSRP(
            username=name, password=password, pool_id=self.id, client_id=self.client_id, client=self.anyone, **more
        )

    def message(self, sub):
        """The last message to a user. Messages go to the pool's log group, and are written there a moment later."""
        command = ["node", "scripts/run.mjs", "src/cli/main.ts", "logs", f"/aws/cognito/userpools/{self.id}"]
        command += ["--json", "--data-dir", str(self.gateway.data_directory)]
        for _ in range(20):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
            events = [json.loads(line) for line in done.stdout.splitlines()]
            mine = [one["message"] for one in events if one["stream"] == sub]
            if mine:
                return mine[-1]
            time.sleep(0.1)
        raise AssertionError(f"no message: {done.stdout}{done.stderr}")

    def code(self, sub):
        return re.search(r"\d{6}", self.message(sub))[0]

    def claims(self, token, audience=None, issuer=None):
        """What a token says to an ordinary library that fetches the pool's keys."""
        keys = json.load(urllib.request.urlopen(f"{self.gateway.endpoint}/{self.id}/.well-known/jwks.json"))["keys"]
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(jwt.PyJWK(one) for one in keys if one["kid"] == kid)
        issuer = issuer or self.gateway.endpoint
        return jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=f"{issuer}/{self.id}")


@pytest.fixture(scope="module")
def pool(gateway):
    return Pool(gateway)


def error(call, *arguments, **options):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    answer = caught.value.response["Error"]
    return answer["Code"], answer["Message"]


def test_sign_up_confirm_and_sign_in(pool):
    name = f"ann-{uuid.uuid4().hex[:6]}"
    signed_up = pool.anyone.sign_up(
        ClientId=pool.client_id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "ann@example.com"}],
    )
    assert signed_up["UserConfirmed"] is False
    assert signed_up["CodeDeliveryDetails"] == {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert error(pool.sign_in, name) == ("UserNotConfirmedException", "User is not confirmed.")
    assert error(pool.anyone.sign_up, ClientId=pool.client_id, Username=name, Password=PASSWORD) == (
        "UsernameExistsException",
        "User already exists",
    )
    code = pool.code(signed_up["UserSub"])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    confirm = dict(ClientId=pool.client_id, Username=name)
    assert error(pool.anyone.confirm_sign_up, ConfirmationCode=wrong, **confirm) == (
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    )
    pool.anyone.confirm_sign_up(ConfirmationCode=code, **confirm)
    assert error(pool.anyone.confirm_sign_up, ConfirmationCode=code, **confirm) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )
    result = pool.sign_in(name)["AuthenticationResult"]
    assert result["TokenType"] == "Bearer" and result["ExpiresIn"] == 3600
    identity = pool.claims(result["IdToken"], audience=pool.client_id)
    assert identity["sub"] == signed_up["UserSub"]
    assert identity["cognito:username"] == name
    assert identity["email"] == "ann@example.com" and identity["email_verified"] is True
    assert identity["token_use"] == "id" and identity["exp"] - identity["iat"] == 3600
    access = pool.claims(result["AccessToken"])
    assert access["client_id"] == pool.client_id and access["username"] == name
    assert access["token_use"] == "access" and access["scope"] == "aws.cognito.signin.user.admin"
    assert access["origin_jti"] == identity["origin_jti"] and "version" not in access
    own = pool.anyone.get_user(AccessToken=result["AccessToken"])
    assert {one["Name"]: one["Value"] for one in own["UserAttributes"]} == {
        "sub": signed_up["UserSub"],
        "email": "ann@example.com",
        "email_verified": "true",
    }


@pytest.mark.parametrize(
    "password, problem",
    [
        ("Aa1!", "Password not long enough"),
        ("correct-horse-7", "Password must have uppercase characters"),
        ("CORRECT-HORSE-7", "Password must have lowercase characters"),
        ("Correct-Horse-A", "Password must have numeric characters"),
        ("CorrectHorse77", "Password must have symbol characters"),
    ],
)
def test_the_password_policy(pool, password, problem):
    asked = dict(ClientId=pool.client_id, Username="somebody", Password=password)
    assert error(pool.anyone.sign_up, **asked) == (
        "InvalidPasswordException",
        f"Password did not conform with policy: {problem}",
    )


def test_srp_as_an_independent_client_does_it(pool):
    name = pool.user()
    result = pool.srp(name).authenticate_user()["AuthenticationResult"]
    assert pool.claims(result["AccessToken"])["username"] == name
    with pytest.raises(ClientError) as caught:
        pool.srp(name, "Wrong-Horse-7").authenticate_user()
    assert caught.value.response["Error"]["Message"] == "Incorrect username or password."


def test_srp_with_many_passwords(gateway):
    """Numbers with and without leading zeros and signs."""
    pool = Pool(gateway, Policies={"PasswordPolicy": {"MinimumLength": 6}})
    for password in ["пароль-пароль", "a" * 256, "päss-wörd", "123456"]:
        name = pool.user(password=password)
        for _ in range(3):
            assert pool.srp(name, password).authenticate_user()["AuthenticationResult"]["IdToken"]


def test_srp_with_a_client_secret_and_an_address_for_a_name(gateway):
    pool = Pool(gateway, {"GenerateSecret": True}, UsernameAttributes=["email"])
    address = f"{uuid.uuid4().hex[:8]}@example.com"
    created = pool.admin.admin_create_user(
        UserPoolId=pool.id, Username=address, MessageAction="SUPPRESS", TemporaryPassword="Temporary-7"
    )["User"]
    assert uuid.UUID(created["Username"])
    with pytest.raises(ForceChangePasswordException):
        pool.srp(address, "Temporary-7", client_secret=pool.secret).authenticate_user()
    pool.srp(address, "Temporary-7", client_secret=pool.secret).set_new_password_challenge(PASSWORD)
    result = pool.srp(address, client_secret=pool.secret).authenticate_user()["AuthenticationResult"]
    assert pool.claims(result["IdToken"], audience=pool.client_id)["email"] == address
    assert error(pool.sign_in, address) == (
        "NotAuthorizedException",
        f"Client {pool.client_id} is configured with secret but SECRET_HASH was not received",
    )
    assert error(pool.sign_in, address, SECRET_HASH="bm8=") == (
        "NotAuthorizedException",
        f"Unable to verify secret hash for client {pool.client_id}",
    )

    def hashed(name):
        digest = hmac.new(pool.secret.encode(), (name + pool.client_id).encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    assert pool.sign_in(address, SECRET_HASH=hashed(address))["AuthenticationResult"]
    refreshed = pool.anyone.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": result["RefreshToken"], "SECRET_HASH": hashed(created["Username"])},
    )
    assert refreshed["AuthenticationResult"]["AccessToken"]


def test_an_administrators_user_chooses_a_new_password(pool):
    name = f"new-{uuid.uuid4().hex[:6]}"
    created = pool.admin.admin_create_user(
        UserPoolId=pool.id, Username=name, UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}]
    )["User"]
    assert created["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    sub = next(one["Value"] for one in created["Attributes"] if one["Name"] == "sub")
    temporary = re.search(r"temporary password is (\S+)\.$", pool.message(sub))[1]
    challenge = pool.sign_in(name, temporary)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert json.loads(challenge["ChallengeParameters"]["userAttributes"])["email"] == f"{name}@example.com"
    answer = dict(ClientId=pool.client_id, ChallengeName="NEW_PASSWORD_REQUIRED", Session=challenge["Session"])
    responses = {"USERNAME": name, "NEW_PASSWORD": PASSWORD}
    assert error(
        pool.anyone.respond_to_auth_challenge, **answer, ChallengeResponses={**responses, "NEW_PASSWORD": "short"}
    ) == ("InvalidPasswordException", "Password did not conform with policy: Password not long enough")
    # A refused password does not end the session.
    result = pool.anyone.respond_to_auth_challenge(**answer, ChallengeResponses=responses)["AuthenticationResult"]
    assert pool.claims(result["AccessToken"])["username"] == name
    assert error(pool.anyone.respond_to_auth_challenge, **answer, ChallengeResponses=responses) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )
    assert pool.admin.admin_get_user(UserPoolId=pool.id, Username=name)["UserStatus"] == "CONFIRMED"
    assert error(pool.sign_in, name, temporary)[0] == "NotAuthorizedException"


def test_wrong_passwords_lock(pool):
    name = pool.user()
    for _ in range(5):
        assert error(pool.sign_in, name, "Wrong-Horse-7") == (
            "NotAuthorizedException",
            "Incorrect username or password.",
        )
    assert error(pool.sign_in, name) == ("NotAuthorizedException", "Password attempts exceeded")


def test_unknown_users(gateway, pool):
    assert error(pool.sign_in, "nobody") == ("UserNotFoundException", "User does not exist.")
    discreet = Pool(gateway, {"PreventUserExistenceErrors": "ENABLED"})
    assert error(discreet.sign_in, "nobody") == ("NotAuthorizedException", "Incorrect username or password.")
    with pytest.raises(ClientError, match="Incorrect username or password"):
        discreet.srp("nobody").authenticate_user()
    delivery = discreet.anyone.forgot_password(ClientId=discreet.client_id, Username="nobody")
    assert delivery["CodeDeliveryDetails"]["AttributeName"] == "email"
    confirm = dict(ClientId=discreet.client_id, Username="nobody", ConfirmationCode="123456")
    assert error(discreet.anyone.confirm_forgot_password, Password=PASSWORD, **confirm)[0] == "CodeMismatchException"


def test_refresh_revoke_and_sign_out(pool):
    name = pool.user()
    first = pool.sign_in(name)["AuthenticationResult"]

    def refresh(token):
        return pool.anyone.initiate_auth(
            ClientId=pool.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
        )["AuthenticationResult"]

    again = refresh(first["RefreshToken"])
    assert "RefreshToken" not in again
    assert pool.claims(again["AccessToken"])["origin_jti"] == pool.claims(first["AccessToken"])["origin_jti"]
    pool.anyone.get_user(AccessToken=again["AccessToken"])
    pool.anyone.revoke_token(ClientId=pool.client_id, Token=first["RefreshToken"])
    assert error(refresh, first["RefreshToken"]) == ("NotAuthorizedException", "Refresh Token has been revoked")
    assert error(pool.anyone.get_user, AccessToken=again["AccessToken"]) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    assert error(refresh, "abc") == ("NotAuthorizedException", "Invalid Refresh Token")
    second = pool.sign_in(name)["AuthenticationResult"]
    pool.anyone.global_sign_out(AccessToken=second["AccessToken"])
    assert error(refresh, second["RefreshToken"])[0] == "NotAuthorizedException"
    third = pool.sign_in(name)["AuthenticationResult"]
    pool.admin.admin_user_global_sign_out(UserPoolId=pool.id, Username=name)
    assert error(refresh, third["RefreshToken"])[0] == "NotAuthorizedException"


def test_tokens_that_are_not_ours(gateway, pool):
    name = pool.user()
    result = pool.sign_in(name)["AuthenticationResult"]
    header, payload, signature = result["AccessToken"].split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    forged = base64.urlsafe_b64encode(b"0" * 256).rstrip(b"=").decode()
    for token in ["x", "a.b.c", f"{none}.{payload}.", result["IdToken"], f"{header}.{payload}.{forged}"]:
        code, message = error(pool.anyone.get_user, AccessToken=token)
        assert code == "NotAuthorizedException" and "Access Token" in message


def test_disabled_and_deleted_users(pool):
    name = pool.user()
    result = pool.sign_in(name)["AuthenticationResult"]
    pool.admin.admin_disable_user(UserPoolId=pool.id, Username=name)
    assert error(pool.sign_in, name) == ("NotAuthorizedException", "User is disabled.")
    assert error(pool.anyone.get_user, AccessToken=result["AccessToken"])[1] == "User is disabled."
    pool.admin.admin_enable_user(UserPoolId=pool.id, Username=name)
    token = pool.sign_in(name)["AuthenticationResult"]["AccessToken"]
    pool.anyone.delete_user(AccessToken=token)
    assert error(pool.anyone.get_user, AccessToken=token) == ("UserNotFoundException", "User does not exist.")
    assert error(pool.admin.admin_get_user, UserPoolId=pool.id, Username=name)[0] == "UserNotFoundException"


def test_forgotten_and_changed_passwords(pool):
    name = pool.user()
    sub = pool.claims(pool.sign_in(name)["AuthenticationResult"]["AccessToken"])["sub"]
    delivery = pool.anyone.forgot_password(ClientId=pool.client_id, Username=name)["CodeDeliveryDetails"]
    assert delivery["DeliveryMedium"] == "EMAIL"
    confirm = dict(ClientId=pool.client_id, Username=name, Password="Battery-Staple-8")
    code = pool.code(sub)
    pool.anyone.confirm_forgot_password(ConfirmationCode=code, **confirm)
    assert error(pool.anyone.confirm_forgot_password, ConfirmationCode=code, **confirm) == (
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
    )
    token = pool.sign_in(name, "Battery-Staple-8")["AuthenticationResult"]["AccessToken"]
    change = dict(AccessToken=token, ProposedPassword=PASSWORD)
    assert error(pool.anyone.change_password, PreviousPassword="Wrong-Horse-7", **change)[0] == "NotAuthorizedException"
    pool.anyone.change_password(PreviousPassword="Battery-Staple-8", **change)
    assert pool.srp(name).authenticate_user()["AuthenticationResult"]
    pool.admin.admin_reset_user_password(UserPoolId=pool.id, Username=name)
    assert error(pool.sign_in, name) == ("PasswordResetRequiredException", "Password reset required for the user")


def test_codes_can_be_guessed_five_times(pool):
    name = pool.user()
    pool.anyone.forgot_password(ClientId=pool.client_id, Username=name)
    confirm = dict(ClientId=pool.client_id, Username=name, Password=PASSWORD)
    answers = [error(pool.anyone.confirm_forgot_password, ConfirmationCode="no", **confirm)[0] for _ in range(6)]
    assert answers == ["CodeMismatchException"] * 5 + ["LimitExceededException"]


def test_groups_in_tokens(gateway, pool):
    name = pool.user()
    for group, precedence in [("writers", 5), ("admins", 1)]:
        role = f"arn:aws:iam::{ACCOUNT}:role/{group}"
        pool.admin.create_group(UserPoolId=pool.id, GroupName=group, RoleArn=role, Precedence=precedence)
        pool.admin.admin_add_user_to_group(UserPoolId=pool.id, GroupName=group, Username=name)
    result = pool.sign_in(name)["AuthenticationResult"]
    identity = pool.claims(result["IdToken"], audience=pool.client_id)
    assert identity["cognito:groups"] == ["admins", "writers"]
    assert identity["cognito:preferred_role"] == f"arn:aws:iam::{ACCOUNT}:role/admins"
    assert pool.claims(result["AccessToken"])["cognito:groups"] == ["admins", "writers"]
    listed = pool.admin.list_users_in_group(UserPoolId=pool.id, GroupName="admins")["Users"]
    assert [one["Username"] for one in listed] == [name]
    pool.admin.admin_remove_user_from_group(UserPoolId=pool.id, GroupName="admins", Username=name)
    pool.admin.delete_group(UserPoolId=pool.id, GroupName="writers")
    assert pool.admin.admin_list_groups_for_user(UserPoolId=pool.id, Username=name)["Groups"] == []
    assert error(pool.admin.create_group, UserPoolId=pool.id, GroupName="admins")[0] == "GroupExistsException"


def test_list_users(gateway):
    pool = Pool(gateway)
    names = sorted(f"user-{index:02}" for index in range(7))
    for name in names:
        pool.admin.admin_create_user(
            UserPoolId=pool.id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
        )
    pages = list(pool.admin.get_paginator("list_users").paginate(UserPoolId=pool.id, PaginationConfig={"PageSize": 3}))
    assert [[one["Username"] for one in page["Users"]] for page in pages] == [names[:3], names[3:6], names[6:]]
    found = pool.admin.list_users(
        UserPoolId=pool.id, Filter='email ^= "USER-03"', AttributesToGet=["email"]
    )["Users"]
    assert [one["Attributes"] for one in found] == [[{"Name": "email", "Value": "user-03@example.com"}]]
    assert pool.admin.list_users(UserPoolId=pool.id, Filter='status = "Disabled"')["Users"] == []
    assert error(pool.admin.list_users, UserPoolId=pool.id, Filter="email = x")[0] == "InvalidParameterException"


def test_aliases(gateway):
    pool = Pool(gateway, AliasAttributes=["email"])
    name = pool.user()
    assert pool.sign_in(f"{name}@example.com")["AuthenticationResult"]
    other = pool.user()
    changed = [{"Name": "email", "Value": f"{name}@example.com"}, {"Name": "email_verified", "Value": "true"}]
    update = dict(UserPoolId=pool.id, Username=other, UserAttributes=changed)
    assert error(pool.admin.admin_update_user_attributes, **update)[0] == "AliasExistsException"
    third = pool.anyone.sign_up(
        ClientId=pool.client_id, Username="third", Password=PASSWORD, UserAttributes=[changed[0]]
    )
    confirm = dict(ClientId=pool.client_id, Username="third", ConfirmationCode=pool.code(third["UserSub"]))
    assert error(pool.anyone.confirm_sign_up, **confirm)[0] == "AliasExistsException"
    pool.anyone.confirm_sign_up(ForceAliasCreation=True, **confirm)
    token = pool.sign_in(f"{name}@example.com")["AuthenticationResult"]["AccessToken"]
    assert pool.claims(token)["username"] == "third"
    former = pool.admin.admin_get_user(UserPoolId=pool.id, Username=name)["UserAttributes"]
    assert {"Name": "email_verified", "Value": "false"} in former
    pool.admin.admin_delete_user(UserPoolId=pool.id, Username=name)
    assert pool.sign_in(f"{name}@example.com")["AuthenticationResult"]


def test_pools_clients_domains_and_resource_servers(gateway, pool):
    described = pool.admin.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    assert described["Arn"] == f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool.id}"
    assert len(described["SchemaAttributes"]) == 20
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    pool.admin.create_resource_server(
        UserPoolId=pool.id, Identifier="links", Name="Links", Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}]
    )
    options = dict(
        UserPoolId=pool.id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
    )
    made = pool.admin.create_user_pool_client(AllowedOAuthScopes=["links/read"], **options)["UserPoolClient"]
    assert re.fullmatch("[a-z0-9]{26}", made["ClientId"]) and len(made["ClientSecret"]) >= 51
    assert error(pool.admin.create_user_pool_client, AllowedOAuthScopes=["links/write"], **options)[0] == (
        "ScopeDoesNotExistException"
    )
    domain = f"people-{uuid.uuid4().hex[:8]}"
    pool.admin.create_user_pool_domain(UserPoolId=pool.id, Domain=domain)
    assert pool.admin.describe_user_pool_domain(Domain=domain)["DomainDescription"]["UserPoolId"] == pool.id
    assert error(pool.admin.delete_user_pool, UserPoolId=pool.id)[0] == "InvalidParameterException"
    pool.admin.delete_user_pool_domain(UserPoolId=pool.id, Domain=domain)
    gone = Pool(gateway)
    gone.user()
    gone.admin.delete_user_pool(UserPoolId=gone.id)
    assert error(gone.sign_in, "anybody") == (
        "ResourceNotFoundException",
        f"User pool client {gone.client_id} does not exist.",
    )
    assert error(gone.admin.describe_user_pool, UserPoolId=gone.id)[0] == "ResourceNotFoundException"


def test_what_is_not_offered_says_so(gateway, pool):
    assert error(pool.admin.create_user_pool, PoolName="mfa", MfaConfiguration="ON") == (
        "InvalidParameterException",
        "Multi-factor authentication is not offered here.",
    )
    custom = dict(ClientId=pool.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "x"})
    assert error(pool.anyone.initiate_auth, **custom) == (
        "InvalidParameterException",
        "The authentication flow CUSTOM_AUTH is not offered here.",
    )
    assert error(pool.admin.list_identity_providers, UserPoolId=pool.id)[0] == "NotImplementedException"


def test_administration_needs_a_signature_and_permission(gateway, pool, make_user):
    assert error(pool.anyone.admin_get_user, UserPoolId=pool.id, Username="x") == (
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )
    clerk = make_user(f"clerk-{uuid.uuid4().hex[:6]}")
    idp = gateway.client("cognito-idp", clerk.session)
    assert error(idp.describe_user_pool, UserPoolId=pool.id)[0] == "AccessDeniedException"
    clerk.allow("cognito-idp:DescribeUserPool", f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool.id}")
    assert idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id


def test_admin_flows(pool):
    name = pool.user()
    asked = dict(UserPoolId=pool.id, ClientId=pool.client_id, AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD})
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"]:
        assert pool.admin.admin_initiate_auth(AuthFlow=flow, **asked)["AuthenticationResult"]["IdToken"]


def test_a_page_may_sign_users_in(gateway, pool):
    """The preflight of a browser, whose answer names no header that could sign."""
    asked = urllib.request.Request(
        gateway.endpoint,
        method="OPTIONS",
        headers={
            "Origin": "https://app.example.com",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-amz-target,x-amz-user-agent",
        },
    )
    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "x-amz-target" in answer.headers["access-control-allow-headers"]
        assert "authorization" not in answer.headers["access-control-allow-headers"]


def test_a_restart_keeps_users_and_tokens(tmp_path):
    first = Gateway(tmp_path)
    pool = Pool(first)
    name = pool.user()
    result = pool.sign_in(name)["AuthenticationResult"]
    assert first.stop() == 0
    second = Gateway(tmp_path, "--user-pool-issuer", "https://cognito-idp.{region}.amazonaws.com")
    try:
        pool.gateway, pool.anyone = second, public(second)
        assert pool.anyone.get_user(AccessToken=result["AccessToken"])["Username"] == name
        refreshed = pool.anyone.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": result["RefreshToken"]},
        )["AuthenticationResult"]
        issuer = f"https://cognito-idp.{REGION}.amazonaws.com"
        assert pool.claims(refreshed["AccessToken"], issuer=issuer)["username"] == name
        assert pool.srp(name).authenticate_user()["AuthenticationResult"]
    finally:
        assert second.stop() == 0
