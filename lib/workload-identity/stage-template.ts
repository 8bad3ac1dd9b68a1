import { type Json, type PodTemplate, withValue } from '../synth/pod-template';
import { DEFAULT_ACCOUNT, USE_LABEL, USED } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { Injection } from './injection';
import { usesWorkloadIdentity } from './migration-stage';
import { annotated } from './pod-annotations';
import { skippedIn } from './pod-facts';
import type { StageSettings } from './stage-settings';
import { AccountOrigin, type WorkloadAccount } from './workload-account';
import { type DefaultIdentity, writtenOut } from './written-injection';

/** A manifest whose pod template is at its stage, besides the label of pod identity. */
export function atStage(
  problems: Problems,
  manifest: Json,
  template: PodTemplate,
  settings: StageSettings,
  account: WorkloadAccount,
  identity: DefaultIdentity,
): Json {
  if (!usesWorkloadIdentity(settings.stage)) return withAccount(manifest, account, DEFAULT_ACCOUNT);
  const written = withAccount(manifest, account, account.name);
  if (settings.injection === Injection.MANIFEST) {
    refuseLabel(problems, manifest, template);
    const skipped = skippedIn(manifest, template);
    if (template.spec) return writtenOut(problems, written, template.spec, skipped, settings, identity);
    problems.add('podTemplate', fieldAt(template.labels), 'a pod template with Injection.MANIFEST, not labels only');
    return written;
  }
  const labelled = withValue(written, labelPath(problems, manifest, template), USED) as Json;
  return annotated(problems, labelled, template, settings);
}

/** The field of the account with a name, where the workload names none. */
function withAccount(manifest: Json, { path, origin }: WorkloadAccount, name: string): Json {
  return path === undefined || origin !== AccountOrigin.MADE ? manifest : (withValue(manifest, path, name) as Json);
}

function labelPath(problems: Problems, manifest: Json, { labels }: PodTemplate): Path {
  const path = [...labels, USE_LABEL];
  const present = valueAt(manifest, path);
  if (present !== undefined && present !== USED) problems.add(fieldAt(path), present, show(USED), 'Remove the label');
  return path;
}

function refuseLabel(problems: Problems, manifest: Json, { labels }: PodTemplate): void {
  const path = [...labels, USE_LABEL];
  const present = valueAt(manifest, path);
  if (present === undefined) return;
  const allowed = 'no label with Injection.MANIFEST: the webhook would add the token a second time';
  problems.add(fieldAt(path), present, allowed, 'Remove the label');
}
