import { mapOf } from '../../manifests/manifest';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { plainYaml } from '../facts/plain-yaml';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const cronJob = (ofJob: string, ofPods: string) => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: orders
  namespace: shop
spec:
  schedule: 0 4 * * *
  jobTemplate:
${ofJob}    spec:
      ttlSecondsAfterFinished: 600
      template:
${ofPods}        spec:
          restartPolicy: OnFailure
          containers:
            - name: orders
              image: registry.example/orders:1
`;

export const labelOnJobMetadata: Rule = {
  id: 'label-on-job-metadata',
  title: 'The label aadpodidbinding is on the jobs of a CronJob, not on their pods',
  severity: Severity.ERROR,
  why: 'A CronJob has metadata at three levels: its own, that of its jobs, and that of their pods. MIC and NMI read the labels of pods only.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, cronJob('    metadata:\n      labels:\n        aadpodidbinding: orders\n', '')),
  good: documents(
    IDENTITY,
    BINDING,
    cronJob('', '        metadata:\n          labels:\n            aadpodidbinding: orders\n'),
  ),
  source: 'pkg/pod/pod.go, GetPods',
  check: (checked) =>
    unservedWorkloads(checked).flatMap(({ workload: { manifest, template, labels } }) => {
      const place = ['spec', 'jobTemplate', 'metadata', 'labels'];
      const ofJobs = mapOf(manifest.at(place));
      if (Object.hasOwn(labels, BINDING_LABEL) || !Object.hasOwn(ofJobs, BINDING_LABEL)) return [];
      return [
        {
          object: manifest,
          path: [...place, BINDING_LABEL],
          isKey: true,
          fixIn: [...template, 'metadata', 'labels'],
          message: `The label is on the jobs, and their pods do not inherit it. The pods get no identity. Move it to ${[...template, 'metadata', 'labels'].join('.')}.`,
          fix: `${BINDING_LABEL}: ${plainYaml(String(ofJobs[BINDING_LABEL]))}`,
        },
      ];
    }),
};
