import { type Manifest, mapOf } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { show } from '../../validate/format';
import { nearest } from '../../validate/nearest';
import { titleOf } from '../as-meant';
import type { Found } from '../finding';
import type { Rule } from '../rule';
import type { Severity } from '../severity';
import { matcherOf, type PlacedSuppression, SUPPRESSION_PREFIX } from './suppression';
import { suppressionWithoutReason, unusedSuppression } from './suppression-rules';

/** A suppression of either kind. */
interface Entry {
  readonly kind: SuppressionKind;
  readonly rule: string;
  readonly reason: string;
  /** Where it is itself. */
  readonly at: Pick<Found, 'object' | 'path' | 'isKey'>;
  readonly suppresses: (found: Found) => boolean;
  isUsed: boolean;
}

/** Where a suppression is: in the object, or elsewhere. The values are those of SARIF. */
export type SuppressionKind = 'inSource' | 'external';

/** A suppressed finding, with the reason. */
export interface SuppressedFound {
  readonly found: Found;
  readonly reason: string;
  readonly kind: SuppressionKind;
}

/** The suppressions of some manifests: annotations of the objects, and entries. */
export class Suppressions {
  private readonly entries: Entry[] = [];
  private readonly byRule = new Map<string, Entry[]>();

  constructor(
    manifests: Manifests,
    entries: readonly PlacedSuppression[],
    private readonly rules: readonly Rule[],
  ) {
    for (const manifest of manifests.objects) this.addAnnotations(manifest);
    entries.forEach((entry, i) => {
      this.addEntry(entry, i);
    });
  }

  private addAnnotations(manifest: Manifest): void {
    const annotations = mapOf(manifest.metadata.annotations);
    for (const key of Object.keys(annotations)) {
      if (!key.startsWith(SUPPRESSION_PREFIX)) continue;
      const value = annotations[key];
      this.add({
        kind: 'inSource',
        rule: key.slice(SUPPRESSION_PREFIX.length),
        reason: typeof value === 'string' ? value.trim() : '',
        at: { object: manifest, path: ['metadata', 'annotations', key], isKey: true },
        suppresses: ({ object }) => object === manifest,
        isUsed: false,
      });
    }
  }

  private addEntry({ rule, object, reason, place }: PlacedSuppression, i: number): void {
    const matches = matcherOf(object);
    const title = `Suppression ${object}`;
    const nowhere = { file: '<options>', line: i + 1, column: 1, excerpt: undefined };
    this.add({
      ...{ kind: 'external', rule, reason: reason.trim(), isUsed: false },
      at: { object: { title, place: place ?? nowhere }, path: ['suppressions', i] },
      suppresses: (found) => matches(titleOf(found.object)),
    });
  }

  private add(entry: Entry): void {
    this.entries.push(entry);
    const ofRule = this.byRule.get(entry.rule);
    if (ofRule) ofRule.push(entry);
    else this.byRule.set(entry.rule, [entry]);
  }

  /** Splits findings into the remaining and the suppressed ones. */
  public apply(all: readonly Found[]): { findings: Found[]; suppressed: SuppressedFound[] } {
    const findings: Found[] = [];
    const suppressed: SuppressedFound[] = [];
    for (const found of all) {
      const entries = this.byRule.get(found.rule.id)?.filter((entry) => entry.suppresses(found)) ?? [];
      for (const entry of entries) entry.isUsed = true;
      const first = entries.find(({ reason }) => reason !== '');
      if (first) suppressed.push({ found, reason: first.reason, kind: first.kind });
      else findings.push(found);
    }
    return { findings, suppressed };
  }

  /** The mistakes in the suppressions, after `apply`. */
  public mistakes(): Found[] {
    return this.entries.flatMap((entry) => {
      if (entry.reason === '') {
        const message = `The suppression of ${entry.rule} has no reason. It has no effect. Write the reason.`;
        return [mistake(suppressionWithoutReason, entry, message)];
      }
      if (entry.isUsed) return [];
      const rule = this.rules.find(({ id }) => id === entry.rule);
      return [mistake(unusedSuppression, entry, rule ? NOTHING(entry) : this.noSuchRule(entry))];
    });
  }

  private noSuchRule({ rule }: Entry): string {
    if (rule === unusedSuppression.id || rule === suppressionWithoutReason.id) {
      return `Findings of ${rule} are about suppressions and cannot be suppressed. The suppression has no effect. Remove it.`;
    }
    const ids = this.rules.map(({ id }) => id);
    const meant = nearest(rule, ids);
    return `There is no rule ${show(rule)}. The suppression has no effect. ${meant ? `Write ${meant}` : 'List the rules with --list-rules'}.`;
  }
}

const NOTHING = ({ rule }: Entry) => `The rule ${rule} finds nothing here. The suppression has no effect. Remove it.`;

function mistake(rule: typeof unusedSuppression, { at }: Entry, message: string): Found {
  return { rule, severity: rule.severity as Severity, ...at, message };
}
