import { listFrom, mapOf } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Container, commandsOf, containersOf, variablesOf } from '../facts/containers';
import { hasClientIds } from '../facts/token-pods';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const SECOND = changed(
  changed(IDENTITY.replace('0b9f5c3e', '7d1f2a60'), 'name: orders', 'name: billing'),
  'userAssignedIdentities/orders',
  'userAssignedIdentities/billing',
);
const SECOND_BINDING = changed(
  changed(BINDING, 'name: orders-binding', 'name: billing-binding'),
  'azureIdentity: orders',
  'azureIdentity: billing',
);

export const clientIdNotNamed: Rule = {
  id: 'client-id-not-named',
  title: 'Pods have several identities and do not choose one',
  severity: Severity.WARNING,
  why: "A token request without a client id gets a token for any of the pod's identities, and not always for the same one.",
  symptom: 'Access is denied now and then; the message contains the object id of the other identity.',
  bad: documents(IDENTITY, BINDING, SECOND, SECOND_BINDING, WORKLOAD),
  good: documents(
    IDENTITY,
    BINDING,
    SECOND,
    SECOND_BINDING,
    changed(
      WORKLOAD,
      'image: registry.example/orders:1\n',
      `image: registry.example/orders:1
          env:
            - name: AZURE_CLIENT_ID
              value: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`,
    ),
  ),
  source: 'pkg/nmi/standard.go, GetIdentities',
  check: (checked) =>
    unservedWorkloads(checked)
      .filter(({ workload, handedOut, bypass }) => !bypass && workload.label && differ(handedOut.map(identityOf)))
      .filter(({ workload, handedOut }) => !isNamed(workload, handedOut.map(identityOf)))
      .filter(({ workload }) => !hasClientIds(checked, workload))
      .map(({ workload: { manifest, template }, handedOut }) => ({
        object: manifest,
        path: [...template, 'metadata', 'labels', BINDING_LABEL],
        message: `The pods have ${handedOut.length} identities (${handedOut.map(({ identity }) => keyOf(identity)).join(', ')}), and no container says which one it uses. NMI picks any of them. Set AZURE_CLIENT_ID to a client id.`,
      })),
};

const identityOf = ({ identity }: { readonly identity: Identity }) => identity;

/** With a single client id it does not matter which one NMI picks. */
const differ = (identities: readonly Identity[]) => new Set(identities.map(({ clientID }) => clientID)).size > 1;

const NAME = /client[-_]?id/i;

function isNamed(workload: Workload, identities: readonly Identity[]): boolean {
  const ids = identities.flatMap(({ clientID, resourceID }) => [clientID, resourceID]).filter((id) => id !== '');
  const names = (text: string) => NAME.test(text) || ids.some((id) => text.includes(id));
  return containersOf(workload).some(
    (container) =>
      isUnseen(container) ||
      variablesOf(container).some(({ name, value }) => names(name) || names(value)) ||
      commandsOf(container).some(({ words }) => words.some(names)),
  );
}

/** Whether a container has variables that are not in the manifest. */
const isUnseen = ({ value }: Container) =>
  listFrom(value.envFrom).some((source) => Object.keys(mapOf(source)).length > 0);
