"""The services that are embedded or elsewhere, as AWS's clients reach them through the gateway's port."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, REGION, Gateway, User


def name(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def refused(call, code, action):
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    assert error["Code"] == code
    assert f"is not authorized to perform: {action} on resource: " in error["Message"]
    assert f"because no identity-based policy allows the {action} action" in error["Message"]
    return caught.value.response


def make_table(dynamodb, table):
    dynamodb.create_table(
        TableName=table,
        AttributeDefinitions=[
            {"AttributeName": "owner", "AttributeType": "S"},
            {"AttributeName": "id", "AttributeType": "N"},
        ],
        KeySchema=[
            {"AttributeName": "owner", "KeyType": "HASH"},
            {"AttributeName": "id", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})


def test_dynamodb(gateway):
    dynamodb = gateway.client("dynamodb")
    table = name("widgets")
    make_table(dynamodb, table)
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    assert arn == f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"

    key = {"owner": {"S": "ann"}, "id": {"N": "1"}}
    dynamodb.put_item(TableName=table, Item={**key, "colour": {"S": "rot & grün"}})
    assert dynamodb.get_item(TableName=table, Key=key)["Item"]["colour"] == {"S": "rot & grün"}
    dynamodb.put_item(TableName=table, Item={"owner": {"S": "ann"}, "id": {"N": "2"}})
    found = dynamodb.query(
        TableName=table,
        KeyConditionExpression="#o = :ann",
        ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":ann": {"S": "ann"}},
    )
    assert [item["id"]["N"] for item in found["Items"]] == ["1", "2"]
    updated = dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="ADD hits :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"]["hits"] == {"N": "1"}
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(TableName=table, Item=key, ConditionExpression="attribute_not_exists(id)")
    dynamodb.delete_item(TableName=table, Key=key)
    assert "Item" not in dynamodb.get_item(TableName=table, Key=key)


def test_dynamodb_is_authorized(gateway, make_user):
    table = name("widgets")
    make_table(gateway.client("dynamodb"), table)
    user = make_user(name("ann"))
    dynamodb = gateway.client("dynamodb", user.session)
    item = {"owner": {"S": "ann"}, "id": {"N": "1"}}
    answer = refused(
        lambda: dynamodb.put_item(TableName=table, Item=item), "AccessDeniedException", "dynamodb:PutItem"
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400

    user.allow("dynamodb:PutItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
    dynamodb.put_item(TableName=table, Item=item)
    refused(lambda: dynamodb.get_item(TableName=table, Key=item), "AccessDeniedException", "dynamodb:GetItem")
    refused(lambda: dynamodb.list_tables(), "AccessDeniedException", "dynamodb:ListTables")
    # Every table of a batch counts.
    user.allow("dynamodb:BatchWriteItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
    put = [{"PutRequest": {"Item": item}}]
    dynamodb.batch_write_item(RequestItems={table: put})
    refused(
        lambda: dynamodb.batch_write_item(RequestItems={table: put, "another": put}),
        "AccessDeniedException",
        "dynamodb:BatchWriteItem",
    )


def test_a_wrong_signature_reaches_no_backend(gateway):
    session = gateway.session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="wrong")
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        gateway.client("dynamodb", session).list_tables()
