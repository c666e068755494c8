"""Responses of functions as they are written: by boto3, and through a REST API."""

import http.client
import io
import json
import time
import urllib.parse
import zipfile

import pytest
from conftest import ACCOUNT, REGION

CODE = """
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.httpMethod) {
    stream = awslambda.HttpResponseStream.from(stream, {
      statusCode: 201,
      headers: { 'content-type': 'text/event-stream' },
      cookies: ['a=b'],
    });
  }
  stream.write('first');
  await new Promise((resolve) => setTimeout(resolve, 400));
  if (event.fail || event.path === '/fail') throw new Error('no more');
  stream.write(' second');
  stream.end();
});
"""


@pytest.fixture(scope="module")
def function_arn(gateway):
    iam, functions = gateway.client("iam"), gateway.client("lambda")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName="streaming", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.js", CODE)
    return functions.create_function(
        FunctionName="streaming",
        Role=role,
        Runtime="nodejs22.x",
        Handler="index.handler",
        Code={"ZipFile": package.getvalue()},
        Timeout=10,
    )["FunctionArn"]


def test_boto3_reads_pieces_as_they_come(gateway, function_arn):
    functions = gateway.client("lambda")
    answer = functions.invoke_with_response_stream(FunctionName="streaming", Payload=b"{}")
    arrivals, pieces, complete = [], [], None
    for event in answer["EventStream"]:
        arrivals.append(time.monotonic())
        if "PayloadChunk" in event:
            pieces.append(event["PayloadChunk"]["Payload"])
        else:
            complete = event["InvokeComplete"]
    assert answer["ExecutedVersion"] == "$LATEST"
    assert b"".join(pieces) == b"first second"
    assert arrivals[-1] - arrivals[0] > 0.2
    assert "ErrorCode" not in complete
    failed = functions.invoke_with_response_stream(FunctionName="streaming", Payload=b'{"fail":true}')
    *pieces, last = failed["EventStream"]
    assert [one["PayloadChunk"]["Payload"] for one in pieces] == [b"first"]
    assert json.loads(last["InvokeComplete"]["ErrorDetails"])["errorMessage"] == "no more"


def test_a_rest_api_passes_them_on(gateway, function_arn):
    apis = gateway.client("apigateway")
    api = apis.create_rest_api(name="streaming")["id"]
    root = apis.get_resources(restApiId=api)["items"][0]["id"]
    resource = apis.create_resource(restApiId=api, parentId=root, pathPart="{proxy+}")["id"]
    method = {"restApiId": api, "resourceId": resource, "httpMethod": "ANY"}
    apis.put_method(**method, authorizationType="NONE")
    apis.put_integration(
        **method,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:lambda:path/2021-11-15/functions/{function_arn}/response-streaming-invocations",
        responseTransferMode="STREAM",
        timeoutInMillis=900_000,
    )
    apis.create_deployment(restApiId=api, stageName="prod")
    gateway.client("lambda").add_permission(
        FunctionName="streaming",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/*",
    )
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(gateway.endpoint).netloc, timeout=10)
    connection.request("GET", f"/_aws/execute-api/{api}/prod/unicorns")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["content-type"], answer.headers["set-cookie"]) == (
        201,
        "text/event-stream",
        "a=b",
    )
    started = time.monotonic()
    assert answer.read(5) == b"first"
    assert time.monotonic() - started < 0.3
    assert answer.read() == b" second"
    connection.request("GET", f"/_aws/execute-api/{api}/prod/fail")
    with pytest.raises(http.client.IncompleteRead) as broken:
        connection.getresponse().read()
    assert broken.value.partial == b"first"
