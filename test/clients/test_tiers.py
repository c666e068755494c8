"""examples/tiers: every command of its README, as it stands there, and its page in a browser."""

import json
import re
import shutil

import pytest
from conftest import ROOT
from readme_shell import Shell, shell_blocks

BLOCKS = shell_blocks(ROOT / "examples" / "tiers" / "README.md")


@pytest.fixture(scope="module")
def shell(gateway):
    shell = Shell(gateway)
    yield shell
    shell.close()


def block(words):
    return next(one for one in BLOCKS if words in one)


@pytest.fixture(scope="module")
def page_address(shell):
    return re.search(r"^The page: (http\S+)$", shell.run(block("create-stack")), re.MULTILINE).group(1)


def test_the_readme(shell, page_address):
    tenants = json.loads(shell.run(block("token ant Free")).strip())["tenants"]
    assert {one["tenant"]: one["model"] for one in tenants} == {"ant": "pooled", "bee": "pooled", "cat": "siloed"}
    keys = {one["tenant"]: one["keyId"] for one in tenants}
    assert keys["ant"] == keys["bee"] != keys["cat"]
    ant, cat = re.split(r"(?<=429)\n", shell.run(block("call()")))
    served, throttled = re.match(r"\s*(\d+) 200\n\s*(\d+) 429$", ant).groups()
    assert int(served) + int(throttled) == 40
    assert cat.split() == ["40", "200"]
    usage = shell.run(block("usage --tenant ant"))
    assert re.search(rf"^{served} requests from ", usage, re.MULTILINE), usage
    assert '"used":40' in usage
    assert json.loads(usage.strip().splitlines()[-1])["items"] == []
    browse(shell, page_address)
    shell.run(block("delete-stack"))


def browse(shell, page_address):
    chromium = shutil.which("chromium")
    if chromium is None:
        return
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(page_address)
        page.get_by_label("Token").fill(shell.run("echo $ANT").strip())
        page.get_by_label("Calls").fill("60")
        page.get_by_role("button", name="Call").click()
        expect(page.locator(".answers tbody tr").filter(has_text="429").first).to_be_visible()
        expect(page.locator(".tenant")).to_have_text("ant")
        expect(page.locator(".usage tbody tr")).to_contain_text("(shared)")
        browser.close()
