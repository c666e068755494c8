"""Starts the gateway as its users do, on a free port, and deploys the unicorn example with the AWS CLI."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import boto3
import pytest
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "unicorn"
# Where boto3 finds the model of the example's service.
os.environ["AWS_DATA_PATH"] = str(EXAMPLE / "models")
REGION = "eu-west-1"
ACCOUNT = "123456789012"
# A test that expects an error should see the first answer, not wait for retries.
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=60)


class Gateway:
    """A gateway of its own for one test run."""

    def __init__(self, data_directory, *options):
        self.data_directory = data_directory
        self.process = subprocess.Popen(
            ["node", "scripts/run.mjs", "src/cli/main.ts", "start", "--listen", "127.0.0.1:0", "--json"]
            + ["--region", REGION, "--account", ACCOUNT, "--data-dir", str(data_directory), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = []
        threading.Thread(target=self._read_log, daemon=True).start()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the gateway did not start:\n" + "".join(self.log))
        ready = json.loads(line)
        self.endpoint = ready["endpoint"]
        self.credentials_file = ready["credentialsFile"]

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def logged(self, matches):
        """Whether the log has, or gets within some seconds, a line that matches: it comes by a pipe of its own."""
        deadline = time.monotonic() + 10
        while not any(matches(line) for line in list(self.log)):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def environment(self, **more):
        """For programs run against the gateway as its root."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.data_directory),
            "AWS_SHARED_CREDENTIALS_FILE": self.credentials_file,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DATA_PATH": str(EXAMPLE / "models"),
            "AWS_PAGER": "",
            "AWS_MAX_ATTEMPTS": "1",
            **more,
        }

    def session(self, **keys):
        """A boto3 session: the root's, or of the given access key."""
        if not keys:
            text = pathlib.Path(self.credentials_file).read_text()
            settings = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
            keys = {
                "aws_access_key_id": settings["aws_access_key_id"],
                "aws_secret_access_key": settings["aws_secret_access_key"],
            }
        return boto3.Session(region_name=REGION, **keys)

    def client(self, service, session=None, **options):
        session = session or self.session()
        return session.client(service, endpoint_url=self.endpoint, config=ONCE, **options)

    def aws(self, *arguments, check=True, **environment):
        """Runs the AWS CLI; gives the completed process."""
        command = [os.path.join(os.path.dirname(sys.executable), "aws"), *arguments, "--output", "json"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=90,
            cwd=ROOT,
            env=self.environment(**environment),
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(arguments)} failed: {done.stderr}\n{''.join(self.log[-20:])}")
        return done

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    running = Gateway(tmp_path_factory.mktemp("alicorn"))
    yield running
    assert running.stop() == 0


class Stack:
    """The deployed example."""

    def __init__(self, gateway, name):
        self.name = name
        description = json.loads(gateway.aws("cloudformation", "describe-stacks", "--stack-name", name).stdout)
        outputs = {one["OutputKey"]: one["OutputValue"] for one in description["Stacks"][0]["Outputs"]}
        self.api_id = outputs["ApiId"]
        self.stage = outputs["StageName"]
        self.api_arn = outputs["ApiArn"]
        self.endpoint = f"{gateway.endpoint}/_aws/execute-api/{self.api_id}/{self.stage}"
        self._gateway = gateway

    def eus(self, session=None, **options):
        """boto3.client("eus") of a session."""
        session = session or self._gateway.session()
        return session.client("eus", endpoint_url=self.endpoint, config=ONCE, **options)


@pytest.fixture(scope="session")
def unicorn(gateway):
    """The example's stack, made by the AWS CLI."""
    template = f"file://{EXAMPLE / 'template.yaml'}"
    gateway.aws(
        *("cloudformation", "create-stack", "--stack-name", "unicorn", "--template-body", template),
        *("--capabilities", "CAPABILITY_IAM"),
    )
    gateway.aws("cloudformation", "wait", "stack-create-complete", "--stack-name", "unicorn")
    return Stack(gateway, "unicorn")


class User:
    """An IAM user with one access key."""

    def __init__(self, gateway, name):
        self.name = name
        self._iam = gateway.client("iam")
        self.arn = self._iam.create_user(UserName=name)["User"]["Arn"]
        key = self._iam.create_access_key(UserName=name)["AccessKey"]
        self.access_key_id = key["AccessKeyId"]
        self.secret_access_key = key["SecretAccessKey"]
        self.session = gateway.session(
            aws_access_key_id=self.access_key_id, aws_secret_access_key=self.secret_access_key
        )

    def allow(self, action, resource, effect="Allow"):
        document = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": effect, "Action": action, "Resource": resource}],
        }
        self._iam.put_user_policy(
            UserName=self.name, PolicyName=f"{effect}-{abs(hash((action, str(resource))))}", PolicyDocument=json.dumps(document)
        )


@pytest.fixture
def make_user(gateway):
    return lambda name: User(gateway, name)
