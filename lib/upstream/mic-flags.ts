import { LOG_FLAGS, type UpstreamFlag } from './flag';
import { LoggingFormat } from './logging-format';

/**
 * Flags of MIC (cmd/mic/main.go, pkg/log/options.go, version/version.go): first those that the chart prints, in its order, then
 * the others, then those of the log library.
 */
export const MIC_FLAGS: readonly UpstreamFlag[] = [
  { name: 'kubeconfig', type: 'string', default: '' },
  { name: 'cloudconfig', type: 'string', default: '' },
  { name: 'logtostderr', type: 'bool', default: 'true' },
  {
    name: 'log-format',
    type: 'string',
    words: Object.values(LoggingFormat),
    default: 'text',
    since: '1.7.0',
    value: 'mic.loggingFormat',
  },
  { name: 'v', type: 'level', default: '0', value: 'mic.logVerbosity' },
  { name: 'leader-election-instance', type: 'string', since: '1.5.0', value: 'mic.leaderElection.instance' },
  {
    name: 'leader-election-namespace',
    type: 'string',
    default: 'default',
    since: '1.5.0',
    value: 'mic.leaderElection.namespace',
  },
  {
    name: 'leader-election-name',
    type: 'string',
    default: 'aad-pod-identity-mic',
    since: '1.5.0',
    value: 'mic.leaderElection.name',
  },
  {
    name: 'leader-election-duration',
    type: 'duration',
    default: '15s',
    since: '1.5.0',
    value: 'mic.leaderElection.duration',
  },
  { name: 'http-probe-port', type: 'string', default: '8080', since: '1.5.0', value: 'mic.probePort' },
  { name: 'createDeleteBatch', type: 'int', default: '20', since: '1.5.3', value: 'mic.createDeleteBatch' },
  { name: 'clientQps', type: 'float', default: '5', since: '1.5.3', value: 'mic.clientQps' },
  { name: 'immutable-user-msis', type: 'string', default: '', since: '1.5.4' },
  { name: 'prometheus-port', type: 'string', default: '8888', since: '1.5.4', value: 'mic.prometheusPort' },
  { name: 'syncRetryDuration', type: 'duration', default: '1h0m0s', since: '1.5.0', value: 'mic.syncRetryDuration' },
  { name: 'update-user-msi-max-retry', type: 'int', default: '2', since: '1.6.1', value: 'mic.updateUserMSIMaxRetry' },
  {
    name: 'update-user-msi-retry-interval',
    type: 'duration',
    default: '1s',
    since: '1.6.1',
    value: 'mic.updateUserMSIRetryInterval',
  },
  {
    name: 'identity-assignment-reconcile-interval',
    type: 'duration',
    default: '3m0s',
    since: '1.6.3',
    value: 'mic.identityAssignmentReconcileInterval',
  },
  { name: 'custom-user-agent', type: 'string', default: '', since: '1.8.0', value: 'customUserAgent' },
  { name: 'forceNamespaced', type: 'bool', default: 'false', since: '1.5.0' },
  { name: 'enableProfile', type: 'bool', default: 'false', since: '1.5.3' },
  { name: 'enableScaleFeatures', type: 'bool', default: 'false', since: '1.5.3' },
  { name: 'enable-type-upgrade', type: 'bool', default: 'true', since: '1.6.0' },
  { name: 'config-map-name', type: 'string', default: 'aad-pod-identity-config', since: '1.6.0' },
  { name: 'type-upgrade-status-key', type: 'string', default: 'type-upgrade-status', since: '1.6.0' },
  { name: 'version', type: 'bool', default: 'false', since: '1.5.0' },
  ...LOG_FLAGS,
];
