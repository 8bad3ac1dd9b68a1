import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { ALL_RULES } from '../../../lib/checks/all-rules';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { excerptOf } from '../../../lib/checks/excerpt';
import { reportOn } from '../../../lib/checks/report-on';
import { textReport } from '../../../lib/checks/reports/text-report';
import { labelOnWorkload } from '../../../lib/checks/rules/label-on-workload';
import { widthOf } from '../../../lib/validate/columns';
import { NO_COLOURS } from '../../../lib/validate/style';

const reported = (text: string, width?: number, options?: CheckOptions) =>
  textReport(
    reportOn(Manifests.fromText('shop.yaml', text), options),
    NO_COLOURS,
    width === undefined ? {} : { width },
  );

/** Lines that are cut or wrapped: all but what is to be copied. */
const shownLines = (text: string) => {
  let isFix = false;
  return text.split('\n').filter((line) => {
    isFix =
      /^ +(instead of (line \d+|\S+)|in (the object|\S+)( \(line \d+\))?):/.test(line) || (isFix && /^ {6}/.test(line));
    return !isFix;
  });
};

const examples = ALL_RULES.map((rule) => [rule.id, rule] as const);

describe('a finding', () => {
  test.each(examples)('%s: is short, and fits into any width', (_id, { bad, options }) => {
    for (const width of [60, 80, 100, 200]) {
      const lines = shownLines(reported(bad, width, options));
      const long = lines.filter((line) => widthOf(line) > width && line.trim().includes(' '));
      expect({ width, long }).toEqual({ width, long: [] });
    }
    // Place and rule, the message, the line, its mark, and the summary below.
    const atMost = (lines: number) => expect(shownLines(reported(bad, 100, options)).length).toBeLessThanOrEqual(lines);
    atMost(13);
  });

  test.each(examples)('%s: has a message of at most 300 characters, and 3 sentences', (_id, { bad, options }) => {
    const [found] = reportOn(Manifests.fromText('shop.yaml', bad), options).findings;
    const { message = '' } = found?.finding ?? {};
    expect(message.length).toBeLessThanOrEqual(message.includes('orders-of-all-our-customers') ? 400 : 300);
    expect(message.split(/(?<=[a-z)\]"0-9])\. (?=[A-Z-])/).length).toBeLessThanOrEqual(3);
  });

  test('says where to write, and does not repeat the wrong line as the right one', () => {
    const place = 'spec.template.metadata.labels (line 35)';
    const text = reported(labelOnWorkload.bad);
    expect(text).toContain(`\n    in ${place}: aadpodidbinding: orders\n`);
    expect(text).toMatch(/ +aadpodidbinding: orders\n +\| +\^{15}\n/);
  });

  test('replaces a line, or a field of JSON in one line', () => {
    const wrong = changed(BINDING, 'selector: orders', 'selector: "orders "');
    expect(reported(documents(IDENTITY, wrong, WORKLOAD))).toContain('\n    instead of line 20: selector: orders\n');
    const json = JSON.stringify(Manifests.fromText('a', wrong).objects[0]?.value);
    expect(reported(json)).toContain('\n    instead of spec.selector (line 1): "selector": "orders"\n');
  });
});

describe('equal findings of one file', () => {
  const old = documents(
    changed(changed(changed(IDENTITY, 'type:', 'Type:'), 'resourceID:', 'ResourceID:'), 'clientID:', 'ClientID:'),
    changed(BINDING, 'azureIdentity:', 'AzureIdentity:'),
  );

  test('are one, with all places and what to write at each', () => {
    const text = reported(old);
    expect(text.match(/field-in-other-case/g)).toEqual(['field-in-other-case']);
    expect(text).toContain(`  9:3  error  field-in-other-case  4 fields in other case
    The API server drops them. Write them as the CRD spells them.
    9:3  AzureIdentity shop/orders, spec.Type
      instead of line 9: type: 0
    10:3  AzureIdentity shop/orders, spec.ResourceID
      instead of line 10: resourceID: /subscriptions/`);
    expect(text).toContain('19:3  AzureIdentityBinding shop/orders-binding, spec.AzureIdentity\n      instead');
  });

  test('with the same message are one, too; others are not', () => {
    const labelled = (name: string) =>
      WORKLOAD.replace('name: orders\n', `name: ${name}\n`).replace('binding: orders', 'binding: ""');
    const text = reported(documents(labelled('a'), labelled('b')));
    expect(text).toContain('  label-empty  2 places\n');
    expect(text).toContain('\n    14:9  Deployment shop/a, spec.template.metadata.labels.aadpodidbinding\n');
    const different = reported(
      documents(labelled('a'), changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodbinding: orders')),
    );
    expect(different).not.toContain('places');
  });

  test('of two files are two', () => {
    const empty = (file: string) => ({
      file,
      read: () =>
        new TextEncoder().encode(
          changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: ""').replaceAll('orders', file),
        ),
    });
    const text = textReport(reportOn(Manifests.fromSources([empty('a'), empty('b')])), NO_COLOURS);
    expect(text.match(/label-empty/g)).toHaveLength(2);
    expect(text).toContain('\n\n2 info in 2 files\n');
  });

  test('JSON keeps each', () => {
    expect(reportOn(Manifests.fromText('shop.yaml', old)).findings).toHaveLength(4);
  });
});

describe('what is underlined', () => {
  const marked = (line: string, mark?: 'key' | 'value') => {
    const column = (/^ *(?:- )?/.exec(line)?.[0].length ?? 0) + 1;
    const { text, caret, length } = excerptOf(line, column, false, mark) ?? { text: '', caret: 0, length: 0 };
    return text.slice(caret, caret + length);
  };
  test.each([
    ['  selector: orders  # the team', 'orders'],
    ['  selector: "a # b" # the team', '"a # b"'],
    ["  'selector': 'it''s' # x", "'it''s'"],
    ['    - --v=5 # more', '--v=5'],
    ['    - image: a:1', 'a:1'],
    ['  "type": 4,', '4'],
    ['  "name": "a, b",', '"a, b"'],
    ['  spec:', 'spec'],
    ['  spec: # ours', 'spec'],
    ['  text: |-', 'text'],
    ['  "spec": {', '"spec"'],
    ['  ids: [a, b]', '[a, b]'],
    ['  a.b/c: d', 'd'],
    ['  args: [mic, "--v=5"]', '[mic, "--v=5"]'],
  ])('%s', (line, expected) => expect(marked(line)).toBe(expected));
  test('one of several on a line, and no more', () => {
    const inLine = (line: string, column: number) => {
      const { text, caret, length } = excerptOf(line, column) ?? { text: '', caret: 0, length: 0 };
      return text.slice(caret, caret + length);
    };
    expect(inLine('args: [mic, "--v=5"]', 8)).toBe('mic');
    expect(inLine('args: [mic, "--v=5"]', 13)).toBe('"--v=5"');
    expect(inLine('labels: {app: a, aadpodidbinding: orders}', 18)).toBe('orders');
  });
  test('nothing, when only the start of the object could be shown', () => {
    expect(
      reported(documents(changed(BINDING, 'spec:\n  azureIdentity: orders\n  selector: orders\n', ''))),
    ).not.toContain(' | ');
  });
  test('a long line is cut around it', () => {
    const args = Array.from({ length: 8 }, (_, i) => `"--some-flag-of-the-shop=${i}"`).join(', ');
    const bad = `apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a, x: ${'x'.repeat(45)}, aadpodidbinding: ""}}\nspec: {containers: [{name: a, args: [${args}]}]}\n`;
    expect(reported(bad, 80)).toMatch(/ 3 \| ….{16}""}}\n +\| {17} {1}\^\^\n/);
  });
  test('a key that is wrong', () => {
    expect(marked('  ClientID: x', 'key')).toBe('ClientID');
    expect(marked('  - --v=5', 'key')).toBe('--v=5');
  });
  test('wide characters take two columns', () => {
    const named = changed(BINDING, 'selector: orders', 'selector: 注文注文');
    const lines = reported(documents(IDENTITY, named, WORKLOAD)).split('\n');
    const at = lines.findIndex((line) => line.includes('selector: 注文注文'));
    expect(lines[at + 1]).toBe(`${' '.repeat(7)}|${' '.repeat(13)}^^^^^^^^`);
  });
});
