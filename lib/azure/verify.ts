import { listFrom, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { controllerOf } from './controller-of';
import { kubeObject } from './kube-object';
import { podsOf } from './pods-of-workload';
import { type Step, script } from './script';
import { call, quote } from './shell';

/** What the user decides. */
export interface VerifyOptions {
  /** The context of kubectl; undefined for the current one. */
  readonly context: string | undefined;
}

/** A script that waits until everything is as the manifests say, and says what may be wrong where it is not. */
export function verifyScript(simulation: Simulation, { context }: VerifyOptions): string {
  const { mode } = simulation.settings;
  const controllers = controllersToSee(simulation);
  const workloads =
    mode === 'managed' ? [] : simulation.cluster.workloads.flatMap((workload) => assignedSteps(simulation, workload));
  const demos = simulation.cluster.workloads.flatMap(demoSteps);
  const logsOf = (program: Controller['program']) => {
    const found = controllerOf(simulation, program)?.workload.manifest;
    return found
      ? `kubectl logs ${kubeObject(found)} --namespace=${found.namespace}`
      : `the log of ${program.toUpperCase()}`;
  };
  return script({
    head: [
      'Waits until AAD Pod Identity does what some manifests say. Printed by aad-pod-identity azure verify.',
      'It only reads, and prints no line of any log. Exit codes: 0 all is well; else something is wrong, and it says what.',
    ],
    variables: {
      ...(context !== undefined && { context }),
      // What is shown to be typed goes to the same cluster.
      ...(controllers.length + workloads.length + demos.length > 0 && {
        kubectl_words: context === undefined ? 'kubectl' : `kubectl --context=${quote(context)}`,
      }),
      ...(workloads.length > 0 && { mic_logs: logsOf('mic') }),
      ...(demos.length > 0 && { nmi_logs: logsOf('nmi') }),
    },
    files: [
      'basics',
      context === undefined ? 'current-context' : 'context',
      'verify',
      ...(controllers.length + workloads.length + demos.length > 0 ? ['fail'] : []),
      ...(controllers.length > 0 ? ['controller'] : []),
      ...(workloads.length + demos.length > 0 ? ['pods'] : []),
      ...(workloads.length > 0 ? ['assigned'] : []),
      ...(demos.length > 0 ? ['demo'] : []),
    ],
    programs: ['kubectl'],
    steps: [
      ...(context === undefined ? [step('Where it looks.', 'show_context')] : []),
      ...controllers.map(controllerStep),
      ...workloads,
      ...demos,
      step('The result.', 'finish'),
    ],
  });
}

const step = (why: string, ...lines: string[]): Step => ({ action: 'look', on: '', condition: 'always', why, lines });

/** MIC has nothing to do in managed mode. */
function controllersToSee({ settings: { controllers, mode } }: Simulation): Controller[] {
  return controllers.filter(({ program }) => program === 'nmi' || mode === 'standard');
}

function controllerStep({ program, workload: { manifest } }: Controller): Step {
  const name = program.toUpperCase();
  const why =
    program === 'mic' ? `${name} assigns identities to nodes.` : `${name} answers the token requests of its node.`;
  return step(why, call('controller', name, manifest.namespace, kubeObject(manifest)));
}

/** MIC assigns to workloads that bypass NMI too. */
function assignedSteps(simulation: Simulation, workload: Workload): Step[] {
  const { by, what } = podsOf(workload);
  return simulation
    .assignmentsOf(workload)
    .map(({ identity, binding, assignedIn = '' }) =>
      step(
        `By binding ${binding.namespace}/${binding.name}; the AzureAssignedIdentity is in ${assignedIn}.`,
        call('assigned', workload.manifest.title, workload.namespace, by, what, identity.name, assignedIn),
      ),
    );
}

const DEMO = /(?:^|\/)aad-pod-identity\/demo(?:[:@].*)?$/;

/** Upstream's demo says in its log when it has got a token (cmd/demo/main.go). */
function demoSteps(workload: Workload): Step[] {
  const { manifest, template, namespace } = workload;
  const { by, what } = podsOf(workload);
  return listFrom(mapOf(mapOf(manifest.at(template)).spec).containers)
    .map(mapOf)
    .filter(({ image }) => DEMO.test(String(image)))
    .map(({ name }) =>
      step(
        'The demo, which asks for tokens.',
        call('demo', workload.manifest.title, namespace, by, what, String(name)),
      ),
    );
}
