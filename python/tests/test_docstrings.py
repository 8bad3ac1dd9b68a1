"""What Python shows of the docstrings."""

import inspect
import re

import cdk8s_aad_pod_identity as package
from cdk8s_aad_pod_identity import AzureIdentity, IdentityTesting, ManagedIdentities


def docstrings():
    for name in package.__all__:
        item = getattr(package, name)
        yield name, inspect.getdoc(item) or ""
        for member, value in vars(item).items():
            if not member.startswith("_"):
                yield f"{name}.{member}", inspect.getdoc(value) or ""


def examples(doc):
    return [block for block in re.findall(r"Example::\n\n((?:    .*\n?|\n)+)", doc)]


def test_everything_public_is_described():
    # Props are described where they are given.
    described = {name: getattr(package, name).__doc__ or getattr(package, name).__init__.__doc__ for name in package.__all__}
    assert [name for name, doc in described.items() if not doc] == []


def test_examples_are_in_python():
    found = {name: example for name, doc in docstrings() for example in examples(doc)}
    assert len(found) >= 15
    for name, example in found.items():
        # cdk8s.yaml is no Python.
        compile(inspect.cleandoc(example), name, "exec")
        assert not re.search(r"\bnew [A-Z]|;$|\bconst\b", example, re.M), name


def test_names_in_examples_are_those_of_python():
    assert 'AzureIdentity.user_assigned(chart, "orders",' in inspect.getdoc(AzureIdentity)
    assert "identities.by_name(" in inspect.getdoc(ManagedIdentities)
    assert "IdentityTesting.expect_no_findings(chart)" in inspect.getdoc(IdentityTesting.expect_no_findings)


def test_no_language_of_typescript_is_public():
    assert {"Names", "Manifests", "ManifestError", "Validation"} & set(package.__all__) == set()
