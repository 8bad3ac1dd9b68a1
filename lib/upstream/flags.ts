import type { FlagTable } from '../go/flags';
import type { Program, UpstreamFlag } from './flag';
import { MIC_FLAGS } from './mic-flags';
import { NMI_FLAGS } from './nmi-flags';
import { isBefore, release, type Version } from './version';

/** The flags of each program, of all releases. */
export const FLAGS: { readonly [program in Program]: readonly UpstreamFlag[] } = { mic: MIC_FLAGS, nmi: NMI_FLAGS };

const byName = (flags: readonly UpstreamFlag[]) => new Map(flags.map((flag) => [flag.name, flag]));
const FLAGS_BY_NAME = { mic: byName(MIC_FLAGS), nmi: byName(NMI_FLAGS) };

/** Names and types of the flags, as Go's parsers need them. */
export const FLAG_TABLES: { readonly [program in Program]: FlagTable } = {
  mic: tableOf(MIC_FLAGS),
  nmi: tableOf(NMI_FLAGS),
};

function tableOf(flags: readonly UpstreamFlag[]): FlagTable {
  return Object.fromEntries(flags.map(({ name, type }) => [name, type]));
}

/** A flag of a program; undefined when no release has it. */
export function flagOf(program: Program, name: string): UpstreamFlag | undefined {
  return FLAGS_BY_NAME[program].get(name);
}

/** The default of a flag in a version, or in the last one when the version is unknown. */
export function defaultOf(program: Program, name: string, version?: Version): string | undefined {
  const { default: value, earlierDefault } = flagOf(program, name) ?? {};
  const isEarlier = earlierDefault && version && !isBefore(release(earlierDefault.until), version);
  return isEarlier ? earlierDefault.value : value;
}

/** Flags that other programs have too. */
const COMMON = ['cloudconfig', 'clientQps', 'debug', 'kubeconfig', 'kubelet-config', 'metadata-ip', 'node'];

/** Names of the flags that identify a program. */
export const DISTINCTIVE_FLAGS: { readonly [program in Program]: ReadonlySet<string> } = {
  mic: onlyIn('mic', 'nmi'),
  nmi: onlyIn('nmi', 'mic'),
};

function onlyIn(program: Program, other: Program): ReadonlySet<string> {
  const names = FLAGS[program].map(({ name }) => name);
  return new Set(names.filter((name) => !FLAGS_BY_NAME[other].has(name) && !COMMON.includes(name)));
}
