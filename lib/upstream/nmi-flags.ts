import { flag, LOG_FLAGS, type UpstreamFlag } from './flag';
import { LoggingFormat } from './logging-format';
import { Mode } from './mode';

/**
 * Flags of NMI (cmd/nmi/main.go, pkg/log/options.go, version/version.go): first those that the chart prints, in its order, then
 * the others, then those of the log library.
 */
export const NMI_FLAGS: readonly UpstreamFlag[] = [
  flag('host-ip', 'string', '', undefined, undefined, { until: '1.6.1' }),
  flag('node', 'string', ''),
  flag('http-probe-port', 'string', '8080', '1.5.0', 'nmi.probePort'),
  flag('ipt-update-interval-sec', 'int', '60', undefined, 'nmi.ipTableUpdateTimeIntervalInSeconds'),
  flag('MICNamespace', 'string', 'default', '1.5.0', 'nmi.micNamespace'),
  flag('retry-attempts-for-created', 'int', '16', '1.5.0', 'nmi.retryAttemptsForCreated'),
  flag('retry-attempts-for-assigned', 'int', '4', '1.5.0', 'nmi.retryAttemptsForAssigned'),
  flag('find-identity-retry-interval', 'int', '5', '1.5.0', 'nmi.findIdentityRetryIntervalInSeconds'),
  flag('enableScaleFeatures', 'bool', 'true', '1.5.3', 'nmi.enableScaleFeatures', {
    earlierDefault: { until: '1.8.0', value: 'false' },
    always: true,
  }),
  flag('prometheus-port', 'string', '9090', '1.5.4', 'nmi.prometheusPort'),
  flag('block-instance-metadata', 'bool', 'false', '1.5.4', 'nmi.blockInstanceMetadata'),
  flag('metadata-header-required', 'bool', 'true', '1.6.0', 'nmi.metadataHeaderRequired', {
    earlierDefault: { until: '1.8.3', value: 'false' },
    always: true,
  }),
  flag('log-format', 'string', 'text', '1.7.0', 'nmi.loggingFormat', { words: Object.values(LoggingFormat) }),
  flag('v', 'level', '0', undefined, 'nmi.logVerbosity'),
  flag('operation-mode', 'string', Mode.STANDARD, '1.6.0', undefined, { words: Object.values(Mode), anyCase: true }),
  flag('forceNamespaced', 'bool', 'false', '1.4'),
  flag('allow-network-plugin-kubenet', 'bool', 'false', '1.7.0', 'nmi.allowNetworkPluginKubenet'),
  flag('kubelet-config', 'string', '/etc/default/kubelet', '1.7.0'),
  flag('custom-user-agent', 'string', '', '1.8.0', 'customUserAgent'),
  flag('set-retry-after-header', 'bool', 'false', '1.8.2', 'nmi.setRetryAfterHeader'),
  flag('enable-conntrack-deletion', 'bool', 'false', '1.8.7', 'nmi.enableConntrackDeletion'),
  flag('nmi-listen-address', 'string', '127.0.0.1', '1.8.10'),
  flag('nmi-port', 'string', '2579'),
  flag('metadata-ip', 'string', '169.254.169.254'),
  flag('metadata-port', 'string', '80'),
  flag('enableProfile', 'bool', 'false', '1.5.3'),
  flag('version', 'bool', 'false', '1.5.0'),
  flag('debug', 'bool', 'false', undefined, undefined, {
    until: '1.6.0',
    earlierDefault: { until: '1.5.2', value: 'true' },
  }),
  flag('logtostderr', 'bool', 'true'),
  ...LOG_FLAGS,
];
