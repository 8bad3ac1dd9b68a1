import { describe, expect, test } from '@jest/globals';
import { check, Manifests } from '../../lib';
import { NMI } from '../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { NMI_ROLE } from '../../lib/checks/examples/role-examples';
import {
  ACCOUNT,
  annotated,
  CREDENTIAL,
  TOKEN_WORKLOAD,
  withEnv,
} from '../../lib/checks/examples/workload-identity-examples';
import { command } from '../support/command';

const ALL = documents(IDENTITY, BINDING, WORKLOAD);
const variable = (name: string) => `\${${name}}`;
const CLIENT_ID = 'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';

/** Rule, field. */
const found = (text: string, wholeCluster = true) =>
  check(Manifests.fromText('in.yaml', text), { wholeCluster }).map(({ rule, path }) => `${rule} ${path}`);
const only = (path: string) => [`value-not-substituted ${path}`];

describe('a placeholder is one finding of the file, and nothing follows from it', () => {
  test.each<[string, string, string]>([
    ['a client id', changed(ALL, CLIENT_ID, 'clientID: "#{clientId}#"'), '/spec/clientID'],
    ['one that is a comment to YAML', changed(ALL, CLIENT_ID, 'clientID: #{clientId}#'), '/spec/clientID'],
    ['one that is a map to YAML', changed(ALL, CLIENT_ID, 'clientID: {clientId}'), '/spec/clientID'],
    ['one of ytt, which is a comment too', changed(ALL, CLIENT_ID, 'clientID: #@ data.values.id'), '/spec/clientID'],
    ['a name that is one', changed(ALL, 'name: orders', 'name: #{name}#'), '/metadata/name'],
    ['a resource id', ALL.replace(/resourceID: .*/, `resourceID: ${variable('ID')}`), '/spec/resourceID'],
    ['a part of it', changed(ALL, 'resourceGroups/shop', 'resourceGroups/<group>'), '/spec/resourceID'],
    ['a type', changed(ALL, 'type: 0', `type: ${variable('TYPE')}`), '/spec/type'],
    ['the name of an identity', changed(ALL, 'name: orders', `name: ${variable('NAME')}`), '/metadata/name'],
    [
      'the identity of a binding',
      changed(ALL, 'azureIdentity: orders', 'azureIdentity: __NAME__'),
      '/spec/azureIdentity',
    ],
    ['a selector', changed(ALL, 'selector: orders', 'selector: "{{ selector }}"'), '/spec/selector'],
    [
      'a label',
      changed(ALL, 'aadpodidbinding: orders', 'aadpodidbinding: $LABEL'),
      '/spec/template/metadata/labels/aadpodidbinding',
    ],
    ['a namespace', changed(ALL, 'namespace: shop', `namespace: ${variable('NS')}`), '/metadata/namespace'],
    ['all namespaces', ALL.replaceAll('namespace: shop', `namespace: ${variable('NS')}`), '/metadata/namespace'],
    [
      'the tag of an image',
      documents(changed(NMI, 'nmi:v1.8.17', `nmi:${variable('TAG')}`), NMI_ROLE),
      '/spec/template/spec/containers/0/image',
    ],
  ])('%s', (_, text, path) => {
    expect(found(text, false).filter((line) => !/^(aks-exception|definition)/.test(line))).toEqual(only(path));
  });

  test('two identities of one placeholder are no duplicates, and their client ids not the same', () => {
    const twice = IDENTITY.replace('name: orders', `name: ${variable('NAME')}`).replace(CLIENT_ID, 'clientID: <id>');
    const other = changed(twice, 'userAssignedIdentities/orders', 'userAssignedIdentities/billing');
    expect(found(documents(twice, other), false)).toEqual(only('/metadata/name'));
  });

  test('nor are two of one name in a namespace that is not known', () => {
    const first = IDENTITY.replace('namespace: shop', 'namespace: $NS');
    expect(found(documents(first, changed(first, 'Groups/shop', 'Groups/other')), false)).toEqual(
      only('/metadata/namespace'),
    );
  });

  test('what an identity needs is not known without its type', () => {
    const principal = changed(ALL, 'type: 0', 'type: $TYPE').replace(/resourceID: .*/, 'tenantID: $TENANT');
    expect(found(principal)).toEqual(only('/spec/type'));
  });

  test('pods that may be in the namespace of the identity', () => {
    const shared = ALL.replace(/ {2}annotations:\n.*\n/, '');
    const elsewhere = shared.replace(/(kind: Deployment(?:.|\n)*?namespace: )shop/, '$1$$NS');
    expect(found(elsewhere, false)).toEqual(only('/metadata/namespace'));
    expect(found(elsewhere.replace('$NS', 'other'), false)).toEqual([
      'identity-of-other-namespace /metadata/annotations/aadpodidentity.k8s.io~1Behavior',
    ]);
  });

  test('an argument that is not there may be in a placeholder, and one with a placeholder may be right', async () => {
    const extra = changed(
      NMI.replace(/nmi:v.*/, 'nmi:$TAG'),
      '- --http-probe-port=8085',
      '- --http-probe-port=$PORT\n            - --forceNamespaced=$FORCED\n            - $EXTRA',
    );
    const text = documents(extra, NMI_ROLE);
    const { code, out, error } = await command(['check', '-', '--network-plugin', 'kubenet', '--format', 'json'], text);
    expect(JSON.parse(out).findings).toMatchObject([{ rule: 'value-not-substituted' }]);
    expect(code).toBe(0);
    expect(error).not.toContain('exits at startup');
    const fixed = await command(['check', '-', '--network-plugin', 'kubenet'], documents(NMI, NMI_ROLE));
    expect(fixed.out).toContain('kubenet-not-allowed');
  });

  test('it counts the fields, and names the first and the tool', () => {
    const text = changed(changed(ALL, CLIENT_ID, 'clientID: $CLIENT_ID'), 'selector: orders', 'selector: $SELECTOR');
    expect(check(Manifests.fromText('in.yaml', text))).toMatchObject([
      {
        severity: 'info',
        line: 11,
        message:
          'The value $CLIENT_ID is a placeholder, as is 1 other field of this file. What depends on it is not checked. Substitute the values first, with envsubst, or Flux with postBuild.',
      },
    ]);
  });

  test('each file has its own', async () => {
    const texts = [IDENTITY, IDENTITY.replaceAll('orders', 'billing')].map((text) =>
      text.replace(/clientID: .*/, 'clientID: $ID'),
    );
    const { code, out } = await command(['check', '-', '--format', 'json'], texts[0] as string);
    expect(code).toBe(0);
    expect(JSON.parse(out).findings).toHaveLength(1);
  });
});

