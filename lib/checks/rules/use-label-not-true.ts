import { USE_LABEL, USED } from '../../upstream/workload-identity';
import { show } from '../../validate/format';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { isMeantAsNo } from '../facts/called-workloads';
import { webhookKeys } from '../facts/webhook-keys';
import { type Rule, Severity } from '../rule';

export const useLabelNotTrue: Rule = {
  id: 'use-label-not-true',
  title: 'The label azure.workload.identity/use is not the string true',
  severity: Severity.ERROR,
  why: 'The API server asks the webhook of Workload Identity only about pods whose label is exactly "true".',
  symptom: 'The pods have no AZURE_FEDERATED_TOKEN_FILE; the SDKs find no credential.',
  bad: documents(ACCOUNT, changed(TOKEN_WORKLOAD, 'use: "true"', 'use: enabled')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, config/webhook/webhook_patch.yaml, objectSelector',
  check: (checked) =>
    webhookKeys(checked).flatMap(({ manifest, key, path, field, of }) => {
      if (key !== USE_LABEL || field !== 'labels' || of !== 'pods') return [];
      const value = manifest.at(path) ?? '';
      if (value === USED || typeof value === 'object' || isMeantAsNo(String(value))) return [];
      const what = typeof value === 'string' ? '' : `, a ${typeof value}, and must be a string`;
      const effect = what
        ? `The API server refuses the ${manifest.kind}`
        : 'The webhook does not see the pods, and they get no token';
      return [
        {
          object: manifest,
          path,
          message: `The label ${USE_LABEL} is ${show(value)}${what}. ${effect}. Write "${USED}".`,
          fix: `${USE_LABEL}: "${USED}"`,
        },
      ];
    }),
};
