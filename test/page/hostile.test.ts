import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, oneof, string } from 'fast-check';
import type { Page } from 'playwright-core';
import type { PageContent } from '../../lib/page/content';
import { page as written } from '../../lib/page/page';
import { anyCharacter } from '../support/any-character';
import { browserTest, smokeTest } from '../support/browser-test';
import { readPage } from '../support/page-reader';
import { Pages } from '../support/pages';
import { runs } from '../support/size';

const pages = new Pages();

const BAITS = [
  ...['<script>alert(1)</script>', '</script><script>alert(2)</script>', '<!--<script>', '-->', ']]>', '</title>'],
  ...[
    '<img src=x onerror=alert(3)>',
    '"><svg onload=alert(4)>',
    "' onmouseover='alert(5)",
    '<style>*{display:none}</style>',
  ],
  ...[
    '<iframe srcdoc="<script>alert(6)</script>">',
    '<base href=//evil.example>',
    '<link rel=stylesheet href=//evil.example>',
  ],
  ...[
    'javascript:alert(7)',
    '&lt;b&gt;',
    '&#60;i&#62;',
    '\\u003cscript>',
    `\`\${alert(8)}\``,
    '{{alert(9)}}',
    '</pre></main>',
  ],
  ...[
    '__proto__',
    'constructor',
    '\u202egnp',
    '\u2028',
    '\u0000',
    '\u200b',
    '\ud800',
    '\udc00',
    '\u{1f600}',
    '/',
    ':',
    '\t',
    '\r\n',
  ],
];
const hostile = array(oneof(constantFrom(...BAITS), string({ unit: anyCharacter, maxLength: 6 })), {
  minLength: 1,
  maxLength: 4,
}).map((parts) => parts.join(''));
/** As many as a page of each kind asks for, all different. */
const texts = array(hostile, { minLength: 60, maxLength: 60 }).map((all) => all.map((text, i) => `${text}${i}`));

/** A page with a text at every place. */
function contentOf(kind: PageContent['kind'], all: readonly string[]): PageContent {
  let used = 0;
  const next = () => all[used++ % all.length] as string;
  const [namespace, binding, clientID, label] = [next(), next(), next(), next()];
  const identity = () => ({ namespace: next(), name: next(), clientID, binding, assignedIn: next() });
  const federated = () => ({
    clientID: next(),
    via: 'proxy' as const,
    subject: `system:serviceaccount:${next()}`,
    resourceID: next(),
  });
  const workload = () => ({
    kind: next(),
    namespace,
    name: next(),
    file: next(),
    line: 1,
    label,
    excepted: false,
    serviceAccount: next(),
  });
  const object = next();
  return {
    kind,
    paths: [next(), next()],
    settings: [{ mode: next(), forceNamespaced: false, words: next(), incomplete: [next()] }],
    remarks: [next()],
    workloads: [
      { ...workload(), identities: [identity(), federated()], notes: [next()] },
      { ...workload(), identities: [], notes: [next()], refused: next(), related: [object] },
      { ...workload(), identities: [identity()], bypass: 'exception', bypassWords: next() },
    ],
    ...(kind === 'difference' && {
      workloads: [
        {
          ...{ kind: next(), namespace, name: next(), identities: [], label },
          accesses: [
            { identity: identity(), change: 'changed' as const, before: { identity: identity() }, words: next() },
            { identity: federated(), change: 'lost' as const },
          ],
        },
      ],
    }),
    ...(kind === 'check' && {
      findings: [
        {
          ...{
            rule: next(),
            severity: 'error',
            object,
            file: next(),
            line: 1,
            column: 2,
            path: next(),
            message: next(),
          },
          ...{ suggestion: next(), suggestionIn: next(), suggestionAt: next(), field: next(), reason: next() },
          excerpt: { text: next(), caret: 2, length: 3 },
        },
      ],
    }),
    ...(kind === 'plan' && {
      workloads: [
        {
          ...{ ...workload(), identities: [{ clientID: next(), kind: next(), identity: next(), tenantID: next() }] },
          step: {
            stage: next(),
            next: next(),
            why: next(),
            subject: next(),
            blockers: [{ problem: next(), advice: next() }],
            remarks: [next()],
          },
        },
      ],
      plan: {
        ...{ blocked: true, others: 1 },
        identities: [
          {
            ...{
              identity: next(),
              kind: next(),
              clientID: next(),
              credentials: 1,
              most: 20,
              exact: true,
              blockers: [],
              remarks: [next()],
            },
            needed: [{ subject: next(), known: true, workloads: [next()] }],
            others: [{ name: next(), issuer: next(), subject: next() }],
          },
        ],
        companions: [
          {
            kind: next(),
            namespace: next(),
            name: next(),
            file: next(),
            line: 1,
            field: next(),
            found: next(),
            changes: [{ field: next(), value: next() }],
            remark: next(),
          },
        ],
        openEnds: [{ place: next(), problem: next(), advice: next() }],
        phases: [{ title: next(), action: next(), objects: [next()], gate: next(), wayBack: next() }],
      },
    }),
  };
}

