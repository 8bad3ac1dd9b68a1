import { parseSemver } from '../go/semver';
import { ManifestError } from '../manifests/manifest-error';
import type { Manifests } from '../manifests/manifests';
import { describeRefusal, type Refusal } from '../manifests/refusal';
import { API_GROUP } from '../upstream/api';
import { authorityHostOf, CLOUDS_WITH_HOST } from '../upstream/authority-hosts';
import { Cloud } from '../upstream/clouds';
import { GUID } from '../validate/azure-values';
import type { Format } from '../validate/format';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { admission, type WebhookSettings } from './admission';
import type { AdmitOptions, AdmittedWorkload } from './admitted-workload';
import { Cluster } from './cluster';
import { ServiceAccounts } from './service-accounts';

const VERSION: Format = {
  allowed: 'a version such as "1.35"',
  accepts: (text) => parseSemver(text) !== undefined,
};
const CLOUD: Format = {
  allowed: CLOUDS_WITH_HOST.join(', '),
  accepts: (text) => authorityHostOf(text) !== undefined,
};

/** Behind `admit`. */
export function admitAll(manifests: Manifests, options: AdmitOptions): AdmittedWorkload[] {
  const settings = settingsOf(options);
  // Refused objects stay in, for those whose refusal does not count here.
  const cluster = new Cluster(manifests, true);
  const accounts = new ServiceAccounts(manifests);
  const refusals = cluster.refusals.filter((refusal) => !isOfAnotherKind(refusal));
  if (refusals.length > 0) throw new ManifestError(refusals.map(describeRefusal));
  return cluster.workloads.map((workload) => {
    const { kind, namespace, name } = workload;
    return { kind, namespace, name, ...admission(workload, accounts, settings) };
  });
}

/** Whether a refusal is of an object that the webhook does not read, or of an annotation that was meant as a string. */
function isOfAnotherKind({ manifest, path }: Refusal): boolean {
  return manifest.group === API_GROUP || (path.at(-2) === 'annotations' && typeof manifest.at(path) !== 'object');
}

function settingsOf(given: AdmitOptions): WebhookSettings {
  const options = plainCopy(given);
  const problems = Problems.in('admit');
  const names = ['tenantId', 'kubernetesVersion', 'azureEnvironment'];
  if (!checkProps(problems, options, names, 'options')) problems.throwIfAny();
  const { tenantId, kubernetesVersion = '1.35', azureEnvironment = Cloud.AZURE_PUBLIC_CLOUD } = options;
  problems.expect('tenantId', tenantId, GUID);
  problems.expect('kubernetesVersion', kubernetesVersion, VERSION);
  problems.expect('azureEnvironment', azureEnvironment, CLOUD);
  problems.throwIfAny();
  return { tenantId, kubernetesVersion, authorityHost: authorityHostOf(azureEnvironment) ?? '' };
}
