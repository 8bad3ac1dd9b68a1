import type { WorkloadIdentities } from '../../simulation/answer';
import { counted } from '../../validate/counted';
import { indexed } from '../../validate/indexed';
import { Graph, label, MOST_DRAWN } from './graph';
import { identityName, isAssignedAnyway, type Report, type ReportedWorkload, wayOf } from './report';

/** As many nodes and edges as people can read; above that, workloads with the same answer are one node. */
const MOST_READABLE = 120;
const MOST_NAMES = 4;

const CLASSES = [
  '  classDef nothing stroke:#c00,stroke-dasharray:4',
  '  classDef bypass fill:#fff3cd,stroke:#b8860b,color:#000',
];

/** The answer as a graph: workloads on the left, identities on the right, and one node for the identities on the node. */
export function mermaid(report: Report): Iterable<string> {
  const remarks = [`  %% ${report.settings}`, ...(report.answer.incomplete ?? []).map(() => '  %% incomplete')];
  for (const draw of [each, grouped]) {
    const graph = draw(report);
    if (graph) return graph.text([...remarks, ...CLASSES]);
  }
  return byNamespace(report).text([...remarks, '  %% one node for each namespace', ...CLASSES]);
}

/** A node for each workload; undefined when that is too many to read. */
function each({ namespaces }: Report): Graph | undefined {
  const graph = new Graph();
  for (const { namespace, workloads } of namespaces) {
    for (const [i, workload] of workloads.entries()) {
      const { answer } = workload;
      // The same workload may be listed twice.
      connect(
        graph,
        workload,
        graph.node(namespace, `w ${namespace} ${i}`, label(answer.kind, answer.name, ...nothing(workload))),
      );
      if (graph.size > MOST_READABLE) return undefined;
    }
  }
  return graph;
}

/** A node for all workloads of a namespace with the same answer; undefined as above. */
function grouped({ namespaces }: Report): Graph | undefined {
  const graph = new Graph();
  for (const { namespace, workloads } of namespaces) {
    const groups = new Map<string, ReportedWorkload[]>();
    for (const workload of workloads) {
      const { bypass, answer } = workload;
      if (!bypass && answer.identities.length > MOST_READABLE) return undefined;
      const key = JSON.stringify([bypass, answer.identities]);
      const group = groups.get(key);
      if (group) group.push(workload);
      else groups.set(key, [workload]);
      if (groups.size > MOST_READABLE) return undefined;
    }
    for (const [key, group] of groups) {
      const names = group.slice(0, MOST_NAMES).map(({ title }) => title);
      if (group.length > MOST_NAMES) names.push(`and ${group.length - MOST_NAMES} more`);
      const [first] = group as [ReportedWorkload];
      names.push(...nothing(first));
      connect(graph, first, graph.node(namespace, `w ${namespace} ${key}`, label(...names)));
      if (graph.size > MOST_READABLE) return undefined;
    }
  }
  return graph;
}

const nothing = ({ bypass, answer }: ReportedWorkload) =>
  !bypass && answer.identities.length === 0 ? ['gets nothing'] : [];

function connect(graph: Graph, reported: ReportedWorkload, workload: string): void {
  const { answer, bypass } = reported;
  if (bypass) graph.edge(workload, '-.->', nodeIdentities(graph), label(bypass));
  else if (answer.identities.length === 0) graph.mark(workload, 'nothing');
  for (const one of answer.identities) {
    if (isAssignedAnyway(reported, one)) continue;
    const { namespace, name, clientID, resourceID, binding } = one;
    const [key, text] =
      name === undefined ? [`${clientID} ${resourceID}`, identityName(one)] : [`${namespace}/${name}`, name];
    const way = one.via === undefined || one.via === 'pod-identity' ? binding : wayOf(one);
    graph.edge(workload, '-->', graph.identity(namespace, key, text), label(way ?? ''));
  }
}

function nodeIdentities(graph: Graph): string {
  const id = graph.nodeIdentities();
  graph.mark(id, 'bypass');
  return id;
}

/** A node for each namespace, with an arrow to the namespaces whose identities it uses. */
function byNamespace({ namespaces, answer }: Report): Graph {
  const graph = new Graph();
  const answers = indexed(answer.workloads, (workload) => workload.namespace);
  let notDrawn = 0;
  for (const { namespace } of namespaces) {
    const workloads = answers.get(namespace) ?? [];
    if (graph.size > MOST_DRAWN) notDrawn++;
    else connectNamespace(graph, namespace, workloads);
  }
  if (notDrawn > 0) graph.note(`${counted(notDrawn, 'more namespace')} not drawn`);
  return graph;
}

function connectNamespace(graph: Graph, namespace: string, workloads: readonly WorkloadIdentities[]): void {
  const node = (name: string) => graph.node(undefined, `ns ${name}`, label(`namespace ${name}`));
  const uses = new Map<string, number>();
  let bypassing = 0;
  for (const { bypass, identities } of workloads) {
    if (bypass) bypassing++;
    else
      for (const other of new Set(identities.map((identity) => identity.namespace ?? namespace)))
        uses.set(other, (uses.get(other) ?? 0) + 1);
  }
  for (const [other, count] of uses) graph.edge(node(namespace), '-->', node(other), label(counted(count, 'workload')));
  if (bypassing > 0) graph.edge(node(namespace), '-.->', nodeIdentities(graph), label(counted(bypassing, 'workload')));
}
