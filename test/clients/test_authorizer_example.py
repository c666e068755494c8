"""examples/authorizer: the commands of its README as they stand there, and a REQUEST authorizer set up with boto3."""

import io
import json
import re
import socket
import zipfile

import requests
from conftest import ACCOUNT, REGION, ROOT
from readme_shell import Shell, shell_blocks

README = ROOT / "examples" / "authorizer" / "README.md"
DENIED = "User is not authorized to access this resource with an explicit deny in an identity-based policy"
NOT_ALLOWED = (
    "User is not authorized to access this resource because no identity-based policy allows "
    "the execute-api:Invoke action"
)


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return str(server.getsockname()[1])


def test_the_readme(gateway):
    port = free_port()
    deploy, opened, refused, asked = [block.replace("9400", port) for block in shell_blocks(README)]
    shell = Shell(gateway)
    try:
        shell.run(deploy)
        assert shell.run(opened) == (
            '{"statusCode": 200, "message": "Hello from API Gateway!"}' f'{{"Message":"{NOT_ALLOWED}"}}\n'
        )
        assert shell.run(refused) == f'{{"Message":"{DENIED}"}}' '{"message":"Unauthorized"}\n'
        policy = json.loads(shell.run(asked))
        resources = policy["Statement"][0]["Resource"]
        assert [re.sub(r".*ESTestInvoke-stage", "", arn) for arn in resources] == [
            "/GET/reports",
            "/GET/reports/*",
            "/PUT/reports/*",
        ]
    finally:
        shell.run("kill %1")
        shell.close()


# What AWS's developer guide has for an example, in Python.
AUTHORIZER = """
def handler(event, context):
    if event["queryStringParameters"].get("key") == "unknown":
        raise Exception("Unauthorized")
    effect = "Allow" if event["stageVariables"].get("tenant") == event["headers"].get("X-Tenant") else "Deny"
    arn = event["methodArn"].rsplit("/", 2)[0] + "/*"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    numbers = {"count": 3, "ok": True, "path": event["path"]}
    return {"principalId": "me", "policyDocument": policy, "context": numbers}
"""


def zipped(source):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", source)
    return buffer.getvalue()


def test_a_request_authorizer_with_boto3(gateway):
    iam, functions, apigateway = (gateway.client(name) for name in ("iam", "lambda", "apigateway"))
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(
        RoleName="request-authorizer",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    function = functions.create_function(
        FunctionName="request-authorizer",
        Runtime="python3.12",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": zipped(AUTHORIZER)},
    )["FunctionArn"]
    api = apigateway.create_rest_api(name="guarded")["id"]
    root = apigateway.get_resources(restApiId=api)["items"][0]["id"]
    authorizer = apigateway.create_authorizer(
        restApiId=api,
        name="requests",
        type="REQUEST",
        authorizerUri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations",
        identitySource="method.request.header.X-Tenant, method.request.querystring.key",
    )["id"]
    functions.add_permission(
        FunctionName="request-authorizer",
        StatementId="gateway",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/authorizers/{authorizer}",
    )
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    apigateway.put_method(**method, authorizationType="CUSTOM", authorizerId=authorizer)
    apigateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    apigateway.put_method_response(**method, statusCode="200")
    said = "$context.authorizer.principalId $context.authorizer.count $context.authorizer.ok $context.authorizer.path"
    apigateway.put_integration_response(
        **method, statusCode="200", responseTemplates={"application/json": json.dumps({"said": said})}
    )
    apigateway.create_deployment(restApiId=api, stageName="prod", variables={"tenant": "blue"})

    def call(query, **headers):
        url = f"{gateway.endpoint}/_aws/execute-api/{api}/prod/{query}"
        answer = requests.get(url, headers=headers, timeout=30)
        return answer.status_code, answer.json()

    assert call("?key=1", **{"X-Tenant": "blue"}) == (200, {"said": "me 3 true /"})
    assert call("?key=1", **{"X-Tenant": "red"}) == (403, {"Message": DENIED})
    assert call("?key=unknown", **{"X-Tenant": "blue"}) == (401, {"message": "Unauthorized"})
    assert call("?key=", **{"X-Tenant": "blue"}) == (401, {"message": "Unauthorized"})
    assert call("?key=1") == (401, {"message": "Unauthorized"})

    tested = apigateway.test_invoke_authorizer(
        restApiId=api,
        authorizerId=authorizer,
        headers={"X-Tenant": "blue"},
        pathWithQueryString="/?key=2",
        stageVariables={"tenant": "blue"},
    )
    assert (tested["clientStatus"], tested["principalId"]) == (0, "me")
    assert json.loads(tested["policy"])["Statement"][0]["Effect"] == "Allow"
    assert f"Starting authorizer: {authorizer} for request: " in tested["log"]
