"""API Gateway's control plane for REST APIs, as boto3 and the AWS CLI use it."""

import csv
import io
import json
import subprocess
import zipfile

import pytest
import requests
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, ROOT


@pytest.fixture
def apigateway(gateway):
    return gateway.client("apigateway")


def test_models_and_validators(apigateway):
    api = apigateway.create_rest_api(name="models")["id"]
    assert sorted(model["name"] for model in apigateway.get_models(restApiId=api)["items"]) == ["Empty", "Error"]
    schema = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["name"]}
    model = apigateway.create_model(
        restApiId=api, name="Unicorn", contentType="application/json", schema=json.dumps(schema)
    )
    assert json.loads(model["schema"]) == schema
    validator = apigateway.create_request_validator(restApiId=api, name="body", validateRequestBody=True)
    root = apigateway.get_resources(restApiId=api)["items"][0]["id"]
    method = apigateway.put_method(
        restApiId=api,
        resourceId=root,
        httpMethod="POST",
        authorizationType="NONE",
        requestModels={"application/json": "Unicorn"},
        requestValidatorId=validator["id"],
    )
    assert method["requestValidatorId"] == validator["id"]
    with pytest.raises(ClientError) as caught:
        apigateway.delete_model(restApiId=api, modelName="Unicorn")
    assert caught.value.response["Error"]["Code"] == "ConflictException"
    with pytest.raises(ClientError) as caught:
        apigateway.create_model(restApiId=api, name="Bad", contentType="application/json", schema="{")
    assert caught.value.response["Error"]["Code"] == "BadRequestException"


def test_keys_and_usage_plans(apigateway):
    key = apigateway.create_api_key(name="first", enabled=True)
    assert "value" in key
    assert "value" not in apigateway.get_api_key(apiKey=key["id"])
    assert apigateway.get_api_key(apiKey=key["id"], includeValue=True)["value"] == key["value"]
    plan = apigateway.create_usage_plan(
        name="basic", throttle={"rateLimit": 10, "burstLimit": 20}, quota={"limit": 100, "period": "DAY"}
    )
    apigateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    assert [one["id"] for one in apigateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]] == [key["id"]]
    updated = apigateway.update_usage_plan(
        usagePlanId=plan["id"], patchOperations=[{"op": "replace", "path": "/throttle/rateLimit", "value": "5"}]
    )
    assert updated["throttle"] == {"rateLimit": 5.0, "burstLimit": 20}

    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Name", "key", "description", "Enabled", "usageplanIds"])
    rows.writerow(["imported", "apikey1234abcdefghij0123456789", "from a file", "TRUE", plan["id"]])
    imported = apigateway.import_api_keys(body=text.getvalue().encode(), format="csv")
    assert len(imported["ids"]) == 1
    names = [one["name"] for page in apigateway.get_paginator("get_api_keys").paginate(limit=1) for one in page["items"]]
    assert {"first", "imported"} <= set(names)
    assert len(apigateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]) == 2


def test_a_client_certificate_is_a_real_one(apigateway):
    certificate = apigateway.generate_client_certificate(description="for a backend")
    pem = certificate["pemEncodedCertificate"]
    shown = subprocess.run(["openssl", "x509", "-noout", "-subject", "-dates"], input=pem, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "ApiGateway" in shown.stdout
    days = certificate["expirationDate"] - certificate["createdDate"]
    assert 364 <= days.days <= 366
    apigateway.delete_client_certificate(clientCertificateId=certificate["clientCertificateId"])


OPENAPI = {
    "openapi": "3.0.1",
    "info": {"title": "stable", "version": "1"},
    "paths": {
        "/unicorns/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "found",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Unicorn"}}},
                    }
                },
                "x-amazon-apigateway-integration": {
                    "type": "mock",
                    "requestTemplates": {"application/json": '{"statusCode": 200}'},
                    "responses": {"default": {"statusCode": "200"}},
                },
            }
        }
    },
    "components": {"schemas": {"Unicorn": {"type": "object", "properties": {"name": {"type": "string"}}}}},
}


def test_import_and_export(apigateway):
    api = apigateway.import_rest_api(body=json.dumps(OPENAPI).encode())
    assert api["name"] == "stable"
    paths = [one["path"] for one in apigateway.get_resources(restApiId=api["id"])["items"]]
    assert sorted(paths) == ["/", "/unicorns", "/unicorns/{id}"]
    apigateway.create_deployment(restApiId=api["id"], stageName="live")
    exported = apigateway.get_export(
        restApiId=api["id"],
        stageName="live",
        exportType="oas30",
        accepts="application/json",
        parameters={"extensions": "apigateway"},
    )
    document = json.loads(exported["body"].read())
    method = document["paths"]["/unicorns/{id}"]["get"]
    assert method["x-amazon-apigateway-integration"]["type"] == "mock"
    assert "Unicorn" in document["components"]["schemas"]

    changed = json.loads(json.dumps(OPENAPI))
    changed["paths"]["/stables"] = {"get": OPENAPI["paths"]["/unicorns/{id}"]["get"] | {"parameters": []}}
    apigateway.put_rest_api(restApiId=api["id"], mode="merge", body=json.dumps(changed).encode())
    paths = [one["path"] for one in apigateway.get_resources(restApiId=api["id"])["items"]]
    assert "/stables" in paths
    apigateway.put_rest_api(restApiId=api["id"], mode="overwrite", body=json.dumps(OPENAPI).encode())
    paths = [one["path"] for one in apigateway.get_resources(restApiId=api["id"])["items"]]
    assert "/stables" not in paths

    broken = json.loads(json.dumps(OPENAPI))
    broken["paths"]["/{a}/x"] = broken["paths"]["/{b}/y"] = broken["paths"]["/unicorns/{id}"]
    with pytest.raises(ClientError) as caught:
        apigateway.put_rest_api(restApiId=api["id"], mode="overwrite", body=json.dumps(broken).encode())
    assert caught.value.response["Error"]["Code"] == "BadRequestException"
    assert paths == [one["path"] for one in apigateway.get_resources(restApiId=api["id"])["items"]]


