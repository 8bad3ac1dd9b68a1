import { fold } from '../../go/compare';
import type { PodException } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { documents } from '../examples/custom-resource-examples';
import { OTHER_EXCEPTION } from '../examples/exception-examples';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const EXCEPTION = `${OTHER_EXCEPTION}    tier: node\n`;

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: proxy
  namespace: monitoring
  labels:
    app: proxy
    tier: node
spec:
  containers:
    - name: proxy
      image: registry.example/proxy:1
`;

export const exceptionByOneLabel: Rule = {
  id: 'exception-by-one-label',
  title: 'An exception covers a workload that has only one of its labels',
  severity: Severity.INFO,
  why: 'The labels of an exception are alternatives: a pod with any one of them is excepted, and can get a token for every identity on its node.',
  symptom: "None: the pod's token requests are answered with identities of the node.",
  bad: documents(EXCEPTION, POD),
  good: documents(OTHER_EXCEPTION, POD),
  source: 'pkg/pod/pod.go, labelInExceptionList',
  check: (checked) => {
    const caught = new Map<PodException, Workload[]>();
    for (const { workload, bypass } of unservedWorkloads(checked)) {
      const exception = bypass?.exception;
      // workload-excepted reports workloads with the label. The exception of MIC has alternatives on purpose.
      if (!exception || workload.label || isForMic(exception) || hasAll(exception, workload)) continue;
      caught.set(exception, [...(caught.get(exception) ?? []), workload]);
    }
    return [...caught].map(([{ manifest }, [first, ...others]]) => ({
      object: manifest,
      path: ['spec', 'podLabels'],
      message: `The exception also covers ${first?.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''}, because one label is enough. Its pods can get a token for every identity on their node. Use one label that only the right pods have.`,
    }));
  },
};

const isForMic = ({ podLabels }: PodException) => Object.values(podLabels).every((value) => fold(value) === 'mic');

const hasAll = ({ podLabels }: PodException, { labels }: Workload) =>
  Object.entries(podLabels).every(
    ([key, value]) => Object.hasOwn(labels, key) && fold(labels[key] ?? '') === fold(value),
  );
