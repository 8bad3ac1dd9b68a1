import { reasonOf } from '../../simulation/flag-fault';
import { dashed } from '../../upstream/flag';
import { FLAG_TABLES, flagOf } from '../../upstream/flags';
import { hideSecrets } from '../../validate/secret-fields';
import type { CheckedCluster } from '../checked-cluster';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { type ControllerFault, faultsIn, readableIn } from '../facts/controllers';
import { argumentItem } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';
import { controllerVersionsDiffer } from './controller-versions-differ';

/** A flag that MIC or NMI does not have. */
export const flagUnknown: Rule = {
  id: 'flag-unknown',
  title: 'MIC or NMI has an unknown flag',
  severity: Severity.ERROR,
  why: 'Both programs exit at an unknown flag. Names are case-sensitive: --forcenamespaced is not --forceNamespaced.',
  symptom: 'CrashLoopBackOff; the log ends with "flag provided but not defined" (MIC) or "unknown flag" (NMI).',
  bad: changed(NMI, '--http-probe-port', '--http-probeport'),
  good: NMI,
  source: 'cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) => [
    ...faultsIn(checked)
      .filter(({ fault }) => fault.type === undefined)
      .map(findingOf),
    ...laterFlags(checked),
  ],
};

/** Flags of later releases; controller-versions-differ reports a controller that is older than the other one. */
function laterFlags(checked: CheckedCluster): RuleFinding[] {
  const older = controllerVersionsDiffer.check(checked).map(({ object }) => object);
  return readableIn(checked)
    .filter(({ manifest }) => !older.includes(manifest))
    .flatMap((started) => {
      const { flags, release, version, program, name: whose, manifest: object } = started;
      return flags.given.flatMap(({ name, index }) => {
        const since = flagOf(program, name)?.since;
        if (since === undefined || release.hasFlag(name) !== false) return [];
        const message = `${whose} ${version?.join('.')} does not have the flag ${dashed(name)}, which ${since} added. ${whose} exits at startup. Remove the flag, or upgrade ${whose}.`;
        return [{ object, path: started.argument(index), message }];
      });
    });
}

function findingOf({ controller, fault }: ControllerFault): RuleFinding {
  const { manifest: object, program, name: whose } = controller;
  const path = controller.argument(fault.index);
  const { name, value } = fault;
  if (name === undefined) {
    return {
      object,
      path,
      message: `The argument is not a flag: ${reasonOf(fault)}. ${whose} exits at startup. Remove the argument.`,
    };
  }
  const dashes = name.length === 1 ? '-' : '--';
  const message = `${whose} does not have the flag ${hideSecrets(`${dashes}${name}`)}. ${whose} exits at startup.`;
  const meant = controller.flags.meant(fault);
  if (meant === undefined) {
    const other = program === 'mic' ? 'nmi' : 'mic';
    const hint = Object.hasOwn(FLAG_TABLES[other], name)
      ? `Remove it; it is a flag of ${other.toUpperCase()}.`
      : 'Remove it.';
    return { object, path, message: `${message} ${hint}` };
  }
  const [word, blank] = name.split(/\s+/, 2);
  const given = hideSecrets(`${dashes}${name}`) === `${dashes}${name}` ? (blank ?? value) : undefined;
  const fix = argumentItem(`--${meant}${given === undefined ? '' : `=${given}`}`);
  const hint =
    word === meant && blank !== undefined ? ' A flag and its value in one argument need "=" between them.' : '';
  return { object, path, message: `${message}${hint} Write --${meant}.`, fix };
}
