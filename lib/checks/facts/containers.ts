import { type FieldPath, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { podSpecOf, type Workload } from '../../simulation/workload';

/** A container of a workload's pods. */
export interface Container {
  readonly path: FieldPath;
  readonly value: ManifestMap;
  readonly isInit: boolean;
}

/** The containers of a workload's pods, those that run first included. */
export function containersOf(workload: Workload): Container[] {
  const { template } = workload;
  const spec = podSpecOf(workload);
  return (['initContainers', 'containers'] as const).flatMap((field) =>
    listFrom(spec[field]).map((value, i) => ({
      path: [...template, 'spec', field, i],
      value: mapOf(value),
      isInit: field === 'initContainers',
    })),
  );
}

/** What a container runs: its arguments, and the commands of its probes and hooks. */
export interface Command {
  readonly path: FieldPath;
  /** The words, each as it is in the list. */
  readonly words: readonly string[];
}

const PROBES = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** Where a container has probes and hooks, with what they are. */
export function probesOf({ path, value }: Container): { readonly path: FieldPath; readonly value: ManifestMap }[] {
  return PROBES.filter(([first = '']) => value[first] !== undefined).map((keys) => ({
    path: [...path, ...keys],
    value: keys.reduce<ManifestMap>((parent, key) => mapOf(parent[key]), value),
  }));
}

const RUNS = ['command', 'args', ...PROBES.map(([first = '']) => first)];

/** Whether the manifest says anything of what a container runs. */
export const runsAnything = ({ value }: Container): boolean => saysWhatRuns(value);

/** The same of a container as it is in a pod. */
export function saysWhatRuns(container: ManifestMap): boolean {
  for (const field of RUNS) if (container[field] !== undefined) return true;
  return false;
}

export function commandsOf(container: Container): Command[] {
  const { path, value } = container;
  const own = ['command', 'args'].filter((field) => Array.isArray(value[field]));
  const commands =
    own.length === 0
      ? []
      : [{ path: [...path, own.at(-1) ?? ''], words: own.flatMap((field) => wordsOf(value[field])) }];
  return [
    ...commands,
    ...probesOf(container).flatMap((probe) => {
      const words = wordsOf(mapOf(probe.value.exec).command);
      return words.length > 0 ? [{ path: [...probe.path, 'exec', 'command'], words }] : [];
    }),
  ];
}

/** The variables of a container that have their value in the manifest, or a name only. */
export function variablesOf({ value }: Container): { readonly name: string; readonly value: string }[] {
  return listFrom(value.env).map((variable) => {
    const { name, value: text } = mapOf(variable);
    return { name: String(name), value: typeof text === 'string' ? text : '' };
  });
}

const wordsOf = (list: YamlValue | undefined) => listFrom(list).map(String);
