"""The app of docs/python.md, and what the same program in TypeScript writes. They need `npm run build` and the wheel."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

os.environ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20"

ROOT = Path(__file__).resolve().parents[2]
RESOURCE_ID = (
    "/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop"
    "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders"
)
CLIENT_ID = "0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42"


def files_of(document):
    blocks = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", (ROOT / document).read_text(), re.S)
    return dict(blocks)


def contents(folder):
    return {file.name: file.read_text() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory):
    """A folder with the files of docs/python.md, which is importable."""
    folder = tmp_path_factory.mktemp("app")
    for name, text in files_of("docs/python.md").items():
        (folder / name).write_text(text)
    (folder / "examples").mkdir()
    (folder / "examples/reports.yaml").write_text((ROOT / "examples/reports.yaml").read_text())
    sys.path.insert(0, str(folder))
    return folder


@pytest.fixture
def charts_of_typescript(tmp_path):
    """Writes what main.ts writes, for a stage of the shop."""

    def write(stage=None):
        folder = tmp_path / "typescript"
        script = ROOT / "python/tests/charts.cjs"
        subprocess.run(["node", script, folder, *([stage] if stage else [])], check=True)
        return contents(folder)

    return write


@pytest.fixture
def chart():
    from cdk8s import App, Chart

    return Chart(App(), "shop", namespace="shop")


@pytest.fixture
def orders(chart):
    return identity_in(chart)


def identity_in(chart, name="orders", **props):
    from cdk8s_aad_pod_identity import AzureIdentity

    return AzureIdentity.user_assigned(chart, name, resource_id=RESOURCE_ID, client_id=CLIENT_ID, **props)


def message_of(call):
    with pytest.raises(RuntimeError) as caught:
        call()
    return str(caught.value)