test('a comment is not a placeholder', () => {
  expect(found(changed(ALL, CLIENT_ID, 'clientID: # {todo}'), false)).toEqual(['client-id-missing /spec/clientID']);
});

describe('other mistakes of the same objects remain', () => {
  test.each<[string, string, string]>([
    [
      'the other id',
      changed(changed(ALL, CLIENT_ID, 'clientID: orders'), 'name: orders', `name: ${variable('NAME')}`),
      'client-id-not-a-guid /spec/clientID',
    ],
    [
      'a dangling name, all in one placeholder of a namespace',
      changed(ALL, 'azureIdentity: orders', 'azureIdentity: order').replaceAll('namespace: shop', 'namespace: $NS'),
      'binding-without-identity /spec/azureIdentity',
    ],
    [
      'a flag beside one with a placeholder',
      changed(NMI, '- --http-probe-port=8085', `- --operation-mode=${variable('MODE')}\n            - --bogus`),
      'flag-unknown /spec/template/spec/containers/0/args/2',
    ],
  ])('%s', (_, text, finding) => {
    expect(found(text, false)).toContain(finding);
  });

  test('a suppression of what the placeholder hides is not unused', () => {
    const text = changed(
      changed(ALL, CLIENT_ID, 'clientID: $ID'),
      'annotations:\n',
      'annotations:\n    aad-pod-identity.checks/client-id-not-a-guid: set by the pipeline\n',
    );
    expect(found(text, false)).toEqual(only('/spec/clientID'));
  });
});

describe('assignments', () => {
  test('stop where the answer depends on a placeholder, with one line a file', async () => {
    const text = changed(changed(ALL, 'selector: orders', 'selector: $SELECTOR'), 'name: orders', 'name: $NAME');
    const { code, out, error } = await command(['assignments', '-'], text);
    expect([code, out]).toEqual([1, '']);
    expect(error).toBe(
      '<stdin>:4:3: AzureIdentity shop/$NAME: $NAME is a placeholder (and 1 more field of this file). Which workload gets which identity depends on it. Substitute the values first, with envsubst, or Flux with postBuild\n',
    );
  });

  test('print a client id as it is, and say so', async () => {
    const { code, out, error } = await command(['assignments', '-'], changed(ALL, CLIENT_ID, 'clientID: $ID'));
    expect(code).toBe(0);
    expect(out).toContain('$ID');
    expect(error).toBe(
      'warning: <stdin>:11:3: AzureIdentity shop/orders: $ID is a placeholder. It is printed as it is. Substitute the values first, with envsubst, or Flux with postBuild\n',
    );
  });

  test('are as before without any', async () => {
    expect(await command(['assignments', '-'], ALL)).toMatchObject({ code: 0, error: '' });
  });
});

