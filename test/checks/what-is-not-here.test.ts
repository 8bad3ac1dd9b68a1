import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { AadPodIdentityValidation, type CheckOptions, Manifests } from '../../lib';
import { absenceNote } from '../../lib/checks/absence';
import { MIC, NMI } from '../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { OTHER_EXCEPTION } from '../../lib/checks/examples/exception-examples';
import { SERVICE_PRINCIPAL } from '../../lib/checks/examples/identity-examples';
import { MIC_ROLE, NMI_ROLE } from '../../lib/checks/examples/role-examples';
import { reportOn } from '../../lib/checks/report-on';
import { command } from '../support/command';
import { Folder } from '../support/folder';

const folder = new Folder();
afterAll(() => folder.remove());

const NOTE = 'among these manifests; add what is missing, or pass --whole-cluster';
const whole = { wholeCluster: true };
const inOther = (text: string) => changed(text, 'namespace: shop', 'namespace: checkout');

/** What is found, and the line about what is elsewhere. */
function reported(text: string, options: CheckOptions = {}): [findings: string[], note: string | undefined] {
  const { findings, note } = reportOn(Manifests.fromText('cluster.yaml', text), options);
  return [findings.map(({ finding }) => `${finding.rule} ${finding.severity}`), note];
}

describe('alone, something is the normal shape of a repository', () => {
  test.each<[string, string, string | undefined, string[]]>([
    ['a workload', WORKLOAD, '1 label has no binding', ['label-without-binding error']],
    ['an identity', IDENTITY, '1 identity has no binding', ['identity-without-binding warning']],
    ['a binding', BINDING, '1 binding has no identity', ['binding-without-identity error']],
    ['a binding with its identity', documents(IDENTITY, BINDING), undefined, ['binding-without-workload info']],
    [
      'an identity whose Secret is not kept with it',
      documents(SERVICE_PRINCIPAL, BINDING, WORKLOAD),
      undefined,
      ['secret-missing warning'],
    ],
    ['MIC', MIC, '1 controller has no ClusterRoleBinding', ['controller-without-permissions error']],
    [
      'MIC with a role',
      documents(...MIC_ROLE.split('---\n').slice(1), MIC),
      '1 controller has no ServiceAccount',
      ['controller-without-permissions error'],
    ],
    ['NMI', documents(NMI, NMI_ROLE), '1 NMI has no MIC', ['standard-without-mic error']],
    [
      'NMI with an exception of another namespace',
      documents(MIC, MIC_ROLE, NMI, NMI_ROLE, OTHER_EXCEPTION),
      undefined,
      ['aks-exception-missing warning', 'definition-missing warning'],
    ],
  ])('%s', (_what, text, note, inWhole) => {
    expect(reported(text)).toEqual([[], note && `${note} ${NOTE}`]);
    expect(reported(text, whole)).toEqual([inWhole, undefined]);
  });

  test('many are counted in one line', () => {
    const label = (name: string) => WORKLOAD.replaceAll('orders', name);
    expect(reported(documents(label('billing'), label('search'), inOther(BINDING)))[1]).toBe(
      `1 binding has no identity and 2 labels have no binding ${NOTE}`,
    );
    const absence = (one: string) => ({ isNear: false, counted: [one, `${one}s`] as const });
    expect(absenceNote([absence('a'), { isNear: false }, absence('b'), absence('a'), absence('c')])).toBe(
      `2 as, 1 b and 1 c ${NOTE}`,
    );
    expect(absenceNote([])).toBeUndefined();
  });
});

