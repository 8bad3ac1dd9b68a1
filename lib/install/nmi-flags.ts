import { DNS_LABEL } from '../validate/kubernetes-names';
import { boolean, integer, oneOf, port, seconds, text } from './flag-type';
import type { Flag } from './flags';
import { IP_ADDRESS, NODE_FILE, USER_AGENT } from './formats';

/** The flags of NMI 1.8.17 (upstream: cmd/nmi/main.go), in the order of the chart; then those it has no value for. */
export const NMI_FLAGS: readonly Flag[] = [
  { name: '--host-ip', type: text(IP_ADDRESS) },
  { name: '--node', type: text({ allowed: 'the name of a node', accepts: () => true }) },
  { name: '--http-probe-port', type: port, prop: 'nmi.probePort', value: 'nmi.probePort' },
  {
    name: '--ipt-update-interval-sec',
    type: seconds(1),
    prop: 'nmi.ipTableUpdateTimeInterval',
    value: 'nmi.ipTableUpdateTimeIntervalInSeconds',
  },
  { name: '--MICNamespace', type: text(DNS_LABEL), prop: 'nmi.micNamespace', value: 'nmi.micNamespace' },
  {
    name: '--retry-attempts-for-created',
    type: integer(0),
    prop: 'nmi.retryAttemptsForCreated',
    value: 'nmi.retryAttemptsForCreated',
  },
  {
    name: '--retry-attempts-for-assigned',
    type: integer(0),
    prop: 'nmi.retryAttemptsForAssigned',
    value: 'nmi.retryAttemptsForAssigned',
  },
  {
    name: '--find-identity-retry-interval',
    type: seconds(0),
    prop: 'nmi.findIdentityRetryInterval',
    value: 'nmi.findIdentityRetryIntervalInSeconds',
  },
  {
    name: '--enableScaleFeatures',
    type: boolean,
    prop: 'nmi.enableScaleFeatures',
    value: 'nmi.enableScaleFeatures',
    always: true,
  },
  { name: '--prometheus-port', type: port, prop: 'nmi.prometheusPort', value: 'nmi.prometheusPort' },
  {
    name: '--block-instance-metadata',
    type: boolean,
    prop: 'nmi.blockInstanceMetadata',
    value: 'nmi.blockInstanceMetadata',
  },
  {
    name: '--metadata-header-required',
    type: boolean,
    prop: 'nmi.metadataHeaderRequired',
    value: 'nmi.metadataHeaderRequired',
    always: true,
  },
  { name: '--log-format', type: oneOf('text', 'json'), prop: 'nmi.loggingFormat', value: 'nmi.loggingFormat' },
  { name: '-v', type: integer(0), prop: 'nmi.logVerbosity', value: 'nmi.logVerbosity' },
  { name: '--operation-mode', type: oneOf('standard', 'managed') },
  { name: '--forceNamespaced', type: boolean },
  {
    name: '--allow-network-plugin-kubenet',
    type: boolean,
    prop: 'nmi.allowNetworkPluginKubenet',
    value: 'nmi.allowNetworkPluginKubenet',
  },
  { name: '--kubelet-config', type: text(NODE_FILE) },
  { name: '--custom-user-agent', type: text(USER_AGENT), prop: 'customUserAgent', value: 'customUserAgent' },
  {
    name: '--set-retry-after-header',
    type: boolean,
    prop: 'nmi.setRetryAfterHeader',
    value: 'nmi.setRetryAfterHeader',
  },
  {
    name: '--enable-conntrack-deletion',
    type: boolean,
    prop: 'nmi.enableConntrackDeletion',
    value: 'nmi.enableConntrackDeletion',
  },
  { name: '--nmi-listen-address', type: text(IP_ADDRESS), prop: 'nmi.listenAddress' },
  { name: '--nmi-port', type: port, prop: 'nmi.port' },
  { name: '--metadata-ip', type: text(IP_ADDRESS), prop: 'nmi.metadataIp' },
  { name: '--metadata-port', type: port, prop: 'nmi.metadataPort' },
  { name: '--enableProfile', type: boolean, prop: 'nmi.enableProfile' },
  { name: '--version', type: boolean },
];
