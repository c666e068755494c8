"""The services that are embedded or elsewhere, as AWS's clients reach them through the gateway's port."""

import http.server
import json
import subprocess
import threading
import urllib.error
import urllib.request
import uuid

import pytest
from botocore.config import Config
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


def test_a_policy_for_some_items_alone_does_not_let_at_all(gateway, make_user):
    table = name("widgets")
    make_table(gateway.client("dynamodb"), table)
    user = make_user(name("ann"))
    statement = {
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": "*",
        "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ann"]}},
    }
    gateway.client("iam").put_user_policy(
        UserName=user.name,
        PolicyName="own",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    key = {"owner": {"S": "bob"}, "id": {"N": "1"}}
    dynamodb = gateway.client("dynamodb", user.session)
    refused(lambda: dynamodb.get_item(TableName=table, Key=key), "AccessDeniedException", "dynamodb:GetItem")


def test_a_wrong_signature_reaches_no_backend(gateway):
    session = gateway.session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="wrong")
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        gateway.client("dynamodb", session).list_tables()


def test_sqs(gateway):
    sqs = gateway.client("sqs")
    queue = name("orders")
    url = sqs.create_queue(QueueName=queue, Attributes={"VisibilityTimeout": "5"})["QueueUrl"]
    assert url == f"{gateway.endpoint}/{ACCOUNT}/{queue}"
    assert sqs.get_queue_url(QueueName=queue)["QueueUrl"] == url
    assert url in sqs.list_queues(QueueNamePrefix=queue)["QueueUrls"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    assert attributes == {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"}
    sqs.send_message(
        QueueUrl=url,
        MessageBody="grün <&>",
        MessageAttributes={"colour": {"DataType": "String", "StringValue": "green"}},
    )
    [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == "grün <&>"
    assert message["MessageAttributes"]["colour"]["StringValue"] == "green"
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.send_message(QueueUrl=f"{url}-missing", MessageBody="x")


def test_sqs_is_authorized(gateway, make_user):
    root = gateway.client("sqs")
    queue = name("orders")
    url = root.create_queue(QueueName=queue)["QueueUrl"]
    user = make_user(name("ann"))
    sqs = gateway.client("sqs", user.session)
    refused(lambda: sqs.send_message(QueueUrl=url, MessageBody="x"), "AccessDenied", "sqs:sendmessage")
    refused(lambda: sqs.list_queues(), "AccessDenied", "sqs:listqueues")
    user.allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}")
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "x"}])
    refused(lambda: sqs.receive_message(QueueUrl=url), "AccessDenied", "sqs:receivemessage")
    # The queue's own policy counts as well.
    statement = {"Effect": "Allow", "Principal": {"AWS": user.arn}, "Action": "sqs:ReceiveMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    root.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


def test_sns_delivers_to_sqs(gateway):
    sns, sqs = gateway.client("sns"), gateway.client("sqs")
    queue, topic = name("inbox"), name("news")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    arn = sns.create_topic(Name=topic)["TopicArn"]
    assert arn == f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}"
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}")
    sns.publish(TopicArn=arn, Message="hello", Subject="greeting")
    [message] = sqs.receive_message(QueueUrl=url)["Messages"]
    notification = json.loads(message["Body"])
    assert (notification["TopicArn"], notification["Message"]) == (arn, "hello")


def test_sns_is_authorized(gateway, make_user):
    topic = name("news")
    arn = gateway.client("sns").create_topic(Name=topic)["TopicArn"]
    user = make_user(name("ann"))
    sns = gateway.client("sns", user.session)
    answer = refused(lambda: sns.publish(TopicArn=arn, Message="x"), "AuthorizationError", "SNS:Publish")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    user.allow("sns:Publish", arn)
    sns.publish(TopicArn=arn, Message="x")
    refused(lambda: sns.list_topics(), "AuthorizationError", "SNS:ListTopics")


def test_s3(gateway):
    s3 = gateway.client("s3")
    bucket = name("photos")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    assert bucket in [one["Name"] for one in s3.list_buckets()["Buckets"]]
    key = "a folder/grün +%41.txt"
    s3.put_object(Bucket=bucket, Key=key, Body="hello".encode(), ContentType="text/plain")
    s3.put_object(Bucket=bucket, Key="empty")
    found = s3.get_object(Bucket=bucket, Key=key)
    assert (found["Body"].read(), found["ContentType"]) == (b"hello", "text/plain")
    assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=1-2")["Body"].read() == b"el"
    assert s3.head_object(Bucket=bucket, Key="empty")["ContentLength"] == 0
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]] == [key, "empty"]
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "copy"}, {"Key": "empty"}]})
    assert [one["Key"] for one in deleted["Deleted"]] == ["copy", "empty"]
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="copy")
    s3.delete_object(Bucket=bucket, Key=key)
    s3.delete_bucket(Bucket=bucket)


def test_s3_multipart_and_presigned(gateway):
    s3 = gateway.client("s3")
    bucket = name("films")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="film")["UploadId"]
    first, second = b"a" * (5 * 1024 * 1024), b"b"
    parts = []
    for number, body in enumerate([first, second], 1):
        part = s3.upload_part(Bucket=bucket, Key="film", UploadId=upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    s3.complete_multipart_upload(
        Bucket=bucket, Key="film", UploadId=upload, MultipartUpload={"Parts": parts}
    )
    # Without being told, boto3 presigns for us-east-1 by the version before 4, which is not taken.
    old = gateway.session().client("s3", endpoint_url=gateway.endpoint, config=Config(signature_version="s3"))
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(old.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "film"}))
    assert caught.value.code == 400
    assert b"Please use AWS4-HMAC-SHA256." in caught.value.read()
    s3v4 = gateway.session().client(
        "s3", endpoint_url=gateway.endpoint, config=Config(signature_version="s3v4")
    )
    url = s3v4.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "film"})
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == first + second
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url.replace("Signature=", "Signature=0"))
    assert caught.value.code == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in caught.value.read()


