"""Signs in at the pages of a built-in user pool as a browser and an application do, with plain HTTP."""

import base64
import hashlib
import html
import html.parser
import json
import re
import secrets
import subprocess
import time
import urllib.parse

import pytest
import requests

from conftest import REGION, ROOT

CALLBACK = "http://localhost:3000/callback"
SIGNED_OUT = "http://localhost:3000/bye"
PASSWORD = "Correct-Horse-7"


class Form(html.parser.HTMLParser):
    """The one form of a page, with what its fields hold."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields = None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        if tag == "input":
            self.fields[attributes["name"]] = attributes.get("value", "")


class Application:
    """A pool with a domain, a public client, a client for machines, and a user."""

    def __init__(self, gateway):
        self.cognito = gateway.client("cognito-idp")
        prefix = f"hosted-{secrets.token_hex(4)}"
        pool = self.cognito.create_user_pool(PoolName="hosted", AutoVerifiedAttributes=["email"])["UserPool"]
        self.pool_id, self.pool_arn = pool["Id"], pool["Arn"]
        self.cognito.create_user_pool_domain(Domain=prefix, UserPoolId=self.pool_id)
        self.cognito.create_resource_server(
            UserPoolId=self.pool_id,
            Identifier="links",
            Name="Links",
            Scopes=[
                {"ScopeName": "read", "ScopeDescription": "See links"},
                {"ScopeName": "write", "ScopeDescription": "Make links"},
            ],
        )
        self.client_id = self._client(
            ClientName="page",
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email", "links/read"],
            CallbackURLs=[CALLBACK],
            LogoutURLs=[SIGNED_OUT],
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["ClientId"]
        self.machine = self._client(
            ClientName="machine",
            GenerateSecret=True,
            AllowedOAuthFlows=["client_credentials"],
            AllowedOAuthScopes=["links/read", "links/write"],
        )
        self.user("ann")
        self.endpoint = gateway.endpoint
        self.issuer = f"{gateway.endpoint}/{self.pool_id}"
        self.base = f"{gateway.endpoint}/_aws/cognito-idp/{prefix}"
        self.host = f"{prefix}.auth.{REGION}.amazoncognito.com"

    def _client(self, **settings):
        return self.cognito.create_user_pool_client(
            UserPoolId=self.pool_id,
            AllowedOAuthFlowsUserPoolClient=True,
            SupportedIdentityProviders=["COGNITO"],
            **settings,
        )["UserPoolClient"]

    def user(self, name, permanent=True):
        self.cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{name}@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ],
            TemporaryPassword=PASSWORD,
        )
        if permanent:
            self.cognito.admin_set_user_password(
                UserPoolId=self.pool_id, Username=name, Password=PASSWORD, Permanent=True
            )

    def token(self, *, auth=None, **form):
        return requests.post(f"{self.base}/oauth2/token", data=form, auth=auth, timeout=20)


class Browser:
    """Follows redirects up to the application's own URL."""

    def __init__(self, application):
        self.application = application
        self.session = requests.Session()
        self.verifier = secrets.token_urlsafe(48)

    def authorize(self, **more):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid email links/read",
            "state": "a state & more",
            "nonce": "a nonce",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **more,
        }
        address = f"{self.application.base}/oauth2/authorize"
        return self.follow(self.session.get(address, params=query, allow_redirects=False, timeout=20))

    def follow(self, response):
        while response.is_redirect and not response.headers["location"].startswith("http://localhost:3000/"):
            address = urllib.parse.urljoin(response.url, response.headers["location"])
            response = self.session.get(address, allow_redirects=False, timeout=20)
        return response

    def submit(self, page, **fields):
        form = Form(page.text)
        address = urllib.parse.urljoin(page.url, form.action)
        data = {**form.fields, **fields}
        return self.follow(self.session.post(address, data=data, allow_redirects=False, timeout=20))

    def sign_in(self, name="ann", password=PASSWORD, **more):
        return self.submit(self.authorize(**more), username=name, password=password)

    def redeem(self, response):
        code = returned(response)["code"]
        return self.application.token(
            grant_type="authorization_code",
            client_id=self.application.client_id,
            code=code,
            redirect_uri=CALLBACK,
            code_verifier=self.verifier,
        )


def returned(response):
    """What the application is told at its callback URL."""
    location = response.headers["location"]
    assert location.startswith(f"{CALLBACK}?"), location
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.fixture(scope="module")
def application(gateway):
    return Application(gateway)


