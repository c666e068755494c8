"""examples/url-shortener: every command of its README, as it stands there, and its page in a browser."""

import os
import re
import shutil

import pytest
from conftest import ROOT
from playwright.sync_api import expect, sync_playwright
from readme_shell import Shell, shell_blocks

BLOCKS = shell_blocks(ROOT / "examples" / "url-shortener" / "README.md")


@pytest.fixture(scope="module")
def shell(gateway):
    shell = Shell(gateway)
    yield shell
    shell.close()


@pytest.fixture(scope="module")
def page_address(shell):
    deploy = BLOCKS[0]
    return re.search(r"^The page: (http\S+)$", shell.run(deploy), re.MULTILINE).group(1)


@pytest.fixture(scope="module")
def ann(shell, page_address):
    """The user that the README makes, by name and password."""
    shell.run(next(block for block in BLOCKS if "admin-create-user" in block))
    return "ann", "Correct-Horse-7"


def test_the_calls_of_the_readme(shell, ann):
    printed = shell.run(next(block for block in BLOCKS if "links()" in block))
    assert '"id": "aws"' in printed
    assert "HTTP/1.1 301 Moved Permanently" in printed
    assert re.search(r"^location: https://aws\.amazon\.com/\s*$", printed, re.MULTILINE | re.IGNORECASE)
    assert '"url": "https://docs.aws.amazon.com/"' in printed


def test_the_mapping_templates_of_the_readme(shell, page_address):
    printed = shell.run(next(block for block in BLOCKS if "vtl test" in block))
    assert re.search(r"^\d+ passed, 0 failed$", printed, re.MULTILINE)
    assert '"TableName": "links"' in printed


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None and "CI" not in os.environ:
        pytest.skip("there is no chromium here")
    with sync_playwright() as playwright:
        quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-sync", *quiet]
        )
        yield browser
        browser.close()


def sign_in(page, name, password):
    """At the user pool's page."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def shorten(page, name, target):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Target").fill(target)
    page.get_by_role("button", name="Shorten").click()


def test_the_page(browser, page_address, ann):
    page = browser.new_page()
    page.set_default_timeout(10_000)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: "Security Policy" in message.text and complaints.append(message.text))
    page.goto(page_address)
    notice = page.get_by_role("status")

    page.get_by_role("button", name="Sign in").click()
    sign_in(page, "ann", "wrong")
    expect(page.get_by_role("alert")).to_have_text("Incorrect username or password.")
    sign_in(page, *ann)
    expect(page.get_by_text("You have no links yet.")).to_be_visible()
    assert page.url == page_address

    shorten(page, "example", f"{page_address}page/settings")
    row = page.locator("tr", has_text="example")
    expect(row).to_contain_text("page/settings")
    shorten(page, "example", "https://example.com/")
    expect(notice).to_have_text("There is a link with this id already")
    shorten(page, "other", "https://example.com/<b>")
    expect(notice).to_have_text("Invalid request body")

    with page.expect_popup() as popup:
        row.get_by_role("link", name="example").click()
    popup.value.wait_for_url(f"{page_address}page/settings")

    row.get_by_role("button", name="Change").click()
    page.get_by_label("Target").fill("https://example.com/changed")
    page.locator("#edit").get_by_role("button", name="Change").click()
    expect(row).to_contain_text("https://example.com/changed")
    row.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("You have no links yet.")).to_be_visible()

    page.goto(f"{page_address}nothing")
    expect(notice).to_have_text("There is no such link.")
    assert page.url == f"{page_address}?unknown"
    # The user pool remembers this browser until it signs out.
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Username")).to_be_visible()
    assert complaints == []
    page.close()


def test_taking_it_away(shell, page_address, gateway):
    shell.run(BLOCKS[-1])
    assert gateway.aws("cloudformation", "describe-stacks", "--stack-name", "links", check=False).returncode != 0
