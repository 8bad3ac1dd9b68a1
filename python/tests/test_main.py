"""The charts of main.ts, written in Python."""

import json
import subprocess
import sys

import pytest
from cdk8s import App
from cdk8s_aad_pod_identity import ManagedIdentities, MigrationStage

from conftest import CLIENT_ID, RESOURCE_ID, contents


def test_the_app_writes_what_npm_run_synth_writes(app_folder, charts_of_typescript):
    subprocess.run([sys.executable, "main.py"], cwd=app_folder, check=True)
    expected = charts_of_typescript()
    assert sorted(expected) == [f"{name}.k8s.yaml" for name in ["aad-pod-identity", "crds", "demo", "shop"]]
    assert contents(app_folder / "dist") == expected


@pytest.mark.parametrize("stage", list(MigrationStage), ids=lambda stage: stage.name)
def test_the_charts_are_the_same_at_stage(stage, app_folder, charts_of_typescript, tmp_path):
    from main import AadPodIdentityChart, CrdsChart, DemoChart, ShopChart

    app = App(outdir=str(tmp_path / "python"))
    CrdsChart(app, "crds")
    AadPodIdentityChart(app, "aad-pod-identity")
    DemoChart(app, "demo")
    ShopChart(app, "shop", stage=stage)
    app.synth()
    written = contents(tmp_path / "python")
    assert written == charts_of_typescript(stage.name.lower().replace("_", "-"))
    assert ("azure.workload.identity/use" in written["shop.k8s.yaml"]) == (stage is not MigrationStage.POD_IDENTITY)


def test_the_app_uses_the_ids_of_a_file(app_folder, tmp_path):
    from main import add_charts

    file = tmp_path / "azure-identities.json"
    names = ["demo", "orders"]
    ids = [{"id": RESOURCE_ID.replace("/orders", f"/{name}"), "clientId": CLIENT_ID, "name": name} for name in names]
    file.write_text(json.dumps(ids))
    app = App(outdir=str(tmp_path / "dist"))
    add_charts(app, ManagedIdentities.from_json(str(file)))
    app.synth()
    written = contents(tmp_path / "dist")
    assert f"resourceID: {ids[0]['id']}\n" in written["demo.k8s.yaml"]
    assert f"resourceID: {RESOURCE_ID}\n" in written["shop.k8s.yaml"]
    # Not in the file: the placeholder.
    assert "/userAssignedIdentities/storage\n" in written["shop.k8s.yaml"]


def test_a_wrong_value_is_one_message_on_standard_error_and_nothing_is_written(app_folder, tmp_path):
    text = (app_folder / "main.py").read_text().replace("00000000-0000-4000-8000-000000000003", "orders")
    (tmp_path / "main.py").write_text(text)
    result = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True)
    allowed = "a GUID: 32 hexadecimal digits as 8-4-4-4-12, not all zero"
    assert result.stderr == f'Error: shop/orders: spec.clientID: got "orders"; allowed: {allowed}\n'
    assert (result.returncode, result.stdout) == (1, "")
    assert not (tmp_path / "dist").exists()


def test_the_tests_of_the_document_pass(app_folder):
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py"],
        cwd=app_folder,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout
    assert "4 passed" in result.stdout
