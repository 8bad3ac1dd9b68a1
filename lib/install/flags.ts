import type { FlagType as GoFlagType } from '../go/flags';
import { dashed, type Program, type UpstreamFlag } from '../upstream/flag';
import { FLAGS as UPSTREAM } from '../upstream/flags';
import { GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { ANY_STRING } from '../validate/shape';
import {
  boolean,
  duration,
  type FlagType,
  integer,
  list,
  oneOf,
  port,
  rate,
  seconds,
  text,
  verbosity,
} from './flag-type';
import { ANY_WORD, IP_ADDRESS, NODE_FILE, USER_AGENT } from './formats';

/** A flag of a controller, with the prop and the Helm value that set it. */
export interface Flag {
  /** With dashes. */
  readonly name: string;
  readonly type: FlagType;
  /** The prop that sets only this flag; undefined when there is none. */
  readonly prop: string | undefined;
  /** The Helm value that is printed unchanged, unless it is false, empty or 0. */
  readonly value: string | undefined;
  /** Whether the chart also prints false, empty values and 0. */
  readonly always: boolean;
  /** Whether the last release has it. */
  readonly isCurrent: boolean;
}

const ANY = text(ANY_STRING);

/** What the program accepts. */
const BY_GO_TYPE: { readonly [type in GoFlagType]: FlagType } = {
  bool: boolean,
  duration: duration(0),
  float: rate,
  int: integer(0),
  level: verbosity,
  severity: ANY,
  string: ANY,
  uint: integer(0),
};

/** Stricter types than the programs have. */
const TYPES: { readonly [name: string]: FlagType } = {
  kubeconfig: text(NODE_FILE),
  cloudconfig: text(NODE_FILE),
  'leader-election-instance': text(ANY_WORD),
  'leader-election-namespace': text(DNS_LABEL),
  'leader-election-name': text(DNS_SUBDOMAIN),
  'leader-election-duration': duration(1),
  'http-probe-port': port,
  createDeleteBatch: integer(1),
  'immutable-user-msis': list(GUID),
  'prometheus-port': port,
  syncRetryDuration: duration(1),
  'identity-assignment-reconcile-interval': duration(1),
  'custom-user-agent': text(USER_AGENT),
  'config-map-name': text(DNS_SUBDOMAIN),
  'type-upgrade-status-key': text(ANY_WORD),
  'host-ip': text(IP_ADDRESS),
  node: text({ allowed: 'the name of a node', accepts: () => true }),
  'ipt-update-interval-sec': seconds(1),
  MICNamespace: text(DNS_LABEL),
  'find-identity-retry-interval': seconds(0),
  'kubelet-config': text(NODE_FILE),
  'nmi-listen-address': text(IP_ADDRESS),
  'nmi-port': port,
  'metadata-ip': text(IP_ADDRESS),
  'metadata-port': port,
};

/** Flags with a prop that the chart has no value for. */
const ONLY_PROPS: { readonly [program in Program]: readonly string[] } = {
  mic: [
    ...['kubeconfig', 'immutable-user-msis', 'enableProfile', 'enableScaleFeatures', 'enable-type-upgrade'],
    ...['config-map-name', 'type-upgrade-status-key'],
  ],
  nmi: ['nmi-listen-address', 'nmi-port', 'metadata-ip', 'metadata-port', 'enableProfile'],
};

/** Props have the names of the Helm values, else those of the flags. */
function propOf(program: Program, { name, value }: UpstreamFlag): string | undefined {
  if (value !== undefined) return value.replace('InSeconds', '').replace('MSI', 'Msi');
  if (!ONLY_PROPS[program].includes(name)) return undefined;
  return `${program}.${name.replace('nmi-', '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}`;
}

const flagsOf = (program: Program): Flag[] =>
  UPSTREAM[program].map((flag) => ({
    name: dashed(flag.name),
    type: TYPES[flag.name] ?? (flag.words ? oneOf(...flag.words) : BY_GO_TYPE[flag.type]),
    prop: propOf(program, flag),
    value: flag.value,
    always: flag.always ?? false,
    isCurrent: flag.until === undefined,
  }));

/** The flags of the controllers, in the order of the arguments. */
export const FLAGS: { readonly [program in Program]: readonly Flag[] } = { mic: flagsOf('mic'), nmi: flagsOf('nmi') };

export const orderOf = (program: Program): string[] => FLAGS[program].map(({ name }) => name);
