import type { FlagType } from '../go/flags';

/** The two controllers. */
export type Program = 'mic' | 'nmi';

/** A command-line flag of MIC or NMI. */
export interface UpstreamFlag {
  /** Without dashes. */
  readonly name: string;
  readonly type: FlagType;
  /** The allowed values; with another one the program exits at startup. */
  readonly words?: readonly string[];
  /** Whether the case of the value is ignored. */
  readonly anyCase?: boolean;
  /** As a string; undefined where it depends on the host. */
  readonly default?: string;
  /** Another default, in releases up to `until`. */
  readonly earlierDefault?: { readonly until: string; readonly value: string };
  /** First release that has it; undefined when 1.3, the oldest one known, has it. */
  readonly since?: string;
  /** Last release that has it; undefined when 1.8.17 has it. */
  readonly until?: string;
  /** Helm value of chart 4.1.18 that the chart prints unchanged, unless it is false, empty or 0. */
  readonly value?: string;
  /** Whether the chart prints the value also when it is false, empty or 0. */
  readonly always?: boolean;
}

/** Flags of the log libraries: glog up to 1.5.5, k8s.io/klog 1.0.0 from 1.6.0, 2.3.0 from 1.7.0 and 2.5.0 from 1.7.5. */
export const LOG_FLAGS: readonly UpstreamFlag[] = [
  { name: 'add_dir_header', type: 'bool', default: 'false', since: '1.6.0' },
  { name: 'alsologtostderr', type: 'bool', default: 'false' },
  { name: 'log_backtrace_at', type: 'string', default: '' },
  { name: 'log_dir', type: 'string', default: '' },
  { name: 'log_file', type: 'string', default: '', since: '1.6.0' },
  { name: 'log_file_max_size', type: 'uint', default: '1800', since: '1.6.0' },
  { name: 'one_output', type: 'bool', default: 'false', since: '1.7.5' },
  { name: 'skip_headers', type: 'bool', default: 'false', since: '1.6.0' },
  { name: 'skip_log_headers', type: 'bool', default: 'false', since: '1.6.0' },
  { name: 'stderrthreshold', type: 'severity', default: '2' },
  { name: 'vmodule', type: 'string', default: '' },
];

/** A flag with its dashes: `-v`, `--node`. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
