import { ALL_RULES } from '../all-rules';
import { ruleMarkdown } from './rule-text';

/** docs/rules.md: all rules, each below a heading that is its id. */
export function rulesDocument(): string {
  const rows = ALL_RULES.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${title} |`);
  const rules = ALL_RULES.map((rule) => `## ${rule.id}\n\n${ruleMarkdown(rule)}`);
  return `# Rules

What \`aad-pod-identity check\` looks for. Written by \`npm run docs\` from \`lib/checks/rules/\`: change it
there. The severity is the one of most findings of a rule; what may be elsewhere counts one level less unless
\`--whole-cluster\` is given. [checks.md](checks.md) tells how to run the checks and how to suppress a finding.

| rule | severity | mistake |
| --- | --- | --- |
${rows.join('\n')}

${rules.join('\n')}
Some mistakes cannot be seen in manifests: a missing role assignment, an object id in place of a client id, an identity that
was made anew under its old name, an account that may reach the ports 8085 and 9090 of NMI, and that AAD Pod Identity is
archived.
`;
}
