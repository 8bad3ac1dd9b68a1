import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { admit, type Manifest, Manifests, MigrationStage, Mode, simulate } from '../../lib';
import { differenceOf } from '../../lib/simulation/difference';
import { IDENTITIES_ANNOTATION, identitiesIn } from '../../lib/upstream/federation';
import { TENANT_ID } from '../support/ids';
import { PARITY, parityTest } from '../support/parity';
import { changedLines, rewrittenText } from '../support/rewritten';

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;
const FAMILIES = ['assignments', 'tokens', 'webhook'];
const casesOf = (family: string) =>
  existsSync(join(PARITY, family)) ? readdirSync(join(PARITY, family)).sort() : ['(absent)'];

/** The lines that a stage may add to a file in block style. */
const ADDED = [
  /^\+ *azure\.workload\.identity\/use: "true"$/,
  /^\+ *azure\.workload\.identity\/inject-proxy-sidecar: "true"$/,
  /^\+ *serviceAccountName: "?[\w.-]+"?$/,
  /^\+ *annotations:$/,
  /^\+ *labels:$/,
  /^\+ *aad-pod-identity\.federation\/(?:identities|rewritten): .*$/,
  /^\+ *azure\.workload\.identity\/(?:client-id|tenant-id): .*$/,
  /^\+(?:---|apiVersion: v1|kind: ServiceAccount|metadata:| {2}name: "?[\w.-]+"?| {2}namespace: [\w.-]+)$/,
];
const REMOVED = [/^- *aadpodidbinding: .*$/];
const isAllowed = (line: string) => [...ADDED, ...REMOVED].some((pattern) => pattern.test(line));

/** Who may use which client id by pod identity, and by federation with the ServiceAccount. */
function accessOf(text: string) {
  const manifests = Manifests.fromText('cluster.yaml', text);
  const accounts = new Map<string, Manifest>();
  for (const object of manifests.objects) {
    if (object.kind === 'ServiceAccount') accounts.set(`${object.namespace}/${object.name}`, object);
  }
  const byFederation = (namespace: string, account: string) => {
    const annotation = accounts.get(`${namespace}/${account}`)?.at(['metadata', 'annotations', IDENTITIES_ANNOTATION]);
    return typeof annotation === 'string' ? (identitiesIn(annotation) ?? []).map(({ clientId }) => clientId) : [];
  };
  const byPodIdentity = new Map(
    simulate(manifests).workloads.map(({ kind, namespace, name, identities }) => [
      `${kind} ${namespace}/${name}`,
      identities.map(({ clientID }) => clientID),
    ]),
  );
  return new Map(
    manifests.objects.flatMap((object) => {
      const spec = ['jobTemplate', 'template', '']
        .map((at) =>
          object.at(
            at === 'jobTemplate' ? ['spec', at, 'spec', 'template', 'spec'] : at ? ['spec', at, 'spec'] : ['spec'],
          ),
        )
        .find((one) => typeof one === 'object' && one !== null && 'containers' in one) as
        | { serviceAccountName?: string }
        | undefined;
      if (!spec) return [];
      const bound = byPodIdentity.get(object.title) ?? [];
      const federated = byFederation(object.namespace, spec.serviceAccountName ?? 'default');
      return [[object.title, { bound: sorted(bound), federated: sorted(federated) }] as const];
    }),
  );
}

const sorted = (ids: readonly string[]) => [...new Set(ids.map((id) => id.toLowerCase()))].sort();

/** Objects that the API server refuses: `assignments` refuses them, too. */
const REFUSED = ['webhook/034'];

