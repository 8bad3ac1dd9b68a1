import { Mode } from '../../upstream/mode';
import { PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Container, commandsOf, containersOf, variablesOf } from '../facts/containers';
import { type Rule, Severity } from '../rule';

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
  title: 'An init container requests a token',
  severity: Severity.INFO,
  why: 'Init containers start as soon as the pod is on its node, when MIC only begins to assign its identity. NMI holds the request for up to 80 seconds; Azure client libraries often give up earlier.',
  symptom: 'Init:CrashLoopBackOff at first, then it works.',
  bad: documents(IDENTITY, BINDING, withInit('AZURE_CLIENT_ID')),
  good: documents(IDENTITY, BINDING, withInit('ORDERS_CUSTOMER')),
  source: 'pkg/nmi/standard.go, GetIdentities',
  check: ({ workloads, settings }) =>
    workloads
      .filter(({ workload: { label }, bypass }) => settings.mode === Mode.STANDARD && label && !bypass)
      .filter(
        ({ workload: { manifest, template } }) => manifest.at([...template, 'spec', 'initContainers']) !== undefined,
      )
      .flatMap(({ workload }) => {
        const asking = inFrontOfProxy(containersOf(workload)).find(asks);
        if (!asking) return [];
        return [
          {
            object: workload.manifest,
            path: asking.path,
            message:
              'The init container requests a token while MIC is still assigning the identity. It can fail at first. Retry for some minutes.',
          },
        ];
      }),
};

/** The init containers whose requests reach NMI: those after the redirect of Workload Identity, and the proxy, do not. */
function inFrontOfProxy(containers: readonly Container[]): readonly Container[] {
  const inits = containers.filter(({ isInit, value }) => isInit && value.name !== PROXY_CONTAINER);
  const redirect = inits.findIndex(({ value }) => value.name === PROXY_INIT_CONTAINER);
  return redirect < 0 ? inits : inits.slice(0, redirect);
}

function asks(container: Container): boolean {
  return (
    variablesOf(container).some(({ name }) => name === 'AZURE_CLIENT_ID') ||
    commandsOf(container).some(({ words }) => /169\.254\.169\.254|\baz login\b.*--identity/.test(words.join(' ')))
  );
}
