import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { Manifests } from '../../../lib';
import { reportOn } from '../../../lib/checks/report-on';
import { jsonReport } from '../../../lib/checks/reports/json-report';
import { sarifReport } from '../../../lib/checks/reports/sarif-report';
import { selectorNotALabel } from '../../../lib/checks/rules/selector-not-a-label';

const manifests = Manifests.fromText('bindings.yaml', selectorNotALabel.bad);
const report = () => reportOn(manifests);
const [binding] = manifests.objects.filter(({ kind }) => kind === 'AzureIdentityBinding');
const { line, column } = binding?.positionOf(['spec', 'selector']) ?? {};

test('json: a finding has the column, the path and the suggestion', () => {
  const { findings } = JSON.parse([...jsonReport(report(), false)].join(''));
  expect(findings).toEqual([
    {
      rule: 'selector-not-a-label',
      severity: 'error',
      object: 'AzureIdentityBinding shop/orders-binding',
      file: 'bindings.yaml',
      line,
      column,
      path: '/spec/selector',
      message: expect.stringMatching(/^The selector "orders " is not a label value/),
      suggestion: 'selector: orders',
    },
  ]);
});

test('sarif: a result has the column, the path and the suggestion, and is valid', () => {
  const sarif = JSON.parse([...sarifReport(report(), false, { version: '1.0.0', folder: '/work' })].join(''));
  const [result] = sarif.runs[0].results;
  expect(result).toMatchObject({
    locations: [{ physicalLocation: { region: { startLine: line, startColumn: column } } }],
    properties: {
      object: 'AzureIdentityBinding shop/orders-binding',
      path: '/spec/selector',
      suggestion: 'selector: orders',
    },
  });
  expect(column).toBeGreaterThan(1);
  const schema = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  );
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  expect(ajv.validate(schema, sarif)).toBe(true);
});
