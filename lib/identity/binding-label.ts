import { type Json, type PodTemplate, withValue } from '../synth/pod-template';
import { BINDING_LABEL } from '../upstream/api';
import { show } from '../validate/format';
import { SELECTOR } from '../validate/kubernetes-names';
import { fieldAt, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { MigrationStage } from '../workload-identity/migration-stage';
import type { AssignedIdentity } from './assigned-identity';
import { describe } from './identity-facts';

/** A manifest whose pods have the label `aadpodidbinding`; undefined: they must have none. */
export function labelledAs(
  problems: Problems,
  manifest: Json,
  { labels }: PodTemplate,
  label: string | undefined,
  identities: readonly AssignedIdentity[],
): Json {
  const path = [...labels, BINDING_LABEL];
  const present = valueAt(manifest, path);
  if (present !== undefined && present !== label) {
    if (label === undefined) {
      const allowed = `no label at stage ${MigrationStage.WORKLOAD_IDENTITY}: MIC and NMI would still give the pods what it selects`;
      problems.add(fieldAt(path), present, allowed, 'Remove the label');
    } else {
      const whose = identities.map(({ facts }) => describe(facts)).join(' and ');
      const hint =
        typeof present === 'string' && SELECTOR.accepts(present)
          ? `Remove the label, or keep it with assignTo(workload, { selector: ${show(present)} })`
          : 'Remove the label';
      problems.add(fieldAt(path), present, `${show(label)}, the selector for ${whose}`, hint);
    }
  }
  return label === undefined ? manifest : (withValue(manifest, path, label) as Json);
}
