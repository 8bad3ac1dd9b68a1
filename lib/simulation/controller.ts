import { goBoolean } from '../go/booleans';
import { type FieldPath, listFrom, type Manifest, type ManifestMap, mapOf, scalarText } from '../manifests/manifest';
import { CHANGES } from '../upstream/changes';
import type { Program } from '../upstream/flag';
import { Mode } from '../upstream/mode';
import { FORCE_NAMESPACED_VARIABLE } from '../upstream/variables';
import { isBefore, parseVersion, release, type Version } from '../upstream/version';
import { show } from '../validate/format';
import { placeholderIn } from '../validate/placeholder';
import { type ConfigMaps, type EnvVariable, environmentOf, expand } from './container-env';
import { ControllerFlags } from './controller-flags';
import { ControllerRelease } from './controller-release';
import { reasonOf } from './flag-fault';
import type { Workload } from './workload';

/** A value that a controller runs with, and the field that it comes from. */
export interface ControllerSetting {
  readonly value: string;
  /** Undefined for the default. */
  readonly path: FieldPath | undefined;
}

export interface ControllerExit {
  readonly path: FieldPath;
  readonly reason: string;
}

/** MIC or NMI as found in the manifests: image, arguments, environment, account. */
export class Controller {
  /** The arguments, with `$(NAME)` replaced, and the field of each. */
  public readonly args: readonly (ControllerSetting & { readonly path: FieldPath })[];
  public readonly env: ReadonlyMap<string, EnvVariable>;
  public readonly flags: ControllerFlags;
  public readonly release: ControllerRelease;
  public readonly forceNamespaced: ControllerSetting;
  /** NMI's `--operation-mode`, in lower case. */
  public readonly mode: ControllerSetting;
  /** NMI's `--MICNamespace`. */
  public readonly micNamespace: ControllerSetting;

  constructor(
    public readonly program: Program,
    public readonly workload: Workload,
    public readonly containerPath: FieldPath,
    configMaps: ConfigMaps,
  ) {
    this.env = environmentOf(workload.manifest, containerPath, configMaps);
    this.args = this.ownArguments().map(({ value, path }) => ({
      value: expand(value, this.env),
      path: [...containerPath, ...path],
    }));
    this.flags = new ControllerFlags(
      program,
      this.version,
      this.args.map(({ value }) => value),
    );
    this.release = new ControllerRelease(
      program,
      this.version,
      this.flags.given.map(({ name }) => name),
    );
    this.forceNamespaced = this.readForceNamespaced();
    const mode = this.effective('operation-mode');
    this.mode = { ...mode, value: mode.value.toLowerCase() };
    this.micNamespace = this.effective('MICNamespace');
  }

  /** Without the name of the program, which comes first where the image does not start it. */
  private ownArguments(): ReturnType<typeof argsOf> {
    const { container, program, version } = this;
    const args = argsOf(container);
    const isEntryPoint = version !== undefined && !isBefore(version, release(CHANGES.isEntryPoint));
    const isNamed = listFrom(container.command).length === 0 && args[0]?.value.split('/').at(-1) === program;
    return isNamed && !isEntryPoint ? args.slice(1) : args;
  }

  private effective(flag: string): ControllerSetting {
    const { value, index } = this.flags.effective(flag);
    return { value, path: index === undefined ? undefined : this.argument(index) };
  }

  /** The flag, or the variable when it is exactly "true" (cmd/mic/main.go and cmd/nmi/main.go). */
  private readForceNamespaced(): ControllerSetting {
    const byFlag = this.effective('forceNamespaced');
    const variable = this.env.get(FORCE_NAMESPACED_VARIABLE);
    const isOn = goBoolean(byFlag.value) === true;
    return isOn || !variable
      ? { ...byFlag, value: String(isOn) }
      : { value: String(variable.value === 'true'), path: variable.path };
  }

  /** `MIC` or `NMI`. */
  public get name(): string {
    return this.program.toUpperCase();
  }

  public get manifest(): Manifest {
    return this.workload.manifest;
  }

