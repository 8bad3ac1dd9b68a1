import { MIC, micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** A controller that only says its version. */
export const versionFlag: Rule = {
  id: 'version-flag',
  title: 'MIC or NMI is started with --version, and ends',
  severity: 'error',
  why: 'With --version the programs print their version and end; as a workload they are started again and again.',
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
        message: `With --version ${started.name} prints its version and ends. Remove the flag`,
      })),
};
