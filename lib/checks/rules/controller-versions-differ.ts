import type { Controller } from '../../simulation/controller';
import { isBefore } from '../../upstream/version';
import { MIC, NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';
import { micsWithoutNodeLabel } from './mic-without-node-label';

/** MIC and NMI of different releases; micWithoutNodeLabel reports the most harmful pairs. */
export const controllerVersionsDiffer: Rule = {
  id: 'controller-versions-differ',
  title: 'MIC and NMI have different versions',
  severity: Severity.WARNING,
  why: 'Since 1.5, MIC and NMI are released and tested together, and NMI reads what MIC writes.',
  symptom: 'None, or token requests that fail after an upgrade of one of the two.',
  bad: documents(changed(MIC, 'mic:v1.8.17', 'mic:v1.8.13'), NMI),
  good: documents(MIC, NMI),
  source: 'charts/aad-pod-identity/values.yaml (mic.tag, nmi.tag)',
  check: (checked) => {
    const started = controllersOf(checked).filter(({ version }) => version !== undefined);
    const reported = new Set(micsWithoutNodeLabel(checked));
    const nmis = started.filter(({ program }) => program === 'nmi');
    const mics = started.filter(({ program }) => program === 'mic');
    // One that has its own partner is of another installation.
    const isAlone = (one: Controller, others: readonly Controller[]) =>
      !others.some(({ version }) => String(version) === String(one.version));
    const older = mics
      .filter((mic) => !reported.has(mic) && isAlone(mic, nmis))
      .flatMap((mic) =>
        nmis
          .filter((nmi) => isAlone(nmi, mics))
          .flatMap((nmi) => {
            const [a, b] = [mic.version ?? [], nmi.version ?? []];
            if (![mic, nmi].some(({ release }) => release.has('isReleasedTogether'))) return [];
            return isBefore(a, b) ? [{ one: mic, other: nmi }] : isBefore(b, a) ? [{ one: nmi, other: mic }] : [];
          }),
      );
    return [...new Map(older.map((pair) => [pair.one, pair])).values()].map(({ one, other }) => ({
      object: one.manifest,
      path: [...one.containerPath, 'image'],
      message: `${one.name} has version ${one.version?.join('.')}, and ${other.name} has ${other.version?.join('.')}. Upstream tests only equal versions together, and token requests may fail. Use the same version.`,
    }));
  },
};
