import { reasonOf } from '../../simulation/flag-fault';
import { FLAG_TABLES } from '../../upstream/flags';
import { hideSecrets } from '../../validate/secret-fields';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { type ControllerFault, faultsIn } from '../facts/controllers';
import type { Rule, RuleFinding } from '../rule';

/** MIC or NMI is given a flag that it does not have. */
export const flagUnknown: Rule = {
  id: 'flag-unknown',
  title: 'MIC or NMI is started with a flag that it does not have',
  severity: 'error',
  why: 'Both programs end at an unknown flag. Names are compared with case: --forcenamespaced is not --forceNamespaced.',
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
    return { object, path, message: `${reasonOf(fault)}: ${whose} ends when it is started. Remove the argument` };
  }
  const dashes = name.length === 1 ? '-' : '--';
  const message = `${whose} has no flag ${hideSecrets(`${dashes}${name}`)}, and ends when it is started.`;
  const meant = controller.flags.meant(fault);
  if (meant === undefined) {
    const other = program === 'mic' ? 'nmi' : 'mic';
    const hint = Object.hasOwn(FLAG_TABLES[other], name)
      ? `It is a flag of ${other.toUpperCase()}`
      : 'It has nothing alike';
    return { object, path, message: `${message} ${hint}; remove it` };
  }
  const [word, blank] = name.split(/\s+/, 2);
  const given = hideSecrets(`${dashes}${name}`) === `${dashes}${name}` ? (blank ?? value) : undefined;
  const fix = `- --${meant}${given === undefined ? '' : `=${given}`}`;
  const hint =
    word === meant && blank !== undefined ? ' A flag and its value in one argument need "=" between them.' : '';
  return { object, path, message: `${message}${hint} Write --${meant}`, fix };
}
