import { DEFAULT_NAMESPACE } from '../upstream/api';
import type { Program } from '../upstream/flag';
import { Mode } from '../upstream/mode';
import { show } from '../validate/format';
import { placeholderIn } from '../validate/placeholder';
import type { Cluster } from './cluster';
import type { Controller, ControllerSetting } from './controller';
import { findControllers, ofProgram } from './controllers';

/** What decides besides the objects. */
export interface Settings {
  readonly mode: Mode;
  /** Whether MIC assigns within one namespace only. */
  readonly micForceNamespaced: boolean;
  /** Whether NMI hands out within one namespace only. */
  readonly nmiForceNamespaced: boolean;
  /** Where NMI treats pods of a ReplicaSet `mic…` as MIC. */
  readonly micNamespace: string;
}

/** Settings that the manifests contradict, or do not contain. */
export interface SettingsOptions {
  /**
   * The operation mode.
   *
   * @default - that of the NMI in the manifests, else `Mode.STANDARD`
   */
  readonly mode?: Mode;

  /**
   * Whether both controllers only look at identities in the namespace of the pod. Always so in managed mode.
   *
   * @default - what the MIC and the NMI in the manifests are started with, else false
   */
  readonly forceNamespaced?: boolean;
}

export interface SettledSettings extends Settings {
  readonly controllers: readonly Controller[];
  /** Whether all of it is a guess: there are no controllers, and no option is set. */
  readonly isAssumed: boolean;
  /** Why there is no answer. */
  readonly problems: readonly SettingsRemark[];
  readonly warnings: readonly SettingsRemark[];
}

export interface SettingsRemark {
  /** `dist/nmi.yaml:31:13`; undefined when it is about several places, or none. */
  readonly place?: string;
  readonly text: string;
}

export const lineOf = ({ place, text }: SettingsRemark): string => (place === undefined ? text : `${place}: ${text}`);

/** The controllers found in a cluster, or those of one program. */
export const controllersOf = (
  { settings: { controllers } }: { readonly settings: SettledSettings },
  program?: Program,
): readonly Controller[] => (program === undefined ? controllers : ofProgram(controllers, program));

/** Reads the settings of MIC and NMI from the manifests; an option wins over what is found. */
export function settle(cluster: Cluster, options: SettingsOptions): SettledSettings {
  const controllers = findControllers(cluster);
  const settling = new Settling(controllers, options);
  const isAssumed = controllers.length === 0 && options.mode === undefined && options.forceNamespaced === undefined;
  return { ...settling.settings(), controllers, isAssumed, problems: settling.problems, warnings: settling.warnings };
}

type SettingName = 'mode' | 'forceNamespaced' | 'micNamespace';

class Settling {
  public readonly problems: SettingsRemark[] = [];
  public readonly warnings: SettingsRemark[] = [];

  constructor(
    private readonly controllers: readonly Controller[],
    private readonly options: SettingsOptions,
  ) {}

  public settings(): Settings {
    const { options } = this;
    const modes = Object.values(Mode);
    if (!modes.includes(options.mode ?? Mode.STANDARD)) {
      this.problems.push({ text: `mode: got ${show(options.mode)}; allowed: ${modes.join(', ')}` });
    }
    const isSettled = options.mode !== undefined || options.forceNamespaced !== undefined;
    for (const controller of this.controllers) this.look(controller, isSettled);
    const given = options.mode ?? this.found('nmi', 'mode') ?? Mode.STANDARD;
    const mode = given === Mode.MANAGED ? Mode.MANAGED : Mode.STANDARD;
    const forced = mode === Mode.MANAGED ? true : options.forceNamespaced;
    const settings = {
      mode,
      micForceNamespaced: forced ?? this.found('mic', 'forceNamespaced') === 'true',
      nmiForceNamespaced: forced ?? this.found('nmi', 'forceNamespaced') === 'true',
      micNamespace: this.found('nmi', 'micNamespace') ?? DEFAULT_NAMESPACE,
    };
    this.compare(settings);
    return settings;
  }