test('azure setup never gets a placeholder into the script', async () => {
  const text = changed(ALL, CLIENT_ID, 'clientID: $(rm)').replace('resourceGroups/shop', 'resourceGroups/$RG');
  const line = ['azure', 'setup', '-', '--cluster', 'c', '--resource-group', 'g', '--subscription', 's'];
  const { code, out, error } = await command(line, text);
  expect([code, out]).toEqual([1, '']);
  expect(error.split('\n').slice(0, -1)).toEqual([
    expect.stringMatching(
      /^<stdin>:11:3: AzureIdentity shop\/orders: spec\.clientID: got "\$\(rm\)"; .*substitute it first/,
    ),
    expect.stringMatching(/^<stdin>:10:3: AzureIdentity shop\/orders: spec\.resourceID: got .*\$RG is a placeholder/),
  ]);
});

describe('names of fields and labels are wrong whatever the value is', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a field in other case',
      changed(ALL, CLIENT_ID, `ClientID: ${variable('ID')}`),
      ['field-in-other-case /spec/ClientID', ...only('/spec/ClientID')],
    ],
    [
      'a label on the workload',
      changed(
        changed(ALL, '        aadpodidbinding: orders\n', ''),
        '  name: orders\n  namespace: shop\nspec:\n  selector:\n    matchLabels',
        `  name: orders\n  namespace: shop\n  labels:\n    aadpodidbinding: ${variable('ID')}\nspec:\n  selector:\n    matchLabels`,
      ),
      ['label-on-workload /metadata/labels/aadpodidbinding', ...only('/metadata/labels/aadpodidbinding')],
    ],
  ])('%s', (_, text, findings) => {
    expect(found(text, false)).toEqual(findings);
  });
});

describe('placeholders about Workload Identity', () => {
  const cluster = (account: string, workload = TOKEN_WORKLOAD, ...more: string[]) =>
    documents(account, workload, ...more);
  const named = changed(ACCOUNT, 'name: orders', `name: ${variable('NAME')}`);

  test.each<[string, string, string]>([
    ['the name of an account, which may be that of the pods', cluster(named), '/metadata/name'],
    [
      'the namespace of an account',
      cluster(changed(ACCOUNT, 'namespace: shop', `namespace: ${variable('NS')}`)),
      '/metadata/namespace',
    ],
    [
      'the account of pods, which may be that of a credential',
      documents(
        changed(TOKEN_WORKLOAD, 'serviceAccountName: orders', `serviceAccountName: ${variable('NAME')}`),
        CREDENTIAL,
      ),
      '/spec/template/spec/serviceAccountName',
    ],
    [
      'the value of the label',
      cluster(ACCOUNT, changed(TOKEN_WORKLOAD, 'use: "true"', `use: "${variable('USE')}"`)),
      '/spec/template/metadata/labels/azure.workload.identity~1use',
    ],
    [
      'the issuer of a credential',
      cluster(ACCOUNT, TOKEN_WORKLOAD, CREDENTIAL.replace(/issuer: .*/, `issuer: ${variable('ISSUER')}`)),
      '/spec/issuer',
    ],
  ])('%s', (_, text, path) => {
    expect(found(text)).toEqual(only(path));
  });

  test('a client id on pods is in the wrong place, whatever it is', () => {
    const bare = ACCOUNT.replace(/ {2}annotations:\n.*\n/, '');
    const text = cluster(bare, annotated(`azure.workload.identity/client-id: ${variable('ID')}`));
    expect(found(text)).toEqual([
      'client-id-on-pods /spec/template/metadata/annotations/azure.workload.identity~1client-id',
    ]);
  });

  test('client ids that are substituted are not compared', () => {
    const other = changed(
      withEnv(`- name: AZURE_CLIENT_ID\n  value: ${variable('ID')}`),
      'name: orders\n  namespace',
      'name: other\n  namespace',
    );
    expect(found(cluster(ACCOUNT, withEnv(`- name: AZURE_CLIENT_ID\n  value: ${variable('OTHER')}`), other))).toEqual(
      [],
    );
    const twice = documents(ACCOUNT, ACCOUNT.replace(/client-id: .*/, `client-id: ${variable('ID')}`));
    expect(found(documents(twice, TOKEN_WORKLOAD))).toEqual([]);
  });
});
