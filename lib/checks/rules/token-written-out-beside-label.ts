import { mapOf } from '../../manifests/manifest';
import type { Workload } from '../../simulation/workload';
import { INJECTED_VARIABLES, TOKEN_MOUNT_PATH } from '../../upstream/webhook-pod';
import { USE_LABEL } from '../../upstream/workload-identity';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { calledWorkloads, tokenContainersOf } from '../facts/called-workloads';
import { type Container, variablesOf } from '../facts/containers';
import { mountPathOf, writtenTokenVolumes } from '../facts/token-volumes';
import { type Rule, Severity } from '../rule';

const WRITTEN = changed(
  TOKEN_WORKLOAD,
  'image: registry.example/orders:1\n',
  `image: registry.example/orders:1
          env:
            - name: AZURE_CLIENT_ID
              value: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
            - name: AZURE_TENANT_ID
              value: 72f988bf-86f1-41af-91ab-2d7cd011db47
            - name: AZURE_FEDERATED_TOKEN_FILE
              value: /var/run/secrets/entra/token
          volumeMounts:
            - name: token
              mountPath: /var/run/secrets/entra
              readOnly: true
      volumes:
        - name: token
          projected:
            sources:
              - serviceAccountToken:
                  audience: api://AzureADTokenExchange
                  expirationSeconds: 3600
                  path: token
`,
);

export const tokenWrittenOutBesideLabel: Rule = {
  id: 'token-written-out-beside-label',
  title: 'Pods have the label of Workload Identity, and its token is written out too',
  severity: Severity.WARNING,
  why: 'The webhook adds its own volume, mount and variables to all containers of pods with the label, whatever is written there. A second mount at its path is refused.',
  symptom: 'The pods have two tokens; or the API server refuses them: "must be unique".',
  bad: documents(ACCOUNT, WRITTEN),
  good: documents(ACCOUNT, changed(WRITTEN, `        ${USE_LABEL}: "true"\n`, '')),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, mutateContainers',
  check: (checked) =>
    calledWorkloads(checked).flatMap((called) => {
      const { workload, spec, specPath } = called;
      // With an identity binding, the token of the webhook is another one.
      if (isAdmitted(workload) || checked.federation?.tokenUseOf(workload).hasIdentityBinding) return [];
      const volumes = writtenTokenVolumes(spec);
      const [volume] = volumes;
      if (!volume) return [];
      const names = volumes.map(({ name }) => name);
      const containers = tokenContainersOf(called);
      const isSamePath = containers.some(
        ({ value }) => mountPathOf(value, names)?.replace(/\/+$/, '') === TOKEN_MOUNT_PATH,
      );
      if (!isSamePath && containers.some((container) => isSecondToken(container, names))) return [];
      return [
        {
          object: workload.manifest,
          path: [...specPath, 'volumes', volume.index],
          message: `The volume ${volume.name} is a token for Entra ID, and the label ${USE_LABEL} makes the webhook add another. ${isSamePath ? `Both are mounted at ${TOKEN_MOUNT_PATH}, and the API server refuses the pods` : 'The pods have both, and variables of each'}. Remove the volume, its mounts and the variables, or remove the label.`,
          ...(isSamePath && { severity: Severity.ERROR }),
        },
      ];
    }),
};

/** Whether a container reads the token by a variable of its own: a second one, on purpose. */
function isSecondToken(container: Container, volumes: readonly string[]): boolean {
  const path = mountPathOf(container.value, volumes);
  const variables = variablesOf(container);
  if (path === undefined || variables.some(({ name }) => name === INJECTED_VARIABLES.tokenFile)) return false;
  return variables.some(({ value }) => value.startsWith(path));
}

/** Whether somebody has read a pod from a cluster, in which the webhook has added its own. */
const isAdmitted = ({ manifest }: Workload): boolean =>
  manifest.kind === 'Pod' && (manifest.metadata.uid !== undefined || mapOf(manifest.value.spec).nodeName !== undefined);
