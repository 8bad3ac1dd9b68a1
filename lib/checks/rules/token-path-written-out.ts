import { type FieldPath, isMap } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { WRITTEN_TOKEN_PATH } from '../../upstream/sdk-credentials';
import { INJECTED_VARIABLES, PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD, withEnv } from '../examples/workload-identity-examples';
import { type CalledWorkload, calledWorkloads, tokenContainersOf } from '../facts/called-workloads';
import type { Container } from '../facts/containers';
import { mountPathOf, writtenTokenVolumes } from '../facts/token-volumes';
import { type Rule, type RuleFinding, Severity } from '../rule';

const FIELDS = ['env', 'command', 'args', 'volumeMounts'];

export const tokenPathWrittenOut: Rule = {
  id: 'token-path-written-out',
  title: 'The path or the volume of the token of Workload Identity is written out',
  severity: Severity.WARNING,
  why: 'Releases of the webhook mount the token at different paths, and since 1.6.0 the name of its volume depends on that of the pod. AZURE_FEDERATED_TOKEN_FILE is always the file.',
  symptom:
    'After an update of the webhook or of AKS: no such file; or the pods are refused, with a volume that is not found.',
  bad: documents(ACCOUNT, withEnv('- name: TOKEN_FILE\n  value: /var/run/secrets/azure/tokens/azure-identity-token')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/consts.go, releases 1.5.1 and 1.6.0',
  check: (checked) =>
    calledWorkloads(checked).flatMap((called) =>
      tokenContainersOf(called).flatMap((container) => findingsOf(called, container)),
    ),
};

function findingsOf({ workload, spec }: CalledWorkload, container: Container): RuleFinding[] {
  const { value, path } = container;
  if (value.name === PROXY_CONTAINER || value.name === PROXY_INIT_CONTAINER) return [];
  for (const field of FIELDS) {
    const found = value[field] === undefined ? undefined : firstIn(value[field], [...path, field]);
    if (!found) continue;
    // token-written-out-beside-label reports those.
    const own = writtenTokenVolumes(spec).map(({ name }) => name);
    if (mountPathOf(value, own) !== undefined) return [];
    return [
      {
        object: workload.manifest,
        path: found,
        message: `The container ${value.name} names the file or the volume of the token, which differ between releases of the webhook. It finds no token after an update. Read ${INJECTED_VARIABLES.tokenFile} instead.`,
      },
    ];
  }
  return [];
}

function firstIn(value: YamlValue | undefined, path: FieldPath): FieldPath | undefined {
  if (typeof value === 'string') return WRITTEN_TOKEN_PATH.test(value) ? path : undefined;
  if (!Array.isArray(value) && !isMap(value)) return undefined;
  for (const [key, item] of Object.entries<YamlValue>(value as { [key: string]: YamlValue })) {
    const found = firstIn(item, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
