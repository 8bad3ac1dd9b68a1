import type { RuleText } from './rule';

/** `https://…/docs/rules.md#binding-without-identity`, of this version. */
export function helpUriOf(
  rule: RuleText,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  return `https://unpkg.com/${name}@${version}/docs/rules.md#${rule.id}`;
}

const KEY = 'aad-pod-identity.checks';

/** All that is said about a rule, as Markdown below a heading. */
export function ruleMarkdown({ severity, why, symptom, bad, good, source, title }: RuleText): string {
  return `**${title}.** Severity: ${severity}.

${why}

**In the cluster:** ${symptom}

Wrong:

\`\`\`yaml
${bad.trimEnd()}
\`\`\`

Right:

\`\`\`yaml
${good.trimEnd()}
\`\`\`

Source: ${source}
`;
}

/** The same for a terminal. */
export function rulePlainText({ id, severity, why, symptom, bad, good, source, title }: RuleText): string {
  const indented = (text: string) => text.trimEnd().replace(/^(?=.)/gm, '  ');
  return `${id} (${severity})

${title}.

${why}

In the cluster: ${symptom}

Wrong:

${indented(bad)}

Right:

${indented(good)}

Source: ${source}
Meant in one place? Annotate the object: ${KEY}/${id}: the reason
`;
}
