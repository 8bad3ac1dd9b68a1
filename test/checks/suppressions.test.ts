import { afterAll, describe, expect, test } from '@jest/globals';
import { type CheckOptions, check, type Finding, Manifests } from '../../lib';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { reportOn } from '../../lib/checks/report-on';
import { matcherOf, SUPPRESSION_PREFIX } from '../../lib/checks/suppressions/suppression';
import { QUALIFIED_NAME } from '../../lib/validate/kubernetes-names';
import { identity, manifests, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';

const RULE = 'identity-type-unknown';
const folder = new Folder();
afterAll(() => folder.remove());

const wrong = (name: string, annotations: object = {}) => identity('shop', name, { type: 7 }, { annotations });
const suppressed = (reason: unknown) => wrong('orders', { [`${SUPPRESSION_PREFIX}${RULE}`]: reason });
const OF_SUPPRESSIONS = [RULE, 'unused-suppression', 'suppression-without-reason'];
/** The findings that these tests are about. */
const rulesOf = (findings: readonly Finding[]) =>
  findings
    .map(({ rule, path }) => `${rule} ${path}`)
    .filter((text) => OF_SUPPRESSIONS.includes(text.split(' ')[0] ?? ''));
const found = (objects: object[], options: CheckOptions = {}) => rulesOf(check(manifests(...objects), options));
const ANNOTATION = `/metadata/annotations/aad-pod-identity.checks~1${RULE}`;

describe('an annotation', () => {
  test('suppresses on its object, not on others', () => {
    expect(found([suppressed('the type is new')])).toEqual([]);
    expect(found([suppressed('the type is new'), wrong('other')])).toEqual([`${RULE} /spec/type`]);
  });

  test('without a reason suppresses nothing, and is a finding', () => {
    for (const reason of ['', '  ', true, null]) {
      expect(found([suppressed(reason)])).toContain(`${RULE} /spec/type`);
    }
    expect(found([suppressed(' ')])).toContain(`suppression-without-reason ${ANNOTATION}`);
  });

  test('that no finding needs is a finding', () => {
    const objects = [{ ...suppressed('once'), spec: { ...suppressed('').spec, type: 0 } }];
    expect(found(objects)).toEqual([`unused-suppression ${ANNOTATION}`]);
    expect(check(manifests(...objects)).find(({ rule }) => rule === 'unused-suppression')).toMatchObject({
      severity: 'warning',
      object: 'AzureIdentity shop/orders',
      line: 8,
    });
  });

  test('of a rule that there is not names the one that was meant', () => {
    const [finding] = check(manifests(wrong('a', { [`${SUPPRESSION_PREFIX}identity-type-unknwon`]: 'b' }))).filter(
      ({ rule }) => rule === 'unused-suppression',
    );
    expect(finding?.message).toBe(
      'There is no rule "identity-type-unknwon". The suppression has no effect. Write identity-type-unknown.',
    );
  });

  test('cannot suppress what is said about suppressions', () => {
    const key = `${SUPPRESSION_PREFIX}unused-suppression`;
    expect(found([identity('shop', 'a', {}, { annotations: { [key]: 'because' } })])).toEqual([
      'unused-suppression /metadata/annotations/aad-pod-identity.checks~1unused-suppression',
    ]);
  });

  test('has a key that the API server takes, for every rule', () => {
    for (const { id } of ALL_RULES) expect(QUALIFIED_NAME.accepts(`${SUPPRESSION_PREFIX}${id}`)).toBe(true);
  });
});

describe('an entry', () => {
  const entry = (object: string, reason = 'meant', rule = RULE) => ({ suppressions: [{ rule, object, reason }] });

  test.each(['AzureIdentity shop/orders', 'shop/orders', 'AzureIdentity shop/*', '*/*', 'Azure* */ord*s'])(
    '%s suppresses',
    (object) => {
      expect(found([wrong('orders')], entry(object))).toEqual([]);
    },
  );

  test.each([
    'AzureIdentity shop/order',
    'AzureIdentityBinding shop/orders',
    'AzureIdentity orders',
    'shop/*x',
    '* orders',
  ])('%s does not, and is a finding', (object) => {
    expect(found([wrong('orders')], entry(object)).sort()).toEqual([
      `${RULE} /spec/type`,
      'unused-suppression /suppressions/0',
    ]);
  });

  test('without a reason suppresses nothing, and is a finding', () => {
    expect(found([wrong('orders')], entry('*/*', ' ')).sort()).toEqual([
      `${RULE} /spec/type`,
      'suppression-without-reason /suppressions/0',
    ]);
  });

  test('with special characters of regular expressions means just these', () => {
    expect(matcherOf('A shop/a.b')('A shop/axb')).toBe(false);
    expect(matcherOf('A shop/a+(b')('A shop/a+(b')).toBe(true);
    expect(matcherOf('ClusterRole nmi')('ClusterRole nmi')).toBe(true);
  });
});

test('a suppression of a finding that only a whole cluster has is not unused, and what it is about is not counted', () => {
  const report = (rule: string, options: CheckOptions = {}) =>
    reportOn(
      manifests(identity('shop', 'orders', {}, { annotations: { [`${SUPPRESSION_PREFIX}${rule}`]: 'elsewhere' } })),
      options,
    );
  for (const options of [{}, { wholeCluster: true }]) {
    const { findings, note } = report('identity-without-binding', options);
    expect(findings.map(({ finding }) => finding.rule)).toEqual(['client-id-not-a-guid']);
    expect(note).toBeUndefined();
  }
  const { findings, note } = report('binding-without-workload');
  expect(findings.map(({ finding }) => finding.rule)).toEqual(['unused-suppression', 'client-id-not-a-guid']);
  expect(note).toMatch(/^1 identity has no binding among these manifests; /);
});

describe('what is suppressed', () => {
  const file = folder.write('orders.yaml', yaml(suppressed('the type is new'), wrong('other')));
  const config = folder.write(
    'checks.yaml',
    `# why\nsuppressions:\n  - rule: ${RULE}\n    object: shop/other\n    reason: old\n  - rule: ${RULE}\n    object: shop/gone\n    reason: old\n`,
  );
  const only = (report: { finding: Finding }[]) => report.filter(({ finding }) => finding.rule === RULE);

  test('is in no format unless it is asked for, but counted', async () => {
    const { out } = await command(['check', file]);
    expect(out).toContain('; 1 suppressed (--list-suppressed shows what and why)\n');
    expect(out).not.toContain('the type is new');
    expect(JSON.parse((await command(['check', file, '--format', 'json'])).out)).not.toHaveProperty('suppressed');
    expect((await command(['check', file, '--format', 'sarif'])).out).not.toContain('"suppressions"');
  });

  test('can be listed, with the reasons', async () => {
    const { out } = await command(['check', file, '--list-suppressed', '--config', config]);
    expect(out).toMatch(/^Suppressed\n\n.*orders\.yaml\n/m);
    expect(out).toContain('    reason: the type is new\n');
    expect(out).toContain('    reason: old\n');
    expect(out).toMatch(/; 2 suppressed\n2 identities have no binding among these manifests; [^\n]*\n$/);
    const args = ['check', file, '--list-suppressed', '--config', config, '--format'];
    const { suppressed: listed } = JSON.parse((await command([...args, 'json'])).out);
    expect(listed).toMatchObject([
      { rule: RULE, object: 'AzureIdentity shop/orders', reason: 'the type is new' },
      { rule: RULE, object: 'AzureIdentity shop/other', reason: 'old' },
    ]);
    const { results } = JSON.parse((await command([...args, 'sarif'])).out).runs[0];
    const kinds = results.flatMap(({ suppressions = [] }: { suppressions?: object[] }) => suppressions);
    expect(kinds).toEqual([
      { kind: 'inSource', justification: 'the type is new' },
      { kind: 'external', justification: 'old' },
    ]);
  });

  test('an entry of a file that suppresses nothing is found at its line', async () => {
    const { out, code } = await command(['check', file, '--config', config]);
    expect(code).toBe(2);
    expect(out).toContain(`checks.yaml\n  6:5  warning  unused-suppression  Suppression shop/gone, suppressions[1]\n`);
    expect(out).toContain(`    6 |   - rule: ${RULE}\n`);
  });

  test('is not among the findings', async () => {
    const one = folder.write('one.yaml', yaml(suppressed('the type is new')));
    expect(only(reportOn(Manifests.fromPaths([one])).suppressed as never)).toHaveLength(1);
    const { findings } = JSON.parse((await command(['check', one, '--format', 'json'])).out);
    expect(findings.filter(({ rule }: Finding) => rule === RULE)).toEqual([]);
  });
});