/** Opens everything there is, and returns the elements at each step, and names of attributes. Spans depend on the text. */
async function tour(page: Page, content: PageContent): Promise<unknown> {
  const file = join(pages.folder, 'page.html');
  writeFileSync(file, [...written(content)].join(''));
  await page.goto(pathToFileURL(file).href);
  // All of it in the page: a call of it for each step would take longer than the steps.
  return page.evaluate(`(async () => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const elements = () => ({
      names: all('*:not(span)').map((one) => one.localName).sort(),
      attributes: [...new Set(all('*').flatMap((one) => one.getAttributeNames()))].sort(),
    });
    const settled = () => new Promise((done) => setTimeout(done));
    const steps = [elements()];
    const only = document.getElementById('only');
    if (only?.checked) only.click();
    await settled();
    const { length } = all('.thing');
    for (let i = 0; i < length; i++) {
      all('.thing')[i].click();
      await settled();
      steps.push(elements());
    }
    dispatchEvent(new Event('beforeprint'));
    await settled();
    steps.push(elements());
    return steps;
  })()`);
}

const harmless = Array.from({ length: 60 }, (_, i) => `n${i}`);

describe.each(['assignments', 'difference', 'check', 'plan'] as const)('hostile text on a page of %s', (kind) => {
  browserTest(
    'is text: nothing runs, nothing is asked for, no element is added',
    async () => {
      const page = await pages.tab();
      const expected = sortedSteps(await tour(page, contentOf(kind, harmless)));
      await assert(
        asyncProperty(texts, async (all) => {
          pages.trouble.length = 0;
          const content = contentOf(kind, all);
          expect(sortedSteps(await tour(page, content))).toEqual(expected);
          const { workloads } = await readPage(page);
          expect(workloads.map(({ fields }) => fields.name).sort()).toEqual(
            content.workloads.map(({ name }) => name).sort(),
          );
          expect(pages.trouble).toEqual([]);
        }),
        { numRuns: runs(50) },
      );
    },
    600_000,
  );
});

/** Things come in the order of their texts. */
const sortedSteps = (steps: unknown) => (steps as unknown[]).map((step) => JSON.stringify(step)).sort();

smokeTest('hostile manifests, files and paths reach the page as text', async () => {
  const bait = `<img src=x onerror=alert(1)>"'&`;
  const file = join(pages.folder, `${bait}.yaml`);
  writeFileSync(
    file,
    `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec: {type: 0, resourceID: "/subscriptions/x/resourceGroups/${bait.replaceAll('"', '\\"')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/o", clientID: "</script>${bait.replaceAll('"', '\\"')}"}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders, namespace: shop}
spec: {azureIdentity: orders, selector: orders}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {aadpodidbinding: orders}}
spec: {containers: [{name: main, image: x}]}
`,
  );
  pages.trouble.length = 0;
  for (const args of [
    ['assignments', file],
    ['check', file],
    ['migrate', 'plan', file],
  ]) {
    const page = await pages.open(args);
    expect(
      (await readPage(page)).workloads.map(({ fields, accesses }) => [fields.file, accesses[0]?.identity?.clientID]),
    ).toEqual([[file, `</script>${bait}`]]);
    expect(await page.locator('img, svg[onload]').count()).toBe(0);
  }
  expect(pages.trouble).toEqual([]);
});