@pytest.fixture
def browser(application):
    return Browser(application)


def test_code_with_pkce(application, browser):
    signed_in = browser.sign_in()
    assert returned(signed_in)["state"] == "a state & more"
    response = browser.redeem(signed_in)
    assert response.status_code == 200, response.text
    tokens = response.json()
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600
    identity, access = claims(tokens["id_token"]), claims(tokens["access_token"])
    assert identity["iss"] == access["iss"] == application.issuer
    assert identity["aud"] == access["client_id"] == application.client_id
    assert identity["nonce"] == "a nonce" and identity["email"] == "ann@example.com"
    assert set(access["scope"].split()) == {"openid", "email", "links/read"}

    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    info = requests.get(f"{application.base}/oauth2/userInfo", headers=bearer, timeout=20)
    assert info.json() == {
        "sub": identity["sub"],
        "email": "ann@example.com",
        "email_verified": "true",
        "username": "ann",
    }

    # The code is used up; so is one without the proof.
    assert browser.redeem(signed_in).json() == {"error": "invalid_grant"}
    again = browser.authorize()
    browser.verifier = "x" * 43
    assert browser.redeem(again).json() == {"error": "invalid_grant"}

    refreshed = application.token(
        grant_type="refresh_token", client_id=application.client_id, refresh_token=tokens["refresh_token"]
    ).json()
    assert claims(refreshed["access_token"])["sub"] == identity["sub"]
    assert "refresh_token" not in refreshed

    revoked = requests.post(
        f"{application.base}/oauth2/revoke",
        data={"token": tokens["refresh_token"], "client_id": application.client_id},
        timeout=20,
    )
    assert (revoked.status_code, revoked.text) == (200, "")
    refused = application.token(
        grant_type="refresh_token", client_id=application.client_id, refresh_token=tokens["refresh_token"]
    )
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})
    assert requests.get(f"{application.base}/oauth2/userInfo", headers=bearer, timeout=20).status_code == 401


def test_browser_is_remembered_until_it_signs_out(application, browser):
    browser.sign_in()
    assert "code" in returned(browser.authorize())
    query = {"client_id": application.client_id, "logout_uri": SIGNED_OUT}
    out = browser.session.get(f"{application.base}/logout", params=query, allow_redirects=False)
    assert out.headers["location"] == SIGNED_OUT
    assert browser.authorize().status_code == 200
    assert returned(browser.authorize(prompt="none"))["error"] == "login_required"


def test_wrong_password(browser):
    response = browser.sign_in(password="wrong")
    assert response.status_code == 400
    assert "Incorrect username or password." in response.text


def test_temporary_password(application, browser):
    application.user("bob", permanent=False)
    page = browser.sign_in(name="bob")
    assert "Choose a new password" in page.text
    changed = browser.submit(page, new_password="Better-Horse-9")
    assert browser.redeem(changed).status_code == 200
    assert "code" in returned(Browser(application).sign_in(name="bob", password="Better-Horse-9"))


def confirmation_code(gateway, pool_id):
    """Messages go to the pool's log group, and are written there a moment later."""
    command = ["node", "scripts/run.mjs", "src/cli/main.ts", "logs", f"/aws/cognito/userpools/{pool_id}"]
    command += ["--data-dir", str(gateway.data_directory)]
    for _ in range(20):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        codes = re.findall(r"confirmation code is (\d{6})", done.stdout)
        if codes:
            return codes[-1]
        time.sleep(0.1)
    raise AssertionError(f"no message: {done.stdout}{done.stderr}")


def test_sign_up(gateway, application, browser):
    page = browser.authorize()
    sign_up = re.search(r'href="([^"]*/signup[^"]*)"', page.text).group(1)
    page = browser.session.get(urllib.parse.urljoin(page.url, html.unescape(sign_up)), timeout=20)
    weak = browser.submit(page, **{"username": "eve", "attribute.email": "eve@example.com", "password": "weak"})
    assert weak.status_code == 400 and "Password did not conform with policy" in weak.text
    confirmation = browser.submit(
        weak, **{"username": "eve", "attribute.email": "eve@example.com", "password": PASSWORD}
    )
    assert Form(confirmation.text).fields["username"] == "eve"
    wrong = browser.submit(confirmation, code="000000")
    assert "Invalid verification code provided" in wrong.text
    code = confirmation_code(gateway, application.pool_id)
    login = browser.submit(wrong, code=code)
    assert "code" in returned(browser.submit(login, username="eve", password=PASSWORD))


