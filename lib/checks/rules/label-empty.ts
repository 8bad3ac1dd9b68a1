import { BINDING_LABEL } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

export const labelEmpty: Rule = {
  id: 'label-empty',
  title: 'The pod label aadpodidbinding is empty',
  severity: Severity.INFO,
  why: 'MIC ignores pods with an empty label, even when a binding has an empty selector. Often a template value was not set.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: ""')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: (checked) =>
    unservedWorkloads(checked)
      // In managed mode an empty label is the same as none. An excepted workload needs no identity.
      .filter(({ workload, bypass }) => checked.settings.mode === Mode.STANDARD && workload.label === '' && !bypass)
      .map(({ workload: { manifest, template } }) => ({
        object: manifest,
        path: [...template, 'metadata', 'labels', BINDING_LABEL],
        message:
          'The label is empty. MIC ignores the pods, and they get no identity. Set it to the selector of a binding, or remove it.',
      })),
};
