import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toHaveNoIdentityFindings } from '../../lib/testing/jest';
import { Scratch } from '../support/scratch';

const CHARTS = `
const chartWithIdentity = (id) => {
  const chart = new Chart(new App(), id, { namespace: 'shop' });
  const identity = AzureIdentity.userAssigned(chart, 'orders', {
    resourceId: '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
    clientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
  });
  new AzureIdentityBinding(chart, 'one', { identity, metadata: { name: 'one' } });
  return { chart, identity };
};
const { chart: right } = chartWithIdentity('right');
const { chart: wrong, identity } = chartWithIdentity('wrong');
new AzureIdentityBinding(wrong, 'two', { identity, metadata: { name: 'two' } });
`;
const REQUIRES = `
const { App, Chart } = require('cdk8s');
const { AzureIdentity, AzureIdentityBinding } = require('cdk8s-aad-pod-identity');
require('cdk8s-aad-pod-identity/jest');
`;
const TESTS = `
test('right', () => expect(right).toHaveNoIdentityFindings());
test('the whole app', () => expect(right.node.root).toHaveNoIdentityFindings({ failOn: 'error', namespace: 'shop' }));
test('not', () => expect(wrong).not.toHaveNoIdentityFindings());
test('suppressed', () => expect(wrong).toHaveNoIdentityFindings({
  suppressions: [{ rule: 'duplicate-binding', object: 'shop/two', reason: 'later' }],
}));
`;

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
});
afterAll(() => scratch.remove());

function jest(file: string, code: string, ...args: string[]) {
  scratch.write(file, code);
  const { status, stderr } = scratch.jest(file, ...args);
  return { status, output: stderr };
}

describe('cdk8s-aad-pod-identity/jest', () => {
  test('adds the matcher to the global expect', () => {
    expect(jest('globals.test.cjs', REQUIRES + CHARTS + TESTS)).toMatchObject({
      status: 0,
      output: expect.stringContaining('4 passed'),
    });
  });

  test('adds it to that of @jest/globals, when there is no other', () => {
    const code = `const { expect, test } = require('@jest/globals');${REQUIRES}${CHARTS}${TESTS}`;
    expect(jest('imported.test.cjs', code, '--injectGlobals=false')).toMatchObject({
      status: 0,
      output: expect.stringContaining('4 passed'),
    });
  });

  test('reports the construct, the field and the rule', () => {
    const code = `${REQUIRES}${CHARTS}test('wrong', () => expect(wrong).toHaveNoIdentityFindings());`;
    const { status, output } = jest('wrong.test.cjs', code);
    expect(status).toBe(1);
    expect(output).toContain('expected wrong to have no findings, but:');
    expect(output).toContain('duplicate-binding  AzureIdentityBinding shop/two, spec, construct wrong/two');
  });

  test('a negated one that fails, and something that is not a chart', () => {
    const code = `${REQUIRES}${CHARTS}
      test('not', () => expect(right).not.toHaveNoIdentityFindings());
      test('text', () => expect('chart').toHaveNoIdentityFindings());`;
    const { status, output } = jest('negated.test.cjs', code);
    expect(status).toBe(1);
    expect(output).toContain('expected right to have findings, and there are none');
    expect(output).toContain('toHaveNoIdentityFindings: expected a chart or an app, got a string');
  });

  test.each([
    ['@jest/globals', "import { expect } from '@jest/globals';", 'node'],
    ['@types/jest', '', 'node,jest'],
  ])('has types with %s', (_which, line, types) => {
    const code = `${line}
      import { Chart } from 'cdk8s';
      import { FailOn } from 'cdk8s-aad-pod-identity';
      import 'cdk8s-aad-pod-identity/jest';
      declare const chart: Chart;
      expect(chart).toHaveNoIdentityFindings();
      expect(chart).not.toHaveNoIdentityFindings({ failOn: FailOn.ERROR, wholeCluster: true });
      // @ts-expect-error: there is no such severity
      expect(chart).toHaveNoIdentityFindings({ failOn: 'note' });`;
    scratch.write('types.ts', code);
    const options = ['--module', 'node16', '--strict', '--skipLibCheck', '--noEmit', '--types', types];
    expect(scratch.tsc(...options, 'types.ts')).toEqual({ status: 0, output: '' });
  });

  test('can be given to another expect', () => {
    expect(() => toHaveNoIdentityFindings(undefined)).toThrow('expected a chart or an app, got nothing');
  });
});
