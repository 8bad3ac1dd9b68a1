import { type ParsedFlags, parseBool, parseGoFlags, parsePflags } from '../go/flags';
import { type FieldPath, listFrom, type ManifestMap, mapOf } from '../manifests/manifest';
import type { Cluster } from './cluster';
import { type ConfigMaps, type EnvVariable, environmentOf, expand } from './container-env';
import { MIC_FLAGS, NMI_FLAGS, TELL_TALE_FLAGS } from './controller-flags';
import type { Workload } from './workload';

/** Which of the two programs. */
export type Program = 'mic' | 'nmi';

/** A value that a controller is started with, and the field that it comes from. */
export interface ControllerSetting {
  readonly value: string;
  /** Undefined when nothing sets it, so that it has its default. */
  readonly path: FieldPath | undefined;
}

/** Why a controller ends instead of starting. */
export interface ControllerExit {
  readonly path: FieldPath;
  readonly reason: string;
}

/** MIC or NMI as it is found in the manifests, and what it is started with. */
export interface Controller {
  readonly program: Program;
  readonly workload: Workload;
  /** The path of the container. */
  readonly container: FieldPath;
  /** The arguments, with `$(NAME)` replaced, and the field of each. */
  readonly args: readonly ControllerSetting[];
  readonly env: ReadonlyMap<string, EnvVariable>;
  readonly flags: ParsedFlags;
  readonly forceNamespaced: ControllerSetting;
  /** NMI's `--operation-mode`, in lower case. */
  readonly mode: ControllerSetting;
  /** NMI's `--MICNamespace`. */
  readonly micNamespace: ControllerSetting;
  readonly exit: ControllerExit | undefined;
  /** The command that starts it, when that is another program: then the arguments are not its own. */
  readonly shell: string | undefined;
  /** What decides, but cannot be read from the manifests. */
  readonly unknown: readonly string[];
}

const IMAGE = /(?:^|\/)(mic|nmi)(?:[:@].*)?$/;
/** The flags of each program. */
export const FLAGS = { mic: MIC_FLAGS, nmi: NMI_FLAGS } as const;
/** A variable that nothing but MIC has. */
const MIC_ENV = 'MIC_POD_NAMESPACE';
const OWN_ENV = ['FORCENAMESPACED', MIC_ENV];

/** The containers that run MIC or NMI. */
export function controllersOf(cluster: Cluster): Controller[] {
  const configMaps = configMapsOf(cluster);
  return cluster.workloads.flatMap((workload) => {
    const spec = mapOf(mapOf(workload.manifest.at(workload.template)).spec);
    return listFrom(spec.containers).flatMap((container, i) => {
      const program = programOf(mapOf(container));
      const path = [...workload.template, 'spec', 'containers', i];
      return program ? [read(program, workload, path, configMaps)] : [];
    });
  });
}

/** By the name of the image when nothing speaks against it, else by a variable or flags that only one of them has. */
function programOf(container: ManifestMap): Program | undefined {
  const { image } = container;
  const named = typeof image === 'string' ? (IMAGE.exec(image)?.[1] as Program | undefined) : undefined;
  if (!named && hasVariable(container, [MIC_ENV])) return 'mic';
  if (!named && container.args === undefined && container.command === undefined) return undefined;
  const flags = argsOf(container).flatMap(({ value }) => /^--?([^=]+)/.exec(value)?.[1] ?? []);
  if (!named) {
    return (['mic', 'nmi'] as const).find((program) => flags.some((flag) => TELL_TALE_FLAGS[program].has(flag)));
  }
  const isOurs =
    String(image).includes('aad-pod-identity') ||
    flags.length === 0 ||
    flags.some((flag) => Object.keys(FLAGS[named]).some((known) => known.toLowerCase() === flag.toLowerCase())) ||
    hasVariable(container, OWN_ENV);
  return isOurs ? named : undefined;
}

const hasVariable = ({ env }: ManifestMap, names: readonly string[]) =>
  listFrom(env).some((variable) => names.includes(String(mapOf(variable).name)));

