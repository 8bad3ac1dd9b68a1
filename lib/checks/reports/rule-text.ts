import type { RuleText } from '../rule';
import { lineDiff } from './line-diff';

const KEY = 'aad-pod-identity.checks';

/** The texts of a rule, as Markdown below a heading. */
export function ruleMarkdown({ severity, why, symptom, bad, good, source, title }: RuleText): string {
  return `**${title}.** Severity: ${severity}.

${why}

**In the cluster:** ${symptom}

What to write instead:

\`\`\`diff
${lineDiff(bad, good)}
\`\`\`

Source: ${source}
`;
}

/** The same for a terminal. */
export function rulePlainText({ id, severity, why, symptom, bad, good, source, title }: RuleText): string {
  return `${id} (${severity})

${title}.

${why}

In the cluster: ${symptom}

What to write instead:

${lineDiff(bad, good).replace(/^/gm, '  ')}

Source: ${source}
To accept a finding, annotate the object: ${KEY}/${id}: the reason
`;
}