def test_nowhere_else(application, browser):
    page = browser.authorize(redirect_uri="https://evil.example.com/")
    assert page.status_code == 400 and "redirect_mismatch" in page.text
    assert returned(browser.authorize(scope="links/write"))["error"] == "invalid_scope"
    assert returned(browser.authorize(response_type="token"))["error"] == "unauthorized_client"


def test_form_of_another_site(application, browser):
    page = browser.authorize()
    stolen = requests.post(
        urllib.parse.urljoin(page.url, Form(page.text).action),
        data={"username": "ann", "password": PASSWORD, **Form(page.text).fields},
        allow_redirects=False,
        timeout=20,
    )
    assert stolen.status_code == 403


def test_client_credentials(application):
    key = (application.machine["ClientId"], application.machine["ClientSecret"])
    everything = application.token(auth=key, grant_type="client_credentials").json()
    assert set(claims(everything["access_token"])["scope"].split()) == {"links/read", "links/write"}
    some = application.token(
        grant_type="client_credentials", scope="links/read", client_id=key[0], client_secret=key[1]
    ).json()
    assert claims(some["access_token"])["scope"] == "links/read"
    assert set(some) == {"access_token", "expires_in", "token_type"}
    wrong = application.token(auth=(key[0], "wrong"), grant_type="client_credentials")
    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_client"})
    other = application.token(auth=key, grant_type="client_credentials", scope="openid")
    assert (other.status_code, other.json()) == (400, {"error": "invalid_scope"})


def test_discovery(application):
    configuration = requests.get(f"{application.issuer}/.well-known/openid-configuration", timeout=20).json()
    assert configuration["issuer"] == application.issuer
    assert configuration["token_endpoint"] == f"{application.base}/oauth2/token"
    keys = requests.get(configuration["jwks_uri"], timeout=20)
    assert keys.headers["access-control-allow-origin"] == "*"
    assert [key["alg"] for key in keys.json()["keys"]] == ["RS256", "RS256"]


def test_by_the_host_of_the_domain(application):
    response = requests.get(
        f"{application.endpoint}/oauth2/authorize",
        params={"client_id": application.client_id, "redirect_uri": CALLBACK, "response_type": "code"},
        headers={"host": application.host},
        allow_redirects=False,
        timeout=20,
    )
    assert response.headers["location"].startswith("/login?client_id=")


def test_tokens_open_a_method_with_a_user_pool_authorizer(gateway, application, browser):
    """COGNITO_USER_POOLS: the id token by itself, an access token where the method names scopes."""
    api = gateway.client("apigateway")
    api_id = api.create_rest_api(name="hosted")["id"]
    root = api.get_resources(restApiId=api_id)["items"][0]["id"]
    authorizer = api.create_authorizer(
        restApiId=api_id,
        name="pool",
        type="COGNITO_USER_POOLS",
        providerARNs=[application.pool_arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    for path, scopes in (("me", {}), ("links", {"authorizationScopes": ["links/read"]})):
        resource = api.create_resource(restApiId=api_id, parentId=root, pathPart=path)["id"]
        method = {"restApiId": api_id, "resourceId": resource, "httpMethod": "GET"}
        api.put_method(**method, authorizationType="COGNITO_USER_POOLS", authorizerId=authorizer, **scopes)
        api.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        api.put_method_response(**method, statusCode="200")
        template = '{"who": "$context.authorizer.claims.sub"}'
        api.put_integration_response(
            **method, statusCode="200", responseTemplates={"application/json": template}
        )
    api.create_deployment(restApiId=api_id, stageName="prod")
    url = f"{gateway.endpoint}/_aws/execute-api/{api_id}/prod"

    def ask(path, token):
        headers = {"authorization": token} if token else {}
        return requests.get(f"{url}/{path}", headers=headers, timeout=20)

    tokens = browser.redeem(browser.sign_in()).json()
    key = (application.machine["ClientId"], application.machine["ClientSecret"])
    machine = application.token(auth=key, grant_type="client_credentials", scope="links/write").json()
    who = claims(tokens["id_token"])["sub"]
    assert ask("me", tokens["id_token"]).json() == {"who": who}
    assert ask("me", f"Bearer {tokens['id_token']}").json() == {"who": who}
    assert ask("me", tokens["access_token"]).status_code == 401
    assert ask("me", None).status_code == 401
    assert ask("links", tokens["access_token"]).json() == {"who": who}
    assert ask("links", machine["access_token"]).status_code in (401, 403)
