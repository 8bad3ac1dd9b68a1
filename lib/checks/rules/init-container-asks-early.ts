import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Container, commandsOf, containersOf, variablesOf } from '../facts/containers';
import type { Rule } from '../rule';

const withInit = (variable: string) =>
  changed(
    WORKLOAD,
    '      containers:\n',
    `      initContainers:
        - name: settings
          image: registry.example/settings:1
          env:
            - name: ${variable}
              value: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
      containers:
`,
  );

export const initContainerAsksEarly: Rule = {
  id: 'init-container-asks-early',
  title: 'An init container asks for a token',
  severity: 'info',
  why: 'Init containers run as soon as the pod is on its node, when MIC begins to assign its identity. NMI holds the request for up to 80 seconds; libraries of Azure often give up before.',
  symptom: 'Init:CrashLoopBackOff at first, then it works.',
  bad: documents(IDENTITY, BINDING, withInit('AZURE_CLIENT_ID')),
  good: documents(IDENTITY, BINDING, withInit('ORDERS_CUSTOMER')),
  source: 'pkg/nmi/standard.go, GetIdentities',
  check: ({ workloads, settings }) =>
    workloads
      .filter(({ workload: { label }, bypass }) => settings.mode === 'standard' && label && !bypass)
      .filter(
        ({ workload: { manifest, template } }) => manifest.at([...template, 'spec', 'initContainers']) !== undefined,
      )
      .flatMap(({ workload }) => {
        const asking = containersOf(workload).find((container) => container.isInit && asks(container));
        if (!asking) return [];
        return [
          {
            object: workload.manifest,
            path: asking.path,
            message:
              'this init container asks for a token while MIC is still assigning the identity, and may fail at first. Have it try again for some minutes',
          },
        ];
      }),
};

function asks(container: Container): boolean {
  return (
    variablesOf(container).some(({ name }) => name === 'AZURE_CLIENT_ID') ||
    commandsOf(container).some(({ words }) => /169\.254\.169\.254|\baz login\b.*--identity/.test(words.join(' ')))
  );
}
