import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckOptions, type ManifestMap, Manifests, type YamlValue } from '../../lib';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { MIC, NMI } from '../../lib/checks/examples/controller-examples';
import {
  BINDING,
  documents,
  IDENTITY,
  changed as replaced,
  WORKLOAD,
} from '../../lib/checks/examples/custom-resource-examples';
import { JOB } from '../../lib/checks/examples/job-examples';
import type { PlacedFinding } from '../../lib/checks/finding';
import { reportOn } from '../../lib/checks/report-on';
import { applyFix } from '../support/apply-fix';
import { runs } from '../support/size';

type Objects = readonly ManifestMap[];

/** Replaces a part, which must be there. */
function changed(text: string, from: string | RegExp, to: string): string {
  const [part] = (typeof from === 'string' ? undefined : from.exec(text)) ?? [from];
  return replaced(text, String(part), to);
}

/** The CronJob of a Job. */
const asCronJob = (job: string) => {
  const [head = '', spec = ''] = job.replace('kind: Job', 'kind: CronJob').split('\nspec:\n');
  return `${head}\nspec:\n  schedule: 0 4 * * *\n  jobTemplate:\n    spec:\n${spec.replace(/^(?=.)/gm, '    ')}`;
};

const asYaml = (objects: Objects) => objects.map((object) => JSON.stringify(object, null, 2)).join('\n---\n');
const readFrom = (text: string) => Manifests.fromText('cluster.yaml', text);
const objectsOf = (text: string) => structuredClone(readFrom(text).objects.map(({ value }) => value)) as ManifestMap[];

/** What is found in each object. */
function foundIn(objects: Objects, options: CheckOptions = {}): PlacedFinding[][] {
  const manifests = readFrom(asYaml(objects));
  const { findings } = reportOn(manifests, options);
  return manifests.objects.map((object) => findings.filter((one) => one.object === object));
}

const idOf = ({ finding: { rule, path } }: PlacedFinding) => `${rule} ${path}`;
const rulesOf = (findings: readonly PlacedFinding[]) => findings.map(({ finding }) => finding.rule);

/** Rules about what else is there, or not: what they find can come to light when an object is read at last. */
const ABOUT_OTHERS = [
  ...['binding-without-workload', 'binding-in-other-namespace', 'duplicate-binding', 'duplicate-object'],
  ...['identity-without-binding', 'label-without-binding', 'secret-in-other-namespace', 'secret-missing'],
  'standard-without-mic',
];
/** Rules about other fields of an object that was not read before, or whose pods had no identity. */
const ABOUT_OTHER_FIELDS = [
  ...['client-id-missing', 'client-id-not-named', 'finished-pods-keep-identity', 'probe-port-differs'],
  'refused-by-api-server',
  // Of pods that have the label of Workload Identity once it is mended.
  ...['client-id-differs-from-account', 'client-secret-beside-token', 'federated-credential-missing'],
  ...['init-container-before-proxy', 'proxy-forbidden-by-pod-security', 'proxy-on-host-network', 'proxy-on-job'],
  ...['proxy-port-taken', 'proxy-with-other-user', 'service-account-is-default', 'service-account-missing'],
  ...['service-account-without-client-id', 'skip-containers-unknown', 'token-written-out-beside-label'],
];

/** What is wrong after a fix: new findings of the object, and the finding itself when it is still there. */
function wrongAfter(objects: Objects, options: CheckOptions = {}, hidden: readonly string[] = []): string[] {
  const before = foundIn(objects, options);
  return before.flatMap((findings, i) =>
    findings
      .filter(({ finding }) => finding.fix !== undefined)
      .flatMap((placed) => {
        const { finding, fixAt } = placed;
        const fixed = structuredClone(objects) as ManifestMap[];
        applyFix(fixed[i] as ManifestMap, finding);
        const after = foundIn(fixed, options)[i] ?? [];
        const known = [...rulesOf(findings), ...hidden];
        const fresh = after.filter(({ finding: { rule } }) => !known.includes(rule));
        const count = (all: readonly PlacedFinding[]) => all.filter((one) => idOf(one) === idOf(placed)).length;
        const stays = count(after) >= count(findings);
        if (fresh.length === 0 && !stays) return [];
        return [`${finding.rule}: write ${fixAt}: ${finding.fix} -> ${stays ? 'stays' : `new: ${rulesOf(fresh)}`}`];
      }),
  );
}

const examples = ALL_RULES.map((rule) => [rule.id, rule] as const);

