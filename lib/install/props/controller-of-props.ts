import { inspectObject } from '../../synth/inspect';
import { yamlSurprise } from '../../synth/yaml-text';
import type { Program } from '../../upstream/flag';
import { defaultOf } from '../../upstream/flags';
import { upstreamImage } from '../../upstream/images';
import { IMAGE } from '../../validate/image';
import { DNS_SUBDOMAIN } from '../../validate/kubernetes-names';
import type { Problems } from '../../validate/problems';
import { known, knownList, optional, type Shape, text } from '../../validate/shape';
import { isPlainObject, isUnresolvedObject } from '../../validate/unresolved';
import { CHECKSUM_ANNOTATION, CONTROLLERS, LINUX, resourcesOf } from '../defaults';
import type { Distribution } from '../distribution';
import { FLAGS } from '../flags';
import type { CommonSettings, Flags } from '../objects/controller';
import { AFFINITY, ANNOTATIONS, LABELS, TOLERATIONS } from '../pod-shapes';
import { RESOURCES } from '../resource-shapes';
import { type Wire, wire } from '../wire';
import type { AadPodIdentityProps } from './aad-pod-identity-props';
import type { ComponentProps } from './component-props';
import { checkExtraArgs } from './extra-args';
import { flagsOf } from './flags-of-props';

const SHAPES: readonly (readonly [name: keyof ComponentProps, shape: Shape])[] = [
  ['resources', RESOURCES],
  ['nodeSelector', LABELS],
  ['tolerations', TOLERATIONS],
  ['affinity', AFFINITY],
  ['podLabels', LABELS],
  ['podAnnotations', ANNOTATIONS],
];

/** Props that are rendered unchanged. */
const RENDERED: readonly (keyof ComponentProps)[] = [
  ...SHAPES.map(([name]) => name),
  ...(['extraArgs', 'extraEnv', 'extraVolumes', 'extraVolumeMounts', 'extraContainers'] as const),
];

/** The names of a controller's props: those of its flags, those of both controllers, and its own. */
export const propsOf = (component: Program, own: readonly string[]): string[] => {
  const ofFlags = FLAGS[component].flatMap(({ prop = '' }) =>
    prop.startsWith(`${component}.`) ? (prop.split('.')[1] ?? []) : [],
  );
  return [...new Set(['image', 'priorityClassName', ...RENDERED, ...own, ...ofFlags])];
};

/** The settings of MIC or NMI; `component` is the name of the prop and of the image. */
export function controllerOfProps(
  problems: Problems,
  component: Program,
  install: AadPodIdentityProps,
  fixed: Flags,
  distribution: Distribution,
): CommonSettings {
  const props: ComponentProps = install[component] ?? {};
  const field = (name: string) => `${component}.${name}`;
  problems.expectOptional(field('image'), props.image, IMAGE);
  problems.expectOptional(field('priorityClassName'), props.priorityClassName, DNS_SUBDOMAIN);
  for (const [name, shape] of SHAPES) optional(shape)(problems, field(name), wire(props[name]));
  const keepOwn: Shape = (found, at, labels) => {
    for (const [key, value] of Object.entries(isPlainObject(labels) ? labels : {})) {
      if (!Object.hasOwn(distribution[component].podLabels, key)) continue;
      found.add(`${at}[${JSON.stringify(key)}]`, value, 'a label that the install does not set');
    }
  };
  const keepChecksum: Shape = (found, at, annotations) => {
    if (!isPlainObject(annotations) || !Object.hasOwn(annotations, CHECKSUM_ANNOTATION)) return;
    if (distribution.checksum) found.add(at, CHECKSUM_ANNOTATION, 'an annotation that the install does not set');
  };
  known(keepOwn)(problems, field('podLabels'), props.podLabels);
  known(keepChecksum)(problems, field('podAnnotations'), props.podAnnotations);
  const given = { ...fixed, ...flagsOf(problems, FLAGS[component], install) };
  checkExtraArgs(problems, field('extraArgs'), props.extraArgs, FLAGS[component], given);
  const probePort = props.probePort ?? CONTROLLERS[component].probePort;
  if (probePort === (props.prometheusPort ?? Number(defaultOf(component, 'prometheus-port')))) {
    problems.add(field('prometheusPort'), probePort, 'another port than probePort');
  }
  const settings = {
    image: props.image ?? upstreamImage(component),
    imagePullPolicy: install.imagePullPolicy ?? distribution.imagePullPolicy,
    imagePullSecrets: install.imagePullSecrets?.map((name) => ({ name })),
    priorityClassName: props.priorityClassName,
    flags: given,
    probePort,
    prometheusPort: props.prometheusPort,
    resources: unlessEmpty(props.resources ?? resourcesOf(component)),
    nodeSelector: unlessEmpty(props.nodeSelector ?? LINUX),
    affinity: unlessEmpty(wire(props.affinity) ?? (component === 'mic' ? distribution.micAffinity : undefined)),
    tolerations: unlessEmpty(wire(props.tolerations) ?? CONTROLLERS[component].tolerations),
    podLabels: props.podLabels ?? {},
    podAnnotations: props.podAnnotations ?? {},
    extraArgs: props.extraArgs ?? [],
    extraEnv: extra(problems, field('extraEnv'), props.extraEnv),
    extraVolumes: extra(problems, field('extraVolumes'), props.extraVolumes),
    extraVolumeMounts: extra(problems, field('extraVolumeMounts'), props.extraVolumeMounts),
    extraContainers: extra(problems, field('extraContainers'), props.extraContainers),
  };
  const rendered = RENDERED.map((name) => [name, wire(props[name])] as const);
  inspectObject(Object.fromEntries(rendered), problems, yamlSurprise, component);
  return settings;
}

/** Empty values are not rendered. */
export function unlessEmpty<T extends object>(value: T | undefined): T | undefined {
  const isEmpty = value === undefined || (!isUnresolvedObject(value) && Object.keys(value).length === 0);
  return isEmpty ? undefined : value;
}

/** Objects with a name. The compiler checks their other fields. */
function extra<T extends { readonly name: string }>(
  problems: Problems,
  field: string,
  items: readonly T[] | undefined,
): Wire<T>[] {
  if (items === undefined) return [];
  const isNamed: Shape = (found, at, item) => {
    if (isPlainObject(item))
      text({ allowed: 'a name', accepts: (name) => name !== '' })(found, `${at}.name`, (item as T).name);
    else found.add(at, item, 'an object with a name');
  };
  knownList(isNamed)(problems, field, items);
  return Array.isArray(items) ? items.map((item) => wire(item)) : [];
}
