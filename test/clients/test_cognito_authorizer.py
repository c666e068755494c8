"""COGNITO_USER_POOLS authorizers: an own identity provider that stands for a user pool, made with PyJWT."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

import jwt
import pytest
import requests
from conftest import ACCOUNT, REGION, Gateway
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

POOL_ARN = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_MyProvider"
STRANGE_ARN = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_Nobody"
SCOPE = "https://shop.example/orders.read"


class Provider:
    """An OpenID provider with the two documents that a verifier needs."""

    def __init__(self):
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.fetched = []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.fetched.append(self.path)
                documents = {"/.well-known/openid-configuration": provider.configuration, "/keys": provider.key_set}
                if self.path not in documents:
                    self.send_error(404)
                    return
                body = json.dumps(documents[self.path]()).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self):
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}

    def key_set(self):
        rsa_key = RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True)
        ec_key = ECAlgorithm.to_jwk(self.ec.public_key(), as_dict=True)
        return {"keys": [{**rsa_key, "kid": "rsa", "use": "sig"}, {**ec_key, "kid": "ec", "use": "sig"}]}

    def claims(self, **changes):
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "ann", "aud": "shop", "iat": now, "exp": now + 600, **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, kid="rsa", **changes):
        key, algorithm = {"rsa": (self.rsa, "RS256"), "ec": (self.ec, "ES256")}[kid]
        return jwt.encode(self.claims(**changes), key, algorithm, headers={"kid": kid})


@pytest.fixture(scope="module")
def provider():
    running = Provider()
    yield running
    running.server.shutdown()


@pytest.fixture(scope="module")
def guarded(provider, tmp_path_factory):
    """A gateway that was told who signs for the pool."""
    running = Gateway(tmp_path_factory.mktemp("cognito"), "--user-pool", f"{POOL_ARN}={provider.issuer}")
    yield running
    assert running.stop() == 0


def mock_method(api_id, resource_id, client, **authorization):
    place = {"restApiId": api_id, "resourceId": resource_id, "httpMethod": "GET"}
    client.put_method(**place, authorizationType="COGNITO_USER_POOLS", **authorization)
    client.put_integration(**place, type="MOCK", requestTemplates={"application/json": '{"statusCode":200}'})
    client.put_method_response(**place, statusCode="200")
    template = '{"sub":"$context.authorizer.claims.sub","groups":"$context.authorizer.claims.groups"}'
    client.put_integration_response(**place, statusCode="200", responseTemplates={"application/json": template})


class Shop:
    """An API whose methods want tokens."""

    def __init__(self, gateway, pool_arn=POOL_ARN, audience="shop|till"):
        client = gateway.client("apigateway")
        self.api_id = client.create_rest_api(name="shop")["id"]
        root = client.get_resources(restApiId=self.api_id)["items"][0]["id"]

        def authorizer(name, arn, **more):
            made = client.create_authorizer(
                restApiId=self.api_id,
                name=name,
                type="COGNITO_USER_POOLS",
                providerARNs=[arn],
                identitySource="method.request.header.Authorization",
                **more,
            )
            return made["id"]

        self.authorizer_id = authorizer("own", pool_arn, identityValidationExpression=audience)
        strange = authorizer("strange", STRANGE_ARN)
        scoped = authorizer("scoped", pool_arn)
        for path, settings in {
            "profile": {"authorizerId": self.authorizer_id},
            "orders": {"authorizerId": scoped, "authorizationScopes": [SCOPE, "admin"]},
            "strange": {"authorizerId": strange},
        }.items():
            made = client.create_resource(restApiId=self.api_id, parentId=root, pathPart=path)
            mock_method(self.api_id, made["id"], client, **settings)
        client.create_deployment(restApiId=self.api_id, stageName="prod")
        self._url = f"{gateway.endpoint}/_aws/execute-api/{self.api_id}/prod"

    def get(self, path, token=None):
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        return requests.get(f"{self._url}/{path}", headers=headers, timeout=30)


@pytest.fixture(scope="module")
def shop(guarded):
    return Shop(guarded)


def refused(answer):
    return answer.status_code, answer.headers["x-amzn-errortype"], answer.json()["message"]


UNAUTHORIZED = (401, "UnauthorizedException", "Unauthorized")


def test_an_own_provider_stands_for_a_pool(provider, shop):
    answer = shop.get("profile", provider.token(groups=["a", "b"]))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"sub": "ann", "groups": "a,b"}
    assert shop.get("profile", provider.token("ec", aud=["other", "till"])).status_code == 200
    assert shop.get("orders", provider.token(scope=f"openid {SCOPE}")).status_code == 200
    assert shop.get("orders", provider.token("ec", scp=["admin"])).status_code == 200


def test_what_does_not_suffice(provider, shop):
    assert refused(shop.get("profile")) == UNAUTHORIZED
    assert refused(shop.get("profile", provider.token(aud="elsewhere"))) == UNAUTHORIZED
    assert refused(shop.get("profile", provider.token(scope=SCOPE))) == UNAUTHORIZED
    assert refused(shop.get("orders", provider.token())) == UNAUTHORIZED
    assert refused(shop.get("orders", provider.token(scope="openid")))[:2] == (403, "AccessDeniedException")
    assert refused(shop.get("profile", provider.token(iss="https://elsewhere.example"))) == UNAUTHORIZED
    expired = shop.get("profile", provider.token(exp=int(time.time()) - 5))
    assert refused(expired) == (401, "UnauthorizedException", "The incoming token has expired")


def test_forged_tokens(provider, shop):
    claims = provider.claims()
    unsigned = jwt.encode(claims, None, "none", headers={"kid": "rsa"})
    assert refused(shop.get("profile", unsigned)) == UNAUTHORIZED
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = RSAAlgorithm.to_jwk(stranger.public_key(), as_dict=True)
    forged = jwt.encode(claims, stranger, "RS256", headers={"kid": "rsa", "jwk": own})
    assert refused(shop.get("profile", forged)) == UNAUTHORIZED
    # PyJWT itself refuses to do this: the public key as the secret of an HMAC.
    public = provider.rsa.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    parts = [{"alg": "HS256", "kid": "rsa"}, claims]
    text = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(public, text.encode(), hashlib.sha256).digest()
    assert refused(shop.get("profile", f"{text}.{base64url(signature)}")) == UNAUTHORIZED


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_the_provider_is_asked_seldom(provider, shop):
    shop.get("profile", provider.token())
    before = len(provider.fetched)
    for number in range(200):
        token = jwt.encode(provider.claims(), provider.rsa, "RS256", headers={"kid": f"made-up-{number}"})
        assert shop.get("profile", token).status_code == 401
    assert len(provider.fetched) - before <= 2


def test_a_pool_of_which_nobody_knows_who_signs_for_it(guarded, provider, shop):
    assert refused(shop.get("strange", provider.token())) == (500, "AuthorizerConfigurationException", None)
    assert guarded.logged(lambda line: STRANGE_ARN in line and "--user-pool" in line)


def test_invoke_authorizer_shows_the_claims(guarded, provider, shop):
    client = guarded.client("apigateway")
    place = {"restApiId": shop.api_id, "authorizerId": shop.authorizer_id}
    answer = client.test_invoke_authorizer(**place, headers={"Authorization": provider.token(groups=["a", "b"])})
    assert answer["clientStatus"] == 0
    assert answer["claims"]["sub"] == "ann"
    assert answer["claims"]["groups"] == "a,b"
    assert answer["claims"]["exp"].endswith(time.strftime("%Y", time.gmtime()))
    answer = client.test_invoke_authorizer(**place, headers={"Authorization": "junk"})
    assert answer["clientStatus"] == 401
    assert "claims" not in answer


class OwnPool:
    """A pool of the gateway itself, with a user, a client for people and one for machines."""

    def __init__(self, gateway):
        self.client = gateway.client("cognito-idp")
        made = self.client.create_user_pool(PoolName="shop")["UserPool"]
        self.id, self.arn = made["Id"], made["Arn"]
        self.web = self.make_client("web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])["ClientId"]
        self.client.create_resource_server(
            UserPoolId=self.id,
            Identifier="https://shop.example",
            Name="shop",
            Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("orders.read", "orders.write")],
        )
        self.domain = "alicorn-shop"
        self.client.create_user_pool_domain(UserPoolId=self.id, Domain=self.domain)
        self.token_endpoint = f"{gateway.endpoint}/_aws/cognito-idp/{self.domain}/oauth2/token"

    def make_client(self, name, **settings):
        return self.client.create_user_pool_client(UserPoolId=self.id, ClientName=name, **settings)["UserPoolClient"]

    def sign_in(self, name, password="Correct-Horse-7"):
        self.client.admin_create_user(UserPoolId=self.id, Username=name, MessageAction="SUPPRESS")
        user = {"UserPoolId": self.id, "Username": name}
        self.client.admin_set_user_password(**user, Password=password, Permanent=True)
        answer = self.client.initiate_auth(
            ClientId=self.web,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        return answer["AuthenticationResult"]

    def machine_token(self, scope):
        machine = self.make_client(
            scope.rsplit("/", 1)[-1],
            GenerateSecret=True,
            AllowedOAuthFlows=["client_credentials"],
            AllowedOAuthScopes=[scope],
            AllowedOAuthFlowsUserPoolClient=True,
        )
        answer = requests.post(
            self.token_endpoint,
            data={"grant_type": "client_credentials", "scope": scope},
            auth=(machine["ClientId"], machine["ClientSecret"]),
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]


def test_a_pool_of_the_gateways_own(guarded):
    pool = OwnPool(guarded)
    shop = Shop(guarded, pool.arn, audience=pool.web)
    tokens = pool.sign_in("ann")
    answer = shop.get("profile", tokens["IdToken"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["sub"] == jwt.decode(tokens["IdToken"], options={"verify_signature": False})["sub"]
    assert refused(shop.get("profile", tokens["AccessToken"])) == UNAUTHORIZED
    assert refused(shop.get("orders", tokens["IdToken"])) == UNAUTHORIZED
    assert refused(shop.get("orders", tokens["AccessToken"]))[0] == 403
    assert shop.get("orders", pool.machine_token("https://shop.example/orders.read")).status_code == 200
    assert shop.get("orders", pool.machine_token("https://shop.example/orders.write")).status_code == 403
