import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

export const labelEmpty: Rule = {
  id: 'label-empty',
  title: 'The pod label aadpodidbinding has no value',
  severity: 'info',
  why: 'MIC passes over pods whose label is empty, also when a binding has an empty selector. Often a value of a template was not set.',
  symptom: 'Nothing in the log of MIC; token requests end with a 404.',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: ""')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: ({ workloads, settings }) =>
    workloads
      // In managed mode it is the same as no label. A workload with an exception needs no identity.
      .filter(({ workload, bypass }) => settings.mode === 'standard' && workload.label === '' && !bypass)
      .map(({ workload: { manifest, template } }) => ({
        object: manifest,
        path: [...template, 'metadata', 'labels', BINDING_LABEL],
        message: `the label is empty: MIC passes over the pods. Give it the selector of a binding, or remove it`,
      })),
};
