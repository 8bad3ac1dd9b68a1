import type { Program } from '../upstream/flag';
import type { Cluster } from './cluster';
import type { Controller, ControllerSetting } from './controller';
import { findControllers, ofProgram } from './controllers';

/** What decides, apart from the objects. */
export interface Settings {
  readonly mode: Mode;
  /** Whether MIC assigns within one namespace only. */
  readonly micForceNamespaced: boolean;
  /** Whether NMI hands out within one namespace only. */
  readonly nmiForceNamespaced: boolean;
  /** Where NMI takes pods of a ReplicaSet `mic…` for MIC. */
  readonly micNamespace: string;
}

/** How identities get to pods: assigned by MIC, or looked up by NMI itself. */
export type Mode = 'standard' | 'managed';

/** Answers that the manifests give in more than one way, or not at all. */
export interface SettingsOptions {
  /**
   * The mode of operation.
   *
   * @default - that of the NMI in the manifests, else `standard`
   */
  readonly mode?: Mode;

  /**
   * Whether both controllers only look at identities in the namespace of the pod. Always so in managed mode.
   *
   * @default - what the MIC and the NMI in the manifests are started with, else false
   */
  readonly forceNamespaced?: boolean;
}

/** The settings, and what is to be said about them. */
export interface SettledSettings extends Settings {
  readonly controllers: readonly Controller[];
  /** Why there is no answer. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const NAMES: { readonly [program in Program]: string } = { mic: 'MIC', nmi: 'NMI' };

/** The controllers found in a cluster, or those of one program. */
export const controllersOf = (
  { settings: { controllers } }: { readonly settings: SettledSettings },
  program?: Program,
): readonly Controller[] => (program === undefined ? controllers : ofProgram(controllers, program));

/** Reads the settings of MIC and NMI from the manifests; an option wins over what is found. */
export function settle(cluster: Cluster, options: SettingsOptions): SettledSettings {
  const controllers = findControllers(cluster);
  const settling = new Settling(controllers, options);
  return { ...settling.settings(), controllers, problems: settling.problems, warnings: settling.warnings };
}

type SettingName = 'mode' | 'forceNamespaced' | 'micNamespace';

class Settling {
  public readonly problems: string[] = [];
  public readonly warnings: string[] = [];

  constructor(
    private readonly controllers: readonly Controller[],
    private readonly options: SettingsOptions,
  ) {}

  public settings(): Settings {
    const { options } = this;
    const isSettled = options.mode !== undefined || options.forceNamespaced !== undefined;
    for (const controller of this.controllers) this.look(controller, isSettled);
    const mode = (options.mode ?? this.found('nmi', 'mode') ?? 'standard') === 'managed' ? 'managed' : 'standard';
    const forced = mode === 'managed' ? true : options.forceNamespaced;
    const settings = {
      mode,
      micForceNamespaced: forced ?? this.found('mic', 'forceNamespaced') === 'true',
      nmiForceNamespaced: forced ?? this.found('nmi', 'forceNamespaced') === 'true',
      micNamespace: this.found('nmi', 'micNamespace') ?? 'default',
    } as const;
    this.compare(settings);
    return settings;
  }

  /** What a controller is started with; two of one kind must agree. */
  private found(program: Program, name: SettingName): string | undefined {
    const [first, ...others] = ofProgram(this.controllers, program);
    const other = others.find((controller) => controller[name].value !== first?.[name].value);
    if (first && other) {
      const [one, two] = [first, other].map((controller) => described(controller, name, controller[name]));
      this.problems.push(`two ${NAMES[program]} that disagree: ${one}; ${two}. ${SETTLE[name]}`);
    }
    return first?.[name].value;
  }

  /** A controller that would not start, or that is not readable. */
  private look(
    { program, workload: { manifest }, containerPath, exit, unknown }: Controller,
    isSettled: boolean,
  ): void {
    const name = `${NAMES[program]}, ${manifest.title}`;
    if (exit) {
      const line = `${manifest.placeOf(exit.path)}: ${name}, ends when it is started: ${exit.reason}`;
      if (isSettled) this.warnings.push(line);
      else this.problems.push(`${line}. Mend it, or say --mode and --force-namespaced`);
    }
    for (const what of unknown) {
      this.warnings.push(`${manifest.placeOf(containerPath)}: ${name}: ${what}, which is not known here`);
    }
  }

  /** What was decided otherwise than the manifests say, and what they say that does not go together. */
  private compare({ mode, micForceNamespaced, nmiForceNamespaced }: Settings): void {
    const isForced = { mic: micForceNamespaced, nmi: nmiForceNamespaced };
    for (const controller of this.controllers) {
      const { program } = controller;
      const isOfMode = program === 'nmi' ? controller.mode.value === mode : mode === 'standard';
      if (program === 'nmi' && !isOfMode) this.differs(controller, 'mode', `mode ${mode}`);
      // Managed mode is forced namespaced anyway.
      const isCounted = isOfMode || mode === 'standard';
      if (isCounted && controller.forceNamespaced.value !== String(isForced[program])) {
        this.differs(controller, 'forceNamespaced', isForced[program] ? 'forced namespaced' : 'not forced namespaced');
      }
    }
    if (mode === 'managed') return;
    const [mics, nmis] = (['mic', 'nmi'] as const).map((program) => ofProgram(this.controllers, program));
    if (mics?.length === 0 && nmis && nmis.length > 0) {
      this.warnings.push('there is an NMI but no MIC among the manifests: taken for one with its defaults');
    }
    if (nmis?.length === 0 && mics && mics.length > 0) {
      this.warnings.push('there is a MIC but no NMI among the manifests: taken for one with its defaults');
    }
    if (nmiForceNamespaced && !micForceNamespaced) this.warnings.push(MIXED);
  }

  private differs(controller: Controller, name: SettingName, decided: string): void {
    this.warnings.push(`answered for ${decided}, but ${described(controller, name, controller[name])}`);
  }
}

const SETTLE: { readonly [name in SettingName]: string } = {
  mode: 'Say which with --mode',
  forceNamespaced: 'Say --force-namespaced, or leave one of them out',
  micNamespace: 'Leave one of them out',
};

/** The warning about controllers that do not go together. */
export const MIXED =
  'NMI is forced namespaced and MIC is not: what MIC assigns to pods of other namespaces, NMI does not hand out';

const WORDS: { readonly [name in SettingName]: (value: string) => string } = {
  mode: (value) => `operation mode ${value}`,
  forceNamespaced: (value) => (value === 'true' ? 'forced namespaced' : 'not forced namespaced'),
  micNamespace: (value) => `--MICNamespace ${value}`,
};

/** `NMI, DaemonSet default/nmi, has operation mode managed (dist/nmi.yaml:31:13)` */
function described(
  { program, workload: { manifest }, containerPath }: Controller,
  name: SettingName,
  setting: ControllerSetting,
): string {
  const place = manifest.placeOf(setting.path ?? containerPath);
  const from = setting.path ? place : `${place}, by default`;
  return `${NAMES[program]}, ${manifest.title}, has ${WORDS[name](setting.value)} (${from})`;
}
