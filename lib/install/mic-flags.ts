import { GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { boolean, duration, integer, list, oneOf, port, rate, text } from './flag-type';
import type { Flag } from './flags';
import { ANY_WORD, NODE_FILE, USER_AGENT } from './formats';

/** The flags of MIC 1.8.17 (upstream: cmd/mic/main.go), in the order of the chart; then those it has no value for. */
export const MIC_FLAGS: readonly Flag[] = [
  { name: '--kubeconfig', type: text(NODE_FILE), prop: 'mic.kubeconfig' },
  { name: '--cloudconfig', type: text(NODE_FILE) },
  { name: '--logtostderr', type: boolean },
  { name: '--log-format', type: oneOf('text', 'json'), prop: 'mic.loggingFormat', value: 'mic.loggingFormat' },
  { name: '-v', type: integer(0), prop: 'mic.logVerbosity', value: 'mic.logVerbosity' },
  {
    name: '--leader-election-instance',
    type: text(ANY_WORD),
    prop: 'mic.leaderElection.instance',
    value: 'mic.leaderElection.instance',
  },
  {
    name: '--leader-election-namespace',
    type: text(DNS_LABEL),
    prop: 'mic.leaderElection.namespace',
    value: 'mic.leaderElection.namespace',
  },
  {
    name: '--leader-election-name',
    type: text(DNS_SUBDOMAIN),
    prop: 'mic.leaderElection.name',
    value: 'mic.leaderElection.name',
  },
  {
    name: '--leader-election-duration',
    type: duration(1),
    prop: 'mic.leaderElection.duration',
    value: 'mic.leaderElection.duration',
  },
  { name: '--http-probe-port', type: port, prop: 'mic.probePort', value: 'mic.probePort' },
  { name: '--createDeleteBatch', type: integer(1), prop: 'mic.createDeleteBatch', value: 'mic.createDeleteBatch' },
  { name: '--clientQps', type: rate, prop: 'mic.clientQps', value: 'mic.clientQps' },
  { name: '--immutable-user-msis', type: list(GUID), prop: 'mic.immutableUserMsis' },
  { name: '--prometheus-port', type: port, prop: 'mic.prometheusPort', value: 'mic.prometheusPort' },
  { name: '--syncRetryDuration', type: duration(1), prop: 'mic.syncRetryDuration', value: 'mic.syncRetryDuration' },
  {
    name: '--update-user-msi-max-retry',
    type: integer(0),
    prop: 'mic.updateUserMsiMaxRetry',
    value: 'mic.updateUserMSIMaxRetry',
  },
  {
    name: '--update-user-msi-retry-interval',
    type: duration(0),
    prop: 'mic.updateUserMsiRetryInterval',
    value: 'mic.updateUserMSIRetryInterval',
  },
  {
    name: '--identity-assignment-reconcile-interval',
    type: duration(1),
    prop: 'mic.identityAssignmentReconcileInterval',
    value: 'mic.identityAssignmentReconcileInterval',
  },
  { name: '--custom-user-agent', type: text(USER_AGENT), prop: 'customUserAgent', value: 'customUserAgent' },
  { name: '--forceNamespaced', type: boolean },
  { name: '--enableProfile', type: boolean, prop: 'mic.enableProfile' },
  { name: '--enableScaleFeatures', type: boolean, prop: 'mic.enableScaleFeatures' },
  { name: '--enable-type-upgrade', type: boolean, prop: 'mic.enableTypeUpgrade' },
  { name: '--config-map-name', type: text(DNS_SUBDOMAIN), prop: 'mic.configMapName' },
  { name: '--type-upgrade-status-key', type: text(ANY_WORD), prop: 'mic.typeUpgradeStatusKey' },
  { name: '--version', type: boolean },
];
