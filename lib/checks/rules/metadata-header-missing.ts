import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Workload } from '../../simulation/workload';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Container, commandsOf, containersOf, probesOf, runsAnything } from '../facts/containers';
import { controllersOf } from '../facts/controllers';
import { podFields } from '../facts/pod-fields';
import { isProxied } from '../facts/token-pods';
import { type Rule, type RuleFinding, Severity } from '../rule';

const METADATA_SERVICE = /169\.254\.169\.254(?::80)?\/metadata\b/i;
const HEADER = /\bmetadata["']?\s*[:=]\s*["']?true\b/i;
const CLIENT = /\b(?:curl|wget|http)\b/;
const asking = (header: string) =>
  changed(
    WORKLOAD,
    'image: registry.example/orders:1\n',
    `image: registry.example/orders:1
          command:
            - sh
            - -c
            - curl ${header}"http://169.254.169.254/metadata/instance?api-version=2021-02-01" && exec orders
`,
  );

export const metadataHeaderMissing: Rule = {
  id: 'metadata-header-missing',
  title: 'A container calls the metadata service without the header Metadata: true',
  severity: Severity.WARNING,
  why: 'Since 1.8.4 NMI answers only requests with the header Metadata and the value true, in lower case.',
  symptom: '400, "metadata header is not specified".',
  bad: documents(IDENTITY, BINDING, asking('')),
  good: documents(IDENTITY, BINDING, asking('-H Metadata:true ')),
  source: 'pkg/nmi/server/server.go, validateMetadataHeader',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    if (nmis.length > 0 && nmis.every((nmi) => !nmi.flags.isOn('metadata-header-required'))) return [];
    return podFields(checked)
      .running.filter(({ workload, bypass }) => !workload.hostNetwork && bypass?.bypass !== 'hostNetwork')
      .flatMap(({ workload }) => {
        const found = containersOf(workload)
          .filter(runsAnything)
          .flatMap((container) => findingsOf(workload, container));
        return found.length > 0 && isProxied(checked, workload) ? [] : found;
      });
  },
};

function findingsOf({ manifest }: Workload, container: Container): RuleFinding[] {
  const commands = commandsOf(container).flatMap(({ path, words }): RuleFinding[] => {
    const text = words.join(' ');
    if (!CLIENT.test(text) || !METADATA_SERVICE.test(text) || HEADER.test(text)) return [];
    return [{ object: manifest, path, message: `${WITHOUT} Add -H Metadata:true.` }];
  });
  const probes = probesOf(container).flatMap(({ path, value }): RuleFinding[] => {
    const probe = mapOf(value.httpGet);
    if (probe.host !== '169.254.169.254' || hasHeader(probe)) return [];
    return [
      {
        object: manifest,
        path: [...path, 'httpGet'],
        message: `${WITHOUT} Add it to httpHeaders.`,
        severity: Severity.ERROR,
        fix: '- name: Metadata\n  value: "true"',
        fixIn: [...path, 'httpGet', 'httpHeaders'],
      },
    ];
  });
  return [...commands, ...probes];
}

const WITHOUT = 'The request to the metadata service lacks the header Metadata: true. It fails with 400.';

const hasHeader = ({ httpHeaders }: ManifestMap) =>
  listFrom(httpHeaders)
    .map(mapOf)
    .some(({ name, value }) => String(name).toLowerCase() === 'metadata' && value === 'true');
