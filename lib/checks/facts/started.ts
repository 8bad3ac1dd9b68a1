import { type FlagFault, type GivenFlag, type ParsedFlags, parseBool, parseGoFlags, parsePflags } from '../../go/flags';
import { type FieldPath, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import { type Controller, FLAGS, type Program } from '../../simulation/controllers';
import { nearest } from '../../validate/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { versionOf } from './image-version';

/** A controller and all its arguments: also those behind one that it would end at. */
export class Started {
  public readonly flags: ParsedFlags;

  constructor(public readonly controller: Controller) {
    const parse = controller.program === 'mic' ? parseGoFlags : parsePflags;
    const args = controller.args.map(({ value }) => value);
    this.flags = parse(args, FLAGS[controller.program], true);
  }

  public get program(): Program {
    return this.controller.program;
  }

  public get name(): string {
    return this.program === 'mic' ? 'MIC' : 'NMI';
  }

  public get object(): Controller['workload']['manifest'] {
    return this.controller.workload.manifest;
  }

  /** The container as it is in the manifest. */
  public get container(): ManifestMap {
    return mapOf(this.object.at(this.controller.container));
  }

  /** The `spec` of its pods. */
  public get podSpec(): ManifestMap {
    return mapOf(this.object.at(this.podSpecPath));
  }

  public get podSpecPath(): FieldPath {
    return [...this.controller.workload.template, 'spec'];
  }

  /** The version that the tag of its image says; undefined when it says none. */
  public get version(): readonly number[] | undefined {
    return versionOf(String(this.container.image));
  }

  /** Of two flags of one name the last one counts. */
  public flag(name: string): GivenFlag | undefined {
    return this.flags.given.findLast((flag) => flag.name === name);
  }

  public value(name: string, byDefault: string): string {
    return this.flag(name)?.value ?? byDefault;
  }

  public isOn(name: string, byDefault: boolean): boolean {
    return parseBool(this.value(name, String(byDefault))) ?? byDefault;
  }

  /** Whether a flag is among the arguments, though perhaps misspelt or with a value that is refused. */
  public mentions(name: string): boolean {
    return this.flag(name) !== undefined || this.flags.faults.some((fault) => this.meant(fault) === name);
  }

  /** The flag that a faulty argument is, or was probably meant to be. */
  public meant({ name, type }: FlagFault): string | undefined {
    if (name === undefined || type !== undefined) return name;
    const table = FLAGS[this.program];
    // A flag and its value in one argument.
    const [word = ''] = name.split(/\s/, 1);
    return Object.hasOwn(table, word) ? word : nearest(word, Object.keys(table));
  }

  /** Where an argument is. */
  public argument(index: number): FieldPath {
    return this.controller.args[index]?.path ?? this.controller.container;
  }

  /** Where a flag is, else the list of arguments, else the container. */
  public placeOf(name: string): FieldPath {
    const given = this.flag(name);
    if (given) return this.argument(given.index);
    const { container } = this.controller;
    return Array.isArray(this.container.args) ? [...container, 'args'] : container;
  }

  /** Where the environment is, else the container. */
  public get environment(): FieldPath {
    const { container } = this.controller;
    return Array.isArray(this.container.env) ? [...container, 'env'] : container;
  }

  /** Whether variables may come from where the manifests do not tell. */
  public get hasUnseenVariables(): boolean {
    const { container, env } = this.controller;
    const isSeen = (index: number) =>
      [...env.values()].some(({ path }) => path[container.length] === 'envFrom' && path.at(-1) === index);
    return listFrom(this.container.envFrom).some((_source, i) => !isSeen(i));
  }
}

/** A fault of arguments, with its controller. */
export interface StartedFault {
  readonly started: Started;
  readonly fault: FlagFault;
}

const known = new WeakMap<CheckedCluster, readonly Started[]>();

/** All controllers. */
export function startedIn(checked: CheckedCluster): readonly Started[] {
  let started = known.get(checked);
  if (!started) {
    started = checked.settings.controllers.map((controller) => new Started(controller));
    known.set(checked, started);
  }
  return started;
}

/** The controllers whose arguments are their own: not those that a shell starts. */
export function readableIn(checked: CheckedCluster, program?: Program): readonly Started[] {
  return startedIn(checked).filter(
    ({ controller }) => controller.shell === undefined && (program === undefined || controller.program === program),
  );
}

/** All faults of arguments. */
export function faultsIn(checked: CheckedCluster): readonly StartedFault[] {
  return readableIn(checked).flatMap((started) => started.flags.faults.map((fault) => ({ started, fault })));
}