/** What follows the program's name: the rest of `command`, then `args`. */
function argsOf(container: ManifestMap): { readonly value: string; readonly path: FieldPath }[] {
  return (['command', 'args'] as const).flatMap((field) =>
    listFrom(container[field])
      .map((value, i) => ({ value: String(value), path: [field, i] }))
      .slice(field === 'command' ? 1 : 0),
  );
}

function read(program: Program, workload: Workload, container: FieldPath, configMaps: ConfigMaps): Controller {
  const { manifest } = workload;
  const env = environmentOf(manifest, container, configMaps);
  const args = argsOf(mapOf(manifest.at(container))).map(({ value, path }) => ({
    value: expand(value, env),
    path: [...container, ...path],
  }));
  const parse = program === 'mic' ? parseGoFlags : parsePflags;
  const flags = parse(
    args.map(({ value }) => value),
    FLAGS[program],
  );
  const flag = (name: string, byDefault: string): ControllerSetting => {
    const given = flags.given.findLast((other) => other.name === name);
    return given ? { value: given.value, path: args[given.index]?.path } : { value: byDefault, path: undefined };
  };
  const forced = env.get('FORCENAMESPACED');
  const byFlag = flag('forceNamespaced', 'false');
  // cmd/mic/main.go and cmd/nmi/main.go: the flag, or the variable when it is exactly "true".
  const forceNamespaced =
    parseBool(byFlag.value) || !forced
      ? { ...byFlag, value: String(parseBool(byFlag.value)) }
      : { value: String(forced.value === 'true'), path: forced.path };
  const mode = flag('operation-mode', 'standard');
  const settings = {
    forceNamespaced,
    mode: { ...mode, value: mode.value.toLowerCase() },
    micNamespace: flag('MICNamespace', 'default'),
  };
  const exit = exitOf(program, container, args, flags, settings);
  const unknown = forced && forced.value === undefined ? [`FORCENAMESPACED comes from ${forced.from}`] : [];
  const shell = commandOf(mapOf(manifest.at(container)), program);
  if (shell) unknown.push(`it is started by ${shell}`);
  return { program, workload, container, args, env, flags, ...settings, exit, shell, unknown };
}

/** A command that is not the program itself. */
function commandOf({ command }: ManifestMap, program: Program): string | undefined {
  const [first] = listFrom(command);
  if (first === undefined || String(first).split('/').at(-1) === program) return undefined;
  return String(first);
}

function exitOf(
  program: Program,
  container: FieldPath,
  args: readonly ControllerSetting[],
  { fatal, given }: ParsedFlags,
  { forceNamespaced, mode }: Pick<Controller, 'forceNamespaced' | 'mode'>,
): ControllerExit | undefined {
  const at = (index: number | undefined) => (index === undefined ? undefined : args[index]?.path) ?? container;
  if (fatal) return { path: at(fatal.index), reason: fatal.reason };
  const version = given.findLast(({ name }) => name === 'version');
  if (version && parseBool(version.value)) return { path: at(version.index), reason: '--version prints it and ends' };
  if (program === 'mic') return undefined;
  if (mode.value !== 'standard' && mode.value !== 'managed') {
    const reason = `--operation-mode is ${JSON.stringify(mode.value)}; allowed: standard, managed`;
    return { path: mode.path ?? container, reason };
  }
  // pkg/nmi/managed.go, NewManagedTokenClient
  if (mode.value === 'managed' && forceNamespaced.value !== 'true') {
    return { path: mode.path ?? container, reason: 'managed mode needs --forceNamespaced as well' };
  }
  return undefined;
}

function configMapsOf({ manifests }: Cluster): ConfigMaps {
  let maps: Map<string, ManifestMap> | undefined;
  return (namespace, name) => {
    maps ??= new Map(
      manifests.objects
        .filter(({ kind, group }) => kind === 'ConfigMap' && group === '')
        .map((object) => [`${object.namespace}/${object.name}`, mapOf(object.value.data)]),
    );
    return maps.get(`${namespace}/${name}`);
  };
}
