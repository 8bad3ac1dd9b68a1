import { listFrom, type Manifest, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import { Explanations } from '../simulation/explain';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { Mode } from '../upstream/mode';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { printable } from '../validate/printable';
import { GENERATED } from './install-objects';
import { fieldProblem, hasGeneratedName, kubeObject, unnameable } from './kube-object';
import { type MicIdentity, mayNeedNodes, micIdentityOf } from './mic-credentials';
import { type AzurePlace, placeVariables } from './options';
import { podsOf } from './pods-of-workload';
import { type Step, script, step } from './script';
import { call, quote, say } from './shell';
import { workloadIdentitySteps } from './verify-workload-identity';

export interface VerifyOptions {
  readonly context: string | undefined;
  /** Where the cluster is; undefined to check nothing in Azure. */
  readonly place?: AzurePlace | undefined;
}

/** A script that waits until the cluster works as the manifests say, and prints possible causes where it does not. */
export class Verify {
  public readonly problems: string[] = [];
  private readonly controllers: readonly Controller[];
  private readonly workloads: readonly Step[];
  private readonly demos: readonly Step[];
  private readonly federated: readonly Step[];
  /** The managed identity of MIC's own, if its client id is among the manifests. */
  private readonly mic: MicIdentity | undefined;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: VerifyOptions,
  ) {
    const { cluster, settings } = simulation;
    // MIC has nothing to do in managed mode.
    const isManaged = settings.mode === Mode.MANAGED;
    const mic = micIdentityOf(simulation, undefined, []);
    this.mic = mayNeedNodes(mic) ? mic : undefined;
    this.controllers = settings.controllers.filter(({ program }) => program === 'nmi' || !isManaged);
    for (const { workload } of settings.controllers) this.problems.push(...problemsOf(workload.manifest));
    const { problems } = this;
    const explanations = new Explanations(simulation);
    const steps = (one: Workload) => assignedSteps(simulation, one, explanations, problems);
    this.workloads = isManaged ? [] : cluster.workloads.flatMap(steps);
    this.demos = cluster.workloads.flatMap((one) => demoSteps(one, problems));
    this.federated = workloadIdentitySteps(simulation, options.place !== undefined, problems);
    const { controllers, demos, federated } = this;
    const isEmpty = controllers.length + this.workloads.length + demos.length + federated.length === 0;
    if (isEmpty && problems.length === 0) problems.push(NOTHING);
  }

  public get script(): string {
    const { controllers, workloads, demos, federated, simulation, mic } = this;
    const { context, place } = this.options;
    const checksMic = mic !== undefined && place !== undefined;
    const isFederated = federated.length > 0;
    const looksAtCredentials = isFederated && place !== undefined;
    const hasSteps = controllers.length + workloads.length + demos.length + federated.length > 0;
    const logsOf = (program: Controller['program']) => {
      const found = controllersOf(simulation, program)[0]?.manifest;
      return found
        ? `kubectl logs ${kubeObject(found)} --namespace=${found.namespace}`
        : `the log of ${program.toUpperCase()}`;
    };
    return script({
      head: [
        'Waits until the cluster works as the manifests say. Printed by aad-pod-identity azure verify.',
        'It only reads, and never prints log lines. Exit codes: 0 everything works; else it prints what is wrong.',
        ...(isFederated ? ['It requests tokens as the pods would, and neither prints nor keeps them.'] : []),
      ],
      variables: {
        ...(context !== undefined && { context }),
        ...(place && (checksMic || looksAtCredentials) && placeVariables(place)),
        ...(checksMic && { mic_client_id: mic.clientId }),
        // Printed commands use the same cluster.
        ...(hasSteps && {
          kubectl_words: context === undefined ? 'kubectl' : `kubectl --context=${quote(context)}`,
        }),
        ...(workloads.length > 0 && { mic_logs: logsOf('mic') }),
        ...(demos.length > 0 && { nmi_logs: logsOf('nmi') }),
      },
      files: [
        'basics',
        context === undefined ? 'current-context' : 'context',
        'verify',
        ...(hasSteps ? ['fail'] : []),
        ...(controllers.length > 0 ? ['controller'] : []),
        ...(checksMic || looksAtCredentials ? ['subscription', 'cluster'] : []),
        ...(checksMic ? ['nodes', 'mic-identity', 'check-mic-identity'] : []),
        ...(workloads.length + demos.length + federated.length > 0 ? ['pods'] : []),
        ...(workloads.length > 0 ? ['assigned'] : []),
        ...(demos.length > 0 ? ['demo'] : []),
        ...(isFederated ? ['verify-workload-identity'] : []),
        ...(looksAtCredentials ? ['issuer', 'look-at-credentials', 'check-credential'] : []),
      ],
      programs: checksMic || looksAtCredentials ? ['kubectl', 'az'] : ['kubectl'],
      steps: [
        ...(context === undefined ? [step('The cluster.', 'show_context')] : []),
        ...controllers.map(controllerStep),
        ...this.micSteps(),
        ...workloads,
        ...demos,
        ...federated,
        step('The result.', 'finish'),
      ],
    });
  }

  private micSteps(): Step[] {
    if (this.mic === undefined) return [];
    const why = 'MIC gets tokens only on nodes that have its identity.';
    if (this.options.place) return [step(why, 'find_subscription', 'check_mic_identity')];
    const what = `The identity of MIC, client id ${this.mic.clientId}, was not looked up on the nodes`;
    return [step(why, say(`${what} (--cluster, --resource-group, --subscription).`))];
  }
}

