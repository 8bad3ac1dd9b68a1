import { type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { JOB } from '../examples/job-examples';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const finishedPodsKeepIdentity: Rule = {
  id: 'finished-pods-keep-identity',
  title: 'Pods of finished jobs keep their identity on the node',
  severity: Severity.WARNING,
  why: 'MIC ignores the phase of pods: finished pods keep their identities assigned until they are deleted.',
  symptom: 'Identities stay on nodes, AzureAssignedIdentity objects pile up, and MIC gets slower.',
  bad: documents(IDENTITY, BINDING, changed(JOB, '  ttlSecondsAfterFinished: 600\n', '')),
  good: documents(IDENTITY, BINDING, JOB),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: ({ workloads, settings }) =>
    settings.mode === Mode.MANAGED
      ? []
      : workloads
          .filter(({ workload }) => workload.label !== undefined && workload.label !== '')
          .flatMap(({ workload: { manifest } }) => findingsOf(manifest)),
};

const TTL = 'ttlSecondsAfterFinished';
const EFFECT = 'MIC keeps their identities on the nodes until the pods are deleted';

function findingsOf(manifest: Manifest): RuleFinding[] {
  const spec = mapOf(manifest.value.spec);
  if (manifest.group === 'batch' && manifest.kind === 'Job') {
    // The owner deletes it.
    if (hasTtl(spec) || Array.isArray(manifest.metadata.ownerReferences)) return [];
    const message = `The finished pods of this Job are never deleted. ${EFFECT}. Have them deleted some time after they finish.`;
    return [{ object: manifest, path: ['spec'], message, fix: `${TTL}: 3600` }];
  }
  const isCronJob = manifest.group === 'batch' && manifest.kind === 'CronJob';
  const isScaledJob = manifest.group === 'keda.sh' && manifest.kind === 'ScaledJob';
  if (!isCronJob && !isScaledJob) return [];
  const ofJobs = isCronJob ? ['jobTemplate', 'spec'] : ['jobTargetRef'];
  if (hasTtl(mapOf(manifest.at(['spec', ...ofJobs])))) return [];
  const byDefault = isCronJob ? { successful: 3, failed: 1 } : { successful: 100, failed: 100 };
  const successful = limit(spec.successfulJobsHistoryLimit, byDefault.successful);
  const failed = limit(spec.failedJobsHistoryLimit, byDefault.failed);
  if (successful <= 1 && failed <= 1) return [];
  // cdk8s-plus writes the defaults of Kubernetes out.
  const isDefault = isCronJob && successful <= byDefault.successful && failed <= byDefault.failed;
  return [
    {
      object: manifest,
      path: ['spec', successful > 1 ? 'successfulJobsHistoryLimit' : 'failedJobsHistoryLimit'],
      message: `The pods of the last ${successful} successful and ${failed} failed jobs are not deleted. ${EFFECT}. Set ${TTL} in spec.${ofJobs.join('.')}, or both history limits to 0 or 1.`,
      ...(isDefault && { severity: Severity.INFO }),
      fix: `${TTL}: 3600`,
      fixIn: ['spec', ...ofJobs],
    },
  ];
}

const hasTtl = (spec: ManifestMap) => typeof spec[TTL] === 'number';
const limit = (value: YamlValue | undefined, byDefault: number) => (typeof value === 'number' ? value : byDefault);
