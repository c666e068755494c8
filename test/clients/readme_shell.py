"""Runs the commands of a README as they stand there."""

import os
import re
import subprocess
import sys

from conftest import ROOT


def shell_blocks(path):
    """The blocks of a document that are for a shell."""
    return re.findall(r"^```sh\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)


class Shell:
    """One shell for all blocks of a document, which share variables and functions."""

    def __init__(self, gateway):
        path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
        self._credentials = f"alicorn -- credentials --data-dir {gateway.data_directory}"
        self.process = subprocess.Popen(
            ["bash", "-euo", "pipefail"],
            cwd=ROOT,
            env={"PATH": path, "HOME": str(gateway.data_directory), "AWS_PAGER": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, block):
        """What the block prints. It ends the shell when it fails."""
        script = block.replace("alicorn -- credentials", self._credentials)
        self.process.stdin.write(f"{script}\necho\necho '== done'\n")
        self.process.stdin.flush()
        printed = []
        for line in self.process.stdout:
            if line == "== done\n":
                return "".join(printed)
            printed.append(line)
        raise AssertionError(f"{block}\nended the shell after printing:\n{''.join(printed)}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
