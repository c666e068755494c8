"""`npm start` as a new user runs it, and every command that it prints, as it prints them."""

import os
import re
import signal
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    data = tmp_path_factory.mktemp("tour")
    process = subprocess.Popen(
        ["npm", "start", "--", "--listen", "127.0.0.1:0", "--data-dir", str(data)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    printed = []
    for line in process.stdout:
        printed.append(line)
        if line.startswith("Serving on"):
            break
    assert printed and printed[-1].startswith("Serving on"), process.stderr.read()
    yield "".join(printed)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=40) == 0
    assert "finishing what has begun" in process.stderr.read()


def commands(printed):
    """Heading to the lines printed beneath it, continuation lines joined."""
    text = printed[printed.index("Now you,") : printed.rindex("Serving on")].replace("\\\n", "")
    sections = {}
    for line in text.splitlines():
        if line.startswith("  "):
            sections[heading].append(line.strip())
        elif line.strip():
            heading = line.split(":")[0].split(" (")[0]
            sections[heading] = []
    return sections


def run(script):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment["PATH"] = os.path.dirname(sys.executable) + os.pathsep + environment["PATH"]
    environment["AWS_PAGER"] = ""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90
    )


def test_the_tour_shows_the_answer(tour):
    assert re.search(r"CREATE_COMPLETE +AWS::CloudFormation::Stack unicorn", tour)
    assert "UnicornName = Calypso" in tour
    assert "HornLengthInFeet = 3" in tour


def test_every_printed_command_works(tour):
    sections = commands(tour)
    (setup, *others) = sections.items()
    assert len(setup[1]) == 3
    assert [heading for heading, _ in others] == [
        "boto3",
        "AWS CLI",
        "curl",
        "JavaScript",
        "Signed by alicorn itself, under the name that the API has on AWS",
    ]
    for heading, lines in others:
        done = run("\n".join([*setup[1], *lines]))
        assert done.returncode == 0, (heading, done.stdout, done.stderr)
        assert "Calypso" in done.stdout, (heading, done.stdout, done.stderr)
