import { MIC, micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** A controller that only prints its version. */
export const versionFlag: Rule = {
  id: 'version-flag',
  title: 'MIC or NMI has the flag --version and exits',
  severity: Severity.ERROR,
  why: 'With --version the programs print their version and exit; as a workload they are restarted again and again.',
  symptom: 'CrashLoopBackOff or Completed; the log is the version.',
  bad: micWith('--version'),
  good: MIC,
  source: 'cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) =>
    readableIn(checked)
      .filter((started) => started.flags.isOn('version'))
      .map((started) => ({
        object: started.manifest,
        path: started.placeOf('version'),
        message: `The flag --version is set. ${started.name} prints its version and exits. Remove the flag.`,
      })),
};
