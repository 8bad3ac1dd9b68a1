import { mapOf } from '../../manifests/manifest';
import { KEDA_GROUP, KEDA_PROVIDER } from '../../upstream/companions';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { containersOf } from '../facts/containers';
import { objectsOf } from '../facts/objects';
import { hasPodIdentity } from '../facts/pod-identity-left';
import { type Rule, Severity } from '../rule';

const AUTHENTICATION = `apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: orders-queue
  namespace: shop
spec:
  podIdentity:
    provider: azure-workload
    identityId: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`;

const KINDS = ['TriggerAuthentication', 'ClusterTriggerAuthentication'];

export const kedaUsesPodIdentity: Rule = {
  id: 'keda-uses-pod-identity',
  title: 'KEDA still asks pod identity for tokens',
  severity: Severity.WARNING,
  why: 'With provider: azure the operator of KEDA asks NMI for tokens. KEDA 2.15 and later knows only azure-workload, with which it exchanges the token of its own ServiceAccount.',
  symptom:
    'The ScaledObject is not ready; the operator of KEDA logs that the provider azure is not supported, or 404 from NMI.',
  bad: documents(ACCOUNT, TOKEN_WORKLOAD, changed(AUTHENTICATION, 'provider: azure-workload', 'provider: azure')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD, AUTHENTICATION),
  source:
    'keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity; github.com/kedacore/keda, CHANGELOG, 2.15.0',
  check: (checked) => {
    const left = KINDS.flatMap((kind) => objectsOf(checked, KEDA_GROUP, kind)).filter(
      ({ value }) => mapOf(mapOf(value.spec).podIdentity).provider === KEDA_PROVIDER.podIdentity,
    );
    if (left.length === 0) return [];
    const version = kedaVersionIn(checked);
    if (version === undefined ? !checked.federation || hasPodIdentity(checked) : !isWithout(version)) return [];
    const why =
      version === undefined
        ? 'and nothing else among the manifests uses pod identity'
        : `which KEDA ${version.join('.')} does not know`;
    return left.map((object) => ({
      object,
      path: ['spec', 'podIdentity', 'provider'],
      message: `The provider is ${KEDA_PROVIDER.podIdentity}, that is pod identity, ${why}. KEDA gets no token. Write provider: ${KEDA_PROVIDER.workloadIdentity}, and give the ServiceAccount of KEDA's operator a federated credential.`,
      ...(version !== undefined && { severity: Severity.ERROR }),
    }));
  },
};

type Version = readonly [major: number, minor: number];

const isWithout = ([major, minor]: Version) => major > 2 || (major === 2 && minor >= 15);

/** The release of KEDA's operator, when it is among the manifests. */
function kedaVersionIn({ workloads, cluster }: CheckedCluster): Version | undefined {
  const images = workloads.flatMap(({ workload }) => containersOf(workload).map(({ value }) => String(value.image)));
  const ofImages = images.flatMap((image) => versionIn(/\/keda:v?(\d+)\.(\d+)/.exec(image)));
  const ofCharts = cluster.chartValues.flatMap(({ chart, version }) =>
    chart?.split('/').at(-1) === 'keda' ? versionIn(/^v?(\d+)\.(\d+)\.\d+$/.exec(version ?? '')) : [],
  );
  return [...ofImages, ...ofCharts][0];
}

const versionIn = (match: RegExpExecArray | null): Version[] => (match ? [[Number(match[1]), Number(match[2])]] : []);
