"""EventBridge by boto3: rules whose targets are our own functions and state machines."""

import io
import json
import time
import uuid
import zipfile

import pytest
from botocore.exceptions import ClientError, WaiterError

# Writes what it gets to where the test can see it.
FUNCTION = """
const fs = require('node:fs');
exports.handler = async (event) => { fs.appendFileSync(process.env.SEEN, JSON.stringify(event) + '\\n'); };
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


class Recorder:
    """A function that writes down its events."""

    def __init__(self, gateway, directory):
        self.name = f"recorder-{uuid.uuid4().hex[:12]}"
        self.file = directory / self.name
        self._lambda = gateway.client("lambda")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.js", FUNCTION)
        created = self._lambda.create_function(
            FunctionName=self.name,
            Runtime="nodejs22.x",
            Handler="index.handler",
            Role=role_for(gateway, "lambda.amazonaws.com"),
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {"SEEN": str(self.file)}},
        )
        self.arn = created["FunctionArn"]

    def permit(self, rule_arn):
        self._lambda.add_permission(
            FunctionName=self.name,
            StatementId=uuid.uuid4().hex,
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn,
        )

    @property
    def events(self):
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    def wait(self, count):
        for _ in range(200):
            if len(self.events) >= count:
                return self.events
            time.sleep(0.05)
        raise AssertionError(f"only {len(self.events)} of {count} events came")


@pytest.fixture(scope="module")
def events(gateway):
    return gateway.client("events")


@pytest.fixture
def recorder(gateway, tmp_path):
    return Recorder(gateway, tmp_path)


def entry(detail, **more):
    return {"Source": "test.app", "DetailType": "Order", "Detail": json.dumps(detail), **more}


def test_a_rule_sends_what_matches_to_a_function(events, recorder):
    name = f"rule-{uuid.uuid4().hex[:8]}"
    pattern = {"source": ["test.app"], "detail": {"price": [{"numeric": [">", 10]}], "kind": [{"anything-but": "test"}]}}
    arn = events.put_rule(Name=name, EventPattern=json.dumps(pattern))["RuleArn"]
    assert arn.endswith(f":rule/{name}")
    recorder.permit(arn)
    transformer = {
        "InputPathsMap": {"price": "$.detail.price", "kind": "$.detail.kind"},
        "InputTemplate": '{"says": "<kind> for <price>", "price": <price>, "rule": <aws.events.rule-name>}',
    }
    targets = [{"Id": "whole", "Arn": recorder.arn}, {"Id": "made", "Arn": recorder.arn, "InputTransformer": transformer}]
    assert events.put_targets(Rule=name, Targets=targets)["FailedEntryCount"] == 0

    sent = events.put_events(
        Entries=[entry({"price": 5, "kind": "x"}), entry({"price": 11, "kind": "test"}), entry({"price": 11, "kind": "y"})]
    )
    assert sent["FailedEntryCount"] == 0
    ids = [one["EventId"] for one in sent["Entries"]]
    got = recorder.wait(2)
    assert len(got) == 2
    whole = next(one for one in got if "id" in one)
    assert whole["id"] == ids[2]
    assert (whole["source"], whole["detail-type"], whole["version"]) == ("test.app", "Order", "0")
    assert whole["detail"] == {"price": 11, "kind": "y"} and whole["resources"] == []
    assert {"says": "y for 11", "price": 11, "rule": name} in got

    events.disable_rule(Name=name)
    events.put_events(Entries=[entry({"price": 12, "kind": "z"})])
    assert events.describe_rule(Name=name)["State"] == "DISABLED"
    with pytest.raises(ClientError) as refused:
        events.delete_rule(Name=name)
    assert refused.value.response["Error"]["Message"] == "Rule can't be deleted since it has targets."
    events.remove_targets(Rule=name, Ids=["whole", "made"])
    events.delete_rule(Name=name)
    assert len(recorder.events) == 2


def test_a_function_must_permit_its_rule(events, recorder):
    bus = f"bus-{uuid.uuid4().hex[:8]}"
    events.create_event_bus(Name=bus)
    arns = {}
    for name in ["stranger", "friend"]:
        arns[name] = events.put_rule(Name=name, EventBusName=bus, EventPattern='{"source": ["test.app"]}')["RuleArn"]
        target = {"Id": "f", "Arn": recorder.arn, "Input": json.dumps({"from": name})}
        events.put_targets(Rule=name, EventBusName=bus, Targets=[target])
    assert arns["friend"].endswith(f":rule/{bus}/friend")
    recorder.permit(arns["friend"])
    events.put_events(Entries=[entry({}, EventBusName=bus)])
    assert recorder.wait(1) == [{"from": "friend"}]
    with pytest.raises(events.exceptions.ResourceNotFoundException) as unknown:
        events.describe_rule(Name="nobody", EventBusName=bus)
    assert unknown.value.response["Error"]["Message"] == f"Rule nobody does not exist on EventBus {bus}."


def test_a_rule_starts_a_state_machine(gateway, events):
    states = gateway.client("stepfunctions")
    machine = states.create_state_machine(
        name=f"machine-{uuid.uuid4().hex[:8]}",
        definition='{"StartAt": "Done", "States": {"Done": {"Type": "Succeed", "OutputPath": "$.detail"}}}',
        roleArn=role_for(gateway, "states.amazonaws.com"),
    )["stateMachineArn"]
    role = role_for(
        gateway,
        "events.amazonaws.com",
        {"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine},
    )
    name = f"rule-{uuid.uuid4().hex[:8]}"
    events.put_rule(Name=name, EventPattern='{"detail": {"start": [true]}}')
    events.put_targets(Rule=name, Targets=[{"Id": "m", "Arn": machine, "RoleArn": role}])
    events.put_events(Entries=[entry({"start": True, "n": 7})])
    for _ in range(200):
        done = states.list_executions(stateMachineArn=machine, statusFilter="SUCCEEDED")["executions"]
        if done:
            break
        time.sleep(0.05)
    output = states.describe_execution(executionArn=done[0]["executionArn"])["output"]
    assert json.loads(output) == {"start": True, "n": 7}


def test_entries_fail_by_themselves(events):
    sent = events.put_events(
        Entries=[{"Detail": "{}"}, entry({}, Source="aws.ec2"), {**entry({}), "Detail": "[1]"}, entry({})]
    )
    assert sent["FailedEntryCount"] == 3
    assert [one.get("ErrorCode") for one in sent["Entries"]] == [
        "InvalidArgument",
        "NotAuthorizedForSourceException",
        "MalformedDetail",
        None,
    ]
    assert sent["Entries"][0]["ErrorMessage"] == "Parameter Source is not valid. Reason: Source is a required argument."
    with pytest.raises(ClientError) as many:
        events.put_events(Entries=[entry({})] * 11)
    assert many.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(ClientError) as large:
        events.put_events(Entries=[entry({"x": "x" * 1024 * 1024})])
    assert large.value.response["Error"]["Message"] == "Total size of the entries in the request is over the limit."


def test_patterns_are_checked(events):
    with pytest.raises(events.exceptions.InvalidEventPatternException) as refused:
        events.put_rule(Name="bad", EventPattern='{"source": "x"}')
    message = 'Event pattern is not valid. Reason: "source" must be an object or an array'
    assert refused.value.response["Error"]["Message"] == message
    event = {"id": "1", "account": "1", "source": "a", "time": "t", "region": "r", "resources": [], "detail-type": "d"}
    result = events.test_event_pattern(EventPattern='{"source": [{"prefix": "a"}]}', Event=json.dumps(event))
    assert result["Result"] is True


def test_callers_need_permission_for_the_bus(gateway, events, make_user):
    user = make_user(f"user-{uuid.uuid4().hex[:8]}")
    own = user.session.client("events", endpoint_url=gateway.endpoint)
    with pytest.raises(ClientError) as refused:
        own.put_events(Entries=[entry({})])
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    bus = events.describe_event_bus()["Arn"]
    assert f"events:PutEvents on resource: {bus}" in refused.value.response["Error"]["Message"]
    user.allow("events:PutEvents", bus)
    assert own.put_events(Entries=[entry({})])["FailedEntryCount"] == 0


def test_buses_rules_and_tags_are_listed(events):
    bus = f"bus-{uuid.uuid4().hex[:8]}"
    arn = events.create_event_bus(Name=bus, Tags=[{"Key": "a", "Value": "1"}])["EventBusArn"]
    assert {"default", bus} <= {one["Name"] for one in events.list_event_buses()["EventBuses"]}
    rule = events.put_rule(Name="one", EventBusName=bus, EventPattern='{"source": ["x"]}')["RuleArn"]
    events.tag_resource(ResourceARN=rule, Tags=[{"Key": "b", "Value": "2"}])
    assert events.list_tags_for_resource(ResourceARN=rule)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
    assert [one["Name"] for one in events.list_rules(EventBusName=bus)["Rules"]] == ["one"]
    events.put_permission(EventBusName=bus, Action="events:PutEvents", Principal="111122223333", StatementId="s")
    assert json.loads(events.describe_event_bus(Name=bus)["Policy"])["Statement"][0]["Sid"] == "s"
    events.remove_permission(EventBusName=bus, StatementId="s")
    assert "Policy" not in events.describe_event_bus(Name=bus)
    events.delete_rule(Name="one", EventBusName=bus)
    events.delete_event_bus(Name=bus)
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.describe_event_bus(Name=bus)


def test_a_rule_sends_to_a_queue_that_lets_it_and_buries_what_it_may_not_send(gateway, events):
    sqs = gateway.client("sqs")
    urls, arns = {}, {}
    for name in ["open", "closed", "dead"]:
        urls[name] = sqs.create_queue(QueueName=f"{name}-{uuid.uuid4().hex[:8]}")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=urls[name], AttributeNames=["QueueArn"])["Attributes"]
        arns[name] = attributes["QueueArn"]
    name = f"rule-{uuid.uuid4().hex[:8]}"
    rule = events.put_rule(Name=name, EventPattern='{"detail": {"queue": [true]}}')["RuleArn"]
    for queue in ["open", "dead"]:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arns[queue],
            "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=urls[queue], Attributes={"Policy": policy})
    events.put_targets(
        Rule=name,
        Targets=[
            {"Id": "open", "Arn": arns["open"], "InputPath": "$.detail"},
            {"Id": "closed", "Arn": arns["closed"], "DeadLetterConfig": {"Arn": arns["dead"]}},
        ],
    )
    events.put_events(Entries=[entry({"queue": True})])
    received = sqs.receive_message(QueueUrl=urls["open"], WaitTimeSeconds=5)["Messages"]
    assert [json.loads(one["Body"]) for one in received] == [{"queue": True}]
    dead = sqs.receive_message(QueueUrl=urls["dead"], WaitTimeSeconds=5, MessageAttributeNames=["All"])["Messages"]
    assert json.loads(dead[0]["Body"])["detail"] == {"queue": True}
    attributes = {key: value["StringValue"] for key, value in dead[0]["MessageAttributes"].items()}
    assert (attributes["RULE_ARN"], attributes["TARGET_ARN"]) == (rule, arns["closed"])
    assert "Messages" not in sqs.receive_message(QueueUrl=urls["closed"])


TEMPLATE = """
Parameters: {Recorder: {Type: String}, Price: {Type: String, Default: '10'}}
Resources:
  MachineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: put
          PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'events:PutEvents', Resource: '*'}]}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt MachineRole.Arn
      StateMachineType: EXPRESS
      DefinitionSubstitutions: {Bus: !Ref Bus, Price: !Ref Price}
      Definition:
        StartAt: Tell
        States:
          Tell:
            Type: Task
            Resource: arn:aws:states:::events:putEvents
            Parameters:
              Entries: [{Source: machine, DetailType: told, EventBusName: '${Bus}', Detail: {price: '${Price}'}}]
            End: true
      Tags: [{Key: a, Value: b}]
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: from-a-template}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [machine]}
      Targets: [{Id: f, Arn: !Ref Recorder, InputPath: $.detail}]
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Recorder
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Rule.Arn
Outputs: {Machine: {Value: !Ref Machine}, Name: {Value: !GetAtt Machine.Name}, Rule: {Value: !Ref Rule}}
"""


def test_machines_buses_and_rules_of_a_template(gateway, recorder):
    cloudformation, states = gateway.client("cloudformation"), gateway.client("stepfunctions")

    def outputs(wait):
        try:
            cloudformation.get_waiter(wait).wait(StackName="told", WaiterConfig={"Delay": 1})
        except WaiterError:
            events = cloudformation.describe_stack_events(StackName="told")["StackEvents"]
            raise AssertionError([one.get("ResourceStatusReason") for one in events])
        [stack] = cloudformation.describe_stacks(StackName="told")["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}

    parameters = [{"ParameterKey": "Recorder", "ParameterValue": recorder.arn}]
    given = {"StackName": "told", "TemplateBody": TEMPLATE, "Capabilities": ["CAPABILITY_IAM"]}
    cloudformation.create_stack(**given, Parameters=parameters)
    made = outputs("stack_create_complete")
    assert made["Rule"].startswith("from-a-template|told-Rule-")
    assert made["Machine"].endswith(":stateMachine:" + made["Name"])
    states.start_execution(stateMachineArn=made["Machine"])
    assert recorder.wait(1) == [{"price": "10"}]

    cloudformation.update_stack(**given, Parameters=[*parameters, {"ParameterKey": "Price", "ParameterValue": "20"}])
    assert outputs("stack_update_complete") == made
    states.start_execution(stateMachineArn=made["Machine"])
    assert recorder.wait(2)[1] == {"price": "20"}

    cloudformation.delete_stack(StackName="told")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="told", WaiterConfig={"Delay": 1})
    assert made["Machine"] not in [one["stateMachineArn"] for one in states.list_state_machines()["stateMachines"]]
