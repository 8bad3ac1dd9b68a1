import { NMI_FLAGS as UPSTREAM } from '../upstream/nmi-flags';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { integer, port, seconds, text } from './flag-type';
import { type Flag, flagsWith } from './flags';
import { IP_ADDRESS, NODE_FILE, USER_AGENT } from './formats';

/** The flags of NMI with their props, and with stricter types than the program has. */
export const NMI_FLAGS: readonly Flag[] = flagsWith(UPSTREAM, {
  'host-ip': { type: text(IP_ADDRESS) },
  node: { type: text({ allowed: 'the name of a node', accepts: () => true }) },
  'http-probe-port': { type: port, prop: 'nmi.probePort' },
  'ipt-update-interval-sec': { type: seconds(1), prop: 'nmi.ipTableUpdateTimeInterval' },
  MICNamespace: { type: text(DNS_LABEL), prop: 'nmi.micNamespace' },
  'retry-attempts-for-created': { type: integer(0), prop: 'nmi.retryAttemptsForCreated' },
  'retry-attempts-for-assigned': { type: integer(0), prop: 'nmi.retryAttemptsForAssigned' },
  'find-identity-retry-interval': { type: seconds(0), prop: 'nmi.findIdentityRetryInterval' },
  enableScaleFeatures: { prop: 'nmi.enableScaleFeatures' },
  'prometheus-port': { type: port, prop: 'nmi.prometheusPort' },
  'block-instance-metadata': { prop: 'nmi.blockInstanceMetadata' },
  'metadata-header-required': { prop: 'nmi.metadataHeaderRequired' },
  'log-format': { prop: 'nmi.loggingFormat' },
  v: { prop: 'nmi.logVerbosity' },
  'allow-network-plugin-kubenet': { prop: 'nmi.allowNetworkPluginKubenet' },
  'kubelet-config': { type: text(NODE_FILE) },
  'custom-user-agent': { type: text(USER_AGENT), prop: 'customUserAgent' },
  'set-retry-after-header': { prop: 'nmi.setRetryAfterHeader' },
  'enable-conntrack-deletion': { prop: 'nmi.enableConntrackDeletion' },
  'nmi-listen-address': { type: text(IP_ADDRESS), prop: 'nmi.listenAddress' },
  'nmi-port': { type: port, prop: 'nmi.port' },
  'metadata-ip': { type: text(IP_ADDRESS), prop: 'nmi.metadataIp' },
  'metadata-port': { type: port, prop: 'nmi.metadataPort' },
  enableProfile: { prop: 'nmi.enableProfile' },
});
