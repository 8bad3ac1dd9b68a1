import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { containersOf } from '../facts/containers';
import { podFields } from '../facts/pod-fields';
import { asksAgain, asksMetadata, inFrontOfProxy } from '../facts/token-requests';
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
  check: (checked) =>
    podFields(checked)
      .initializing.filter(
        ({ workload: { label }, bypass }) => checked.settings.mode === Mode.STANDARD && label && !bypass,
      )
      .flatMap(({ workload }) => {
        const asking = inFrontOfProxy(containersOf(workload)).find((one) => asksMetadata(one) && !asksAgain(one));
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
