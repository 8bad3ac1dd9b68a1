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
  const similar = meant === undefined ? similarTo(id, ids) : [meant];
  const advice = similar.length > 0 ? `Did you mean ${similar.join(' or ')}?` : '--list-rules lists them';
  throw new UserError(`unknown rule "${id}". ${advice}`);
}

const MOST_SIMILAR = 5;

/** Those with the most words of an id, or misspelt ones; none when these are too many to help. */
function similarTo(id: string, ids: readonly string[]): string[] {
  const words = id.split('-').filter((word) => word.length > 2);
  const shared = ids.map((one) => {
    const others = one.split('-');
    const near = words.filter((word) => nearest(word, others) !== undefined);
    // A short word alone is near to many.
    return near.some((word) => word.length > 4 || others.includes(word)) ? near.length : 0;
  });
  const best = most(shared);
  const similar = ids.filter((_, i) => shared[i] === best);
  return best > 0 && similar.length <= MOST_SIMILAR ? similar : [];
}

function allRules() {
  const { ALL_RULES } = require('../../checks/all-rules') as typeof import('../../checks/all-rules');
  return ALL_RULES;
}
