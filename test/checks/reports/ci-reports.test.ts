import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { FailOn } from '../../../lib/checks/fail-on';
import { reportOn } from '../../../lib/checks/report-on';
import { githubData, githubProperty, githubReport } from '../../../lib/checks/reports/github-report';
import { junitReport, xmlText } from '../../../lib/checks/reports/junit-report';
import { readWorkflowCommand } from '../../support/workflow-command';
import { readXml } from '../../support/xml';

const RIGHT = documents(IDENTITY, BINDING, WORKLOAD);
const WRONG = changed(RIGHT, 'type: 0', 'type: "0"');
const WARNED = changed(RIGHT, 'selector: orders\n', 'selector: orders\n  namespaced: true\n  weight: 1\n');
const ACCEPTED = changed(
  WARNED,
  'name: orders-binding\n',
  'name: orders-binding\n  annotations:\n    aad-pod-identity.checks/field-unknown: "later: 50%"\n',
);

const reportOf = (files: { readonly [file: string]: string }) =>
  reportOn(
    Manifests.fromSources(
      Object.entries(files).map(([file, text]) => ({ file, read: () => new TextEncoder().encode(text) })),
    ),
  );

describe('--format github', () => {
  const lines = (text: string, listsSuppressed = false, file = 'dist/shop.yaml') =>
    [...githubReport(reportOf({ [file]: text }), listsSuppressed)].join('').split('\n').slice(0, -1);

  test('is one command a finding, with its place, the rule, and what to write', () => {
    expect(lines(WRONG)).toEqual([
      '::error file=dist/shop.yaml,line=9,endLine=9,col=3,title=identity-type-unknown::AzureIdentity shop/orders: The API server refuses spec.type: got "0"; allowed: 0 (managed identity), 1 (service principal) or 2 (with a certificate), without quotes. The object is not applied. Write an allowed type.%0Ainstead of line 9: type: 0',
    ]);
  });

  test('warnings are warnings, and what is info is a notice', () => {
    expect(lines(WARNED).map((line) => line.split(' ')[0])).toEqual(['::warning', '::notice']);
    expect(lines(RIGHT)).toEqual([]);
  });

  test('suppressed findings on request, as notices with the reason', () => {
    expect(lines(ACCEPTED)).toHaveLength(1);
    expect(lines(ACCEPTED, true)[1]).toMatch(/^::notice .*title=field-unknown::.*%0ASuppressed: later: 50%25$/);
  });

  test('what is not a file has no place', () => {
    expect(lines(WRONG, false, '<stdin>')[0]).toMatch(/^::error title=identity-type-unknown::AzureIdentity/);
  });

  test('values are escaped as in the toolkit, and no value ends its place', () => {
    const evil = '%0A,title=x::y\r\n::set-output name=a::b\u001b[2J';
    expect(githubProperty(evil)).toBe('%250A%2Ctitle=x%3A%3Ay\\r\\n%3A%3Aset-output name=a%3A%3Ab\\u001b[2J');
    expect(githubData('50%\na\r')).toBe('50%25%0Aa\\r');
    const [line = ''] = lines(WRONG, false, evil);
    expect(readWorkflowCommand(line)).toMatchObject({
      command: 'error',
      properties: { file: '%0A,title=x::y\\r\\n::set-output name=a::b\\u001b[2J', title: 'identity-type-unknown' },
    });
  });
});

describe('--format junit', () => {
  const suite = (files: { readonly [file: string]: string }, listsSuppressed = false, failOn?: FailOn) =>
    readXml([...junitReport(reportOf(files), listsSuppressed, failOn)].join(''));

  test('is a test for each file, which fails with its findings', () => {
    const root = suite({ 'b.yaml': WRONG, 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' });
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '2', failures: '1', errors: '0' } });
    const [{ name, attributes, children } = root] = root.children;
    expect({ name, attributes }).toEqual({
      name: 'testsuite',
      attributes: { name: 'aad-pod-identity check', tests: '2', failures: '1', errors: '0', skipped: '0', time: '0' },
    });
    expect(children.map((one) => [one.attributes.name, one.children.map((child) => child.name)])).toEqual([
      ['a.yaml', []],
      ['b.yaml', ['failure']],
    ]);
    const failure = children[1]?.children[0];
    expect(failure?.attributes).toEqual({ message: '1 error in 1 file', type: 'error' });
    expect(failure?.text).toContain('\n  9:3  error  identity-type-unknown  AzureIdentity shop/orders, spec.type\n');
    expect(failure?.text).toContain('\n    instead of line 9: type: 0\n');
  });

  test('findings below --fail-on do not fail, and are in the output', () => {
    const one = (failOn?: FailOn) => suite({ 'a.yaml': WARNED }, false, failOn).children[0]?.children[0];
    expect(one()?.children.map(({ name }) => name)).toEqual(['failure', 'system-out']);
    expect(one()?.children[0]?.attributes.type).toBe('warning');
    expect(one()?.children[1]?.text).toContain('field-without-effect');
    expect(one(FailOn.ERROR)?.children.map(({ name }) => name)).toEqual(['system-out']);
  });

  test('suppressed findings on request, in the output', () => {
    const output = (listsSuppressed: boolean) => JSON.stringify(suite({ 'a.yaml': ACCEPTED }, listsSuppressed));
    expect(output(false)).not.toContain('later');
    expect(output(true)).toContain('reason: later: 50%');
  });

  test('text is quoted, also what XML 1.0 has no form for', () => {
    expect(xmlText('<a b="c">&\'\u0000\u001b\ufffe\uffff\ud800]]>\n')).toBe(
      '&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\u0000\\u001b\\ufffe\\uffff\\ud800]]&gt;\n',
    );
  });
});
