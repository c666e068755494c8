"""Step Functions by boto3: state machines whose tasks are our own Lambda functions."""

import io
import json
import time
import urllib.request
import uuid
import zipfile

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

FUNCTION = """
exports.handler = async (event) => {
  if (event.fail) { const error = new Error(event.fail); error.name = 'CustomError'; throw error; }
  return { doubled: event.n * 2 };
};
"""


def role_for(gateway, service, *statements):
    """A role that a service may assume."""
    iam = gateway.client("iam")
    name = f"role-{uuid.uuid4().hex[:12]}"
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    if statements:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(document))
    return role["Arn"]


def allow(action, resource="*"):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@pytest.fixture(scope="module")
def function(gateway):
    """ARN of a function that doubles, or fails."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.js", FUNCTION)
    created = gateway.client("lambda").create_function(
        FunctionName="doubler",
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role=role_for(gateway, "lambda.amazonaws.com"),
        Code={"ZipFile": code.getvalue()},
    )
    return created["FunctionArn"]


@pytest.fixture(scope="module")
def role(gateway):
    return role_for(gateway, "states.amazonaws.com", allow("lambda:InvokeFunction"))


@pytest.fixture(scope="module")
def states(gateway):
    # StartSyncExecution has a host of its own, `sync-` before the endpoint's, which 127.0.0.1 can't have.
    config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, read_timeout=60)
    return gateway.session().client("stepfunctions", endpoint_url=gateway.endpoint, config=config)


def machine(states, role, machine_states, **more):
    first = next(iter(machine_states))
    created = states.create_state_machine(
        name=f"machine-{uuid.uuid4().hex[:12]}",
        definition=json.dumps({"StartAt": first, "States": machine_states}),
        roleArn=role,
        **more,
    )
    return created["stateMachineArn"]


def finished(states, arn):
    for _ in range(300):
        execution = states.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.05)
    raise AssertionError("the execution does not end")


def everything(function):
    """Tasks, Choice, Map, Parallel, Wait, Retry and Catch."""
    task = {"Type": "Task", "Resource": function}
    return {
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.numbers",
            "ItemSelector": {"n.$": "$$.Map.Item.Value"},
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"},
                "StartAt": "Double",
                "States": {"Double": {**task, "OutputPath": "$.doubled", "End": True}},
            },
            "ResultPath": "$.doubled",
            "Next": "Choose",
        },
        "Choose": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.doubled[0]", "NumericGreaterThan": 1, "Next": "Pause"}],
            "Default": "Never",
        },
        "Never": {"Type": "Fail", "Error": "Never"},
        "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Both"},
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": "Invoke",
                    "States": {
                        "Invoke": {
                            "Type": "Task",
                            "Resource": "arn:aws:states:::lambda:invoke",
                            "Parameters": {"FunctionName": function, "Payload": {"n.$": "$.numbers[1]"}},
                            "ResultSelector": {"status.$": "$.StatusCode", "payload.$": "$.Payload"},
                            "End": True,
                        }
                    },
                },
                {
                    "StartAt": "Break",
                    "States": {
                        "Break": {
                            **task,
                            "Parameters": {"fail": "on purpose"},
                            "Retry": [{"ErrorEquals": ["CustomError"], "IntervalSeconds": 1, "MaxAttempts": 1}],
                            "Catch": [{"ErrorEquals": ["CustomError"], "ResultPath": "$.caught", "Next": "Caught"}],
                            "End": True,
                        },
                        "Caught": {"Type": "Pass", "InputPath": "$.caught.Error", "End": True},
                    },
                },
            ],
            "End": True,
        },
    }


def test_a_standard_execution(states, role, function):
    arn = machine(states, role, everything(function))
    started = states.start_execution(stateMachineArn=arn, name="one", input='{"numbers": [1, 2]}')
    assert started["executionArn"] == arn.replace(":stateMachine:", ":execution:") + ":one"
    done = finished(states, started["executionArn"])
    assert done["status"] == "SUCCEEDED", done
    expected = [{"status": 200, "payload": {"doubled": 4}}, "CustomError"]
    assert json.loads(done["output"]) == expected
    assert done["stopDate"] > done["startDate"]

    pages = states.get_paginator("get_execution_history").paginate(executionArn=started["executionArn"])
    events = [event for page in pages for event in page["events"]]
    types = [event["type"] for event in events]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert types[0] == "ExecutionStarted" and types[-1] == "ExecutionSucceeded"
    for type in ["MapStateEntered", "MapIterationStarted", "LambdaFunctionFailed", "ChoiceStateExited", "TaskSucceeded"]:
        assert type in types
    listed = states.list_executions(stateMachineArn=arn, statusFilter="SUCCEEDED")["executions"]
    assert [one["name"] for one in listed] == ["one"]
    ran = states.describe_state_machine_for_execution(executionArn=started["executionArn"])
    assert ran["roleArn"] == role

    # The name is taken, whatever became of it.
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(stateMachineArn=arn, name="one", input="{}")


def test_an_express_execution_answers_with_its_result(states, role, function):
    arn = machine(states, role, everything(function), type="EXPRESS")
    done = states.start_sync_execution(stateMachineArn=arn, name="now", input='{"numbers": [1, 2]}')
    assert done["status"] == "SUCCEEDED", done
    assert json.loads(done["output"])[1] == "CustomError"
    assert done["executionArn"].startswith(arn.replace(":stateMachine:", ":express:") + ":now:")
    assert done["billingDetails"]["billedDurationInMilliseconds"] % 100 == 0
    assert done["inputDetails"] == {"included": True}
    started = states.start_execution(stateMachineArn=arn, input="{}")
    assert ":express:" in started["executionArn"]
    with pytest.raises(states.exceptions.StateMachineTypeNotSupported):
        states.list_executions(stateMachineArn=arn)
    with pytest.raises(states.exceptions.InvalidArn):
        states.describe_execution(executionArn=started["executionArn"])


def test_a_failure_says_why(states, role, function):
    arn = machine(states, role, {"Work": {"Type": "Task", "Resource": function, "End": True}}, type="EXPRESS")
    done = states.start_sync_execution(stateMachineArn=arn, input='{"fail": "no luck"}')
    assert (done["status"], done["error"]) == ("FAILED", "CustomError")
    assert json.loads(done["cause"])["errorMessage"] == "no luck"
    assert "output" not in done


def test_the_role_must_be_allowed(gateway, states, function):
    powerless = role_for(gateway, "states.amazonaws.com")
    arn = machine(states, powerless, {"Work": {"Type": "Task", "Resource": function, "End": True}}, type="EXPRESS")
    done = states.start_sync_execution(stateMachineArn=arn, input='{"n": 1}')
    assert done["error"] == "Lambda.AWSLambdaException"
    assert "is not authorized to perform: lambda:InvokeFunction on resource: " + function in done["cause"]

    untrusted = role_for(gateway, "lambda.amazonaws.com")
    with pytest.raises(ClientError) as refused:
        machine(states, untrusted, {"Done": {"Type": "Succeed"}})
    assert refused.value.response["Error"] == {
        "Code": "AccessDeniedException",
        "Message": "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    }


def test_callers_need_permission(gateway, states, role, make_user):
    user = make_user(f"user-{uuid.uuid4().hex[:8]}")
    arn = machine(states, role, {"Done": {"Type": "Succeed"}})
    own = user.session.client("stepfunctions", endpoint_url=gateway.endpoint)
    with pytest.raises(ClientError) as refused:
        own.start_execution(stateMachineArn=arn)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert f"states:StartExecution on resource: {arn}" in refused.value.response["Error"]["Message"]
    user.allow("states:StartExecution", arn)
    assert own.start_execution(stateMachineArn=arn)["executionArn"]


def test_stopping_an_execution(states, role):
    arn = machine(states, role, {"Long": {"Type": "Wait", "Seconds": 3600, "End": True}})
    started = states.start_execution(stateMachineArn=arn)
    # The same name and input as a running execution: the call succeeds.
    name = started["executionArn"].rsplit(":", 1)[1]
    again = states.start_execution(stateMachineArn=arn, name=name)
    assert again["executionArn"] == started["executionArn"]
    states.stop_execution(executionArn=started["executionArn"], error="Enough", cause="of this")
    done = states.describe_execution(executionArn=started["executionArn"])
    assert (done["status"], done["error"], done["cause"]) == ("ABORTED", "Enough", "of this")
    states.delete_state_machine(stateMachineArn=arn)
    with pytest.raises(states.exceptions.StateMachineDoesNotExist):
        states.describe_state_machine(stateMachineArn=arn)


def test_definitions_are_checked(states, role):
    with pytest.raises(states.exceptions.InvalidDefinition):
        machine(states, role, {"Start": {"Type": "Pass", "Next": "Nowhere"}})
    # A filter is JavaScript to the engine's library.
    script = {"Type": "Pass", "InputPath": "$.a[?(@.constructor.constructor('return process')())]", "End": True}
    with pytest.raises(states.exceptions.InvalidDefinition) as refused:
        machine(states, role, {"Start": script})
    assert "/States/Start/InputPath" in str(refused.value)
    with pytest.raises(states.exceptions.InvalidExecutionInput):
        states.start_execution(stateMachineArn=machine(states, role, {"Done": {"Type": "Succeed"}}), input="{")


def test_updates_and_tags(states, role):
    arn = machine(states, role, {"Done": {"Type": "Succeed"}}, tags=[{"key": "a", "value": "1"}])
    states.update_state_machine(stateMachineArn=arn, definition='{"StartAt":"X","States":{"X":{"Type":"Succeed"}}}')
    assert '"X"' in states.describe_state_machine(stateMachineArn=arn)["definition"]
    states.tag_resource(resourceArn=arn, tags=[{"key": "b", "value": "2"}])
    states.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert states.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
    assert states.validate_state_machine_definition(definition="{}")["result"] == "FAIL"


def test_tasks_call_other_services_as_the_role(gateway, states):
    sqs, dynamodb = gateway.client("sqs"), gateway.client("dynamodb")
    url = sqs.create_queue(QueueName=f"queue-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    table = f"table-{uuid.uuid4().hex[:8]}"
    dynamodb.create_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
    put = {"TableName": table, "Item": {"id": {"S.$": "$.id"}}}
    event = {"Entries": [{"Source": "s", "DetailType": "d", "Detail": {"id.$": "$.id"}}]}
    definition = {
        "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Parameters": put, "ResultPath": None, "Next": "Send"},
        "Send": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {"QueueUrl": url, "MessageBody": {"said.$": "$.id"}},
            "ResultPath": "$.sent",
            "Next": "Tell",
        },
        "Tell": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "Parameters": event, "ResultPath": "$.told", "End": True},
    }
    actions = ["dynamodb:PutItem", "sqs:SendMessage", "events:PutEvents"]
    may = role_for(gateway, "states.amazonaws.com", allow(actions))
    arn = machine(states, may, definition, type="EXPRESS")
    done = states.start_sync_execution(stateMachineArn=arn, input='{"id": "a"}')
    assert done["status"] == "SUCCEEDED", done
    output = json.loads(done["output"])
    assert output["told"]["FailedEntryCount"] == 0 and output["sent"]["MessageId"]
    assert dynamodb.get_item(TableName=table, Key={"id": {"S": "a"}})["Item"] == {"id": {"S": "a"}}
    [message] = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert json.loads(message["Body"]) == {"said": "a"}

    may_not = role_for(gateway, "states.amazonaws.com", allow(actions[1:]))
    arn = machine(states, may_not, definition, type="EXPRESS")
    done = states.start_sync_execution(stateMachineArn=arn, input='{"id": "b"}')
    assert (done["status"], done["error"]) == ("FAILED", "DynamoDB.AccessDeniedException")
    unknown = {"Nope": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "End": True}}
    done = states.start_sync_execution(stateMachineArn=machine(states, may, unknown, type="EXPRESS"))
    assert (done["error"], done["cause"]) == ("States.Runtime", "The resource arn:aws:states:::ecs:runTask is not offered here.")


def test_an_api_runs_a_machine_and_puts_events(gateway, states, role):
    apigateway = gateway.client("apigateway")
    definition = {"Say": {"Type": "Pass", "Parameters": {"hello.$": "$.name"}, "End": True}}
    arn = machine(states, role, definition, type="EXPRESS")
    actions = ["states:StartSyncExecution", "events:PutEvents"]
    credentials = role_for(gateway, "apigateway.amazonaws.com", allow(actions))
    api = apigateway.create_rest_api(name="direct")["id"]
    [root] = apigateway.get_resources(restApiId=api)["items"]
    templates = {
        "states:action/StartSyncExecution": '{"stateMachineArn": "%s", "input": "$util.escapeJavaScript($input.body)"}' % arn,
        "events:action/PutEvents": '{"Entries": [{"Source": "api", "DetailType": "d", "Detail": "$util.escapeJavaScript($input.body)"}]}',
    }
    for action, template in templates.items():
        path = action.split(":")[0]
        resource = apigateway.create_resource(restApiId=api, parentId=root["id"], pathPart=path)["id"]
        method = {"restApiId": api, "resourceId": resource, "httpMethod": "POST"}
        apigateway.put_method(**method, authorizationType="NONE")
        apigateway.put_integration(
            **method,
            type="AWS",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:eu-west-1:{action}",
            credentials=credentials,
            requestTemplates={"application/json": template},
        )
        apigateway.put_method_response(**method, statusCode="200")
        apigateway.put_integration_response(**method, statusCode="200")
    apigateway.create_deployment(restApiId=api, stageName="s")

    def post(path, body):
        url = f"{gateway.endpoint}/_aws/execute-api/{api}/s/{path}"
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
            return json.loads(answer.read())

    done = post("states", {"name": "Ann"})
    assert (done["status"], json.loads(done["output"])) == ("SUCCEEDED", {"hello": "Ann"})
    # Dates are seconds since 1970, as AWS's JSON protocol has them.
    assert abs(done["startDate"] - time.time()) < 60
    put = post("events", {"a": 1})
    assert put["FailedEntryCount"] == 0 and len(put["Entries"][0]["EventId"]) == 36
