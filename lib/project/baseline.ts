import { FailOn, hasFailed } from '../checks/fail-on';
import { reportOn } from '../checks/report-on';
import { OBJECT_PATTERN } from '../checks/suppressions/suppression';
import type { Manifests } from '../manifests/manifests';
import { writeYaml } from '../manifests/yaml-writer';
import { counted } from '../validate/counted';
import { BASELINE } from './frame';
import type { Project } from './project-file';

const REASON = 'found when this project began';

/** The findings in what a project begins with: a file that accepts them, so that its check fails for new ones only. */
export function baselineOf(manifests: Manifests): Project {
  const failing = failuresIn(manifests, []);
  if (failing.length === 0) return { files: [], remarks: [] };
  const accepted = new Map(
    failing
      .filter(({ object }) => OBJECT_PATTERN.accepts(object))
      .map(({ rule, object }) => [`${rule} ${object}`, { rule, object, reason: REASON }]),
  );
  const suppressions = [...accepted.values()];
  const left = failuresIn(manifests, suppressions);
  const text = `# Findings that were there when this project began, so that only new ones fail. Explain one:
# npx --no-install aad-pod-identity check --explain RULE. Fix it, and remove it here.
${writeYaml({ suppressions }).replace(/^---\n/, '')}`;
  return {
    files: [{ path: BASELINE, text }],
    remarks: [
      `note: ${counted(failing.length, 'finding')} in what is there: accepted in ${BASELINE}, to fix later`,
      ...left.map(
        ({ rule, object }) => `warning: ${object}: ${rule} cannot be accepted; npm run synth fails until it is fixed`,
      ),
    ],
  };
}

function failuresIn(manifests: Manifests, suppressions: readonly { rule: string; object: string; reason: string }[]) {
  const { findings } = reportOn(manifests, { suppressions });
  return findings.filter((one) => hasFailed([one], FailOn.WARNING)).map(({ finding }) => finding);
}