def test_s3_is_authorized(gateway, make_user):
    root = gateway.client("s3")
    bucket = name("photos")
    root.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    root.put_object(Bucket=bucket, Key="secret/one", Body=b"x")
    user = make_user(name("ann"))
    s3 = gateway.client("s3", user.session)
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="mine/one", Body=b"x")
    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    assert f'to perform: s3:PutObject on resource: "arn:aws:s3:::{bucket}/mine/one"' in error["Message"]
    user.allow("s3:*", f"arn:aws:s3:::{bucket}/mine/*")
    s3.put_object(Bucket=bucket, Key="mine/one", Body=b"x")
    for call in (
        lambda: s3.get_object(Bucket=bucket, Key="secret/one"),
        lambda: s3.copy_object(Bucket=bucket, Key="mine/copy", CopySource=f"{bucket}/secret/one"),
        lambda: s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "mine/one"}, {"Key": "secret/one"}]}),
        lambda: s3.list_objects_v2(Bucket=bucket),
        lambda: s3.list_buckets(),
    ):
        with pytest.raises(ClientError, match="is not authorized to perform"):
            call()
    # Whose path says one thing and means another.
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.get_object(Bucket=bucket, Key="mine/../secret/one")


@pytest.mark.parametrize(
    "arguments",
    [
        ("dynamodb", "list-tables"),
        ("sqs", "create-queue", "--queue-name", "from-the-cli"),
        ("sns", "create-topic", "--name", "from-the-cli"),
        ("s3", "mb", "s3://from-the-cli"),
    ],
)
def test_the_aws_cli(gateway, arguments):
    # Version 1 of the CLI looks for the queues of SQS elsewhere than AWS_ENDPOINT_URL says.
    gateway.aws(*arguments, "--endpoint-url", gateway.endpoint)


def test_everything_survives_a_restart(tmp_path):
    first = Gateway(tmp_path / "data")
    make_table(first.client("dynamodb"), "kept")
    item = {"owner": {"S": "ann"}, "id": {"N": "1"}}
    first.client("dynamodb").put_item(TableName="kept", Item=item)
    url = first.client("sqs").create_queue(QueueName="kept")["QueueUrl"]
    first.client("sqs").send_message(QueueUrl=url, MessageBody="kept")
    arn = first.client("sns").create_topic(Name="kept")["TopicArn"]
    first.client("sns").subscribe(
        TopicArn=arn, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:kept"
    )
    first.client("s3").create_bucket(
        Bucket="kept", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    first.client("s3").put_object(Bucket="kept", Key="kept", Body=b"kept")
    # One ends as it should, the next one is killed.
    assert first.stop() == 0
    second = Gateway(tmp_path / "data")
    second.client("sns").publish(TopicArn=arn, Message="after")
    # The process that was started runs the gateway in another.
    subprocess.run(["pkill", "-KILL", "-P", str(second.process.pid)], check=True)
    second.process.wait(timeout=20)

    third = Gateway(tmp_path / "data")
    try:
        assert third.client("dynamodb").get_item(TableName="kept", Key=item)["Item"] == item
        url = third.client("sqs").get_queue_url(QueueName="kept")["QueueUrl"]
        assert url.startswith(third.endpoint)
        messages = third.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        assert len(messages) == 2
        body = third.client("s3").get_object(Bucket="kept", Key="kept")["Body"]
        assert body.read() == b"kept"
    finally:
        assert third.stop() == 0


class Recorder(http.server.BaseHTTPRequestHandler):
    """An endpoint that keeps what it is asked and always answers the same."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked.append((self.path, self.headers, body))
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.end_headers()
        self.wfile.write(b'{"ShardId": "s-1", "SequenceNumber": "7"}')

    def log_message(self, *_):
        pass


@pytest.fixture
def recorder():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_configured_endpoint(tmp_path, recorder):
    endpoint = f"http://127.0.0.1:{recorder.server_port}"
    gateway = Gateway(tmp_path / "data", "--backend", f"kinesis={endpoint}")
    try:
        record = {"StreamName": "s", "Data": b"x", "PartitionKey": "p"}
        assert gateway.client("kinesis").put_record(**record)["SequenceNumber"] == "7"
        [(path, headers, body)] = recorder.asked
        assert (path, headers["Host"]) == ("/", f"127.0.0.1:{recorder.server_port}")
        assert headers["X-Amz-Target"] == "Kinesis_20131202.PutRecord"
        # Signed anew, with a key that opens nothing: the client's own is for the gateway alone.
        credential = f"Credential=alicorn/{headers['X-Amz-Date'][:8]}/{REGION}/kinesis/aws4_request"
        assert credential in headers["Authorization"]
        assert json.loads(body)["StreamName"] == "s"

        user = User(gateway, "ann")
        kinesis = gateway.client("kinesis", user.session)
        refused(lambda: kinesis.put_record(**record), "AccessDeniedException", "kinesis:PutRecord")
        assert len(recorder.asked) == 1
        user.allow("kinesis:PutRecord", "*")
        kinesis.put_record(**record)
        with pytest.raises(ClientError, match="--backend SERVICE=URL"):
            gateway.client("firehose").list_delivery_streams()
    finally:
        assert gateway.stop() == 0