/** The script finds MIC and NMI by their names. */
function problemsOf(manifest: Manifest): string[] {
  const problems = unnameable(manifest);
  if (problems.length > 0 || !hasGeneratedName(manifest)) return problems;
  return [`${manifest.placeOf(['metadata'])}: ${manifest.title}: ${GENERATED}`];
}

function controllerStep({ program, workload: { manifest } }: Controller): Step {
  const name = program.toUpperCase();
  const why =
    program === 'mic' ? `${name} assigns identities to nodes.` : `${name} answers the token requests of its node.`;
  return step(why, call('controller', name, manifest.namespace, kubeObject(manifest)));
}

const NOTHING =
  'nothing to verify: the manifests have no MIC, NMI or demo, and no workload with the label aadpodidbinding';

/** A label that brings no identity is a failure already, whatever is in the cluster. */
function unassignedSteps(workload: Workload, explanations: Explanations): Step[] {
  if (workload.label === undefined) return [];
  const reasons = explanations.whyNothing(workload).map(printable);
  const what = `${printable(workload.manifest.title)}: it has the label aadpodidbinding and gets no identity`;
  return [step('These manifests give it no identity.', call('fail', what), call('maybe', ...reasons))];
}

/** MIC assigns to workloads that bypass NMI too. */
function assignedSteps(
  simulation: Simulation,
  workload: Workload,
  explanations: Explanations,
  problems: string[],
): Step[] {
  const assignments = simulation.assignmentsOf(workload);
  if (assignments.length === 0) return unassignedSteps(workload, explanations);
  const { by, what } = podsOf(workload, problems);
  return assignments.map(({ identity, binding, assignedIn = '' }) =>
    step(
      `By binding ${binding.namespace}/${binding.name}; the AzureAssignedIdentity is in ${assignedIn}.`,
      call('assigned', printable(workload.manifest.title), workload.namespace, by, what, identity.name, assignedIn),
    ),
  );
}

const DEMO = /(?:^|\/)aad-pod-identity\/demo(?:[:@].*)?$/;

/** Upstream's demo logs when it gets a token (cmd/demo/main.go). */
function demoSteps(workload: Workload, problems: string[]): Step[] {
  const { manifest, template, namespace } = workload;
  const path = [...template, 'spec', 'containers'];
  const containers = listFrom(manifest.at(path)).map(mapOf);
  const found = containers.flatMap(({ image, name }, i) =>
    typeof image === 'string' && DEMO.test(image) ? [{ name, at: [...path, i, 'name'] }] : [],
  );
  if (found.length === 0) return [];
  const { by, what } = podsOf(workload, problems);
  return found.map(({ name, at }) => {
    const container = typeof name === 'string' ? name : '';
    if (!DNS_LABEL.accepts(container)) problems.push(fieldProblem(manifest, at, name, DNS_LABEL.allowed));
    const line = call('demo', printable(manifest.title), namespace, by, what, printable(container));
    return step('The demo requests tokens.', line);
  });
}
