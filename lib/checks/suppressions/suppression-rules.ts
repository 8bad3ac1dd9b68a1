import type { RuleText } from '../rule';
import { Severity } from '../severity';

/** The rules about suppressions themselves. */
export const suppressionWithoutReason: RuleText = {
  id: 'suppression-without-reason',
  title: 'A suppression has no reason',
  severity: Severity.WARNING,
  why: 'Without a reason, a later reader cannot decide whether the suppression is still right. It has no effect.',
  symptom: 'None: only the checks read the annotation.',
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
  title: 'A suppression matches no finding',
  severity: Severity.WARNING,
  why: 'The mistake is fixed, or the rule or the object is misspelt. If the suppression stays, it hides the next mistake.',
  symptom: 'None: only the checks read the annotation.',
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