describe('writing what a finding says', () => {
  test.each(examples)('%s: removes it and gives no other of the same object', (_id, { bad, options }) => {
    for (const wholeCluster of [false, true]) {
      const hidden = wholeCluster ? ABOUT_OTHERS : [];
      expect(wrongAfter(objectsOf(bad), { ...options, wholeCluster }, hidden)).toEqual([]);
    }
  });

  test.each(examples)('%s: is not the line that is there', (_id, { bad, options }) => {
    for (const { finding, excerpt } of reportOn(readFrom(bad), options).findings) {
      if (finding.fix === undefined || finding.fixIn !== undefined) continue;
      expect(excerpt?.text.trim()).not.toBe(finding.fix.trim());
    }
  });

  test.each(examples)('%s: the same with flags and their values as two arguments', (_id, { bad, options }) => {
    const objects = objectsOf(bad);
    for (const object of objects) splitFlags(object);
    expect(wrongAfter(objects, options, [...ABOUT_OTHERS, ...ABOUT_OTHER_FIELDS])).toEqual([]);
  });

  const onIdentity = (yaml: string) => documents(changed(IDENTITY, / {2}annotations:\n.*\n/, yaml), BINDING);
  test.each<[rule: string, text: string, fixAt: string, fix: string]>([
    [
      'finished-pods-keep-identity',
      documents(IDENTITY, BINDING, asCronJob(changed(JOB, '  ttlSecondsAfterFinished: 600\n', ''))),
      'in spec.jobTemplate.spec (line 30)',
      'ttlSecondsAfterFinished: 3600',
    ],
    [
      'metadata-header-missing',
      documents(
        IDENTITY,
        BINDING,
        changed(
          WORKLOAD,
          'image: registry.example/orders:1\n',
          'image: registry.example/orders:1\n          livenessProbe: { httpGet: { host: 169.254.169.254, port: 80, httpHeaders: [{ name: a, value: b }] } }\n',
        ),
      ),
      'in spec.template.spec.containers[0].livenessProbe.httpGet.httpHeaders (line 40)',
      '- name: Metadata\n  value: "true"',
    ],
    [
      'behavior-without-effect',
      onIdentity('  labels:\n    aadpodidentity.k8s.io/Behavior: namespaced\n'),
      'in metadata.annotations',
      'aadpodidentity.k8s.io/Behavior: namespaced',
    ],
    [
      'nmi-without-node',
      changed(NMI, / {12}- name: NODE_NAME\n(?: {14}.*\n)+/, ''),
      'in spec.template.spec.containers[0].env (line 24)',
      '- name: NODE_NAME\n  valueFrom:\n    fieldRef:\n      fieldPath: spec.nodeName',
    ],
    [
      'nmi-without-node',
      changed(NMI, '--node=$(NODE_NAME)', '--node=a'),
      'instead of line 22',
      '- --node=$(NODE_NAME)',
    ],
    [
      'mic-without-namespace',
      changed(MIC, 'name: MIC_POD_NAMESPACE', 'name: MIC_POD_NAMESPCE'),
      'instead of line 23',
      'name: MIC_POD_NAMESPACE',
    ],
    [
      'label-on-workload',
      documents(
        IDENTITY,
        BINDING,
        changed(WORKLOAD, / {4}metadata:\n {6}labels:\n.*\n.*\n/, '')
          .replace('  namespace: shop\n', '  namespace: shop\n  labels: { aadpodidbinding: "7" }\n')
          .replace('selector: orders', 'selector: "7"'),
      ),
      'in spec.template.metadata.labels',
      'aadpodidbinding: "7"',
    ],
  ])('%s: more of it', (rule, text, fixAt, fix) => {
    const all = reportOn(readFrom(text)).findings.filter(({ finding }) => finding.rule === rule);
    expect(all.map((one) => [one.fixAt, one.finding.fix])).toEqual([[fixAt, fix]]);
    expect(wrongAfter(objectsOf(text), {}, ['label-without-binding'])).toEqual([]);
  });

  test('a flag with its value behind it has no line to write, which would leave the value', () => {
    const split = changed(
      MIC,
      '          env:\n',
      '            - --syncRetryDuration\n            - "3600"\n          env:\n',
    );
    const found = reportOn(readFrom(split)).findings.find(({ finding }) => finding.rule === 'duration-without-unit');
    expect(found?.finding.message).toContain('3600');
    expect(found?.finding).not.toHaveProperty('fix');
  });

  const odd: readonly YamlValue[] = [null, '', ' x', 'X', 'shop', 'default', '0', 0, 5, true, [], {}, 'orders'];

  test('the same in manifests with more mistakes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...examples.map(([, rule]) => rule)),
        fc.constantFrom(...examples.map(([, rule]) => rule)),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom<YamlValue | undefined>(undefined, ...odd)), { maxLength: 2 }),
        fc.boolean(),
        fc.boolean(),
        ({ bad, options }, other, isBoth, changes, isSplit, wholeCluster) => {
          const objects = [...objectsOf(bad), ...(isBoth ? objectsOf(other.bad) : [])];
          for (const [at, value] of changes) spoil(objects, at, value);
          if (isSplit) for (const object of objects) splitFlags(object);
          const valid = objects.filter(({ apiVersion, kind }) => isName(apiVersion) && isName(kind));
          const all = { ...(isBoth ? other.options : {}), ...options, wholeCluster };
          expect(wrongAfter(valid, all, [...ABOUT_OTHERS, ...ABOUT_OTHER_FIELDS])).toEqual([]);
        },
      ),
      { numRuns: runs(1000), seed: 14 },
    );
  });
});

const isName = (value: YamlValue | undefined) => typeof value === 'string' && /^[A-Za-z]/.test(value);

/** Puts a value in place of the one that comes at some count, or removes that. */
function spoil(objects: ManifestMap[], at: number, value: YamlValue | undefined): void {
  const places: (() => void)[] = [];
  const visit = (parent: YamlValue): void => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [key, item] of Object.entries(parent)) {
      places.push(() => {
        const map = parent as ManifestMap;
        if (value !== undefined) map[key] = structuredClone(value);
        else if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else delete map[key];
      });
      visit(item);
    }
  };
  for (const object of objects) visit(object);
  places[at % places.length]?.();
}

/** `--flag=value` as two arguments. */
function splitFlags(value: YamlValue): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'args' && Array.isArray(item)) {
      const args = item.flatMap((arg) =>
        typeof arg === 'string' && /^--\w[\w-]*=/.test(arg) ? arg.split(/=(.*)/s, 2) : [arg],
      );
      item.splice(0, item.length, ...(args as YamlValue[]));
    } else splitFlags(item);
  }
}
