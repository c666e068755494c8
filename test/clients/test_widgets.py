"""examples/widgets: the commands of its README that deploy and call the service, as they stand there."""

from conftest import ROOT
from readme_shell import Shell, shell_blocks


def test_the_readme(gateway):
    shell = Shell(gateway)
    deploy = next(block for block in shell_blocks(ROOT / "examples" / "widgets" / "README.md") if "aws " in block)
    printed = shell.run(deploy)
    shell.close()
    widget = '{"widgetname":"sprocket","color":"Red"}'
    widgets = f'{{"count":1,"widgets":[{widget}]}}'
    assert printed.rstrip().endswith(widget * 2 + widgets * 2), printed