describe('something similar shows what was meant, one level lower', () => {
  const selecting = (selector: string) => changed(BINDING, 'selector: orders', `selector: ${selector}`);
  const bound = (azureIdentity: string) => changed(BINDING, 'azureIdentity: orders', `azureIdentity: ${azureIdentity}`);

  test.each<[string, string, string]>([
    ['a selector with a letter less', documents(IDENTITY, selecting('order'), WORKLOAD), 'label-without-binding'],
    ['a selector in another case', documents(IDENTITY, selecting('Orders'), WORKLOAD), 'label-without-binding'],
    ['a selector with its kind', documents(IDENTITY, selecting('orders-identity'), WORKLOAD), 'label-without-binding'],
    ['the name of the identity', documents(IDENTITY, selecting('web'), WORKLOAD), 'label-without-binding'],
    ['an identity with its kind', documents(IDENTITY, bound('orders-id'), WORKLOAD), 'binding-without-identity'],
    [
      'identity and selector exchanged',
      documents(
        IDENTITY.replaceAll('orders', 'billing'),
        selecting('billing'),
        changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: billing'),
      ),
      'binding-without-identity',
    ],
    ['another namespace of the binding', documents(IDENTITY, inOther(BINDING)), 'identity-in-other-namespace'],
    ['another namespace of the pods', documents(IDENTITY, BINDING, inOther(WORKLOAD)), 'binding-in-other-namespace'],
  ])('%s', (_what, text, rule) => {
    expect(reported(text)).toEqual([[`${rule} warning`], undefined]);
    expect(reported(text, whole)[0]).toContain(`${rule} error`);
  });

  describe('a namespace that is not written is a guess', () => {
    const NO_NAMESPACE = / {2}namespace: .*\n/;
    const without = (text: string) => text.replace(NO_NAMESPACE, '');
    const shared = changed(IDENTITY, '  annotations:\n    aadpodidentity.k8s.io/Behavior: namespaced\n', '');

    test.each([
      ['of a binding', documents(IDENTITY, without(BINDING)), 'identity-in-other-namespace', 'info'],
      ['of an identity', documents(without(IDENTITY), BINDING), 'identity-in-other-namespace', 'info'],
      ['of pods', documents(IDENTITY, BINDING, without(WORKLOAD)), 'binding-in-other-namespace', 'info'],
      ['of all but pods', documents(without(shared), without(BINDING), WORKLOAD), 'identity-of-other-namespace', ''],
      ['of pods of any', documents(shared, BINDING, without(WORKLOAD)), 'identity-of-other-namespace', ''],
    ])('%s', (_what, text, rule, severity) => {
      expect(reported(text)).toEqual([severity === '' ? [] : [`${rule} ${severity}`], undefined]);
      expect(reported(text, whole)[0]).toContainEqual(expect.stringContaining(rule));
    });
  });

  test.each([
    [
      'names with other numbers',
      documents(
        IDENTITY,
        selecting('orders-1'),
        changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: orders-2'),
      ),
    ],
    [
      'another app of the same team',
      documents(
        IDENTITY,
        selecting('shop-web'),
        changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: shop-search'),
      ),
    ],
  ])('not %s', (_what, text) => {
    // The only ones that are left over in a file would be similar too.
    const two = documents(text, changed(selecting('unused'), 'orders-binding', 'unused-binding'));
    expect(reported(two)).toEqual([[], `1 label has no binding ${NOTE}`]);
  });

  test('an install without roles is one, MIC alone is not', () => {
    expect(reported(documents(MIC, NMI))[0]).toEqual([]);
    const account = (text: string) => text.replace(/ +serviceAccountName: .*\n/, '');
    expect(reported(documents(account(MIC), account(NMI)))[0]).toEqual([
      'controller-without-permissions warning',
      'controller-without-permissions warning',
    ]);
    expect(reported(account(MIC))).toEqual([[], `1 controller has no ClusterRoleBinding ${NOTE}`]);
  });
});

describe('the line about what is elsewhere', () => {
  const file = folder.write('alone.yaml', WORKLOAD);
  const line = `1 label has no binding ${NOTE}\n`;

  test('ends the report for people', async () => {
    expect(await command(['check', file])).toEqual({ code: 0, out: line, error: '' });
    const wrong = folder.write(
      'wrong.yaml',
      documents(
        changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: else'),
        changed(IDENTITY, 'type: 0', 'type: 3'),
      ),
    );
    expect((await command(['check', wrong])).out).toMatch(
      /^1 error in 1 file\n1 identity has no binding and 1 label has no binding among these manifests; add what is missing, or\npass --whole-cluster\n$/m,
    );
  });

  test('is a note on standard error beside what programs read', async () => {
    for (const format of ['json', 'sarif']) {
      const { code, out, error } = await command(['check', file, '--format', format]);
      expect([code, error]).toEqual([0, `note: ${line}`]);
      expect(out).not.toContain('among these manifests');
    }
    expect(JSON.parse((await command(['check', file, '--format', 'json'])).out)).toEqual({ findings: [] });
  });

  test('is not there when nothing is missing, nor for a whole cluster', async () => {
    const complete = folder.write('complete.yaml', documents(IDENTITY, BINDING, WORKLOAD));
    expect(await command(['check', complete])).toEqual({ code: 0, out: '', error: '' });
    expect((await command(['check', file, '--whole-cluster'])).out).not.toContain('among these manifests');
  });

  test('replaces the warnings about MIC without NMI', async () => {
    const { error } = await command(['check', folder.write('mic.yaml', MIC)]);
    expect(error).not.toContain('no NMI');
  });
});

test('docs/checks.md says the levels', () => {
  const text = readFileSync(join('docs', 'checks.md'), 'utf8').replace(/ +\|/g, ' |');
  expect(text).toContain(`3 labels have no binding ${NOTE}`);
  expect(text).toContain(
    '| have something similar | one level lower: a warning instead of an error, an info instead of a warning |',
  );
});

test('the plugin of cdk8s-cli puts it beside the number of findings', async () => {
  const submitted: object[] = [];
  await new AadPodIdentityValidation().validate({
    manifests: [folder.write('plugin.yaml', WORKLOAD)],
    metadata: {},
    report: { addViolation: () => undefined, submit: (...args) => void submitted.push(args) },
  });
  expect(submitted).toEqual([['success', { Findings: 'No findings', Elsewhere: `1 label has no binding ${NOTE}` }]]);
});
