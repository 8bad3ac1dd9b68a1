import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { Cloud } from '../../upstream/clouds';
import type { Program } from '../../upstream/flag';
import { upstreamImage } from '../../upstream/images';
import { LoggingFormat } from '../../upstream/logging-format';
import { MIC_CREDENTIALS } from '../../upstream/mic-credentials';
import { Mode } from '../../upstream/mode';
import { nmiFeatures } from '../../upstream/nmi-features';
import { AZURE_JSON, KUBELET_CONFIG } from '../../upstream/node-files';
import { GUID } from '../../validate/azure-values';
import { IMAGE } from '../../validate/image';
import { valueOfField } from '../../validate/path';
import { CloudCredentials, credentialProp, type RenderedCredentialsProps, type SecretData } from '../cloud-credentials';
import {
  ALL_TAINTS,
  CHECKSUM_ANNOTATION,
  LINUX,
  MAX_UNAVAILABLE_NMI,
  MIC_REPLICAS,
  NMI_FLAG_DEFAULTS,
  resourcesOf,
} from '../defaults';
import { FLAGS } from '../flags';
import { NODE_FILE } from '../formats';
import type { InstallOfValues } from '../helm/install-of-values';
import { ImagePullPolicy } from '../image-pull-policy';
import type { ControllerSettings } from '../objects/controller';
import type { MicSettings } from '../objects/mic';
import type { NmiSettings } from '../objects/nmi';
import { UpdateStrategyType } from '../update-strategy-type';
import { Call, Member } from './typescript';

type Props = { [name: string]: unknown };

/**
 * The typed props that come closest to an install. Patches do the rest: nothing here has to be exact.
 */
export function propsOfInstall(install: InstallOfValues): Props {
  const { releaseName, nameOverride, fullnameOverride } = install.helmNames;
  const { nmi, mic, access, rbac } = install;
  const props: Props = {
    names: new Call('InstallNames.helm', [
      {
        releaseName,
        nameOverride: nameOverride || undefined,
        fullnameOverride: (install.userFacingRoles && fullnameOverride) || undefined,
      },
    ]),
    ...(install.managed ? { mode: Mode.MANAGED } : nmi.forceNamespaced === 'true' && { forceNamespaced: true }),
    // As in the chart.
    ...(install.namespace !== DEFAULT_NAMESPACE && { followNamespace: false }),
    ...(install.crds && { crds: true }),
    ...(!install.aksException && { installMicException: false }),
    ...(nmi.imagePullPolicy !== undefined &&
      nmi.imagePullPolicy !== ImagePullPolicy.IF_NOT_PRESENT && { imagePullPolicy: nmi.imagePullPolicy }),
    ...(nmi.imagePullSecrets && { imagePullSecrets: nmi.imagePullSecrets.map(({ name }) => name) }),
  };
  const rights = {
    ...(!rbac && { enabled: false }),
    ...(rbac && !access.allowAccessToSecrets && { allowAccessToSecrets: false }),
    ...(access.pspEnabled && { pspEnabled: true }),
    ...(install.userFacingRoles && { createUserFacingClusterRoles: true }),
  };
  if (Object.keys(rights).length > 0) props.rbac = rights;
  if (mic) setFlags(props, 'mic', mic, {});
  setFlags(props, 'nmi', nmi, NMI_FLAG_DEFAULTS);
  if (mic) add(props, 'mic', micProps(install, mic));
  add(props, 'nmi', nmiProps(nmi));
  for (const [path, enumName] of ENUM_PROPS) {
    const value = valueOfField(props, path);
    if (typeof value === 'string') set(props, path.split('.'), memberOf(enumName, value));
  }
  return props;
}

const ENUMS = { Cloud, ImagePullPolicy, LoggingFormat, Mode, UpdateStrategyType };

/** Props that take a member of an enum. */
const ENUM_PROPS: readonly (readonly [path: string, enumName: keyof typeof ENUMS])[] = [
  ['mode', 'Mode'],
  ['imagePullPolicy', 'ImagePullPolicy'],
  ['mic.loggingFormat', 'LoggingFormat'],
  ['nmi.loggingFormat', 'LoggingFormat'],
  ['nmi.updateStrategy.type', 'UpdateStrategyType'],
];

function memberOf(enumName: keyof typeof ENUMS, value: string): Member | string {
  const [key] = Object.entries(ENUMS[enumName]).find(([, item]) => item === value) ?? [];
  return key === undefined ? value : new Member(`${enumName}.${key}`, value);
}

