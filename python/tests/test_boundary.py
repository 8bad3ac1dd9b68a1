"""What passes between Python and the constructs."""

import jsii
import pytest
from cdk8s import ApiObject, App, Chart, Include, JsonPatch, Lazy
from cdk8s_aad_pod_identity import (
    AadPodIdentity,
    AadPodIdentityCrds,
    AzureIdentity,
    AzureIdentityBinding,
    AzurePodIdentityException,
    CloudCredentials,
    FederatedIdentityCredentials,
    GitOps,
    InstallNames,
    IptablesCleanup,
    MetadataBlock,
    MigrationStage,
    Mode,
    WorkloadIdentity,
)
from cdk8s_plus_27 import Deployment, k8s
from constructs import Construct

from conftest import CLIENT_ID, RESOURCE_ID, identity_in, message_of


def manifests(chart, kind=None):
    return [manifest for manifest in chart.to_json() if kind in (None, manifest["kind"])]


def kube_deployment(chart, name="web", cls=k8s.KubeDeployment, **pod):
    labels = {"app": name}
    return cls(
        chart,
        name,
        metadata={"name": name},
        spec=k8s.DeploymentSpec(
            selector=k8s.LabelSelector(match_labels=labels),
            template=k8s.PodTemplateSpec(
                metadata={"labels": labels},
                spec=k8s.PodSpec(containers=[k8s.Container(name="app", image="app:1")], **pod),
            ),
        ),
    )


def written_in(folder):
    # cdk8s makes the folder first.
    return list((folder / "dist").glob("*"))


def pod_labels(manifest):
    return manifest["spec"]["template"]["metadata"]["labels"]


class TestMaps:
    """jsii marks the maps of other languages; they are maps all the same."""

    def test_of_metadata(self, chart):
        metadata = {"labels": {"team": "shop"}, "annotations": {"note": "x"}}
        identity_in(chart, metadata=metadata)
        [identity] = manifests(chart)
        assert identity["metadata"]["labels"] == {"team": "shop"}
        assert identity["metadata"]["annotations"] == {"aadpodidentity.k8s.io/Behavior": "namespaced", "note": "x"}

    def test_of_props(self, chart):
        AzurePodIdentityException(chart, "agent", pod_labels={"app": "agent"})
        IptablesCleanup(chart, "cleanup", node_selector={"pool": "a"})
        exception, cleanup = manifests(chart)
        assert exception["spec"] == {"podLabels": {"app": "agent"}}
        assert cleanup["spec"]["template"]["spec"]["nodeSelector"] == {"pool": "a"}

    def test_that_are_wrong(self, chart):
        message = message_of(lambda: AzurePodIdentityException(chart, "agent", pod_labels={"app": "a b"}) or chart.to_json())
        assert message.startswith('shop/agent: spec.podLabels["app"]: got "a b"; allowed: a label value: ')


