import { reasonOf } from '../../simulation/flag-fault';
import { FLAG_TABLES } from '../../upstream/flags';
import { hideSecrets } from '../../validate/secret-fields';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { type ControllerFault, faultsIn } from '../facts/controllers';
import { argumentItem } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

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
  check: (checked) =>
    faultsIn(checked)
      .filter(({ fault }) => fault.type === undefined)
      .map(findingOf),
};

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
