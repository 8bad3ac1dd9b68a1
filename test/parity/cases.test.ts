import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { PARITY, type parityTest } from '../support/parity';

// Inputs from public reports and files, with the right answer in words: the README beside them.
const CASES = resolve(PARITY, '../cases');
/** As a `parityTest`. */
const caseTest: typeof parityTest = existsSync(CASES) ? test : test.skip;

/** `warning rule object path`, for each finding of a case. */
const FINDINGS: { readonly [name: string]: readonly string[] } = {
  '01-helmrelease-own-label': ['warning label-on-no-pod HelmRelease backup/velero /metadata/labels/aadpodidbinding'],
  '04-calico-global-policy': ['warning egress-to-nmi-blocked GlobalNetworkPolicy no-metadata /spec/egress/0'],
  '05-gatekeeper-capabilities': [
    'error admission-policy-refuses-controller K8sPSPCapabilities allowed-capabilities /spec/match/excludedNamespaces',
  ],
  '06-spark-metadata-label': [
    'warning label-on-no-pod SparkApplication spark/nightly /metadata/labels/aadpodidbinding',
  ],
  '07-csi-podidentity-no-label': [
    'warning csi-mount-without-label DaemonSet monitor/collector-node /spec/template/metadata/labels',
  ],
  '16-sp-secret-is-certificate': ['error client-secret-is-certificate Secret capz-system/sp-cert /data/certificate'],
  '28-azure-client-id-differs': [
    'warning client-id-not-bound Deployment shop/app /spec/template/spec/containers/0/env/0/value',
    'warning client-id-of-two-identities AzureIdentity shop/blob-id /spec/clientID',
    'warning client-id-not-bound Deployment shop/hub /spec/template/spec/containers/0/env/0/value',
  ],
  '39-no-service-account-token': [
    'error controller-without-token DaemonSet kube-system/aad-pod-identity-nmi /spec/template/spec/automountServiceAccountToken',
    'error controller-without-token Deployment kube-system/aad-pod-identity-mic /spec/template/spec/automountServiceAccountToken',
  ],
  '42-cloud-name-unknown': [],
  '58-csi-hostnetwork-label': [],
  '68-adminsecret-own-msi': [],
  'file-case': [
    'error field-in-other-case AzureIdentity shop/orders /spec/ResourceID',
    'error resource-id-malformed AzureIdentity shop/orders /spec/ResourceID',
    'error client-id-missing AzureIdentity shop/orders /spec/ClientID',
    'error field-in-other-case AzureIdentity shop/orders /spec/ClientID',
    'warning binding-without-identity AzureIdentityBinding shop/orders /spec/AzureIdentity',
    'error field-in-other-case AzureIdentityBinding shop/orders /spec/AzureIdentity',
    'error field-in-other-case AzureIdentityBinding shop/orders /spec/Selector',
  ],
  'file-dup': ['warning duplicate-key Pod default/orders /spec/containers/0/env'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of that file
  'file-env': ['info value-not-substituted AzureIdentity default/${NAME} /metadata/name'],
  'file-flow': [],
  'file-fluxinst': [
    'error chart-value-unread HelmRelease kube-system/aad-pod-identity /spec/values/forceNameSpaced',
    'warning chart-value-unread HelmRelease kube-system/aad-pod-identity /spec/values/installCRDs',
  ],
  'file-hr': [],
  'file-mic13': [],
  'file-misspelt': ['error label-key-misspelt Deployment shop/orders /spec/template/metadata/labels/aadpodidentity'],
  'file-nmi161': [],
  'file-patch': [],
  'file-wl': [],
};

interface Finding {
  readonly severity: string;
  readonly rule: string;
  readonly object: string;
  readonly path: string;
}

const findingsOf = async (...args: string[]): Promise<{ code: number; found: string[] }> => {
  const { code, out } = await command(['check', ...args, '--format', 'json']);
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return { code, found: findings.map(({ severity, rule, object, path }) => `${severity} ${rule} ${object} ${path}`) };
};

describe('inputs from public reports', () => {
  for (const [name, found] of Object.entries(FINDINGS)) {
    caseTest(`${name} has these findings`, async () => {
      const isBad = found.some((finding) => !finding.startsWith('info'));
      expect(await findingsOf(join(CASES, name))).toEqual({ code: isBad ? 2 : 0, found });
    });
  }

  caseTest('each has a line above', () => {
    const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  caseTest('a label alone is one summary line, and a finding for the whole cluster', async () => {
    const folder = join(CASES, 'file-wl');
    expect(await command(['check', folder])).toMatchObject({
      code: 0,
      out: '1 label has no binding among these manifests; add what is missing, or pass --whole-cluster\n',
    });
    expect((await findingsOf(folder, '--whole-cluster')).found).toHaveLength(1);
  });

  caseTest('an unknown cloud is refused by render, with the known names', async () => {
    const values = join(CASES, '42-cloud-name-unknown', 'values.yaml');
    const { code, error } = await command(['render', '-f', values, '--release-name', 'r', '-n', 'kube-system']);
    expect(code).toBe(1);
    expect(error).toMatch(/cloud.*AzureChinaCloud.*AzureUSGovernmentCloud/s);
  });

  caseTest('azure setup attaches the identity that MIC acts as', async () => {
    const { code, out } = await command([
      ...['azure', 'setup', join(CASES, '68-adminsecret-own-msi', 'rendered.yaml')],
      ...[
        join(CASES, '68-adminsecret-own-msi', 'app.yaml'),
        '--cluster',
        'shop',
        '--resource-group',
        'shop',
        '--subscription',
        'shop',
      ],
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^assign_mic_identity$/m);
  });
});
