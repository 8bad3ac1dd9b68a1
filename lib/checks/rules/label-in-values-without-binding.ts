import { keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import { show } from '../../validate/format';
import { SELECTOR } from '../../validate/kubernetes-names';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { nearMiss } from '../facts/near-miss';
import { foundAt, lineWith } from '../facts/values-place';
import { type Rule, Severity } from '../rule';

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: orders
  namespace: argocd
spec:
  project: default
  destination:
    server: https://kubernetes.default.svc
    namespace: shop
  source:
    repoURL: https://charts.example
    chart: orders
    targetRevision: 1.2.3
    helm:
      values: |
        podLabels:
          aadpodidbinding: orders
`;

/** A label among the values of a chart that is similar to a selector, and equal to none. */
export const labelInValuesWithoutBinding: Rule = {
  id: 'label-in-values-without-binding',
  title: 'No binding has the label in the values of a chart as its selector, but a similar one',
  severity: Severity.WARNING,
  why: 'MIC compares the pod label aadpodidbinding with spec.selector of every AzureIdentityBinding; they must be equal. Values of a chart, as podLabels, usually become labels of its pods.',
  symptom: 'MIC logs only that no binding matched; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, changed(APPLICATION, 'aadpodidbinding: orders', 'aadpodidbinding: order')),
  good: documents(IDENTITY, BINDING, APPLICATION),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList; argo-cd.readthedocs.io/en/stable/user-guide/helm',
  check: ({ cluster }) => {
    const used = cluster.chartValues.filter(({ labels }) => labels.length > 0);
    if (used.length === 0) return [];
    const bindings = cluster.bindings.filter(({ selector }) => SELECTOR.accepts(selector));
    const selectors = new Set(bindings.map(({ selector }) => selector));
    const taken = new Set([
      ...cluster.workloads.map(({ label }) => label),
      ...used.flatMap(({ labels }) => labels.map(({ value }) => value)),
    ]);
    return used.flatMap((values) =>
      values.labels.flatMap(({ value, path }) => {
        const near = selectors.has(value) ? undefined : nearMiss(value, bindings, ({ selector }) => selector);
        // Names of several workloads often differ by a letter or a digit.
        if (!near || (near.likeness === 'letters' && taken.has(near.candidate.selector))) return [];
        const { candidate, words } = near;
        const fix = lineWith(values, path, BINDING_LABEL, candidate.selector);
        return [
          {
            ...foundAt(values, path),
            message: `No AzureIdentityBinding has the selector ${show(value)}; AzureIdentityBinding ${keyOf(candidate)} has ${show(candidate.selector)}, which ${words}. Pods of the chart with this label get no identity. Write ${BINDING_LABEL}: ${candidate.selector}.`,
            ...(fix !== undefined && { fix }),
          },
        ];
      }),
    );
  },
};
