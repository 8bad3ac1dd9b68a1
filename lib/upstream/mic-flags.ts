import { flag, LOG_FLAGS, type UpstreamFlag } from './flag';
import { LoggingFormat } from './logging-format';

/**
 * Flags of MIC (cmd/mic/main.go, pkg/log/options.go, version/version.go): first those that the chart prints, in its order, then
 * the others, then those of the log library.
 */
export const MIC_FLAGS: readonly UpstreamFlag[] = [
  flag('kubeconfig', 'string', ''),
  flag('cloudconfig', 'string', ''),
  flag('logtostderr', 'bool', 'true'),
  flag('log-format', 'string', 'text', '1.7.0', 'mic.loggingFormat', { words: Object.values(LoggingFormat) }),
  flag('v', 'level', '0', undefined, 'mic.logVerbosity'),
  flag('leader-election-instance', 'string', undefined, '1.5.0', 'mic.leaderElection.instance'),
  flag('leader-election-namespace', 'string', 'default', '1.5.0', 'mic.leaderElection.namespace'),
  flag('leader-election-name', 'string', 'aad-pod-identity-mic', '1.5.0', 'mic.leaderElection.name'),
  flag('leader-election-duration', 'duration', '15s', '1.5.0', 'mic.leaderElection.duration'),
  flag('http-probe-port', 'string', '8080', '1.5.0', 'mic.probePort'),
  flag('createDeleteBatch', 'int', '20', '1.5.3', 'mic.createDeleteBatch'),
  flag('clientQps', 'float', '5', '1.5.3', 'mic.clientQps'),
  flag('immutable-user-msis', 'string', '', '1.5.4'),
  flag('prometheus-port', 'string', '8888', '1.5.4', 'mic.prometheusPort'),
  flag('syncRetryDuration', 'duration', '1h0m0s', '1.5.0', 'mic.syncRetryDuration'),
  flag('update-user-msi-max-retry', 'int', '2', '1.6.1', 'mic.updateUserMSIMaxRetry'),
  flag('update-user-msi-retry-interval', 'duration', '1s', '1.6.1', 'mic.updateUserMSIRetryInterval'),
  flag(
    'identity-assignment-reconcile-interval',
    'duration',
    '3m0s',
    '1.6.3',
    'mic.identityAssignmentReconcileInterval',
  ),
  flag('custom-user-agent', 'string', '', '1.8.0', 'customUserAgent'),
  flag('forceNamespaced', 'bool', 'false', '1.3'),
  flag('enableProfile', 'bool', 'false', '1.5.3'),
  flag('enableScaleFeatures', 'bool', 'false', '1.5.3'),
  flag('enable-type-upgrade', 'bool', 'true', '1.6.0'),
  flag('config-map-name', 'string', 'aad-pod-identity-config', '1.6.0'),
  flag('type-upgrade-status-key', 'string', 'type-upgrade-status', '1.6.0'),
  flag('version', 'bool', 'false', '1.5.0'),
  ...LOG_FLAGS,
];
