import { compareBytes } from '../go/compare';
import { Manifest } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { pointerOf } from '../validate/json-pointer';
import { type Absence, absenceNote } from './absence';
import { asWritten } from './as-meant';
import { CheckedCluster, type CheckOptions } from './checked-cluster';
import { inEachEnvironment } from './environments';
import { type Found, type PlacedFinding, placed } from './finding';
import type { Rule } from './rule';
import { RULES } from './rules';
import { refusedByApiServer } from './rules/refused-by-api-server';
import { type SuppressedFound, type SuppressionKind, Suppressions } from './suppressions/suppressions';
import { withoutOverlays } from './without-overlays';
import { withoutPlaceholders } from './without-placeholders';

/** What was found, for reports: each list by file, line, column and rule. */
export interface CheckReport {
  readonly checked: CheckedCluster;
  readonly findings: readonly PlacedFinding[];
  readonly suppressed: readonly PlacedSuppressedFinding[];
  /** What is not here and probably elsewhere, in one line; undefined when there is nothing. */
  readonly note: string | undefined;
}

export interface PlacedSuppressedFinding extends PlacedFinding {
  readonly reason: string;
  readonly kind: SuppressionKind;
}

/**
 * Runs all rules on some manifests.
 *
 * @throws ManifestError when a file with federated credentials cannot be read
 */
export function reportOn(manifests: Manifests, options: CheckOptions = {}): CheckReport {
  const checked = new CheckedCluster(manifests, options);
  const suppressions = new Suppressions(manifests, options.suppressions ?? [], RULES);
  const environments = manifests.perEnvironment();
  const isOne = environments.length === 1 && environments[0] === manifests;
  const { here, elsewhere, hidden } = isOne
    ? foundIn(checked, RULES)
    : inEnvironments(
        environments.map((one) => ({ manifests: one, ...foundIn(new CheckedCluster(one, options), RULES) })),
      );
  const { findings, suppressed } = suppressions.apply(here);
  // A suppression of what only a whole cluster, or another value, would show is not unused.
  const counted = suppressions.apply(elsewhere).findings as Lacking[];
  suppressions.apply(hidden);
  const sort = sorterOf(manifests);
  return {
    checked,
    findings: sort([...findings, ...suppressions.mistakes()].map((found) => ({ found }))).map(({ place }) => place),
    suppressed: sort(suppressed).map(({ item, place }) => ({ ...place, reason: item.reason, kind: item.kind })),
    note: absenceNote(counted.map(({ absence }) => absence)),
  };
}

/** A finding of what is probably elsewhere. */
type Lacking = Found & { readonly absence: Absence };

/** What rules find in manifests. */
interface FoundIn {
  /** Each cause once. */
  readonly here: readonly Found[];
  /** What is probably elsewhere. */
  readonly elsewhere: readonly Lacking[];
  /** What follows from placeholders, or is changed by kustomize. */
  readonly hidden: readonly Found[];
}

/** What rules find in several environments. */
function inEnvironments(environments: readonly (FoundIn & { readonly manifests: Manifests })[]): FoundIn {
  const inEach = (of: 'here' | 'elsewhere') =>
    inEachEnvironment(environments.map((one) => ({ manifests: one.manifests, found: one[of] })));
  return {
    here: inEach('here'),
    elsewhere: inEach('elsewhere') as Lacking[],
    hidden: environments.flatMap(({ hidden }) => hidden.map(withOrigin)),
  };
}

/** What rules find in manifests. */
export function foundIn(checked: CheckedCluster, rules: readonly Rule[]): FoundIn {
  const causes = new Map<unknown, Set<string>>();
  const isNew = (found: Found, cause: string) => {
    const known = causes.get(found.object) ?? new Set();
    causes.set(found.object, known);
    return known.size < known.add(cause).size;
  };
  const here: Found[] = [];
  const elsewhere: Lacking[] = [];
  // A rule that knows more about a field than that the API server refuses it comes first.
  const last = (rule: Rule) => Number(rule === refusedByApiServer);
  const all: Found[] = [...rules]
    .sort((a, b) => last(a) - last(b))
    .flatMap((rule) => rule.check(checked).map((finding) => ({ severity: rule.severity, ...finding, rule })));
  const substituted = withoutPlaceholders(checked, all);
  const written = substituted.map(asWrittenFound);
  const kept = withoutOverlays(checked, written);
  for (const { absence, ...found } of kept) {
    const severity = checked.severityOf(found.severity, absence);
    if (severity !== undefined) {
      const field = pointerOf(found.path);
      const isFirstOfField = isNew(found, field);
      const isFirst = isNew(found, `${field} ${found.rule.id} ${found.message}`);
      if (found.rule === refusedByApiServer ? isFirstOfField : isFirst) here.push({ ...found, severity });
    } else if (absence) elsewhere.push({ ...found, absence });
  }
  const hidden = [...without(all, substituted).map(asWrittenFound), ...without(written, kept)];
  return { here, elsewhere, hidden };
}

const without = (all: readonly Found[], some: readonly Found[]): Found[] => {
  const kept = new Set(some);
  return kept.size === all.length ? [] : all.filter((one) => !kept.has(one));
};

/** Of an object that is read as it was meant, with the object and the field as they are written. */
function asWrittenFound(found: Found): Found {
  return found.object instanceof Manifest ? asWritten({ ...found, object: found.object }) : found;
}

const withOrigin = (found: Found): Found =>
  found.object instanceof Manifest ? { ...found, object: found.object.origin } : found;

type Sorted<T> = { readonly item: T; readonly place: PlacedFinding }[];

/** Looks up the places and sorts by them. */
function sorterOf(manifests: Manifests): <T extends { readonly found: Found }>(items: readonly T[]) => Sorted<T> {
  // In the order of the text, because a part of it that was looked into last is known still.
  const order = new Map<unknown, number>(manifests.objects.map((object, i) => [object, i]));
  const orderOf = ({ found }: Pick<SuppressedFound, 'found'>) => order.get(found.object) ?? -1;
  return (items) =>
    [...items]
      .sort((a, b) => orderOf(a) - orderOf(b))
      .map((item) => ({ item, place: placed(item.found) }))
      .sort((a, b) => byPlace(a.place, b.place));
}

function byPlace({ finding: a }: PlacedFinding, { finding: b }: PlacedFinding): number {
  return (
    compareBytes(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareBytes(a.rule, b.rule) ||
    compareBytes(a.message, b.message)
  );
}
