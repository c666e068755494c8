"""Stacks made, changed, broken and deleted with the AWS CLI and boto3."""

import json
import time

import pytest
from botocore.exceptions import ClientError, WaiterError
from conftest import EXAMPLE, Stack


def deploy(gateway, name, text, *more):
    cloudformation = gateway.client("cloudformation")
    cloudformation.create_stack(StackName=name, TemplateBody=text, Capabilities=["CAPABILITY_IAM"], *more)
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 40}
    )
    return cloudformation


def settled(cloudformation, name, expected):
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            assert status == expected
            return
        time.sleep(0.2)
    raise AssertionError(f"the stack {name} did not settle")


def test_a_stack_from_beginning_to_end(gateway, tmp_path):
    text = (EXAMPLE / "template.yaml").read_text()
    deploy(gateway, "life", text)
    stack = Stack(gateway, "life")
    assert stack.eus().get_unicorn(UnicornId="u-00001")["HornLengthInFeet"] == 3

    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace("HornLengthInFeet: 3", "HornLengthInFeet: 30"))
    arguments = ("--stack-name", "life", "--template-body", f"file://{changed}", "--capabilities", "CAPABILITY_IAM")
    gateway.aws("cloudformation", "update-stack", *arguments)
    gateway.aws("cloudformation", "wait", "stack-update-complete", "--stack-name", "life")
    assert stack.eus().get_unicorn(UnicornId="u-00001")["HornLengthInFeet"] == 30

    again = gateway.aws("cloudformation", "update-stack", *arguments, check=False)
    assert "(ValidationError)" in again.stderr
    assert "No updates are to be performed." in again.stderr

    apigateway = gateway.client("apigateway")
    assert stack.api_id in [api["id"] for api in apigateway.get_rest_apis()["items"]]
    gateway.aws("cloudformation", "delete-stack", "--stack-name", "life")
    gateway.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "life")
    assert stack.api_id not in [api["id"] for api in apigateway.get_rest_apis()["items"]]
    assert not [f for f in gateway.client("lambda").list_functions()["Functions"] if f["FunctionName"].startswith("life-")]
    assert not [r for r in gateway.client("iam").list_roles()["Roles"] if r["RoleName"].startswith("life-")]


def test_a_failed_stack_leaves_nothing(gateway):
    template = {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "half-made"}},
            "Child": {
                "Type": "AWS::ApiGateway::Resource",
                "Properties": {
                    "RestApiId": {"Ref": "Api"},
                    "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
                    "PathPart": "not{valid",
                },
            },
        }
    }
    cloudformation = gateway.client("cloudformation")
    cloudformation.create_stack(StackName="half", TemplateBody=json.dumps(template))
    with pytest.raises(WaiterError):
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName="half", WaiterConfig={"Delay": 1, "MaxAttempts": 40}
        )
    settled(cloudformation, "half", "ROLLBACK_COMPLETE")
    events = cloudformation.describe_stack_events(StackName="half")["StackEvents"]
    failure = next(event for event in events if event["ResourceStatus"] == "CREATE_FAILED")
    assert failure["LogicalResourceId"] == "Child"
    assert "Resource's path part only allow a-zA-Z0-9._-:" in failure["ResourceStatusReason"]
    assert "half-made" not in [api["name"] for api in gateway.client("apigateway").get_rest_apis()["items"]]
    cloudformation.delete_stack(StackName="half")


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        (
            {"A": {"Type": "AWS::Nothing::AtAll"}},
            "Template format error: Unrecognized resource types: [AWS::Nothing::AtAll]",
        ),
        (
            {"A": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": {"Ref": "B"}}}},
            "Template format error: Unresolved resource dependencies [B] in the Resources block of the template",
        ),
        (
            {
                "A": {"Type": "AWS::ApiGateway::RestApi", "DependsOn": "B", "Properties": {"Name": "a"}},
                "B": {"Type": "AWS::ApiGateway::RestApi", "DependsOn": "A", "Properties": {"Name": "b"}},
            },
            "Circular dependency between resources: [A, B]",
        ),
    ],
)
def test_templates_that_are_refused(gateway, resources, message):
    cloudformation = gateway.client("cloudformation")
    with pytest.raises(ClientError) as caught:
        cloudformation.create_stack(StackName="refused", TemplateBody=json.dumps({"Resources": resources}))
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert message in caught.value.response["Error"]["Message"]
    with pytest.raises(ClientError) as caught:
        cloudformation.describe_stacks(StackName="refused")
    assert caught.value.response["Error"]["Message"] == "Stack with id refused does not exist"


def test_aws_cloudformation_deploy(gateway):
    arguments = ("--stack-name", "deployed", "--template-file", str(EXAMPLE / "template.yaml"))
    gateway.aws("cloudformation", "deploy", *arguments, "--capabilities", "CAPABILITY_IAM")
    assert Stack(gateway, "deployed").eus().get_unicorn(UnicornId="u-00001")["UnicornName"] == "Calypso"


def test_aws_cloudformation_package(gateway, tmp_path):
    """What the CLI puts into a bucket, code, a definition and the template, is read from there."""
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "index.mjs").write_text(
        "export const handler = async () => ({ statusCode: 200, body: 'from a bucket' });\n"
    )
    (tmp_path / "api.yaml").write_text("openapi: 3.0.1\ninfo: {title: packaged, version: '1'}\npaths: {}\n")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    template = {
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
            "Hello": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "nodejs22.x",
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": "hello",
                },
            },
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"BodyS3Location": "api.yaml"}},
        },
        "Outputs": {"Function": {"Value": {"Ref": "Hello"}}, "Api": {"Value": {"Ref": "Api"}}},
    }
    (tmp_path / "template.json").write_text(json.dumps(template))
    gateway.client("s3").create_bucket(
        Bucket="packages", CreateBucketConfiguration={"LocationConstraint": gateway.session().region_name}
    )
    packaged = tmp_path / "packaged.yaml"
    gateway.aws(
        *("cloudformation", "package", "--template-file", str(tmp_path / "template.json")),
        *("--s3-bucket", "packages", "--output-template-file", str(packaged)),
    )
    assert "packages" in packaged.read_text()
    gateway.aws(
        *("cloudformation", "deploy", "--stack-name", "packaged", "--template-file", str(packaged)),
        *("--s3-bucket", "packages", "--force-upload", "--capabilities", "CAPABILITY_IAM"),
    )
    outputs = {
        output["OutputKey"]: output["OutputValue"]
        for output in gateway.client("cloudformation").describe_stacks(StackName="packaged")["Stacks"][0]["Outputs"]
    }
    answer = gateway.client("lambda").invoke(FunctionName=outputs["Function"])
    assert json.loads(answer["Payload"].read())["body"] == "from a bucket"
    assert gateway.client("apigateway").get_rest_api(restApiId=outputs["Api"])["name"] == "packaged"


def test_code_and_templates_in_buckets_that_the_caller_may_not_read(gateway, make_user):
    user = make_user("packer")
    user.allow("cloudformation:*", "*")
    cloudformation = gateway.client("cloudformation", user.session)
    for url, message in [
        ("https://s3.amazonaws.com/none/template.yaml", "S3 error: "),
        ("https://example.com/none/template.yaml", "TemplateURL must be a supported URL."),
    ]:
        with pytest.raises(ClientError) as refused:
            cloudformation.create_stack(StackName="unreadable", TemplateURL=url)
        assert refused.value.response["Error"]["Code"] == "ValidationError"
        assert message in refused.value.response["Error"]["Message"]
