"""IdentityTesting."""

import pytest
from cdk8s import ApiObject, JsonPatch
from cdk8s_aad_pod_identity import AzureIdentityBinding, FailOn, IdentityTesting, MigrationStage, Severity
from cdk8s_plus_27 import Deployment

from conftest import CLIENT_ID, message_of

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"


@pytest.fixture
def misspelt(chart, orders):
    """A chart whose binding names an identity that does not exist."""
    AzureIdentityBinding(chart, "binding", identity=orders).add_json_patch(
        JsonPatch.replace("/spec/azureIdentity", "order")
    )
    return chart


def test_finds_mistakes(misspelt):
    [finding] = IdentityTesting.check_chart(misspelt)
    assert (finding.rule, finding.severity) == ("binding-without-identity", Severity.WARNING)
    assert (finding.object, finding.construct) == ("AzureIdentityBinding shop/orders-binding", "shop/binding")
    assert (finding.path, finding.fix) == ("/spec/azureIdentity", "azureIdentity: orders")


def test_takes_options(misspelt):
    suppression = {"rule": "binding-without-identity", "object": "*/orders-binding", "reason": "a test"}
    assert IdentityTesting.check_chart(misspelt, suppressions=[suppression]) == []
    [finding] = IdentityTesting.check_chart(misspelt, whole_cluster=True)
    assert finding.severity == Severity.ERROR


def test_raises_the_report(misspelt):
    message = message_of(lambda: IdentityTesting.expect_no_findings(misspelt))
    assert message.startswith("Error: expected shop to have no findings, but:\n\nshop\n")
    assert "binding-without-identity" in message and "\x1b" not in message and "\n    at " not in message


def test_raises_nothing_below_the_severity(misspelt):
    IdentityTesting.expect_no_findings(misspelt, fail_on=FailOn.ERROR)


def test_raises_nothing_without_findings(chart, orders):
    AzureIdentityBinding(chart, "binding", identity=orders)
    IdentityTesting.expect_no_findings(chart)


def test_returns_assignments(chart, orders):
    orders.assign_to(Deployment(chart, "web", metadata={"name": "web"}, containers=[{"image": "app:1"}]))
    answer = IdentityTesting.assignments_of(chart)
    [web] = answer.workloads
    assert (web.kind, web.namespace, web.name, web.label, web.excepted) == ("Deployment", "shop", "web", "orders", False)
    assert [(identity.name, identity.client_id, identity.binding) for identity in web.identities] == [
        ("orders", CLIENT_ID, "shop/orders-binding")
    ]


def test_admits(chart, orders):
    web = Deployment(chart, "web", metadata={"name": "web"}, containers=[{"image": "app:1"}])
    orders.assign_to(web, stage=MigrationStage.WORKLOAD_IDENTITY)
    ApiObject(chart, "job", api_version="batch/v1", kind="Job").add_json_patch(
        JsonPatch.add("/spec", {"template": {"spec": {"containers": [{"name": "job", "image": "job:1"}]}}})
    )
    admitted, other = IdentityTesting.admit(chart, tenant_id=TENANT, namespace="shop")
    assert (admitted.called, admitted.refused, other.called, other.pod) == (True, None, False, None)
    [container] = admitted.pod["spec"]["containers"]
    assert {"name": "AZURE_CLIENT_ID", "value": CLIENT_ID} in container["env"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda chart: IdentityTesting.check_chart(chart, namespace="No"),
            'Error: checkChart: namespace: got "No"; allowed: a DNS-1123 label',
        ),
        (
            lambda chart: IdentityTesting.admit(chart, tenant_id="x"),
            'Error: admit: tenantId: got "x"; allowed: a GUID',
        ),
        (
            lambda chart: IdentityTesting.admit(chart, tenant_id=TENANT, namespace="No"),
            'Error: IdentityTesting.admit: namespace: got "No"; allowed: a DNS-1123 label',
        ),
    ],
)
def test_refuses_options(chart, call, message):
    assert message_of(lambda: call(chart)).startswith(message)
