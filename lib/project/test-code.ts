import { objectKey } from '../install/code/patch-code';
import { codeOf } from '../install/code/typescript';
import type { Manifest } from '../install/objects/manifests';
import { mapOf } from '../manifests/manifest';
import { API_GROUP } from '../upstream/api';
import { ACCESS } from './access';
import { BASELINE } from './frame';
import type { ProjectFile } from './project-file';

/**
 * The test of a project.
 *
 * @param access which workload may use which identity
 * @param hasBaseline whether findings are accepted in a file
 */
export function accessTest(access: readonly string[], hasBaseline: boolean): ProjectFile {
  const text = `import 'cdk8s-aad-pod-identity/jest';
import { expect, test } from '@jest/globals';
import { type App, Testing } from 'cdk8s';
import { assignmentsOf } from 'cdk8s-aad-pod-identity';
import { addCharts } from './main';

const app = Testing.app();
addCharts(app);

test('nothing fails silently', () => {
${findings(hasBaseline)}
});

// A change of this list is a change of access: review it.
test('which workload may use which identity', () => {
  expect(access(app)).toEqual(${listOf(access)});
});

${ACCESS}
`;
  return { path: 'main.test.ts', text };
}

/**
 * The test of a project that is an install only: without workloads that use identities, it says what each identity is, and
 * which pods get it.
 */
export function installTest(manifests: readonly Manifest[], hasBaseline: boolean): ProjectFile {
  const names = manifests.map(objectKey).sort();
  const granting = manifests.filter(({ apiVersion }) => apiVersion.startsWith(`${API_GROUP}/`));
  const specs = granting
    .map((one) => [objectKey(one), { ...mapOf(mapOf(one.metadata).annotations), ...one.spec }] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `import 'cdk8s-aad-pod-identity/jest';
import { expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { addCharts } from './main';

const app = Testing.app();
addCharts(app);
const objects = app.node.children.flatMap((chart) => (Chart.isChart(chart) ? chart.toJson() : []));

test('nothing fails silently', () => {
${findings(hasBaseline)}
});

// What the release consists of: an object that is not rendered any more would be deleted.
test('all objects of the release', () => {
  expect(objects.map(nameOf).sort()).toEqual(${listOf(names)});
});

// The identities, which pods get them, and which pods bypass NMI. A change here is a change of access: review it.
test('who gets which Azure identity', () => {
  const granting = objects.filter(({ apiVersion }) => apiVersion.startsWith('${API_GROUP}/'));
  const specs = granting.map((one) => [nameOf(one), { ...one.metadata.annotations, ...one.spec }]);
  expect(Object.fromEntries(specs)).toEqual(${codeOf(Object.fromEntries(specs), '  ')});
});

function nameOf({ kind, metadata }: { kind: string; metadata: { name: string; namespace?: string } }): string {
  return \`\${kind} \${metadata.namespace ?? ''}/\${metadata.name}\`;
}
`;
  return { path: 'main.test.ts', text };
}

/** One line each: reviewers see which one changes. */
function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? '[]' : `[\n${lines.map((line) => `    ${codeOf(line, '    ')},\n`).join('')}  ]`;
}

function findings(hasBaseline: boolean): string {
  if (!hasBaseline) return '  expect(app).toHaveNoIdentityFindings();';
  return `  // Without those that were there when the project began: ${BASELINE}.
  expect(app).toHaveNoIdentityFindings({ config: '${BASELINE}' });`;
}