def test_a_generated_javascript_client_calls_the_api(gateway, apigateway, tmp_path):
    api = apigateway.import_rest_api(body=json.dumps(OPENAPI).encode())["id"]
    apigateway.create_deployment(restApiId=api, stageName="live")
    sdk = apigateway.get_sdk(restApiId=api, stageName="live", sdkType="javascript")
    zipfile.ZipFile(io.BytesIO(sdk["body"].read())).extractall(tmp_path)
    url = f"{gateway.endpoint}/_aws/execute-api/{api}/live"
    script = f"""
      require('./apigClient.js').newClient({{ invokeUrl: {json.dumps(url)} }})
        .unicornsIdGet({{ id: 'u-00001' }}, null, {{}})
        .then(({{ status }}) => console.log(status));
    """
    done = subprocess.run(
        ["node", "-e", script], cwd=tmp_path / "apiGateway-js-sdk", capture_output=True, text=True, timeout=30
    )
    assert (done.stdout, done.stderr) == ("200\n", "")


def test_update_operations_say_what_they_take(apigateway):
    api = apigateway.create_rest_api(name="patched")["id"]
    with pytest.raises(ClientError) as caught:
        apigateway.update_rest_api(restApiId=api, patchOperations=[{"op": "replace", "path": "/nothing", "value": "x"}])
    assert caught.value.response["Error"]["Code"] == "BadRequestException"
    assert "Invalid patch path" in caught.value.response["Error"]["Message"]


def test_the_aws_cli(gateway):
    api = json.loads(gateway.aws("apigateway", "create-rest-api", "--name", "by-cli").stdout)
    assert api["name"] == "by-cli"
    domain = json.loads(
        gateway.aws(
            *("apigateway", "create-domain-name", "--domain-name", "api.example.com"),
            *("--endpoint-configuration", "types=REGIONAL"),
            *("--regional-certificate-arn", f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"),
        ).stdout
    )
    assert domain["domainNameStatus"] == "AVAILABLE"
    listed = json.loads(gateway.aws("apigateway", "get-domain-names").stdout)
    assert [one["domainName"] for one in listed["items"]] == ["api.example.com"]
    gateway.aws("apigateway", "delete-domain-name", "--domain-name", "api.example.com")


def test_alicorn_import_and_export(gateway, tmp_path):
    def alicorn(*arguments):
        return subprocess.run(
            ["node", "scripts/run.mjs", "src/cli/main.ts", *arguments],
            cwd=ROOT,
            env=gateway.environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    example = ROOT / "examples" / "widgets"
    skeleton = example / "api" / "apiSkeleton.yaml"
    done = alicorn("import", str(skeleton), "--stage", "live", "--json")
    assert done.returncode == 0, done.stderr
    api = json.loads(done.stdout)
    (api_id,) = {value for key, value in api.items() if key in ("apiId", "id", "restApiId")}
    exported = alicorn("export", "--api-id", api_id, "--stage", "live", "--format", "oas30")
    assert exported.returncode == 0, exported.stderr
    assert json.loads(exported.stdout)["openapi"].startswith("3.0")


def test_an_imported_api_answers(gateway, apigateway):
    """MOCK by a mapping template, a validator and a gateway response, from the specification to the answer."""
    document = json.loads(json.dumps(OPENAPI))
    method = document["paths"]["/unicorns/{id}"]["get"]
    method["x-amazon-apigateway-integration"]["responses"]["default"]["responseTemplates"] = {
        "application/json": '#set($id = $input.params("id"))\n{"id": "$util.escapeJavaScript($id)", "stage": "$context.stage"}'
    }
    method["parameters"].append({"name": "color", "in": "query", "required": True, "schema": {"type": "string"}})
    method["x-amazon-apigateway-request-validator"] = "parameters"
    document["x-amazon-apigateway-request-validators"] = {
        "parameters": {"validateRequestParameters": True, "validateRequestBody": False}
    }
    document["x-amazon-apigateway-gateway-responses"] = {
        "BAD_REQUEST_PARAMETERS": {
            "statusCode": 422,
            "responseTemplates": {"application/json": '{"why": $context.error.messageString}'},
        }
    }
    api = apigateway.import_rest_api(body=json.dumps(document).encode(), failOnWarnings=True)["id"]
    apigateway.create_deployment(restApiId=api, stageName="live")
    url = f"{gateway.endpoint}/_aws/execute-api/{api}/live/unicorns/u-00001"
    answer = requests.get(url, params={"color": "white"}, timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"id": "u-00001", "stage": "live"})
    refused = requests.get(url, timeout=30)
    assert refused.status_code == 422
    assert refused.json() == {"why": "Missing required request parameters: [color]"}
