import { printable } from '../validate/printable';
import type { Problems } from '../validate/problems';

/** What has to be decided or changed before a workload can be at its next stage. */
export interface Blocker {
  /** What is wrong, as a full sentence. */
  readonly problem: string;
  /** What to do, as full sentences; the last one may end with a colon, for the command. */
  readonly advice: string;
  /** A command that does it, for a line of its own. */
  readonly command?: string;
}

/** Fields whose hint names an option of the constructs, and what to write in YAML instead. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^metadata\.namespace$/, 'Move the workload to another namespace.'],
  [/^kubernetesVersion$/, 'Upgrade the cluster, or plan another stage.'],
  [/\.containerPort$/, 'Choose another port, with the annotation azure.workload.identity/proxy-sidecar-port.'],
  [/\.env\[\d+\](?:\.value|: AZURE_CLIENT_ID)$/, 'Bind that identity, or remove the variable.'],
];

/** Words of the constructs, which YAML does not have. */
const OF_CONSTRUCTS = /\b(?:Injection|MigrationStage|TokenExchange)\.|\bWorkloadIdentity\b|assignTo\b|\bAssign\b/;

/** What the checks shared with the constructs found, in words for YAML. */
export function blockersIn(problems: Problems): Blocker[] {
  return problems.found.map(({ field, given, allowed, hint }) => ({
    problem: printable(`${field}: got ${given}; allowed: ${forYaml(allowed)}.`),
    advice: adviceOf(field, hint),
  }));
}

function adviceOf(field: string, hint: string | undefined): string {
  const ours = ADVICE.find(([pattern]) => pattern.test(field))?.[1];
  if (ours) return ours;
  return hint === undefined || OF_CONSTRUCTS.test(hint) ? 'Change it.' : printable(`${hint}.`);
}

/** Without sentences, and alternatives, that name options of the constructs. */
export function forYaml(text: string): string {
  const kept = text.replace(/,? or (?:use|set) Injection\.MANIFEST/, '');
  return kept
    .split(/(?<=\.) /)
    .filter((sentence) => !OF_CONSTRUCTS.test(sentence.replaceAll('WorkloadIdentityCredential', '')))
    .join(' ');
}
