import type { FlagTable } from '../go/flags';

/** klog's, which both programs have. */
const KLOG: FlagTable = {
  add_dir_header: 'bool',
  alsologtostderr: 'bool',
  log_backtrace_at: 'text',
  log_dir: 'text',
  log_file: 'text',
  log_file_max_size: 'uint',
  logtostderr: 'bool',
  one_output: 'bool',
  skip_headers: 'bool',
  skip_log_headers: 'bool',
  stderrthreshold: 'severity',
  v: 'int',
  vmodule: 'text',
};

const BOTH: FlagTable = {
  ...KLOG,
  'custom-user-agent': 'text',
  enableProfile: 'bool',
  enableScaleFeatures: 'bool',
  forceNamespaced: 'bool',
  'http-probe-port': 'text',
  'log-format': 'text',
  'prometheus-port': 'text',
  version: 'bool',
};

const MIC_ONLY: FlagTable = {
  cloudconfig: 'text',
  clientQps: 'float',
  'config-map-name': 'text',
  createDeleteBatch: 'int',
  'enable-type-upgrade': 'bool',
  'identity-assignment-reconcile-interval': 'duration',
  'immutable-user-msis': 'text',
  kubeconfig: 'text',
  'leader-election-duration': 'duration',
  'leader-election-instance': 'text',
  'leader-election-name': 'text',
  'leader-election-namespace': 'text',
  syncRetryDuration: 'duration',
  'type-upgrade-status-key': 'text',
  'update-user-msi-max-retry': 'int',
  'update-user-msi-retry-interval': 'duration',
};

const NMI_ONLY: FlagTable = {
  'allow-network-plugin-kubenet': 'bool',
  'block-instance-metadata': 'bool',
  'enable-conntrack-deletion': 'bool',
  'find-identity-retry-interval': 'int',
  // Of versions before 1.6.1.
  'host-ip': 'text',
  'ipt-update-interval-sec': 'int',
  'kubelet-config': 'text',
  'metadata-header-required': 'bool',
  'metadata-ip': 'text',
  'metadata-port': 'text',
  MICNamespace: 'text',
  'nmi-listen-address': 'text',
  'nmi-port': 'text',
  node: 'text',
  'operation-mode': 'text',
  'retry-attempts-for-assigned': 'int',
  'retry-attempts-for-created': 'int',
  'set-retry-after-header': 'bool',
};

/** The flags of MIC (cmd/mic/main.go). */
export const MIC_FLAGS: FlagTable = { ...BOTH, ...MIC_ONLY };

/** The flags of NMI (cmd/nmi/main.go). */
export const NMI_FLAGS: FlagTable = { ...BOTH, ...NMI_ONLY };

// Flags that programs of others have too tell nothing.
const COMMON = ['cloudconfig', 'kubeconfig', 'kubelet-config', 'metadata-ip', 'node', 'clientQps'];
const tellTale = (table: FlagTable) => new Set(Object.keys(table).filter((flag) => !COMMON.includes(flag)));

/** By these a program can be known. */
export const TELL_TALE_FLAGS = { mic: tellTale(MIC_ONLY), nmi: tellTale(NMI_ONLY) } as const;
