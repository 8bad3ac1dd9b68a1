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
  readonly default?: string | undefined;
  /** Another default, in releases up to `until`. */
  readonly earlierDefault?: { readonly until: string; readonly value: string };
  /** First release that has it; undefined when 1.2, the oldest one known, has it. */
  readonly since?: string | undefined;
  /** Last release that has it; undefined when 1.8.17 has it. */
  readonly until?: string;
  /** Helm value of chart 4.1.18 that the chart prints unchanged, unless it is false, empty or 0. */
  readonly value?: string | undefined;
  /** Whether the chart prints the value also when it is false, empty or 0. */
  readonly always?: boolean;
}

/** A row of the tables: `first`, the first release; `value`, the Helm value. */
export function flag(
  name: string,
  type: FlagType,
  byDefault?: string,
  first?: string,
  value?: string,
  more: Partial<UpstreamFlag> = {},
): UpstreamFlag {
  return { name, type, default: byDefault, since: first, value, ...more };
}

/** Flags of the log libraries: glog up to 1.5.5, k8s.io/klog 1.0.0 from 1.6.0, 2.3.0 from 1.7.0 and 2.5.0 from 1.7.5. */
export const LOG_FLAGS: readonly UpstreamFlag[] = [
  flag('add_dir_header', 'bool', 'false', '1.6.0'),
  flag('alsologtostderr', 'bool', 'false'),
  flag('log_backtrace_at', 'string', ''),
  flag('log_dir', 'string', ''),
  flag('log_file', 'string', '', '1.6.0'),
  flag('log_file_max_size', 'uint', '1800', '1.6.0'),
  flag('one_output', 'bool', 'false', '1.7.5'),
  flag('skip_headers', 'bool', 'false', '1.6.0'),
  flag('skip_log_headers', 'bool', 'false', '1.6.0'),
  flag('stderrthreshold', 'severity', '2'),
  flag('vmodule', 'string', ''),
];

/** A flag with its dashes: `-v`, `--node`. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
