import { describe, expect } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  type AadPodIdentityProps,
  AzureIdentity,
  AzureIdentityBinding,
  CloudCredentials,
  Demo,
  type IAzureIdentity,
  InstallNames,
  Mode,
} from '../../lib';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';
import { type Manifest, newChart } from '../support/manifests';
import { canonical, parityTest, readBack, recorded } from '../support/parity';

const ours = (...charts: Chart[]) => canonical(readBack(charts.flatMap((chart) => Testing.synth(chart))));

describe('the Helm chart', () => {
  parityTest('chart/defaults', () => {
    const chart = newChart({});
    new AadPodIdentity(chart, 'aad-pod-identity');
    expect(ours(chart)).toEqual(recorded('chart/defaults/expected.yaml'));
  });

  parityTest('chart/defaults-crds', () => {
    const chart = newChart({});
    new AadPodIdentity(chart, 'aad-pod-identity');
    const crds = new Chart(chart.node.root as Chart, 'crds');
    new AadPodIdentityCrds(crds, 'crds');
    expect(ours(chart, crds)).toEqual(recorded('chart/defaults-crds/expected.yaml'));
  });
});

describe('the plain YAML', () => {
  const credentials = { cloudCredentials: CloudCredentials.fromSecret('aadpodidentity-admin-secret') };
  const raw = { names: InstallNames.raw(), crds: true, installMicException: false };
  const variants: { [file: string]: AadPodIdentityProps } = {
    'standard-rbac': raw,
    'standard-no-rbac': { ...raw, rbac: { enabled: false } },
    'no-azure-json-rbac': { ...raw, mic: credentials },
    'no-azure-json-no-rbac': { ...raw, mic: credentials, rbac: { enabled: false } },
    managed: { ...raw, mode: Mode.MANAGED, namespace: 'kube-system' },
  };
  // The Secret holds placeholders that the API server refuses: it is the user's own.
  const withoutSecret = (manifests: Manifest[]) => manifests.filter(({ kind }) => kind !== 'Secret');

  for (const [file, props] of Object.entries(variants)) {
    parityTest(`raw/${file}`, () => {
      const chart = newChart({});
      new AadPodIdentity(chart, 'aad-pod-identity', props);
      expect(ours(chart)).toEqual(withoutSecret(recorded(`raw/${file}.yaml`)));
    });
  }

  parityTest('raw/exceptions', () => {
    const chart = newChart({});
    const { exceptions } = new AadPodIdentity(chart, 'aad-pod-identity', { names: InstallNames.raw() });
    expect(canonical(readBack(exceptions.map((exception) => exception.toJson())))).toEqual(
      recorded('raw/exceptions.yaml'),
    );
  });
});

describe('the demo of the plain YAML', () => {
  const replacements = {
    SUBSCRIPTION_ID,
    RESOURCE_GROUP: 'shop',
    RESOURCE_ID,
    TENANT_ID,
    CLIENT_ID,
  };
  const kinds: { [file: string]: (chart: Chart) => IAzureIdentity } = {
    'demo-identity': (chart) =>
      AzureIdentity.userAssigned(chart, 'demo-aad1', {
        resourceId: RESOURCE_ID,
        clientId: CLIENT_ID,
        namespaced: false,
      }),
    'demo-identity-service-principal': (chart) =>
      AzureIdentity.servicePrincipal(chart, 'demo-aad1', {
        clientId: CLIENT_ID,
        tenantId: TENANT_ID,
        clientPassword: { name: 'demo-aad1-sp', namespace: 'default' },
        namespaced: false,
      }),
    'demo-identity-service-principal-certificate': (chart) =>
      AzureIdentity.servicePrincipalWithCertificate(chart, 'demo-aad1', {
        clientId: CLIENT_ID,
        tenantId: TENANT_ID,
        clientPassword: { name: 'demo-aad1-sp', namespace: 'default' },
        namespaced: false,
      }),
  };

  for (const [file, make] of Object.entries(kinds)) {
    parityTest(`raw/${file}`, () => {
      const chart = newChart({});
      make(chart);
      // The Secret is the user's own.
      const expected = recorded(`raw/${file}.yaml`, replacements).filter(({ kind }) => kind !== 'Secret');
      expect(ours(chart)).toEqual(expected);
    });
  }

  parityTest('raw/demo-binding', () => {
    const chart = newChart({});
    const identity = AzureIdentity.fromName(chart, 'identity', 'demo-aad1');
    new AzureIdentityBinding(chart, 'binding', {
      identity,
      selector: 'demo',
      metadata: { name: 'demo-azure-id-binding' },
    });
    expect(ours(chart)).toEqual(recorded('raw/demo-binding.yaml'));
  });

  parityTest('raw/demo-deployment', () => {
    const chart = newChart({ namespace: 'default' });
    const identity = AzureIdentity.fromName(chart, 'identity', 'demo-aad1', { clientId: CLIENT_ID });
    new Demo(chart, 'demo', { identity, selector: 'demo', subscriptionId: SUBSCRIPTION_ID, resourceGroup: 'shop' });
    expect(ours(chart)).toEqual(recorded('raw/demo-deployment.yaml', replacements));
  });
});
