import { MIC_FLAGS as UPSTREAM } from '../upstream/mic-flags';
import { GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { duration, integer, list, port, rate, text } from './flag-type';
import { type Flag, flagsWith } from './flags';
import { ANY_WORD, NODE_FILE, USER_AGENT } from './formats';

/** The flags of MIC with their props, and with stricter types than the program has. */
export const MIC_FLAGS: readonly Flag[] = flagsWith(UPSTREAM, {
  kubeconfig: { type: text(NODE_FILE), prop: 'mic.kubeconfig' },
  cloudconfig: { type: text(NODE_FILE) },
  'log-format': { prop: 'mic.loggingFormat' },
  v: { prop: 'mic.logVerbosity' },
  'leader-election-instance': { type: text(ANY_WORD), prop: 'mic.leaderElection.instance' },
  'leader-election-namespace': { type: text(DNS_LABEL), prop: 'mic.leaderElection.namespace' },
  'leader-election-name': { type: text(DNS_SUBDOMAIN), prop: 'mic.leaderElection.name' },
  'leader-election-duration': { type: duration(1), prop: 'mic.leaderElection.duration' },
  'http-probe-port': { type: port, prop: 'mic.probePort' },
  createDeleteBatch: { type: integer(1), prop: 'mic.createDeleteBatch' },
  clientQps: { type: rate, prop: 'mic.clientQps' },
  'immutable-user-msis': { type: list(GUID), prop: 'mic.immutableUserMsis' },
  'prometheus-port': { type: port, prop: 'mic.prometheusPort' },
  syncRetryDuration: { type: duration(1), prop: 'mic.syncRetryDuration' },
  'update-user-msi-max-retry': { type: integer(0), prop: 'mic.updateUserMsiMaxRetry' },
  'update-user-msi-retry-interval': { type: duration(0), prop: 'mic.updateUserMsiRetryInterval' },
  'identity-assignment-reconcile-interval': { type: duration(1), prop: 'mic.identityAssignmentReconcileInterval' },
  'custom-user-agent': { type: text(USER_AGENT), prop: 'customUserAgent' },
  enableProfile: { prop: 'mic.enableProfile' },
  enableScaleFeatures: { prop: 'mic.enableScaleFeatures' },
  'enable-type-upgrade': { prop: 'mic.enableTypeUpgrade' },
  'config-map-name': { type: text(DNS_SUBDOMAIN), prop: 'mic.configMapName' },
  'type-upgrade-status-key': { type: text(ANY_WORD), prop: 'mic.typeUpgradeStatusKey' },
});
