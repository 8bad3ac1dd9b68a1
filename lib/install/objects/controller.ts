import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../../synth/checked-api-object';
import { madeOf, mergedWith, textFrom } from '../../synth/lazily';
import { FORCE_NAMESPACED_VARIABLE } from '../../upstream/variables';
import type { ComponentNames, Distribution } from '../distribution';
import type { ImagePullPolicy } from '../image-pull-policy';
import type { Wire } from '../wire';

/** Flags and their values; `true` for a flag without a value. */
export type Flags = { readonly [flag: string]: string | true };

/** Decided settings of MIC or NMI, with the names and values of YAML. */
export interface ControllerSettings extends CommonSettings {
  /** Value of `FORCENAMESPACED`; undefined if it is a flag. */
  readonly forceNamespaced: string | undefined;
}

/** Those that are decided in the same way for both. */
export interface CommonSettings {
  readonly image: string;
  readonly imagePullPolicy: ImagePullPolicy | undefined;
  readonly imagePullSecrets: Wire<k8s.LocalObjectReference>[] | undefined;
  readonly priorityClassName: string | undefined;
  readonly flags: Flags;
  readonly probePort: number | string;
  readonly prometheusPort: number | string | undefined;
  readonly resources: Wire<k8s.ResourceRequirements> | undefined;
  readonly nodeSelector: { readonly [label: string]: string } | undefined;
  readonly affinity: Wire<k8s.Affinity> | undefined;
  readonly tolerations: Wire<k8s.Toleration>[] | undefined;
  readonly podLabels: { readonly [key: string]: string };
  readonly podAnnotations: { readonly [key: string]: string };
  readonly extraArgs: readonly string[];
  readonly extraEnv: readonly Wire<k8s.EnvVar>[];
  readonly extraVolumes: readonly Wire<k8s.Volume>[];
  readonly extraVolumeMounts: readonly Wire<k8s.VolumeMount>[];
  readonly extraContainers: readonly Wire<k8s.Container>[];
}

/** Settings of the install that both controllers depend on. */
export interface InstallContext {
  readonly namespace: string;
  readonly distribution: Distribution;
  readonly managed: boolean;
  /** Whether the controllers have their own ServiceAccounts. */
  readonly rbac: boolean;
}

/** A file or a directory of the node. */
export interface NodePath {
  readonly name: string;
  readonly path: string;
  readonly type?: string;
  readonly readOnly?: boolean;
}

/** What differs between the pods of MIC and NMI. */
export interface ControllerPod {
  readonly name: string;
  readonly env: Wire<k8s.EnvVar>[];
  /** After `FORCENAMESPACED`. */
  readonly laterEnv?: Wire<k8s.EnvVar>[];
  readonly securityContext: Wire<k8s.SecurityContext>;
  readonly nodePaths: readonly NodePath[];
  /** All flags, in the order of the arguments. */
  readonly order: readonly string[];
  readonly spec: Partial<Wire<k8s.PodSpec>>;
}

/** The spec of a controller's pods. */
export function podSpec(
  { rbac }: InstallContext,
  names: ComponentNames,
  settings: ControllerSettings,
  pod: ControllerPod,
): Wire<k8s.PodSpec> {
  const volumes = pod.nodePaths.map(({ name, path, type }) => ({ name, hostPath: defined({ path, type }) }));
  const volumeMounts = pod.nodePaths.map(({ name, path, readOnly }) => defined({ name, mountPath: path, readOnly }));
  const { forceNamespaced: value } = settings;
  const namespaced = value === undefined ? [] : [{ name: FORCE_NAMESPACED_VARIABLE, value }];
  return defined({
    imagePullSecrets: settings.imagePullSecrets,
    serviceAccountName: rbac ? names.serviceAccount : undefined,
    priorityClassName: settings.priorityClassName,
    nodeSelector: settings.nodeSelector,
    affinity: settings.affinity,
    tolerations: settings.tolerations,
    ...pod.spec,
    containers: [
      defined({
        name: pod.name,
        image: settings.image,
        imagePullPolicy: settings.imagePullPolicy,
        args: [...argsOf(settings.flags, pod.order), ...settings.extraArgs],
        env: [...pod.env, ...namespaced, ...(pod.laterEnv ?? []), ...settings.extraEnv],
        ports: metricsPort(settings.prometheusPort),
        resources: settings.resources,
        securityContext: pod.securityContext,
        livenessProbe: {
          httpGet: { path: '/healthz', port: settings.probePort },
          initialDelaySeconds: 10,
          periodSeconds: 5,
        },
        volumeMounts: some([...volumeMounts, ...settings.extraVolumeMounts]),
      }),
      ...settings.extraContainers,
    ],
    volumes: some([...volumes, ...settings.extraVolumes]),
  });
}

/** The flags as arguments. */
export function argsOf(flags: Flags, order: readonly string[]): string[] {
  return order.flatMap((flag) => {
    const text = flags[flag];
    if (text === undefined) return [];
    return [text === true ? flag : textFrom(text, (known) => `${flag}=${known}`)];
  });
}

function metricsPort(port: number | string | undefined): Wire<k8s.ContainerPort>[] | undefined {
  if (port === undefined) return undefined;
  return [{ containerPort: madeOf<number | string, number>(port, Number), name: 'metrics', protocol: 'TCP' }];
}

/** The list, or undefined if it is empty. */
function some<Item>(items: Item[]): Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** Without undefined fields. */
export function defined<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

/** An object of the install. */
export function render(
  scope: Construct,
  apiVersion: string,
  kind: string,
  metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string } | undefined;
    readonly annotations?: { readonly [key: string]: string } | undefined;
  },
  content: object,
  id = kind,
): ApiObject {
  const { name, namespace, labels, annotations } = metadata;
  return new CheckedApiObject(scope, id, {
    gvk: { apiVersion, kind },
    name,
    namespace,
    metadata: { ...(labels && { labels: { ...labels } }), ...(annotations && { annotations: { ...annotations } }) },
    content,
  });
}

/** The Deployment or DaemonSet of a controller. */
export function renderWorkload(
  scope: Construct,
  kind: string,
  namespace: string,
  names: ComponentNames,
  own: object,
  settings: ControllerSettings,
  annotations: object,
  pod: Wire<k8s.PodSpec>,
): ApiObject {
  const { workload: name, workloadLabels: labels, workloadAnnotations } = names;
  const podLabels = mergedWith(names.podLabels, settings.podLabels);
  const metadata = { labels: podLabels, ...(Object.keys(annotations).length > 0 && { annotations }) };
  const spec = { ...own, selector: { matchLabels: names.matchLabels }, template: { metadata, spec: pod } };
  return render(scope, 'apps/v1', kind, { name, namespace, labels, annotations: workloadAnnotations }, { spec });
}
