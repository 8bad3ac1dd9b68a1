import type { FieldPath } from '../../manifests/manifest';
import { mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOf } from '../facts/objects';
import { enforcedLevelOf, ENFORCE_LABEL as LABEL } from '../facts/pod-security';
import { type Rule, Severity } from '../rule';

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: default
  labels:
    ${LABEL}: privileged
`;

/** A namespace that blocks NMI or MIC. */
export const podSecurityForbidsNmi: Rule = {
  id: 'pod-security-forbids-nmi',
  title: 'Pod Security of the namespace blocks NMI or MIC',
  severity: Severity.ERROR,
  why: 'NMI uses the host network and mounts files of the node, and MIC mounts azure.json. The levels baseline and restricted allow neither.',
  symptom: 'The DaemonSet has no pods; its events say "violates PodSecurity".',
  bad: documents(changed(NAMESPACE, 'privileged', 'baseline'), NMI),
  good: documents(NAMESPACE, NMI),
  source: 'deploy/infra/deployment-rbac.yaml; kubernetes.io, Pod Security Standards',
  check: (checked) => {
    const started = controllersOf(checked).filter((one) => one.program === 'nmi' || mountsFiles(one));
    if (started.length === 0) return [];
    return objectsOf(checked, '', 'Namespace').flatMap((object) => {
      const level = enforcedLevelOf(object);
      const here = started.filter((one) => one.manifest.namespace === object.name);
      if (here.length === 0 || !level) return [];
      const names = [...new Set(here.map(({ name }) => name))].sort().join(' and ');
      return [
        {
          object,
          path: ['metadata', 'labels', LABEL] as FieldPath,
          message: `Pod Security level ${level} blocks ${names}, which ${here.length > 1 ? 'need' : 'needs'} the network or files of the node. No pod of ${here.length > 1 ? 'them' : 'it'} is created. Write privileged.`,
          fix: `${LABEL}: privileged`,
        },
      ];
    });
  },
};

const mountsFiles = ({ podSpec }: Controller) =>
  Array.isArray(podSpec.volumes) && podSpec.volumes.some((volume) => mapOf(volume).hostPath !== undefined);
