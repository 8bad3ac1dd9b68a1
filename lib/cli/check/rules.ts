import { most } from '../../validate/most';
import { nearest } from '../../validate/nearest';
import { UserError } from '../user-error';

export function listed(format: string): string {
  const rules = allRules();
  if (format === 'json') {
    const content = rules.map(({ id, severity, title }) => ({ id, severity, title }));
    return `${JSON.stringify({ rules: content }, null, 2)}\n`;
  }
  const width = most(rules.map(({ id }) => id.length));
  return rules.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`).join('');
}

export function explained(id: string): string {
  const { rulePlainText } =
    require('../../checks/reports/rule-text') as typeof import('../../checks/reports/rule-text');
  const rules = allRules();
  const rule = rules.find((one) => one.id === id);
  if (rule) return rulePlainText(rule);
  const ids = rules.map((one) => one.id);
  const meant = nearest(id, ids);
  throw new UserError(`unknown rule "${id}". ${meant ? `Did you mean ${meant}?` : '--list-rules lists them'}`);
}

function allRules() {
  const { ALL_RULES } = require('../../checks/all-rules') as typeof import('../../checks/all-rules');
  return ALL_RULES;
}