function micProps(install: InstallOfValues, mic: MicSettings): Props {
  const minAvailable = install.podDisruptionBudget?.minAvailable;
  return {
    ...common(mic, 'mic', install.distribution.mic.podLabels),
    ...unless('replicas', mic.replicas ?? MIC_REPLICAS, MIC_REPLICAS),
    ...unless('affinity', mic.affinity ?? {}, install.distribution.micAffinity),
    ...unless('tolerations', mic.tolerations, undefined),
    ...unless('topologySpreadConstraints', mic.topologySpreadConstraints, undefined),
    ...(minAvailable !== undefined && { podDisruptionBudget: { minAvailable } }),
    ...nodeFile('cloudConfig', mic.cloudConfig, AZURE_JSON),
    ...nodeFile('customCloudConfig', mic.customCloudConfig, undefined),
    ...(mic.credentials && { cloudCredentials: credentials(install, mic.credentials) }),
  };
}

function nmiProps(nmi: NmiSettings): Props {
  const { type, rollingUpdate } = nmi.updateStrategy ?? {};
  const strategy = {
    ...(type && type !== UpdateStrategyType.ROLLING_UPDATE && { type }),
    ...(type !== UpdateStrategyType.ON_DELETE &&
      rollingUpdate?.maxUnavailable !== undefined && { maxUnavailable: rollingUpdate.maxUnavailable }),
  };
  const tag = /:([^:/]*)$/.exec(nmi.image)?.[1] ?? '';
  return {
    ...common(nmi, 'nmi', {}),
    ...(!IMAGE.accepts(nmi.image) && nmiFeatures(tag) && { version: tag }),
    ...unless('affinity', nmi.affinity, undefined),
    ...unless('tolerations', nmi.tolerations ?? [], ALL_TAINTS),
    ...(Object.keys(strategy).length > 0 &&
      unless('updateStrategy', strategy, { maxUnavailable: MAX_UNAVAILABLE_NMI })),
    ...nodeFile('kubeletConfig', nmi.kubeletConfig, KUBELET_CONFIG),
  };
}

function common(settings: ControllerSettings, component: Program, own: object): Props {
  const { image, priorityClassName, resources, nodeSelector, podLabels, podAnnotations } = settings;
  const without = (map: object, ofInstall: readonly string[]) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !ofInstall.includes(key)));
  return {
    ...(IMAGE.accepts(image) && unless('image', image, upstreamImage(component))),
    ...unless('priorityClassName', priorityClassName, undefined),
    ...unless('resources', resources ?? {}, resourcesOf(component)),
    ...unless('nodeSelector', nodeSelector ?? {}, LINUX),
    ...unless('podLabels', without(podLabels, [...Object.keys(own), 'tier']), {}),
    ...unless('podAnnotations', without(podAnnotations, [CHECKSUM_ANNOTATION]), {}),
  };
}

/** A prop, unless it has its default. */
function unless(prop: string, value: unknown, byDefault: unknown): Props {
  return isDeepStrictEqual(value, byDefault) ? {} : { [prop]: value };
}

function nodeFile(prop: string, path: string | undefined, otherwise: string | undefined): Props {
  return path !== undefined && NODE_FILE.accepts(path) ? unless(prop, path, otherwise) : {};
}

/** Sets the props of flags. */
function setFlags(props: Props, component: Program, { flags: given }: ControllerSettings, defaults: Props): void {
  for (const { name, type, prop } of FLAGS[component]) {
    const text = given[name];
    if (prop === undefined || typeof text !== 'string' || text === defaults[name]) continue;
    const value = type.parse(text);
    if (value !== undefined) set(props, prop.split('.'), value);
  }
}

function set(props: Props, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) props[first] = value;
  else {
    props[first] ??= {};
    set(props[first] as Props, rest, value);
  }
}

function add(props: Props, key: string, more: Props): void {
  const together = { ...more, ...(props[key] as Props | undefined) };
  if (Object.keys(together).length > 0) props[key] = together;
}

/** The credentials themselves when the typed props accept them, else the Secret that is rendered as an object. */
function credentials({ distribution }: InstallOfValues, { data = {} }: CloudCredentials): Call {
  const props = renderedProps(data);
  if (GUID.accepts(props.subscriptionId) && accepts(props)) {
    const cloud = memberOf('Cloud', props.cloud);
    // In another case it is not a member.
    if (cloud instanceof Member) return new Call('CloudCredentials.rendered', [{ ...props, cloud }]);
  }
  const options = 'UseMSI' in data ? [{ useMsi: true }] : [];
  return new Call('CloudCredentials.fromSecret', [distribution.secret, ...options]);
}

function renderedProps(data: SecretData): RenderedCredentialsProps {
  const props = MIC_CREDENTIALS.filter(({ key, msi }) => !msi || data[key]).map(({ key, value }) => [
    credentialProp(value),
    key === 'UseMSI' ? true : (data[key] ?? ''),
  ]);
  return Object.fromEntries(props) as unknown as RenderedCredentialsProps;
}

function accepts(props: RenderedCredentialsProps): boolean {
  try {
    CloudCredentials.rendered(props);
    return true;
  } catch {
    return false;
  }
}