  public get container(): ManifestMap {
    return mapOf(this.manifest.at(this.containerPath));
  }

  public get podSpecPath(): FieldPath {
    return [...this.workload.template, 'spec'];
  }

  /** The `spec` of its pods. */
  public get podSpec(): ManifestMap {
    return mapOf(this.manifest.at(this.podSpecPath));
  }

  /** The version in the tag of its image; undefined when the tag is not a version. */
  public get version(): Version | undefined {
    const { image } = this.container;
    return typeof image === 'string' ? parseVersion(image) : undefined;
  }

  public get account(): string {
    const { serviceAccountName, serviceAccount } = this.podSpec;
    const name = [serviceAccountName, serviceAccount].find((given) => typeof given === 'string' && given !== '');
    return name === undefined ? 'default' : String(name);
  }

  /** A command other than the program itself: then the arguments may not be its own. */
  public get shell(): string | undefined {
    const [first] = listFrom(this.container.command);
    if (first === undefined || scalarText(first).split('/').at(-1) === this.program) return undefined;
    return scalarText(first);
  }

  /** Settings that are not in the manifests. */
  public get unknown(): readonly string[] {
    const forced = this.env.get(FORCE_NAMESPACED_VARIABLE);
    return [
      ...(forced && forced.value === undefined
        ? [`${FORCE_NAMESPACED_VARIABLE} comes from ${forced.from}, which is not in the manifests`]
        : []),
      ...(this.shell === undefined ? [] : [`${this.shell} starts it, so its arguments are unknown`]),
    ];
  }

  /** Why it exits at startup; undefined when no reason is found. */
  public get exit(): ControllerExit | undefined {
    const [fatal] = this.flags.faults;
    if (fatal) return { path: this.argument(fatal.index), reason: reasonOf(fatal) };
    const version = this.flags.effective('version');
    if (version.index !== undefined && goBoolean(version.value)) {
      return { path: this.argument(version.index), reason: '--version prints the version and exits' };
    }
    if (this.program === 'mic') return undefined;
    const { mode, forceNamespaced } = this;
    const modes: readonly string[] = Object.values(Mode);
    if (!modes.includes(mode.value) && !placeholderIn(mode.value, 'argument')) {
      const reason = `--operation-mode: got ${show(mode.value)}; allowed: ${modes.join(', ')}`;
      return { path: mode.path ?? this.containerPath, reason };
    }
    // pkg/nmi/managed.go, NewManagedTokenClient
    if (mode.value === Mode.MANAGED && forceNamespaced.value !== 'true') {
      return { path: mode.path ?? this.containerPath, reason: 'managed mode also requires --forceNamespaced' };
    }
    return undefined;
  }

  public argument(index: number): FieldPath {
    return this.args[index]?.path ?? this.containerPath;
  }

  /** Where a flag is, else the list of arguments, else the container. */
  public placeOf(flag: string): FieldPath {
    const given = this.flags.find(flag);
    return given ? this.argument(given.index) : this.listOr('args');
  }

  /** Where the environment is, else the container. */
  public get environment(): FieldPath {
    return this.listOr('env');
  }

  private listOr(field: 'args' | 'env'): FieldPath {
    return Array.isArray(this.container[field]) ? [...this.containerPath, field] : this.containerPath;
  }

  /** Whether variables may come from objects that are not in the manifests. */
  public get hasUnseenVariables(): boolean {
    const isSeen = (index: number) =>
      [...this.env.values()].some(({ path }) => path[this.containerPath.length] === 'envFrom' && path.at(-1) === index);
    return listFrom(this.container.envFrom).some((_source, i) => !isSeen(i));
  }
}

/** What follows the program's name: the rest of `command`, then `args`. */
export function argsOf(container: ManifestMap): { readonly value: string; readonly path: FieldPath }[] {
  return (['command', 'args'] as const).flatMap((field) =>
    listFrom(container[field])
      .map((value, i) => ({ value: scalarText(value), path: [field, i] }))
      .slice(field === 'command' ? 1 : 0),
  );
}