class TestInstall:
    def test_from_props_of_kubernetes(self, chart):
        env = k8s.EnvVar(name="HTTPS_PROXY", value="http://proxy")
        install = AadPodIdentity(chart, "install", mic={"extra_env": [env], "replicas": 3}, names=InstallNames.raw())
        deployment = install.mic.deployment.to_json()
        assert deployment["spec"]["replicas"] == 3
        assert {"name": "HTTPS_PROXY", "value": "http://proxy"} in deployment["spec"]["template"]["spec"]["containers"][0]["env"]

    def test_from_helm_values(self, chart):
        values = {"mic": {"replicas": 3}, "azureIdentities": {"orders": {"type": 0, "resourceID": RESOURCE_ID, "clientID": CLIENT_ID, "binding": {"name": "b", "selector": "orders"}}}}
        install = AadPodIdentity.from_helm_values(chart, "install", values=values, release_name="edge")
        assert install.mic.deployment.to_json()["spec"]["replicas"] == 3
        assert [identity.client_id for identity in install.azure_identities] == [CLIENT_ID]
        assert install.mode == Mode.STANDARD

    def test_refuses_helm_values_in_one_message(self, chart):
        message = message_of(
            lambda: AadPodIdentity.from_helm_values(chart, "install", values={"mic": {"replica": 3}}, release_name="edge")
        )
        assert message.startswith("Error: shop/install: ") and "mic.replica" in message and "\n    at " not in message

    def test_with_credentials_and_annotations(self):
        app = App()
        chart = Chart(app, "install")
        AadPodIdentityCrds(chart, "crds")
        AadPodIdentity(chart, "install", mic={"cloud_credentials": CloudCredentials.from_secret("mic")})
        GitOps.argo_cd(app)
        waves = {m["kind"]: m["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] for m in manifests(chart)}
        assert waves["CustomResourceDefinition"] == "-3" and waves["DaemonSet"] == "-2"


class TestAssignTo:
    def test_plain_object(self, chart, orders):
        spec = {"template": {"spec": {"containers": [{"name": "app", "image": "app:1"}]}}}
        web = ApiObject(chart, "web", api_version="apps/v1", kind="Deployment", metadata={"name": "web"})
        web.add_json_patch(JsonPatch.add("/spec", spec))
        orders.assign_to(web)
        assert pod_labels(manifests(chart, "Deployment")[0]) == {"aadpodidbinding": "orders"}

    def test_construct_of_python(self, chart, orders):
        class Web(Construct):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                Deployment(self, "deployment", containers=[{"image": "app:1"}])

        orders.assign_to(Web(chart, "web"))
        assert pod_labels(manifests(chart, "Deployment")[0])["aadpodidbinding"] == "orders"

    def test_include(self, chart, orders, tmp_path):
        (tmp_path / "web.yaml").write_text(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
            "spec: {template: {spec: {containers: [{name: app, image: app}]}}}\n"
        )
        orders.assign_to(Include(chart, "web", url=str(tmp_path / "web.yaml")), client_id_env="AZURE_CLIENT_ID")
        [web] = manifests(chart, "Deployment")
        assert web["spec"]["template"]["spec"]["containers"][0]["env"] == [{"name": "AZURE_CLIENT_ID", "value": CLIENT_ID}]

    def test_external(self, chart, orders):
        assert orders.assign_to_external("grafana", namespace="shop") == {"aadpodidbinding": "orders"}
        [binding] = manifests(chart, "AzureIdentityBinding")
        assert binding["spec"] == {"azureIdentity": "orders", "selector": "orders"}

    def test_external_at_a_stage(self, chart, orders):
        external = orders.assign_to_external_at_stage("grafana", namespace="shop", stage=MigrationStage.DUAL)
        assert external.labels == {"aadpodidbinding": "orders", "azure.workload.identity/use": "true"}
        assert external.service_account_name == "orders"
        assert external.service_account_annotations["azure.workload.identity/client-id"] == CLIENT_ID

    def test_identity_of_another_chart(self, chart):
        imported = AzureIdentity.from_name(chart, "imported", "orders", client_id=CLIENT_ID)
        imported.assign_to(kube_deployment(chart))
        assert [imported.name, imported.namespace, imported.client_id] == ["orders", "shop", CLIENT_ID]
        assert [manifest["kind"] for manifest in manifests(chart)] == ["AzureIdentityBinding", "Deployment"]

    def test_in_another_namespace(self, chart):
        other = identity_in(chart, namespaced=True).in_namespace("billing")
        assert other.namespace == "billing"
        assert [m["metadata"]["namespace"] for m in manifests(chart, "AzureIdentity")] == ["shop", "billing"]

    def test_that_fails_synth_writes_nothing(self, tmp_path):
        app = App(outdir=str(tmp_path / "dist"))
        chart = Chart(app, "shop", namespace="shop")
        identity_in(chart).assign_to(kube_deployment(chart, host_network=True))
        message = message_of(app.synth)
        allowed = "false for a workload with an identity, because the host network bypasses NMI"
        assert message == f"Error: shop/web: spec.template.spec.hostNetwork: got true; allowed: {allowed}"
        assert written_in(tmp_path) == []


def test_workload_identity(chart, orders):
    WorkloadIdentity(chart, "stage", stage=MigrationStage.WORKLOAD_IDENTITY)
    orders.assign_to(kube_deployment(chart))
    FederatedIdentityCredentials(chart, "credentials", cluster_name="prod", issuer="https://oidc.example/")
    MetadataBlock(chart, "block")
    kinds = {manifest["kind"] for manifest in manifests(chart)}
    assert {"ServiceAccount", "FederatedIdentityCredential", "NetworkPolicy"} <= kinds


def test_lazy_is_refused_where_a_string_is_expected(chart):
    @jsii.implements(__import__("cdk8s").IAnyProducer)
    class Producer:
        def produce(self):
            return CLIENT_ID

    with pytest.raises(TypeError):
        identity_in(chart).assign_to(kube_deployment(chart), selector=Lazy.any(Producer()))


class TestToJson:
    """Which jsii calls by the class, passing by what an object has of its own."""

    def test_from_python_has_what_was_assigned(self, chart, orders):
        web = kube_deployment(chart)
        before = pod_labels(web.to_json())
        orders.assign_to(web, client_id_env="AZURE_CLIENT_ID")
        rendered = web.to_json()
        assert before == {"app": "web"}
        assert pod_labels(rendered) == {"aadpodidbinding": "orders", "app": "web"}
        assert rendered["spec"]["template"]["spec"]["containers"][0]["env"] == [
            {"name": "AZURE_CLIENT_ID", "value": CLIENT_ID}
        ]
        assert rendered == manifests(chart, "Deployment")[0]

    def test_from_python_leaves_other_objects_of_the_class(self, chart, orders):
        orders.assign_to(kube_deployment(chart))
        assert pod_labels(kube_deployment(chart, "other").to_json()) == {"app": "other"}

    def test_overridden_in_python_is_written(self, chart, orders):
        class Noted(k8s.KubeDeployment):
            def to_json(self):
                manifest = super().to_json()
                manifest["metadata"]["annotations"] = {"note": "mine"}
                return manifest

        orders.assign_to(kube_deployment(chart, cls=Noted))
        [web] = manifests(chart, "Deployment")
        assert web["metadata"]["annotations"] == {"note": "mine"}
        assert pod_labels(web) == {"aadpodidbinding": "orders", "app": "web"}

    def test_overridden_in_python_may_add_to_what_assign_to_adds(self, chart, orders):
        class WithProxy(k8s.KubeDeployment):
            def to_json(self):
                manifest = super().to_json()
                [container] = manifest["spec"]["template"]["spec"]["containers"]
                container["env"] = [*container.get("env", []), {"name": "HTTPS_PROXY", "value": "proxy"}]
                return manifest

        orders.assign_to(kube_deployment(chart, cls=WithProxy), client_id_env="AZURE_CLIENT_ID")
        [web] = manifests(chart, "Deployment")
        [container] = web["spec"]["template"]["spec"]["containers"]
        assert [variable["name"] for variable in container["env"]] == ["AZURE_CLIENT_ID", "HTTPS_PROXY"]

    @pytest.mark.parametrize("loses", ["the label", "the template"])
    def test_overridden_in_python_that_loses_it_is_refused(self, loses, tmp_path):
        class Lossy(k8s.KubeDeployment):
            def to_json(self):
                manifest = super().to_json()
                if loses == "the label":
                    manifest["spec"]["template"]["metadata"]["labels"] = {"app": "web"}
                    return manifest
                template = {"spec": {"containers": [{"name": "app", "image": "app:1"}]}}
                return {**manifest, "spec": {"template": template}}

        app = App(outdir=str(tmp_path / "dist"))
        chart = Chart(app, "shop", namespace="shop")
        identity_in(chart).assign_to(kube_deployment(chart, cls=Lossy))
        allowed = "an override that only adds to what super().to_json() returns. Or use add_json_patch(…) instead of an override"
        expected = f"shop/web: to_json: got an override that loses what assign_to adds; allowed: {allowed}"
        assert message_of(app.synth).removeprefix("Error: ") == expected
        assert written_in(tmp_path) == []

    def test_of_a_service_account_overridden_in_python(self, chart, orders):
        class Bare(k8s.KubeServiceAccount):
            def to_json(self):
                return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web", "namespace": "shop"}}

        WorkloadIdentity(chart, "stage", stage=MigrationStage.WORKLOAD_IDENTITY)
        Bare(chart, "account", metadata={"name": "web"})
        orders.assign_to(kube_deployment(chart, service_account_name="web"))
        assert "shop/account: to_json: got an override that loses what assign_to adds; " in message_of(chart.node.root.synth_yaml)
