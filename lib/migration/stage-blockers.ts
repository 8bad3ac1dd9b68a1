import { goDecimal } from '../go/numbers';
import { annotationsAt } from '../simulation/annotations-at';
import type { Workload } from '../simulation/workload';
import { Cloud } from '../upstream/clouds';
import { OS_LABELS } from '../upstream/nodes';
import {
  DEFAULT_PROXY_PORT,
  INJECT_PROXY_ANNOTATION,
  PROXY_PORT_ANNOTATION,
  TOKEN_EXPIRATION,
  TOKEN_EXPIRATION_ANNOTATION,
} from '../upstream/workload-identity';
import { show } from '../validate/format';
import { fieldAt, type Path, valueAt } from '../validate/path';
import { Problems } from '../validate/problems';
import { Injection } from '../workload-identity/injection';
import { keepsPodIdentity, MigrationStage } from '../workload-identity/migration-stage';
import { checkTokenExpiration } from '../workload-identity/pod-annotations';
import { envSourcesOf, type PodFacts, podFacts, vaultClassesOf } from '../workload-identity/pod-facts';
import { refuseAtStage } from '../workload-identity/stage-refusals';
import type { StageSettings } from '../workload-identity/stage-settings';
import { stageWarnings } from '../workload-identity/stage-warnings';
import { TokenExchange } from '../workload-identity/token-exchange';
import type { AzureIdentity } from './azure-identity';
import { type Blocker, blockersIn, forYaml } from './blocker';
import type { ClusterFacts } from './cluster-facts';
import { checkSources } from './env-sources';
import { titleOf } from './identity-blockers';
import { jsonOf, podTemplateOf } from './planned-account';

/** What the pods of a workload are checked against. */
export interface StageToCheck {
  readonly stage: MigrationStage;
  readonly today: MigrationStage | undefined;
  readonly kubernetesVersion: string | undefined;
}

/** Adds what webhook, Kubernetes, or the pods themselves have against a stage, and what they might. */
export function checkStage(
  { blockers, remarks }: { readonly blockers: Blocker[]; readonly remarks: string[] },
  workload: Workload,
  identities: readonly AzureIdentity[],
  to: StageToCheck,
  facts: ClusterFacts,
): void {
  const { manifest, namespace, kind } = workload;
  const template = podTemplateOf(workload);
  const pod = podFacts({ apiGroup: manifest.group, kind }, jsonOf(manifest), template, namespace);
  if (!pod) return;
  const { annotations: path } = template;
  const annotations = pod.annotations === undefined ? {} : annotationsAt(manifest, path);
  const settings = settingsFor(to, annotations[PROXY_PORT_ANNOTATION]);
  const problems = Problems.in('');
  const clientIds = identities.map(({ clientId }) => clientId || undefined);
  refuseAtStage(problems, pod, settings, clientIds);
  refuseAnnotations(problems, annotations, path, to);
  if (to.stage === MigrationStage.PROXY) refuseNodes(problems, pod);
  if (!problems.areNone) blockers.push(...blockersIn(problems));
  const warned = identities.map((one) => ({ name: one.source?.name ?? titleOf(one), adEndpoint: one.adEndpoint }));
  for (const text of stageWarnings(pod, settings, warned)) remarks.push(`It ${forYaml(text)}`);
  const sources = envSourcesOf(pod);
  if (sources.length > 0) checkSources({ blockers, remarks }, sources, namespace, facts);
  if (to.stage === MigrationStage.PROXY) blockers.push(...podSecurity(namespace, facts));
  if (!keepsPodIdentity(to.stage)) blockers.push(...vaults(pod, namespace, facts));
}

function settingsFor({ stage, kubernetesVersion }: StageToCheck, port: string | undefined): StageSettings {
  const given = port === undefined ? undefined : goDecimal(port, 32);
  return {
    stage,
    injection: Injection.WEBHOOK,
    tenantId: undefined,
    azureEnvironment: Cloud.AZURE_PUBLIC_CLOUD,
    tokenExpiration: TOKEN_EXPIRATION.default,
    proxyPort: typeof given === 'number' ? given : DEFAULT_PROXY_PORT,
    exchange: TokenExchange.FEDERATED_CREDENTIAL,
    kubernetesVersion,
  };
}

/** Annotations that are there already, and take effect with the label. */
function refuseAnnotations(
  problems: Problems,
  annotations: { readonly [key: string]: string },
  path: Path,
  { stage, today }: StageToCheck,
): void {
  const proxy = annotations[INJECT_PROXY_ANNOTATION];
  const isLeftOver = proxy !== undefined && stage !== MigrationStage.PROXY && today !== MigrationStage.PROXY;
  if (isLeftOver) {
    const allowed = `no annotation at stage ${stage}: the webhook injects the proxy whatever the value is`;
    problems.add(fieldAt([...path, INJECT_PROXY_ANNOTATION]), proxy, allowed, 'Remove it');
  }
  const port = annotations[PROXY_PORT_ANNOTATION];
  const isPort = port === undefined || /^[1-9]\d{0,4}$/.test(port);
  if (stage === MigrationStage.PROXY && (!isPort || Number(port) > 65_535)) {
    problems.add(fieldAt([...path, PROXY_PORT_ANNOTATION]), port, 'a port from 1 to 65535', 'Write another port');
  }
  const expiration = annotations[TOKEN_EXPIRATION_ANNOTATION];
  if (expiration === undefined) return;
  checkTokenExpiration(problems, fieldAt([...path, TOKEN_EXPIRATION_ANNOTATION]), expiration);
}

/** The proxy needs a network of its own, on Linux. */
function refuseNodes(problems: Problems, { spec, specPath }: PodFacts): void {
  const refuse = (keys: readonly string[], allowed: string) => {
    problems.add(fieldAt([...specPath, ...keys]), valueAt(spec, keys), allowed, 'Plan another stage for it: --to dual');
  };
  if (spec.hostNetwork === true)
    refuse(['hostNetwork'], 'false at stage proxy: it would change the network of the node');
  for (const keys of [['os', 'name'], ...OS_LABELS.map((label) => ['nodeSelector', label])]) {
    if (valueAt(spec, keys) === 'windows') refuse(keys, 'Linux at stage proxy: its images run only there');
  }
}

function podSecurity(namespace: string, facts: ClusterFacts): Blocker[] {
  const found = facts.refusesProxy(namespace);
  if (!found) return [];
  const { level, manifest } = found;
  return [
    {
      problem: `${manifest.title} enforces the Pod Security level ${level}, which refuses the init container of the proxy.`,
      advice: 'Plan another stage for it: --to dual.',
    },
  ];
}

function vaults(pod: PodFacts, namespace: string, facts: ClusterFacts): Blocker[] {
  return vaultClassesOf(pod).flatMap((name) => {
    const found = facts.vaultClasses.get(`${namespace}/${name}`);
    if (!found) return [];
    return [
      {
        problem: `It mounts ${found.title}, which has usePodIdentity: "true": its driver would ask NMI.`,
        advice: `Set usePodIdentity: "false" and clientID in ${show(name)} before.`,
      },
    ];
  });
}