  /** What a controller runs with; two of one kind must agree. */
  private found(program: Program, name: SettingName): string | undefined {
    const [first, ...others] = ofProgram(this.controllers, program);
    const other = others.find((controller) => controller[name].value !== first?.[name].value);
    if (first && other) {
      const [one, two] = [first, other].map((controller) => described(controller, name, controller[name]));
      this.problems.push({ text: `two ${first.name}s disagree: ${one}; ${two}. ${FIXES[name]}` });
    }
    return first?.[name].value;
  }

  /** A controller that exits at startup, or whose settings are not in the manifests. */
  private look(controller: Controller, isSettled: boolean): void {
    const { manifest, containerPath, exit, unknown } = controller;
    const name = titleOf(controller);
    if (exit) {
      const place = manifest.placeOf(exit.path);
      const text = `${name}, exits at startup: ${exit.reason}`;
      if (isSettled) this.warnings.push({ place, text });
      else this.problems.push({ place, text: `${text}. Fix it, or set --mode and --force-namespaced` });
    }
    const place = manifest.placeOf(containerPath);
    for (const what of unknown) this.warnings.push({ place, text: `${name}: ${what}` });
  }

  /** Where the settings differ from the manifests, and what in the manifests does not fit together. */
  private compare({ mode, micForceNamespaced, nmiForceNamespaced }: Settings): void {
    const isForced = { mic: micForceNamespaced, nmi: nmiForceNamespaced };
    for (const controller of this.controllers) {
      const { program } = controller;
      const isOfMode = program === 'nmi' ? controller.mode.value === mode : mode === Mode.STANDARD;
      if (program === 'nmi' && !isOfMode) this.differs(controller, 'mode', `${mode} mode`);
      // Managed mode is forced namespaced anyway.
      const isCounted = isOfMode || mode === Mode.STANDARD;
      if (isCounted && controller.forceNamespaced.value !== String(isForced[program])) {
        this.differs(controller, 'forceNamespaced', isForced[program] ? 'forced namespaced' : 'not forced namespaced');
      }
    }
    if (mode === Mode.MANAGED) return;
    const has = (program: Program) => ofProgram(this.controllers, program).length > 0;
    if (has('nmi') && !has('mic')) {
      this.warnings.push(NO_MIC);
    }
    if (has('mic') && !has('nmi')) {
      this.warnings.push(NO_NMI);
    }
    if (nmiForceNamespaced && !micForceNamespaced) this.warnings.push(MIXED);
  }

  private differs(controller: Controller, name: SettingName, used: string): void {
    if (placeholderIn(controller[name].value, 'argument')) return;
    this.warnings.push({ text: `this answer is for ${used}, but ${described(controller, name, controller[name])}` });
  }
}

const FIXES: { readonly [name in SettingName]: string } = {
  mode: 'Choose one with --mode',
  forceNamespaced: 'Set --force-namespaced, or leave out one of them',
  micNamespace: 'Leave out one of them',
};

const NO_MIC: SettingsRemark = {
  text: 'the manifests have an NMI and no MIC: MIC is assumed to run with its defaults',
};
const NO_NMI: SettingsRemark = {
  text: 'the manifests have a MIC and no NMI: NMI is assumed to run with its defaults',
};

/** The warnings about one of MIC and NMI without the other; each can be in other manifests. */
export const ALONE: readonly SettingsRemark[] = [NO_MIC, NO_NMI];

/** The warning about a MIC and an NMI that do not fit together. */
export const MIXED: SettingsRemark = {
  text: 'NMI is forced namespaced and MIC is not: MIC assigns identities to pods of other namespaces, and NMI does not hand them out',
};

const WORDS: { readonly [name in SettingName]: (value: string) => string } = {
  mode: (value) => `runs in ${value} mode`,
  forceNamespaced: (value) => (value === 'true' ? 'is forced namespaced' : 'is not forced namespaced'),
  micNamespace: (value) => `has --MICNamespace ${value}`,
};

/** `NMI, DaemonSet default/nmi, runs in managed mode (dist/nmi.yaml:31:13)` */
function described(controller: Controller, name: SettingName, setting: ControllerSetting): string {
  const place = controller.manifest.placeOf(setting.path ?? controller.containerPath);
  const from = setting.path ? place : `${place}, by default`;
  return `${titleOf(controller)}, ${WORDS[name](setting.value)} (${from})`;
}

/** `NMI, DaemonSet default/nmi` */
const titleOf = ({ name, manifest }: Controller) => `${name}, ${manifest.title}`;
