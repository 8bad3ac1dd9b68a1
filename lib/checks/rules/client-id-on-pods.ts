import { scalarText } from '../../manifests/manifest';
import { CLIENT_ID_ANNOTATION, DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, annotated, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { containersOf, variablesOf } from '../facts/containers';
import { type WebhookKey, webhookKeys } from '../facts/webhook-keys';
import { type Rule, type RuleFinding, Severity } from '../rule';

const CLIENT_ID = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';

export const clientIdOnPods: Rule = {
  id: 'client-id-on-pods',
  title: 'The annotation with the client id is on the pods, not on their ServiceAccount',
  severity: Severity.ERROR,
  why: 'The webhook of Workload Identity reads azure.workload.identity/client-id from the ServiceAccount of the pods only.',
  symptom: 'The pods have no AZURE_CLIENT_ID, or that of another identity.',
  bad: documents(
    changed(ACCOUNT, CLIENT_ID, '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42'),
    annotated(`azure.workload.identity/client-id: ${CLIENT_ID}`),
  ),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, getClientID',
  check: (checked) =>
    webhookKeys(checked).flatMap((one) =>
      one.key === CLIENT_ID_ANNOTATION && one.workload ? findingsOf(checked, { ...one, workload: one.workload }) : [],
    ),
};

type OfWorkload = WebhookKey & { readonly workload: NonNullable<WebhookKey['workload']> };

function findingsOf(checked: CheckedCluster, { manifest, workload, path, of }: OfWorkload): RuleFinding[] {
  const wanted = scalarText(manifest.at(path)).toLowerCase();
  const { federation } = checked;
  const name = federation?.accountOf(workload) ?? DEFAULT_ACCOUNT;
  const account = federation?.accounts.find(workload.namespace, name);
  const given = account?.annotations[CLIENT_ID_ANNOTATION] || undefined;
  if (given?.toLowerCase() === wanted || isInEnvironment(workload, wanted)) return [];
  // One of the two may be substituted by the other.
  if (given !== undefined && !(GUID.accepts(given) && GUID.accepts(wanted))) return [];
  const called = `ServiceAccount ${workload.namespace}/${name}`;
  const effect = given
    ? `The pods use the client id of ${called}, ${show(given)}`
    : `The pods get no AZURE_CLIENT_ID${account?.manifest ? '' : `, unless ${called} has the annotation`}`;
  const advice =
    name === DEFAULT_ACCOUNT
      ? 'Write it on a ServiceAccount of their own, and name that in serviceAccountName'
      : `Write it on ${called}`;
  return [
    {
      object: manifest,
      path,
      isKey: true,
      message: `The client id is an annotation of the ${of === 'pods' ? 'pods' : manifest.kind}, where the webhook does not read it. ${effect}. ${advice}.`,
      ...(!account?.manifest && { absence: { isNear: true } }),
    },
  ];
}

/** Whether the containers name it themselves. */
const isInEnvironment = (workload: OfWorkload['workload'], clientId: string) =>
  containersOf(workload).some((container) =>
    variablesOf(container).some(({ value }) => value.toLowerCase() === clientId),
  );
