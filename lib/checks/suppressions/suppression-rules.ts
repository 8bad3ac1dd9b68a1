import type { RuleText } from '../rule';

/** What can be wrong with suppressions themselves. */
export const suppressionWithoutReason: RuleText = {
  id: 'suppression-without-reason',
  title: 'A finding is suppressed, but nothing says why',
  severity: 'warning',
  why: 'Whoever finds the suppression later cannot tell whether it still holds. Without a reason it does not suppress.',
  symptom: 'Nothing in the cluster: the annotation is for the checks only.',
  bad: `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
  namespace: shop
  annotations:
    aad-pod-identity.checks/duplicate-binding: ""
`,
  good: `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
  namespace: shop
`,
  source: 'a rule of these checks',
};

export const unusedSuppression: RuleText = {
  id: 'unused-suppression',
  title: 'A suppression suppresses nothing',
  severity: 'warning',
  why: 'The mistake is mended, or the rule or the object is misspelt. Left in place, it would hide the next one.',
  symptom: 'Nothing in the cluster: the annotation is for the checks only.',
  bad: `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
  namespace: shop
  annotations:
    aad-pod-identity.checks/duplicate-binding: both are wanted while the names change
`,
  good: `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
  namespace: shop
`,
  source: 'a rule of these checks',
};
