import { scalarText } from '../../manifests/manifest';
import { labelsByTemplateOnly, ownLabelsOf } from '../../upstream/own-labels';
import { USE_LABEL, USED } from '../../upstream/workload-identity';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { isMeantAsNo } from '../facts/called-workloads';
import { mayMountByAccount } from '../facts/csi-mounts';
import { type WebhookKey, webhookKeys } from '../facts/webhook-keys';
import { type Rule, type RuleFinding, Severity } from '../rule';

const LABEL = '        azure.workload.identity/use: "true"\n';
const FIX = `${USE_LABEL}: "${USED}"`;

export const useLabelNotOnPods: Rule = {
  id: 'use-label-not-on-pods',
  title: 'The label azure.workload.identity/use is not on the pods',
  severity: Severity.ERROR,
  why: 'The API server asks the webhook of Workload Identity only about pods with the label. Pods do not inherit the labels of a Deployment, of a Job or of their ServiceAccount, and an annotation of this name has no effect.',
  symptom: 'The pods have no AZURE_FEDERATED_TOKEN_FILE; the SDKs find no credential.',
  bad: documents(
    ACCOUNT,
    changed(
      changed(TOKEN_WORKLOAD, LABEL, ''),
      '  namespace: shop\n',
      '  namespace: shop\n  labels:\n    azure.workload.identity/use: "true"\n',
    ),
  ),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source:
    'Azure/azure-workload-identity, config/webhook/webhook_patch.yaml, objectSelector; Azure/azure-workload-identity#754, #932 and #1185',
  check: (checked) => {
    const keys = webhookKeys(checked).filter(
      ({ key, manifest, path }) => key === USE_LABEL && !isMeantAsNo(scalarText(manifest.at(path))),
    );
    if (keys.length === 0) return [];
    const labelled = new Set(keys.filter(isOnPods).map(({ manifest }) => manifest));
    const told = new Set();
    return keys.flatMap((key) => {
      if (isOnPods(key) || labelled.has(key.manifest) || told.has(key.manifest)) return [];
      const found = key.workload ? onWorkload(key) : onOther(checked, key);
      if (found.length > 0) told.add(key.manifest);
      return found;
    });
  },
};

const isOnPods = ({ of, field }: WebhookKey) => of === 'pods' && field === 'labels';

function onWorkload({ manifest, workload, path, field, of }: WebhookKey): RuleFinding[] {
  // Other operators may copy them.
  if (of === 'object' && field === 'labels' && !labelsByTemplateOnly(manifest.group)) return [];
  const labels = [...(workload?.template ?? []), 'metadata', 'labels'];
  const where = of === 'between' ? 'the jobs' : of === 'pods' ? 'the pods' : `the ${manifest.kind}`;
  const wrong =
    field === 'annotations'
      ? `The key ${USE_LABEL} is an annotation of ${where}, and must be a label of the pods`
      : `The label ${USE_LABEL} is on ${where}, and its pods do not inherit it`;
  return [
    {
      object: manifest,
      path,
      isKey: true,
      message: `${wrong}. The webhook does not see the pods, and they get no token. Move it to ${labels.join('.')}.`,
      fix: FIX,
      fixIn: labels,
    },
  ];
}

/** On an object that labels no pods. */
function onOther(checked: CheckedCluster, { manifest, path, field }: WebhookKey): RuleFinding[] {
  const { group, kind } = manifest;
  const own = ownLabelsOf(group, kind);
  if (!own || own.sinceHandsOn || field === 'annotations') return [];
  if (kind === 'ServiceAccount') return onAccount(checked, { manifest, path });
  // Tools such as Kustomize put the label on every object, the pods too.
  if (webhookKeys(checked).some((one) => one.key === USE_LABEL && isOnPods(one))) return [];
  return [
    {
      object: manifest,
      path,
      isKey: true,
      severity: Severity.WARNING,
      message: `The label ${USE_LABEL} is on the ${kind} itself, and ${own.why}. No pod gets a token. ${own.advice}.`,
    },
  ];
}

/** It was read there before release 1.0, and is harmless beside that of the pods. */
function onAccount(checked: CheckedCluster, { manifest, path }: Pick<WebhookKey, 'manifest' | 'path'>): RuleFinding[] {
  const { workloads, federation } = checked;
  if (!federation) return [];
  const users = workloads.filter(
    ({ workload }) => workload.namespace === manifest.namespace && federation.accountOf(workload) === manifest.name,
  );
  const [first] = users;
  if (!first || users.some(({ workload }) => Object.hasOwn(workload.labels, USE_LABEL))) return [];
  // The account may be there for the driver of their secrets alone.
  if (users.some(({ workload }) => mayMountByAccount(checked, workload))) return [];
  const others = users.length > 1 ? ` and ${users.length - 1} more` : '';
  return [
    {
      object: manifest,
      path,
      isKey: true,
      severity: Severity.WARNING,
      message: `The label ${USE_LABEL} is on the ServiceAccount, where the webhook has not read it since release 1.0. The pods of ${first.workload.manifest.title}${others} get no token. Write it in the labels of the pod template.`,
    },
  ];
}
