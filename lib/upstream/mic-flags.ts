import { LOG_FLAGS, type UpstreamFlag } from './flag';
import { LoggingFormat } from './logging-format';

/**
 * Flags of MIC (cmd/mic/main.go, pkg/log/options.go, version/version.go): first those that the chart prints, in its order, then
 * the others, then those of the log library.
 */
export const MIC_FLAGS: readonly UpstreamFlag[] = [
  { name: 'kubeconfig', type: 'string', byDefault: '' },
  { name: 'cloudconfig', type: 'string', byDefault: '' },
  { name: 'logtostderr', type: 'bool', byDefault: 'true' },
  {
    name: 'log-format',
    type: 'string',
    words: Object.values(LoggingFormat),
    byDefault: 'text',
    since: '1.7.0',
    value: 'mic.loggingFormat',
  },
  { name: 'v', type: 'level', byDefault: '0', value: 'mic.logVerbosity' },
  { name: 'leader-election-instance', type: 'string', since: '1.5.0', value: 'mic.leaderElection.instance' },
  {
    name: 'leader-election-namespace',
    type: 'string',
    byDefault: 'default',
    since: '1.5.0',
    value: 'mic.leaderElection.namespace',
  },
  {
    name: 'leader-election-name',
    type: 'string',
    byDefault: 'aad-pod-identity-mic',
    since: '1.5.0',
    value: 'mic.leaderElection.name',
  },
  {
    name: 'leader-election-duration',
    type: 'duration',
    byDefault: '15s',
    since: '1.5.0',
    value: 'mic.leaderElection.duration',
  },
  { name: 'http-probe-port', type: 'string', byDefault: '8080', since: '1.5.0', value: 'mic.probePort' },
  { name: 'createDeleteBatch', type: 'int', byDefault: '20', since: '1.5.3', value: 'mic.createDeleteBatch' },
  { name: 'clientQps', type: 'float', byDefault: '5', since: '1.5.3', value: 'mic.clientQps' },
  { name: 'immutable-user-msis', type: 'string', byDefault: '', since: '1.5.4' },
  { name: 'prometheus-port', type: 'string', byDefault: '8888', since: '1.5.4', value: 'mic.prometheusPort' },
  { name: 'syncRetryDuration', type: 'duration', byDefault: '1h0m0s', since: '1.5.0', value: 'mic.syncRetryDuration' },
  {
    name: 'update-user-msi-max-retry',
    type: 'int',
    byDefault: '2',
    since: '1.6.1',
    value: 'mic.updateUserMSIMaxRetry',
  },
  {
    name: 'update-user-msi-retry-interval',
    type: 'duration',
    byDefault: '1s',
    since: '1.6.1',
    value: 'mic.updateUserMSIRetryInterval',
  },
  {
    name: 'identity-assignment-reconcile-interval',
    type: 'duration',
    byDefault: '3m0s',
    since: '1.6.3',
    value: 'mic.identityAssignmentReconcileInterval',
  },
  { name: 'custom-user-agent', type: 'string', byDefault: '', since: '1.8.0', value: 'customUserAgent' },
  { name: 'forceNamespaced', type: 'bool', byDefault: 'false', since: '1.5.0' },
  { name: 'enableProfile', type: 'bool', byDefault: 'false', since: '1.5.3' },
  { name: 'enableScaleFeatures', type: 'bool', byDefault: 'false', since: '1.5.3' },
  { name: 'enable-type-upgrade', type: 'bool', byDefault: 'true', since: '1.6.0' },
  { name: 'config-map-name', type: 'string', byDefault: 'aad-pod-identity-config', since: '1.6.0' },
  { name: 'type-upgrade-status-key', type: 'string', byDefault: 'type-upgrade-status', since: '1.6.0' },
  { name: 'version', type: 'bool', byDefault: 'false', since: '1.5.0' },
  ...LOG_FLAGS,
];
