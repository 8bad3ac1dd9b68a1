import { mapOf } from '../../manifests/manifest';
import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { JOB } from '../examples/job-examples';
import { mayMountByIdentity } from '../facts/csi-mounts';
import { type Rule, Severity } from '../rule';

export const jobWithoutRetry: Rule = {
  id: 'job-without-retry',
  title: 'A job with an identity runs only once',
  severity: Severity.WARNING,
  why: 'MIC begins to assign an identity when the pod is on its node, which takes seconds to minutes. Azure client libraries give up on the metadata service after a few seconds.',
  symptom: 'The job fails now and then because it got no token, mostly on new nodes.',
  bad: documents(IDENTITY, BINDING, changed(JOB, 'backoffLimit: 3', 'backoffLimit: 0')),
  good: documents(IDENTITY, BINDING, JOB),
  source: 'pkg/mic/mic.go; pkg/nmi/standard.go, GetIdentities',
  check: (checked) =>
    checked.settings.mode === Mode.MANAGED
      ? []
      : checked.workloads.flatMap(({ workload }) => {
          const { manifest, template, label } = workload;
          if (!label || manifest.group !== 'batch') return [];
          const ofJob = template.slice(0, -1);
          const restartPolicy = mapOf(manifest.at([...template, 'spec'])).restartPolicy;
          const isOnce = manifest.at([...ofJob, 'backoffLimit']) === 0;
          if (!isOnce || restartPolicy === 'OnFailure') return [];
          // Kubelet repeats a mount until it succeeds.
          if (mayMountByIdentity(checked, workload)) return [];
          return [
            {
              object: manifest,
              path: [...ofJob, 'backoffLimit'],
              message:
                'The job has no retries, and its pod can request a token before MIC has assigned the identity. The job then fails. Allow retries, or have the program wait for its token.',
              fix: 'backoffLimit: 3',
            },
          ];
        }),
};