for (const family of FAMILIES) {
  describe(family, () => {
    for (const name of casesOf(family)) {
      parityTest(`${family}/${name}`, () => {
        const original = readFileSync(join(PARITY, family, name, 'cluster.yaml'), 'utf8');
        if (REFUSED.includes(`${family}/${name}`)) {
          expect(() => rewrittenText(original, { to: DUAL })).toThrow('The API server refuses the object');
          return;
        }
        const before = accessOf(original);
        let text = original;
        const answer = (one: string) => simulate(Manifests.fromText('cluster.yaml', one));
        const expectSameAccess = (one: string) => {
          const { gained, lost } = differenceOf(answer(original), answer(one));
          expect({ gained, lost }).toEqual({ gained: [], lost: [] });
        };
        for (const to of [DUAL, PROXY, DUAL]) {
          const found = rewrittenText(text, { to });
          expect(rewrittenText(found.text, { to }).files).toEqual([]);
          expect(changedLines(original, found.text).filter((line) => !isAllowed(line))).toEqual([]);
          checkAccess(
            before,
            found.text,
            found.changed.map(({ title }) => title),
          );
          checkPods(
            found.text,
            found.changed.map(({ title }) => title),
          );
          expectSameAccess(found.text);
          text = found.text;
        }
        for (const settings of [{ forceNamespaced: true }, { mode: Mode.MANAGED }]) {
          const answerIn = (one: string) => simulate(Manifests.fromText('cluster.yaml', one), settings);
          const dual = rewrittenText(original, { to: DUAL }, settings).text;
          for (const one of [dual, rewrittenText(dual, { to: WORKLOAD_IDENTITY }, settings).text]) {
            const { gained, lost } = differenceOf(answerIn(original), answerIn(one));
            expect({ gained, lost }).toEqual({ gained: [], lost: [] });
          }
        }
        const back = rewrittenText(text, { to: POD_IDENTITY });
        expect(rewrittenText(back.text, { to: POD_IDENTITY }).files).toEqual([]);
        for (const one of [text, back.text]) {
          expect(rewrittenText(one, { to: POD_IDENTITY, isFinal: true }).text).toBe(original);
        }
        const last = rewrittenText(text, { to: WORKLOAD_IDENTITY });
        expect(rewrittenText(last.text, { to: WORKLOAD_IDENTITY }).files).toEqual([]);
        checkPods(
          last.text,
          last.changed.map(({ title }) => title),
        );
        checkLines(text, last);
        expectSameAccess(last.text);
        // Old pods need the objects of pod identity until the roll-out is over.
        expect(last.removed).toEqual([]);
        const after = accessOf(last.text);
        for (const title of before.keys()) {
          const { bound = [], federated = [] } = after.get(title) ?? {};
          const was = before.get(title);
          expect([title, sorted([...bound, ...federated])]).toEqual([
            title,
            sorted([...(was?.bound ?? []), ...(was?.federated ?? [])]),
          ]);
        }
        const retired = rewrittenText(last.text, { to: WORKLOAD_IDENTITY, isFinal: true });
        expectSameAccess(retired.text);
        checkLines(last.text, retired);
        expect(rewrittenText(retired.text, { to: WORKLOAD_IDENTITY, isFinal: true }).files).toEqual([]);
        // Those whose exception is for the label stay at dual, from where they can go back.
        const isStuck = last.left.some(({ reason }) => reason.startsWith('AzurePodIdentityException'));
        const final = rewrittenText(last.text, { to: POD_IDENTITY, isFinal: true });
        if (!isStuck) expect(final.text).toBe(last.text);
        else expect(final.left.length + final.changed.length).toBeGreaterThan(0);
      });
    }
  });
}

function checkAccess(before: ReturnType<typeof accessOf>, text: string, changed: readonly string[]) {
  for (const [title, { bound, federated }] of accessOf(text)) {
    const was = before.get(title);
    expect([title, bound]).toEqual([title, was?.bound]);
    if (changed.includes(title)) expect([title, federated]).toEqual([title, was?.bound]);
    else expect([title, federated]).toEqual([title, federated.length === 0 ? [] : was?.bound]);
  }
}

/** The webhook admits the pods of all that were rewritten, and gives them one of the identities of their account. */
function checkPods(text: string, changed: readonly string[]) {
  const admitted = admit(Manifests.fromText('cluster.yaml', text), { tenantId: TENANT_ID });
  for (const { kind, namespace, name, called, refused } of admitted) {
    if (!changed.includes(`${kind} ${namespace}/${name}`)) continue;
    expect([name, called, refused]).toEqual([name, true, undefined]);
  }
}

/** At the last stage, only the label and whole objects of pod identity are removed. */
function checkLines(before: string, { text, removed }: ReturnType<typeof rewrittenText>) {
  const lines = changedLines(before, text).filter((line) => line.startsWith('-') && !isAllowed(line));
  const ofRemoved = new Set(removed.flatMap((one) => [...linesOf(one), '---']));
  expect(lines.filter((line) => !ofRemoved.has(line.slice(1)) && !/^- {4}aad-pod-identity/.test(line))).toEqual([]);
}

/** The lines of an object until the next document. */
function linesOf(object: Manifest): string[] {
  const lines: string[] = [];
  for (let line = object.line; object.lineAt(line) !== '---' && lines.length < 40; line++)
    lines.push(object.lineAt(line));
  return lines;
}
