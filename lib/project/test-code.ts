import { codeOf } from '../install/code/typescript';
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
import { type App, Testing${hasBaseline ? ', Yaml' : ''} } from 'cdk8s';
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

/** The test of a project that is an install only. */
export function installTest(objects: readonly string[], hasBaseline: boolean): ProjectFile {
  const text = `import 'cdk8s-aad-pod-identity/jest';
import { expect, test } from '@jest/globals';
import { Chart, Testing${hasBaseline ? ', Yaml' : ''} } from 'cdk8s';
import { addCharts } from './main';

const app = Testing.app();
addCharts(app);

test('nothing fails silently', () => {
${findings(hasBaseline)}
});

// What the release consists of: an object that is not rendered any more would be deleted.
test('all objects of the release', () => {
  const objects = app.node.children.flatMap((chart) => (Chart.isChart(chart) ? chart.toJson() : []));
  const names = objects.map(({ kind, metadata }) => \`\${kind} \${metadata.namespace ?? ''}/\${metadata.name}\`);
  expect(names.sort()).toEqual(${listOf(objects)});
});
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
  const [baseline] = Yaml.load('${BASELINE}');
  expect(app).toHaveNoIdentityFindings(baseline);`;
}
